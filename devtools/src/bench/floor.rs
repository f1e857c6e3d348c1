//! The least that a job could cost.

use std::{
    io::{Cursor, Read, Write},
    net::{TcpListener, TcpStream},
    path::Path,
    time::Duration,
};

use anyhow::{Context, Result, anyhow};
use calamine::Reader;
use lunxun_core::member::MEMBER;
use lunxun_store::{Store, db, rusqlite, rusqlite::types::Value as Sql};

use super::timed;

/// Reads every cell of the workbook and does nothing with it. Answers how many it saw.
pub fn read_cells(bytes: &[u8]) -> Result<usize> {
    let mut book = calamine::open_workbook_auto_from_rs(Cursor::new(bytes))?;
    let mut seen = 0;
    for name in book.sheet_names() {
        seen += book.worksheet_range(&name)?.used_cells().count();
    }
    Ok(seen)
}

/// The store's members once more, with the same columns and indexes, into the same encrypted file in one transaction,
/// and nothing else: no journal, no versions, no audit.
pub fn plain_insert(store: &Store) -> Result<Duration> {
    let conn = store.conn();
    let schema: Vec<String> = {
        let mut statement = conn
            .prepare(
                "SELECT sql FROM sqlite_schema WHERE tbl_name = 'member' AND sql IS NOT NULL ORDER BY type DESC, name",
            )
            .map_err(db)?;
        let rows = statement.query_map([], |row| row.get("sql")).map_err(db)?;
        rows.collect::<Result<_, _>>().map_err(db)?
    };
    conn.execute_batch("DROP TABLE IF EXISTS plain_member").map_err(db)?;
    for sql in schema {
        let copy = sql
            .replace("TABLE member", "TABLE plain_member")
            .replace("INDEX member", "INDEX plain_member")
            .replace("ON member", "ON plain_member");
        conn.execute_batch(&copy).map_err(db)?;
    }
    let columns = format!("id, {}", MEMBER.columns.join(", "));
    let count = MEMBER.columns.len() + 1;
    let people: Vec<Vec<Sql>> = {
        let mut statement = conn.prepare(&format!("SELECT {columns} FROM member ORDER BY id")).map_err(db)?;
        let rows = statement.query_map([], |row| (0..count).map(|at| row.get(at)).collect()).map_err(db)?;
        rows.collect::<Result<_, _>>().map_err(db)?
    };
    let marks = vec!["?"; count].join(", ");
    let sql = format!("INSERT INTO plain_member ({columns}) VALUES ({marks})");
    let (result, taken) = timed(|| {
        let tx = conn.unchecked_transaction()?;
        {
            let mut statement = tx.prepare(&sql)?;
            for person in &people {
                statement.execute(rusqlite::params_from_iter(person))?;
            }
        }
        tx.commit()
    });
    result.map_err(db)?;
    conn.execute_batch("DROP TABLE plain_member").map_err(db)?;
    Ok(taken)
}

/// As many bytes through one loopback connection into a file that is then forced to the disk.
pub fn copy_bytes(dir: &Path, bytes: u64) -> Result<Duration> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    let mut file = std::fs::File::create(dir.join("copied.bin"))?;
    let (result, taken) = timed(|| -> Result<()> {
        let sender = std::thread::spawn(move || -> std::io::Result<()> {
            let mut stream = TcpStream::connect(address)?;
            let (block, mut left) = (vec![0x5a_u8; 65_536], bytes);
            while left > 0 {
                let now = usize::try_from(left).unwrap_or(usize::MAX).min(block.len());
                stream.write_all(block.get(..now).unwrap_or(&block))?;
                left -= now as u64;
            }
            Ok(())
        });
        let (mut stream, _) = listener.accept()?;
        let mut buffer = vec![0_u8; 65_536];
        loop {
            let read = stream.read(&mut buffer)?;
            if read == 0 {
                break;
            }
            file.write_all(buffer.get(..read).unwrap_or_default())?;
        }
        file.sync_all()?;
        sender.join().map_err(|_| anyhow!("the sender stopped"))?.context("sending")
    });
    result?;
    Ok(taken)
}

/// The store's content in a plain SQLite file without encryption, and the time to open it and read its schema.
pub fn plain_open(store: &Store, file: &Path) -> Result<Vec<Duration>> {
    let conn = store.conn();
    let path = file.to_string_lossy();
    conn.execute("ATTACH DATABASE ?1 AS plain KEY ''", [&path]).map_err(db)?;
    conn.query_row("SELECT sqlcipher_export('plain')", [], |_| Ok(())).map_err(db)?;
    conn.execute_batch("DETACH DATABASE plain").map_err(db)?;
    (0..21)
        .map(|_| {
            let (result, taken) = timed(|| {
                let conn = rusqlite::Connection::open(file)?;
                conn.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, i64>(0))
            });
            result.map_err(db)?;
            Ok(taken)
        })
        .collect()
}
