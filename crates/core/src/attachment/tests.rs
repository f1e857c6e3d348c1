use std::io::Cursor;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use lunxun_base::{ErrorCode, Id};
use lunxun_protocol::Value as Stored;
use serde_json::{Value, json};

use super::{ATTACHMENT, collect_unnamed, photos};
use crate::{conduct::fixture::Class, testing::Desk, training_class::TRAINING_CLASS};

const DAY: i64 = 24 * 3_600_000;
/// The first trainee of [`Class::of`].
const TRAINEE: Id = Id::from_bytes([101; 16]);

fn written(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// A picture of this size, red above and blue below.
fn picture(width: u32, height: u32) -> DynamicImage {
    let half = |_, y| if y < height / 2 { Rgb([220, 20, 20]) } else { Rgb([20, 20, 220]) };
    RgbImage::from_fn(width, height, half).into()
}

/// A JPEG that a phone held on its side writes: an Exif part that says so, the place where it was taken, and the size.
fn from_a_phone(width: u32, height: u32, orientation: u8) -> Vec<u8> {
    let jpeg = written(&picture(width, height), ImageFormat::Jpeg);
    let mut exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    exif.extend([orientation, 0, 0, 0, 0, 0, 0]);
    exif.extend(b"GPS 34.5 N 112.3 E");
    let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    [&jpeg[..2], &[0xff, 0xe1], &length, &exif, &jpeg[2..]].concat()
}

fn reader(bytes: &[u8]) -> DynamicImage {
    image::load_from_memory(bytes).unwrap()
}

fn pdf(words: &str) -> Vec<u8> {
    format!("%PDF-1.4\n{words}").into_bytes()
}

fn add(desk: &mut Desk, owner: &str, id: Id, name: &str, content: &[u8]) -> Value {
    desk.admin("attachment.add", adding(owner, id, name, content))
}

fn adding(owner: &str, id: Id, name: &str, content: &[u8]) -> Value {
    json!({ "owner": owner, "ownerId": id, "fileName": name, "contentBase64": STANDARD.encode(content) })
}

fn photo(member: Id, name: &str, content: &[u8]) -> Value {
    json!({ "memberId": member, "fileName": name, "contentBase64": STANDARD.encode(content) })
}

fn list(desk: &mut Desk, owner: &str, id: Id) -> Value {
    desk.admin("attachment.list", json!({ "owner": owner, "ownerId": id }))
}

fn names(list: &Value) -> Vec<&str> {
    list["files"].as_array().unwrap().iter().map(|file| file["fileName"].as_str().unwrap()).collect()
}

fn content(answer: &Value) -> Vec<u8> {
    STANDARD.decode(answer["contentBase64"].as_str().unwrap()).unwrap()
}

fn of_member() -> (Desk, Id) {
    let mut desk = Desk::with_township();
    let branch = desk.branch("石桥村党支部");
    let member = desk.member("欧阳青山", branch);
    (desk, member)
}

#[test]
fn a_file_added_to_each_kind_of_owner_comes_back_as_it_was() {
    let mut class = Class::of(1);
    let (class_id, member) = (class.id, TRAINEE);
    for (owner, id) in [("member", member), ("training_class", class_id), ("org", Id::from_bytes([7; 16]))] {
        let scan = pdf(owner);
        let added = add(&mut class.desk, owner, id, r"D:\扫描\入党志愿书.PDF", &scan);
        assert_eq!(names(&added["list"]), ["入党志愿书.pdf"]);
        let file = &added["list"]["files"][0];
        assert_eq!((file["media"].as_str(), file["byteCount"].as_u64()), (Some("pdf"), Some(scan.len() as u64)));
        assert_eq!((file["addedBy"].as_str(), file["isHere"].as_bool()), (Some("管理员"), Some(true)));
        let got = class.desk.admin("attachment.content", json!({ "attachmentId": file["id"] }));
        assert_eq!(content(&got), scan);
    }
    assert_eq!(names(&list(&mut class.desk, "member", TRAINEE)).len(), 1, "each owner sees its own");
    let nobody = adding("member", Id::from_bytes([66; 16]), "甲.pdf", &pdf("x"));
    assert_eq!(class.desk.admin_err("attachment.add", nobody).code, ErrorCode::NotFound);
}

#[test]
fn a_photo_is_turned_upright_made_small_and_stripped_of_where_it_was_taken() {
    let (mut desk, member) = of_member();
    // 6: the top of the scene is on the right; shown upright it is 900 wide and 1200 high, red on the right.
    let taken = from_a_phone(1200, 900, 6);
    assert!(taken.windows(3).any(|window| window == b"GPS"));
    let set = desk.admin("attachment.set_photo", photo(member, "IMG_2027.JPG", &taken));
    let view = &set["list"]["photo"];
    assert_eq!(view["fileName"], "IMG_2027.jpg");
    let kept = photos(&desk.store, &[member]).unwrap().remove(&member).unwrap();
    assert!(!kept.windows(3).any(|window| window == b"GPS"), "nothing of the camera's notes is kept");
    let upright = reader(&kept).to_rgb8();
    assert_eq!((upright.width(), upright.height()), (600, 800));
    assert!(upright.get_pixel(590, 400)[0] > 150 && upright.get_pixel(10, 400)[2] > 150, "red is on the right now");
    let small = reader(&STANDARD.decode(view["thumbnailBase64"].as_str().unwrap()).unwrap());
    assert_eq!((small.width(), small.height()), (96, 128));
}

#[test]
fn a_small_photo_is_not_blown_up_and_a_transparent_one_lies_on_white() {
    let (mut desk, member) = of_member();
    for (format, width) in [(ImageFormat::Png, 40), (ImageFormat::WebP, 42)] {
        let glass: DynamicImage = RgbaImage::from_pixel(width, 50, Rgba([0, 0, 0, 0])).into();
        desk.clock.advance(1000);
        desk.admin("attachment.set_photo", photo(member, "照片", &written(&glass, format)));
        let kept = reader(&photos(&desk.store, &[member]).unwrap()[&member]).to_rgb8();
        assert_eq!((kept.width(), kept.height()), (width, 50));
        assert!(kept.pixels().all(|pixel| pixel.0.iter().all(|value| *value > 250)), "{format:?}");
    }
}

#[test]
fn a_new_photo_takes_the_place_of_the_old_and_undo_brings_the_old_back() {
    let (mut desk, member) = of_member();
    let first =
        desk.admin("attachment.set_photo", photo(member, "旧.png", &written(&picture(60, 80), ImageFormat::Png)));
    desk.clock.advance(1000);
    let newer = photo(member, "新.bmp", &written(&picture(90, 120), ImageFormat::Bmp));
    let second = desk.admin("attachment.set_photo", newer.clone());
    assert_eq!(second["list"]["photo"]["fileName"], "新.jpg");
    assert_eq!(names(&second["list"]), [] as [&str; 0], "the one before is put away");
    let again = desk.admin_err("attachment.set_photo", newer);
    assert!(again.message.contains("同一张"), "{}", again.message);
    desk.admin("audit.undo", json!({ "operationId": second["operationId"] }));
    let now = list(&mut desk, "member", member);
    assert_eq!(now["photo"]["id"], first["list"]["photo"]["id"]);
    assert_eq!(now["photo"]["isHere"], true);
}

#[test]
fn pictures_among_the_files_are_kept_readable_as_scans() {
    let (mut desk, member) = of_member();
    let scan = from_a_phone(3300, 2550, 1);
    let added = add(&mut desk, "member", member, "签到表.jpeg", &scan);
    let file = &added["list"]["files"][0];
    assert_eq!(file["fileName"], "签到表.jpeg");
    let got = desk.admin("attachment.content", json!({ "attachmentId": file["id"] }));
    let kept = content(&got);
    assert_eq!((reader(&kept).width(), reader(&kept).height()), (2400, 1855));
    assert!(!kept.windows(3).any(|window| window == b"GPS"));
    assert!(file["thumbnailBase64"].is_string());
}

#[test]
fn what_a_file_is_its_content_tells() {
    let zip = |parts: &str| [b"PK\x03\x04[Content_Types].xml ".as_slice(), parts.as_bytes()].concat();
    let old = |stream: &str| {
        let wide: Vec<u8> = stream.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
        [&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1], [0; 64].as_slice(), &wide].concat()
    };
    let (mut desk, member) = of_member();
    for (name, bytes, wanted) in [
        ("甲.zip", zip("word/document.xml"), Ok("甲.docx")),
        ("乙", zip("xl/workbook.xml"), Ok("乙.xlsx")),
        ("丙.wps", old("WordDocument"), Ok("丙.wps")),
        ("丁.et", old("Workbook"), Ok("丁.et")),
        ("戊.xls", [old("WordDocument"), vec![1]].concat(), Ok("戊.doc")),
        ("己.txt", "学习心得".into(), Ok("己.txt")),
        ("庚.txt", vec![0xd1, 0xa7, 0xcf, 0xb0], Ok("庚.txt")),
        ("发票.pdf", b"MZ\x90\0".to_vec(), Err("程序")),
        ("发票.pdf.exe", pdf("x"), Err("程序")),
        ("清理.bat", b"del *.*".to_vec(), Err("程序")),
        ("脚本", b"#!/bin/sh".to_vec(), Err("程序")),
        ("安装.doc", old("Property"), Err("不支持")),
        ("打包.zip", b"PK\x03\x04 plain".to_vec(), Err("不支持")),
        ("带宏.docx", zip("word/document.xml word/vbaProject.bin"), Err("宏")),
        ("带宏.xls", [old("Workbook"), old("_VBA_PROJECT")].concat(), Err("宏")),
        ("动图.gif", b"GIF89a\x01\0\x01\0\0\0\0".to_vec(), Err("不支持")),
        ("断了.png", written(&picture(40, 40), ImageFormat::Png)[..60].to_vec(), Err("打不开")),
        ("空.txt", Vec::new(), Err("空的")),
    ] {
        let outcome = desk.run(&desk.admin.clone(), "attachment.add", adding("member", member, name, &bytes));
        match (outcome, wanted) {
            (Ok(added), Ok(wanted)) => assert_eq!(names(&added["list"])[0], wanted, "{name}"),
            (Err(error), Err(word)) => {
                assert!(error.message.contains(word), "{name}: {}", error.message);
                assert_eq!(error.field.as_deref(), Some("contentBase64"), "{name}");
            }
            (outcome, wanted) => panic!("{name}: {outcome:?}, and not {wanted:?}"),
        }
        desk.clock.advance(1000);
    }
    let not_a_picture = desk.admin_err("attachment.set_photo", photo(member, "照片.jpg", &pdf("x")));
    assert!(not_a_picture.message.contains("图片文件"));
}

