//! Who may do what: every route × principal × township, and the ways in.

mod bench;

use axum::http::StatusCode;
use bench::*;
use lunxun_county::{Limits, route_list};
use lunxun_protocol::*;

const OK: u16 = 200;
const WHO: u16 = 401;
const NONE: u16 = 404;

/// Principal → (own township, another, absent) for the one route that has an object.
const SYNC: [(&str, [u16; 3]); 7] = [
    ("anonymous", [WHO, WHO, WHO]),
    ("bad token", [WHO, WHO, WHO]),
    ("malformed token", [WHO, WHO, WHO]),
    ("expired session", [WHO, WHO, WHO]),
    ("revoked device", [WHO, WHO, WHO]),
    ("device of another township", [NONE, OK, NONE]),
    ("right device", [OK, NONE, NONE]),
];

/// Routes without an object answer everybody alike: the body alone decides.
const OPEN: [(&str, &str, u16); 5] = [
    ("get", "/v1/health", OK),
    ("get", "/v1/openapi.json", OK),
    ("post", "/v1/enrol", 403),
    ("post", "/v1/session/challenge", OK),
    ("post", "/v1/session", WHO),
];

#[tokio::test]
async fn every_route_answers_every_principal_as_the_table_says() {
    let bench = Bench::new();
    let (right, other, revoked) = (bench.pc(1, QINGSHAN).await, bench.pc(2, LIUHE).await, bench.pc(3, QINGSHAN).await);
    let expired = right.token.clone();
    bench.clock.advance(9 * 3_600_000);
    let (right_token, other_token) = (bench.session(&right).await, bench.session(&other).await);
    let revoked_token = bench.session(&revoked).await;
    bench.county.revoke(revoked.id).unwrap();
    let token_of = |principal: &str| match principal {
        "anonymous" => None,
        "bad token" => Some("0".repeat(64)),
        "malformed token" => Some("中文 token".to_owned()),
        "expired session" => Some(expired.clone()),
        "revoked device" => Some(revoked_token.clone()),
        "device of another township" => Some(other_token.clone()),
        "right device" => Some(right_token.clone()),
        _ => unreachable!(),
    };
    let mut covered = vec![("post", "/v1/townships/{code}/sync")];
    for (principal, expected) in SYNC {
        let token = token_of(principal);
        for (township, expected) in [QINGSHAN, LIUHE, ABSENT].into_iter().zip(expected) {
            let answer = bench.post(&sync_path(township), token.as_deref(), &bench.request()).await;
            assert_eq!(answer.status.as_u16(), expected, "sync as {principal} of {township}");
        }
        for (method, path, expected) in OPEN {
            let stranger = Pc::new(99, QINGSHAN);
            let body = match path {
                "/v1/enrol" => encode(&stranger.enrol_request("00000-00000")),
                "/v1/session/challenge" => encode(&ChallengeRequest { device: stranger.id }),
                "/v1/session" => {
                    encode(&SessionRequest { device: stranger.id, nonce: vec![0; 32], signature: vec![0; 64] })
                }
                _ => Ok(vec![]),
            };
            let answer = bench.send(&method.to_uppercase(), path, token.as_deref(), body.unwrap()).await;
            assert_eq!(answer.status.as_u16(), expected, "{method} {path} as {principal}");
            let wrong = if method == "get" { "POST" } else { "GET" };
            let answer = bench.send(wrong, path, token.as_deref(), vec![]).await;
            assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{wrong} {path}");
            covered.push((method, path));
        }
    }
    for route in route_list() {
        assert!(covered.contains(&route), "{route:?} has no row in the table");
    }
}

#[tokio::test]
async fn a_foreign_township_looks_exactly_like_an_absent_one() {
    let bench = Bench::new();
    let pc = bench.pc(1, QINGSHAN).await;
    for body in [encode(&bench.request()).unwrap(), vec![], b"garbage".to_vec()] {
        let foreign = bench.send("POST", &sync_path(LIUHE), Some(&pc.token), body.clone()).await;
        for absent in [ABSENT, "x", "411122203%2F", "..%2F411122204"] {
            let absent = bench.send("POST", &sync_path(absent), Some(&pc.token), body.clone()).await;
            assert_eq!((foreign.status, &foreign.headers), (absent.status, &absent.headers));
            assert_eq!(foreign.body, absent.body);
        }
    }
}

