//! The program itself: starting, enrolling from the command line, stopping.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    process::{Child, Command, Stdio},
};

const PROGRAM: &str = env!("CARGO_BIN_EXE_lunxun-county");

fn start(dir: &std::path::Path) -> (Child, String) {
    let mut child = Command::new(PROGRAM)
        .args(["serve", "--listen", "127.0.0.1:0", "--data"])
        .arg(dir)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let address = line.trim().rsplit("http://").next().unwrap().to_owned();
    (child, address)
}

fn run(dir: &std::path::Path, args: &[&str]) -> (bool, String) {
    let output = Command::new(PROGRAM).args(args).arg("--data").arg(dir).output().unwrap();
    let text = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8(text).unwrap())
}

#[test]
fn it_starts_without_configuration_answers_and_stops_when_asked() {
    let dir = tempfile::tempdir().unwrap();
    let (mut child, address) = start(dir.path());
    let mut stream = TcpStream::connect(&address).unwrap();
    write!(stream, "GET /v1/health HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("\"status\":\"ok\""), "{answer}");
    let _idle = TcpStream::connect(&address).unwrap();
    Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
    assert!(child.wait().unwrap().success(), "a request to stop is obeyed in good order");
}

#[test]
fn it_does_not_listen_to_the_network_without_encryption() {
    let dir = tempfile::tempdir().unwrap();
    let (ok, text) = run(dir.path(), &["serve", "--listen", "0.0.0.0:0"]);
    assert!(!ok && text.contains("--tls-cert"), "{text}");
}

#[test]
fn the_command_line_adds_townships_and_prints_codes() {
    let dir = tempfile::tempdir().unwrap();
    let (ok, text) = run(dir.path(), &["enrol", "--township", "411122203"]);
    assert!(!ok && text.contains("township add"), "{text}");
    let (ok, text) = run(dir.path(), &["enrol", "--township", "411122203", "--name", "青山镇"]);
    let code = text.lines().next().unwrap();
    assert!(ok && code.len() == 11 && code.as_bytes()[5] == b'-', "{text}");
    let (ok, text) = run(dir.path(), &["status"]);
    assert!(ok && text.contains("411122203 青山镇"), "{text}");
    let (ok, _) = run(dir.path(), &["township", "add", "--code", "../etc", "--name", "x"]);
    assert!(!ok);
}