#[test]
fn what_is_too_large_is_refused_before_it_is_read() {
    let (mut desk, member) = of_member();
    let large = desk
        .admin_err("attachment.add", adding("member", member, "大.pdf", &[pdf("x"), vec![b' '; 20 << 20]].concat()));
    assert!(large.message.contains("20 MB"), "{}", large.message);
    let large = desk.admin_err("attachment.set_photo", photo(member, "大.jpg", &vec![0xff; (10 << 20) + 1]));
    assert!(large.message.contains("10 MB"), "{}", large.message);
    // A bomb: 30000 × 30000 pixels in a file of a few hundred bytes.
    let mut bomb = written(&picture(8, 8), ImageFormat::Png);
    bomb[16..24].copy_from_slice(&[0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30]);
    let checksum = crc(&bomb[12..29]).to_be_bytes();
    bomb[29..33].copy_from_slice(&checksum);
    let bomb = desk.admin_err("attachment.set_photo", photo(member, "炸.png", &bomb));
    assert!(bomb.message.contains("4000 万像素"), "{}", bomb.message);
}

/// The checksum of a PNG's part.
fn crc(bytes: &[u8]) -> u32 {
    let mut sum = flate2::Crc::new();
    sum.update(bytes);
    sum.sum()
}

#[test]
fn the_same_content_is_refused_on_one_owner_and_welcome_on_another() {
    let (mut desk, member) = of_member();
    let branch = desk.branch("柳河村党支部");
    add(&mut desk, "member", member, "志愿书.pdf", &pdf("x"));
    let twin = desk.admin_err("attachment.add", adding("member", member, "志愿书（扫描）.pdf", &pdf("x")));
    assert!(twin.message.contains("“志愿书.pdf”"), "{}", twin.message);
    add(&mut desk, "org", branch, "志愿书.pdf", &pdf("x"));
}