#[tokio::test]
async fn a_revoked_pc_is_out_at_its_next_request_and_cannot_come_back() {
    let bench = Bench::new();
    let pc = bench.pc(1, QINGSHAN).await;
    let challenge = bench.challenge(pc.id).await;
    bench.sync(&pc, &bench.request()).await;
    bench.county.revoke(pc.id).unwrap();
    let refused = bench.post(&sync_path(QINGSHAN), Some(&pc.token), &bench.pushing(pc.ops(1..=5))).await;
    assert_eq!(refused.error().code, "auth_expired");
    for challenge in [challenge, bench.challenge(pc.id).await] {
        assert_eq!(bench.post("/v1/session", None, &pc.sign(&challenge)).await.status, StatusCode::UNAUTHORIZED);
    }
    assert_eq!(bench.county.status().unwrap()[0].ops, 0, "nothing of a revoked PC is taken");
}

#[tokio::test]
async fn a_challenge_is_good_once_for_one_pc_and_for_two_minutes() {
    let bench = Bench::new();
    let (pc, other) = (bench.pc(1, QINGSHAN).await, bench.pc(2, QINGSHAN).await);
    let refused = async |request: &SessionRequest, why: &str| {
        let answer = bench.post("/v1/session", None, request).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{why}");
    };
    let used = pc.sign(&bench.challenge(pc.id).await);
    bench.post("/v1/session", None, &used).await.message::<SessionAnswer>();
    refused(&used, "replayed").await;
    refused(&other.sign(&bench.challenge(pc.id).await), "another PC's nonce").await;
    let mut county = bench.challenge(pc.id).await;
    county.county = other.id;
    refused(&pc.sign(&county), "signed for another county").await;
    let mut forged = pc.sign(&bench.challenge(pc.id).await);
    forged.signature[5] ^= 1;
    refused(&forged, "altered signature").await;
    forged.signature.truncate(10);
    refused(&forged, "short signature").await;
    let late = pc.sign(&bench.challenge(pc.id).await);
    bench.clock.advance(120_000);
    refused(&late, "two minutes old").await;
}

#[tokio::test]
async fn a_session_ends_after_30_idle_minutes_and_after_8_hours() {
    let bench = Bench::new();
    let mut pc = bench.pc(1, QINGSHAN).await;
    let status = async |pc: &Pc| bench.post(&sync_path(QINGSHAN), Some(&pc.token), &bench.request()).await.status;
    for _ in 0..16 {
        bench.clock.advance(29 * 60_000);
        assert_eq!(status(&pc).await, StatusCode::OK);
    }
    bench.clock.advance(29 * 60_000);
    assert_eq!(status(&pc).await, StatusCode::UNAUTHORIZED, "8 hours are over");
    pc.token = bench.session(&pc).await;
    bench.clock.advance(30 * 60_000);
    assert_eq!(status(&pc).await, StatusCode::UNAUTHORIZED, "idle for 30 minutes");
}

#[tokio::test]
async fn of_20_pcs_using_one_code_at_once_exactly_one_gets_in() {
    let bench = std::sync::Arc::new(Bench::new());
    let code = bench.county.new_code(QINGSHAN, "").unwrap();
    let tries: Vec<_> = (1..=20)
        .map(|n| {
            let (bench, code) = (bench.clone(), code.clone());
            tokio::spawn(async move {
                bench.post("/v1/enrol", None, &Pc::new(n, QINGSHAN).enrol_request(&code)).await.status
            })
        })
        .collect();
    let mut got_in = 0;
    for one in tries {
        got_in += usize::from(one.await.unwrap() == StatusCode::OK);
    }
    assert_eq!(got_in, 1);
    assert_eq!(bench.county.devices().unwrap().len(), 1);
}

