use lunxun_base::{Id, Millis, Result, Role};
use lunxun_store::{
    RowExt, Tx, db,
    rusqlite::{Connection, named_params},
};

/// An account of this PC.
#[derive(Debug, Clone)]
pub struct Account {
    /// Its id, which its key slot names too.
    pub id: Id,
    /// Display name.
    pub name: String,
    /// What is typed to sign in.
    pub login: String,
    /// Its role.
    pub role: Role,
    /// The faculty record of a head teacher (班主任).
    pub faculty: Option<Id>,
    /// Whether it may sign in no longer.
    pub is_disabled: bool,
    /// When it was made.
    pub created_at: Millis,
}

/// Every account.
///
/// # Errors
/// Those of the database.
pub fn all(conn: &Connection) -> Result<Vec<Account>> {
    let mut statement = conn
        .prepare_cached(
            "SELECT id, name, login, role, faculty_id, is_disabled, created_at
             FROM account ORDER BY created_at, id",
        )
        .map_err(db)?;
    let mut rows = statement.query([]).map_err(db)?;
    let mut accounts = Vec::new();
    while let Some(row) = rows.next().map_err(db)? {
        let role: String = row.col("role")?;
        accounts.push(Account {
            id: row.id("id")?,
            name: row.col("name")?,
            login: row.col("login")?,
            role: if role == "admin" { Role::Admin } else { Role::HeadTeacher },
            faculty: row.opt_id("faculty_id")?,
            is_disabled: row.col("is_disabled")?,
            created_at: row.col("created_at")?,
        });
    }
    Ok(accounts)
}

/// One account.
///
/// # Errors
/// Those of the database.
pub fn find(conn: &Connection, id: Id) -> Result<Option<Account>> {
    Ok(all(conn)?.into_iter().find(|account| account.id == id))
}

/// Adds an account.
///
/// # Errors
/// Those of the database.
pub fn insert(tx: &Tx<'_>, account: &Account) -> Result<()> {
    tx.conn()
        .execute(
            "INSERT INTO account (id, name, login, role, faculty_id, is_disabled, created_at)
             VALUES (:id, :name, :login, :role, :faculty, 0, :at)",
            named_params! {
                ":id": account.id.as_bytes(),
                ":name": account.name,
                ":login": account.login,
                ":role": if account.role == Role::Admin { "admin" } else { "head_teacher" },
                ":faculty": account.faculty.as_ref().map(|id| id.as_bytes().as_slice()),
                ":at": account.created_at,
            },
        )
        .map_err(db)?;
    tx.note("account.create", Some(account.id), &serde_json::json!({ "name": account.name, "role": account.role }))
}

/// Lets an account sign in no longer.
///
/// # Errors
/// Those of the database.
pub fn set_disabled(tx: &Tx<'_>, id: Id) -> Result<()> {
    tx.conn()
        .execute("UPDATE account SET is_disabled = 1 WHERE id = :id", named_params! { ":id": id.as_bytes() })
        .map_err(db)?;
    tx.note("account.disable", Some(id), &serde_json::json!({}))
}