#[test]
fn a_deleted_file_comes_back_with_its_content_however_late_and_a_nameless_one_goes() {
    let (mut desk, member) = of_member();
    let added = add(&mut desk, "member", member, "志愿书.pdf", &pdf("x"));
    let id = &added["list"]["files"][0]["id"];
    let deleted = desk.admin("attachment.delete", json!({ "attachmentId": id }));
    assert_eq!(names(&deleted["list"]), [] as [&str; 0]);
    desk.store.blobs().unwrap().put(b"cut off before its record", crate::testing::NOW).unwrap();
    collect_unnamed(&desk.store).unwrap();
    desk.clock.advance(400 * DAY);
    assert_eq!(collect_unnamed(&desk.store).unwrap(), 1, "the nameless one alone");
    desk.admin("audit.undo", json!({ "operationId": deleted["operationId"] }));
    let got = desk.admin("attachment.content", json!({ "attachmentId": id }));
    assert_eq!(content(&got), pdf("x"));
}

#[test]
fn a_record_whose_content_is_on_another_pc_says_so_and_the_file_brought_again_completes_it() {
    let (mut desk, member) = of_member();
    let described = lunxun_store::ContentRef::of(&pdf("x"));
    let id = Id::from_bytes([5; 16]);
    let fields = [
        ("member_id", member.into()),
        ("role", "document".into()),
        ("file_name", "志愿书.pdf".into()),
        ("media", "pdf".into()),
        ("byte_count", i64::try_from(described.byte_count).unwrap().into()),
        ("hash", Stored::Blob(described.hash.as_bytes().to_vec())),
        ("chunks", Stored::Blob(described.chunk_bytes())),
        ("added_at", 1.into()),
        ("added_by", "另一台电脑".into()),
    ];
    desk.store.write("test", &desk.admin.who(), |tx| tx.insert(ATTACHMENT, id, &fields)).unwrap();
    assert_eq!(list(&mut desk, "member", member)["files"][0]["isHere"], false);
    let away = desk.admin_err("attachment.content", json!({ "attachmentId": id }));
    assert_eq!(away.code, ErrorCode::NotFound);
    assert!(away.message.contains("内容在另一台电脑上，尚未传到"), "{}", away.message);
    let mended = add(&mut desk, "member", member, "志愿书.pdf", &pdf("x"));
    assert!(mended["operationId"].is_null(), "nothing new was recorded");
    assert_eq!(names(&mended["list"]), ["志愿书.pdf"]);
    assert_eq!(mended["list"]["files"][0]["isHere"], true);
}