#[tokio::test]
async fn a_code_is_good_once_and_for_72_hours() {
    let bench = Bench::new();
    let (code, late) = (bench.county.new_code(QINGSHAN, "").unwrap(), bench.county.new_code(QINGSHAN, "").unwrap());
    let enrol = async |pc: &Pc, code: &str| bench.post("/v1/enrol", None, &pc.enrol_request(code)).await;
    let pc = Pc::new(1, QINGSHAN);
    let typed = code.to_lowercase().replace('-', " ");
    assert_eq!(enrol(&pc, &typed).await.status, StatusCode::OK);
    assert_eq!(enrol(&pc, &code).await.status, StatusCode::OK, "the same PC asks again when the answer was lost");
    assert_eq!(enrol(&Pc::new(2, QINGSHAN), &code).await.status, StatusCode::FORBIDDEN);
    let mut thief = Pc::new(3, QINGSHAN);
    thief.id = pc.id;
    assert_eq!(enrol(&thief, &code).await.status, StatusCode::FORBIDDEN, "the PC's id with another key");
    assert_eq!(enrol(&thief, &late).await.status, StatusCode::CONFLICT, "an id that is taken");
    let mut of_other = Pc::new(4, LIUHE).enrol_request(&late);
    of_other.township = Some(LIUHE.into());
    assert_eq!(bench.post("/v1/enrol", None, &of_other).await.status, StatusCode::CONFLICT);
    bench.county.revoke(pc.id).unwrap();
    assert_eq!(enrol(&pc, &code).await.status, StatusCode::FORBIDDEN, "a revoked PC does not return by its old code");
    let fresh = bench.county.new_code(QINGSHAN, "").unwrap();
    assert_eq!(enrol(&pc, &fresh).await.status, StatusCode::OK, "a fresh code from the county lets it come back");
    bench.session(&pc).await;
    bench.clock.advance(72 * 3_600_000);
    assert_eq!(enrol(&Pc::new(5, QINGSHAN), &late).await.status, StatusCode::FORBIDDEN);
    assert_eq!(bench.county.devices().unwrap().len(), 1);
}

#[tokio::test]
async fn ten_wrong_tries_burn_a_code() {
    let bench = Bench::new();
    let code = bench.county.new_code(QINGSHAN, "").unwrap();
    let wrong = format!("{}-{}", &code[..5], if &code[6..] == "00000" { "11111" } else { "00000" });
    let pc = Pc::new(1, QINGSHAN);
    for _ in 0..10 {
        let answer = bench.post("/v1/enrol", None, &pc.enrol_request(&wrong)).await;
        assert_eq!(answer.error().code, "forbidden");
    }
    let answer = bench.post("/v1/enrol", None, &pc.enrol_request(&code)).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN, "the right code no longer works");
    assert!(answer.error().message.contains("作废"));
}

#[tokio::test]
async fn guessing_codes_is_slowed_to_five_a_minute_of_one_address() {
    let bench = Bench::with(Limits::default());
    let pc = Pc::new(1, QINGSHAN);
    for n in 0..5 {
        let answer = bench.post("/v1/enrol", None, &pc.enrol_request(&format!("0000000{n}00"))).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
    }
    let answer = bench.post("/v1/enrol", None, &pc.enrol_request("0000000000")).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(answer.headers["retry-after"], "60");
}

#[tokio::test]
async fn a_weak_or_misshapen_key_is_refused() {
    let bench = Bench::new();
    let code = bench.county.new_code(QINGSHAN, "").unwrap();
    for key in [vec![], vec![1; 31], vec![0; 32], vec![255; 33]] {
        let request = EnrolRequest { public_key: key, ..Pc::new(1, QINGSHAN).enrol_request(&code) };
        assert_eq!(bench.post("/v1/enrol", None, &request).await.status, StatusCode::BAD_REQUEST);
    }
}

#[test]
fn the_openapi_document_describes_every_route_and_no_other() {
    let document = lunxun_county::openapi();
    let mut described = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        described.extend(methods.as_object().unwrap().keys().map(|method| (method.as_str(), path.as_str())));
    }
    let mut routes = route_list();
    routes.sort_unstable();
    described.sort_unstable();
    assert_eq!(described, routes);
    let text = document.to_string();
    for reference in text.split("#/components/schemas/").skip(1) {
        let name = reference.split('"').next().unwrap();
        assert!(document["components"]["schemas"][name].is_object(), "{name} is referred to and not described");
    }
}
