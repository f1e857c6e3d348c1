use lunxun_base::ErrorCode;

use super::*;

fn made(dir: &Path) -> (KeySlots, RecoveryKey, StoreKey, Id) {
    let key = StoreKey::generate().unwrap();
    let (mut slots, recovery) = KeySlots::create(dir, "青山镇", &key, KdfStrength::Floor).unwrap();
    let account = Id::new(1);
    slots.put_account(account, "管理员", "Qingshan#2027", &key).unwrap();
    (slots, recovery, key, account)
}

fn same(a: &StoreKey, b: &StoreKey) -> bool {
    a.0 == b.0
}

#[test]
fn the_right_password_opens_and_a_wrong_one_says_so_plainly() {
    let dir = tempfile::tempdir().unwrap();
    let (_, _, key, account) = made(dir.path());
    let slots = KeySlots::load(dir.path(), KdfStrength::Floor).unwrap();
    let (who, opened) = slots.unlock("管理员", "Qingshan#2027").unwrap();
    assert!(who == account && same(&opened, &key));
    for (login, password) in [("管理员", "qingshan#2027"), ("别人", "Qingshan#2027")] {
        let error = slots.unlock(login, password).unwrap_err();
        assert_eq!(error.code, ErrorCode::Forbidden);
        assert!(error.message.contains("密码不对"));
    }
}

#[test]
fn changing_a_password_rewraps_and_leaves_the_data_key_alone() {
    let dir = tempfile::tempdir().unwrap();
    let (mut slots, _, key, account) = made(dir.path());
    slots.put_account(account, "管理员", "New#Pass2027", &key).unwrap();
    let slots = KeySlots::load(dir.path(), KdfStrength::Floor).unwrap();
    assert!(slots.unlock("管理员", "Qingshan#2027").is_err(), "the old password must stop working");
    assert!(same(&slots.unlock("管理员", "New#Pass2027").unwrap().1, &key));
}

#[test]
fn the_printed_recovery_key_opens_and_one_wrong_character_is_caught() {
    let dir = tempfile::tempdir().unwrap();
    let (slots, recovery, key, _) = made(dir.path());
    let printed = recovery.groups().join("-");
    assert_eq!(recovery.groups().len(), 9);
    let typed = RecoveryKey::parse(&printed.to_lowercase()).unwrap();
    assert!(same(&slots.unlock_with_recovery(&typed).unwrap(), &key));

    let characters: Vec<char> = printed.chars().collect();
    for at in (0..characters.len()).filter(|at| characters[*at] != '-') {
        let mut wrong = characters.clone();
        wrong[at] = if wrong[at] == '7' { '8' } else { '7' };
        let text: String = wrong.into_iter().collect();
        assert!(RecoveryKey::parse(&text).is_err(), "an error at character {at} must be caught");
    }
}

#[test]
fn a_new_recovery_key_ends_the_one_before() {
    let dir = tempfile::tempdir().unwrap();
    let (mut slots, old, key, _) = made(dir.path());
    let new = slots.put_recovery(&key).unwrap();
    assert!(slots.unlock_with_recovery(&old).is_err());
    assert!(same(&slots.unlock_with_recovery(&new).unwrap(), &key));
}

#[test]
fn either_copy_of_the_key_file_is_enough() {
    for lost in COPIES {
        let dir = tempfile::tempdir().unwrap();
        let _ = made(dir.path());
        fs::write(dir.path().join(lost), b"damaged").unwrap();
        let slots = KeySlots::load(dir.path(), KdfStrength::Floor).unwrap();
        slots.unlock("管理员", "Qingshan#2027").unwrap();
    }
}

#[test]
fn a_weakened_key_file_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let (mut slots, ..) = made(dir.path());
    for slot in &mut slots.file.slots {
        if let Some(kdf) = &mut slot.kdf {
            kdf.memory_kib = 8;
        }
    }
    slots.save().unwrap();
    assert!(KeySlots::load(dir.path(), KdfStrength::Floor).unwrap().unlock("管理员", "Qingshan#2027").is_err());
}