#[test]
fn who_looked_at_a_member_s_papers_is_noted_and_the_photo_is_not() {
    let (mut desk, member) = of_member();
    let added = add(&mut desk, "member", member, "志愿书.pdf", &pdf("x"));
    let set =
        desk.admin("attachment.set_photo", photo(member, "照片.png", &written(&picture(60, 80), ImageFormat::Png)));
    let looks = |desk: &mut Desk| {
        let audit = desk.admin("audit.list", json!({ "limit": 100 }));
        audit["entries"].as_array().unwrap().iter().filter(|entry| entry["command"] == "attachment.content").count()
    };
    desk.admin("attachment.content", json!({ "attachmentId": set["list"]["photo"]["id"] }));
    assert_eq!(looks(&mut desk), 0);
    desk.admin("attachment.content", json!({ "attachmentId": added["list"]["files"][0]["id"] }));
    assert_eq!(looks(&mut desk), 1);
}

#[test]
fn a_head_teacher_keeps_the_scans_of_their_class_and_sees_nobody_s_papers() {
    let mut class = Class::of(1);
    let teacher = class.desk.head_teacher(class.head);
    let request = json!({ "classId": class.id, "fileName": "签到表.pdf", "contentBase64": STANDARD.encode(pdf("x")) });
    let added = class.desk.run(&teacher, "class_file.add", request).unwrap();
    let id = added["list"]["files"][0]["id"].clone();
    let name = json!({ "classId": class.id, "attachmentId": id });
    assert_eq!(content(&class.desk.run(&teacher, "class_file.content", name.clone()).unwrap()), pdf("x"));

    let papers = add(&mut class.desk, "member", TRAINEE, "志愿书.pdf", &pdf("y"));
    let stolen = json!({ "classId": class.id, "attachmentId": papers["list"]["files"][0]["id"] });
    for command in ["class_file.content", "class_file.delete"] {
        let refused = class.desk.run(&teacher, command, stolen.clone()).unwrap_err();
        assert_eq!(refused.code, ErrorCode::NotFound, "{command}");
    }
    let deleted = class.desk.run(&teacher, "class_file.delete", name).unwrap();
    assert_eq!(names(&deleted["list"]), [] as [&str; 0]);
}

