use std::{
    path::Path,
    sync::{Mutex, MutexGuard, PoisonError},
};

use lunxun_base::{Error, Id, Millis, OrNotFound, Result, require};
use lunxun_protocol::{EnrolAnswer, EnrolRequest};
use rusqlite::{Connection, OptionalExtension, Row, TransactionBehavior, named_params};

use super::db;
use crate::code::EnrolCode;

/// How long a one-time code is good for: 72 hours.
const CODE_LIFE_MS: Millis = 72 * 3_600_000;
/// Wrong second halves after which a code is burnt.
const MAX_TRIES: i64 = 10;

/// A township (乡镇) that the county knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Township {
    /// The division code, 6 to 12 digits.
    pub code: String,
    /// The name.
    pub name: String,
}

/// A township's PC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// Its id.
    pub id: Id,
    /// The township that it may speak for.
    pub township: String,
    /// Its Ed25519 public key.
    pub public_key: [u8; 32],
    /// What it is called.
    pub label: String,
    /// When it joined.
    pub enrolled_at: Millis,
    /// When the county stopped accepting it.
    pub revoked_at: Option<Millis>,
}

/// The county's own file: who may speak for whom.
pub(crate) struct Catalogue(Mutex<Connection>);

impl Catalogue {
    pub(crate) fn open(path: &Path, now: Millis) -> Result<Self> {
        let conn = db::open(path, include_str!("catalogue.sql"))?;
        conn.execute(
            "INSERT INTO county (only, id, name) VALUES (1, :id, '县级服务端') ON CONFLICT DO NOTHING",
            named_params! {":id": Id::new(now).as_bytes()},
        )
        .map_err(db::storage)?;
        Ok(Self(Mutex::new(conn)))
    }

    fn conn(&self) -> MutexGuard<'_, Connection> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The county's id and name.
    pub(crate) fn county(&self) -> Result<(Id, String)> {
        self.conn()
            .query_row("SELECT id, name FROM county", [], |row| Ok((id(row, 0)?, row.get(1)?)))
            .map_err(db::storage)
    }

    pub(crate) fn rename(&self, name: &str) -> Result<()> {
        require!((1..=60).contains(&name.chars().count()), "name", "县名应为 1 到 60 个字。");
        self.conn().execute("UPDATE county SET name = :name", named_params! {":name": name}).map_err(db::storage)?;
        Ok(())
    }

    pub(crate) fn add_township(&self, code: &str, name: &str, now: Millis) -> Result<()> {
        require!(is_township_code(code), "code", "乡镇代码应为 6 到 12 位数字，例如 411122203。");
        require!((1..=60).contains(&name.chars().count()), "name", "乡镇名称应为 1 到 60 个字。");
        self.conn()
            .execute(
                "INSERT INTO township (code, name, created_at) VALUES (:code, :name, :now)
                 ON CONFLICT (code) DO UPDATE SET name = excluded.name",
                named_params! {":code": code, ":name": name, ":now": now},
            )
            .map_err(db::storage)?;
        Ok(())
    }

    pub(crate) fn townships(&self) -> Result<Vec<Township>> {
        let conn = self.conn();
        let mut query = conn.prepare_cached("SELECT code, name FROM township ORDER BY code").map_err(db::storage)?;
        let rows =
            query.query_map([], |row| Ok(Township { code: row.get(0)?, name: row.get(1)? })).map_err(db::storage)?;
        rows.collect::<rusqlite::Result<_>>().map_err(db::storage)
    }

    /// A new code for a known township.
    pub(crate) fn new_code(&self, township: &str, label: &str, now: Millis) -> Result<EnrolCode> {
        let conn = self.conn();
        conn.query_row("SELECT 1 FROM township WHERE code = :code", named_params! {":code": township}, |_| Ok(()))
            .optional()
            .map_err(db::storage)?
            .ok_or_else(|| Error::not_found("没有这个乡镇，请先用 township add 添加，或带上 --name。"))?;
        loop {
            let code = EnrolCode::random()?;
            let added = conn
                .execute(
                    "INSERT INTO enrol_code (selector, hash, township, label, created_at, expires_at)
                     VALUES (:selector, :hash, :township, :label, :now, :expires) ON CONFLICT DO NOTHING",
                    named_params! {
                        ":selector": code.selector(), ":hash": code.hash(), ":township": township,
                        ":label": label, ":now": now, ":expires": now + CODE_LIFE_MS,
                    },
                )
                .map_err(db::storage)?;
            if added == 1 {
                return Ok(code);
            }
        }
    }