#[test]
fn a_closed_class_takes_more_scans_and_gives_none_away() {
    let mut class = Class::of(1);
    let id = class.id;
    let before = add(&mut class.desk, "training_class", id, "签到表.pdf", &pdf("x"));
    let who = class.desk.admin.who();
    class.desk.store.write("test", &who, |tx| tx.update(TRAINING_CLASS, id, &[("state", "closed".into())])).unwrap();
    add(&mut class.desk, "training_class", id, "补扫.pdf", &pdf("y"));
    let file = json!({ "attachmentId": before["list"]["files"][0]["id"] });
    assert_eq!(class.desk.admin_err("attachment.delete", file).code, ErrorCode::Locked);
    assert_eq!(names(&list(&mut class.desk, "training_class", id)).len(), 2);
}

#[test]
fn of_two_members_merged_the_kept_one_keeps_its_photo_and_gets_the_other_s_files() {
    let mut desk = Desk::with_township();
    let branch = desk.branch("石桥村党支部");
    let kept = desk.member("欧阳青山", branch);
    desk.clock.advance(1000);
    let gone = desk.member("欧阳青山", branch);
    let own = desk.admin("attachment.set_photo", photo(kept, "本人.png", &written(&picture(60, 80), ImageFormat::Png)));
    desk.clock.advance(1000);
    desk.admin("attachment.set_photo", photo(gone, "另一张.png", &written(&picture(66, 88), ImageFormat::Png)));
    desk.clock.advance(1000);
    add(&mut desk, "member", gone, "志愿书.pdf", &pdf("x"));
    let merged = desk.admin("dedupe.merge", json!({ "oneId": kept, "otherId": gone, "take": [] }));
    let now = list(&mut desk, "member", kept);
    assert_eq!(now["photo"]["id"], own["list"]["photo"]["id"], "though the other's is newer");
    assert_eq!(names(&now), ["志愿书.pdf", "另一张.jpg"]);
    desk.admin("dedupe.unmerge", json!({ "mergeId": merged["mergeId"] }));
    let back = list(&mut desk, "member", gone);
    assert_eq!((back["photo"]["fileName"].as_str(), names(&back)), (Some("另一张.jpg"), vec!["志愿书.pdf"]));
    assert_eq!(names(&list(&mut desk, "member", kept)), [] as [&str; 0]);
}

#[test]
fn a_photo_comes_with_a_merge_where_the_kept_member_has_none() {
    let mut desk = Desk::with_township();
    let branch = desk.branch("石桥村党支部");
    let kept = desk.member("欧阳青山", branch);
    desk.clock.advance(1000);
    let gone = desk.member("欧阳青山", branch);
    let set = desk.admin("attachment.set_photo", photo(gone, "照片.png", &written(&picture(60, 80), ImageFormat::Png)));
    desk.admin("dedupe.merge", json!({ "oneId": kept, "otherId": gone, "take": [] }));
    assert_eq!(list(&mut desk, "member", kept)["photo"]["id"], set["list"]["photo"]["id"]);
    let forms = photos(&desk.store, &[kept, gone]).unwrap();
    assert_eq!(forms.keys().collect::<Vec<_>>(), [&kept]);
}