    /// Lets a PC in for a code, once. The same PC asking again (its answer was lost) is answered again.
    pub(crate) fn enrol(&self, request: &EnrolRequest, now: Millis) -> Result<EnrolAnswer> {
        let wrong = || Error::forbidden("登记码不对，请核对县里给的 10 位登记码后重新输入。");
        let key = <[u8; 32]>::try_from(request.public_key.as_slice())
            .ok()
            .filter(|key| ed25519_dalek::VerifyingKey::from_bytes(key).is_ok_and(|key| !key.is_weak()))
            .ok_or_else(|| Error::invalid("publicKey", "这台电脑的密钥不对，请重新打开程序后再登记。"))?;
        let label = request.label.trim();
        require!(
            label.chars().count() <= 60 && !label.chars().any(char::is_control),
            "label",
            "电脑名称不能超过 60 个字。"
        );
        let code = EnrolCode::parse(&request.code).ok_or_else(wrong)?;

        let mut conn = self.conn();
        let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate).map_err(db::storage)?;
        let found = tx
            .query_row(
                "SELECT hash, township, label, expires_at, tries, used_by FROM enrol_code WHERE selector = :selector",
                named_params! {":selector": code.selector()},
                |row| {
                    let used_by: Option<Vec<u8>> = row.get(5)?;
                    Ok((
                        row.get::<_, [u8; 32]>(0)?,
                        row.get::<_, String>(1)?,
                        row.get::<_, String>(2)?,
                        row.get::<_, Millis>(3)?,
                        row.get::<_, i64>(4)?,
                        used_by,
                    ))
                },
            )
            .optional()
            .map_err(db::storage)?;
        let (hash, township, code_label, expires_at, tries, used_by) = found.ok_or_else(wrong)?;
        if tries >= MAX_TRIES {
            return Err(Error::forbidden("这个登记码输错次数过多，已作废，请向县里重新要一个。"));
        }
        if blake3::Hash::from(hash) != blake3::Hash::from(code.hash()) {
            tx.execute(
                "UPDATE enrol_code SET tries = tries + 1 WHERE selector = :selector",
                named_params! {":selector": code.selector()},
            )
            .map_err(db::storage)?;
            tx.commit().map_err(db::storage)?;
            return Err(wrong());
        }
        let known = device(&tx, request.device)?;
        let same_again = known.as_ref().is_some_and(|known| {
            used_by.as_deref() == Some(request.device.as_bytes())
                && known.public_key == key
                && known.revoked_at.is_none()
        });
        if !same_again {
            if used_by.is_some() {
                return Err(Error::forbidden("这个登记码已经用过，请向县里重新要一个。"));
            }
            if now >= expires_at {
                return Err(Error::forbidden("这个登记码已过期（72 小时有效），请向县里重新要一个。"));
            }
            if request.township.as_ref().is_some_and(|own| *own != township) {
                return Err(Error::conflict("登记码属于另一个乡镇，与本机已有数据的乡镇不同，请向县里核对登记码。"));
            }
            let is_back = known.as_ref().is_some_and(|known| known.public_key == key && known.township == township);
            if known.is_some() && !is_back {
                return Err(Error::conflict("这台电脑的编号已在县里登记过，请联系县里处理后再登记。"));
            }
            // A PC that was revoked and is given a fresh code may come back under its own key.
            tx.execute(
                "INSERT INTO device (id, township, public_key, label, enrolled_at)
                 VALUES (:id, :township, :key, :label, :now)
                 ON CONFLICT (id) DO UPDATE SET
                   label = excluded.label, enrolled_at = excluded.enrolled_at, revoked_at = NULL",
                named_params! {
                    ":id": request.device.as_bytes(), ":township": township, ":key": key, ":now": now,
                    ":label": if label.is_empty() { code_label.as_str() } else { label },
                },
            )
            .map_err(db::storage)?;
            tx.execute(
                "UPDATE enrol_code SET used_at = :now, used_by = :device WHERE selector = :selector",
                named_params! {":now": now, ":device": request.device.as_bytes(), ":selector": code.selector()},
            )
            .map_err(db::storage)?;
        }
        let answer = tx
            .query_row(
                "SELECT county.id, county.name, township.name FROM county, township WHERE township.code = :code",
                named_params! {":code": township},
                |row| {
                    Ok(EnrolAnswer {
                        county: id(row, 0)?,
                        county_name: row.get(1)?,
                        township: township.clone(),
                        township_name: row.get(2)?,
                    })
                },
            )
            .map_err(db::storage)?;
        tx.commit().map_err(db::storage)?;
        Ok(answer)
    }

    /// A PC by its id, revoked ones too.
    pub(crate) fn device(&self, id: Id) -> Result<Option<Device>> {
        device(&self.conn(), id)
    }

    pub(crate) fn devices(&self) -> Result<Vec<Device>> {
        let conn = self.conn();
        let mut query = conn
            .prepare_cached(
                "SELECT id, township, public_key, label, enrolled_at, revoked_at FROM device
                 ORDER BY township, enrolled_at, id",
            )
            .map_err(db::storage)?;
        let rows = query.query_map([], read_device).map_err(db::storage)?;
        rows.collect::<rusqlite::Result<_>>().map_err(db::storage)
    }

    pub(crate) fn revoke(&self, id: Id, now: Millis) -> Result<()> {
        let changed = self
            .conn()
            .execute(
                "UPDATE device SET revoked_at = coalesce(revoked_at, :now) WHERE id = :id",
                named_params! {":now": now, ":id": id.as_bytes()},
            )
            .map_err(db::storage)?;
        (changed == 1).then_some(()).or_not_found("电脑")
    }
}

fn device(conn: &Connection, id: Id) -> Result<Option<Device>> {
    conn.prepare_cached("SELECT id, township, public_key, label, enrolled_at, revoked_at FROM device WHERE id = :id")
        .and_then(|mut query| query.query_row(named_params! {":id": id.as_bytes()}, read_device).optional())
        .map_err(db::storage)
}

fn read_device(row: &Row<'_>) -> rusqlite::Result<Device> {
    Ok(Device {
        id: id(row, 0)?,
        township: row.get(1)?,
        public_key: row.get(2)?,
        label: row.get(3)?,
        enrolled_at: row.get(4)?,
        revoked_at: row.get(5)?,
    })
}

fn id(row: &Row<'_>, column: usize) -> rusqlite::Result<Id> {
    row.get(column).map(Id::from_bytes)
}

/// Whether a text can name a township, and so a file.
pub(crate) fn is_township_code(code: &str) -> bool {
    (6..=12).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_digit())
}
