use lunxun_base::{Error, ErrorCode, Id, Result, Role};
use lunxun_core::{Actor, account, attachment, rpc::Nothing};
use lunxun_store::{KeySlots, RecoveryKey, Store, StoreKey};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    Desk, Shell,
    desk::{Session, lock},
    password,
    setup::SetupResult,
};

/// Whether a store is there and open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SessionState {
    /// No store yet: first start.
    Fresh,
    /// A store waits for a password.
    Locked,
    /// Somebody is signed in.
    Open,
}

/// What a shell shows first.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SessionStatus {
    /// Whether a store is there and open.
    pub state: SessionState,
    /// The township, as the key file remembers it.
    pub township_name: Option<String>,
    /// Who can sign in.
    pub logins: Vec<String>,
    /// Who is signed in.
    pub actor: Option<ActorView>,
    /// Seconds until the next password may be tried.
    pub retry_after_seconds: u32,
    /// The program's version.
    pub version: String,
    /// Where the data stand.
    pub data_dir: String,
    /// Which shell this is.
    pub shell: Shell,
}

/// Who is signed in.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ActorView {
    /// The account.
    pub account_id: Id,
    /// Display name.
    pub name: String,
    /// Role.
    pub role: Role,
    /// The faculty record of a head teacher (班主任).
    pub faculty_id: Option<Id>,
}

/// Signs in.
#[derive(Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Unlock {
    /// The account's login.
    pub login: String,
    /// Its password.
    pub password: String,
}

/// Sets a new password with the printed recovery key.
#[derive(Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Recover {
    /// The nine groups.
    pub recovery_key: String,
    /// Whose password.
    pub login: String,
    /// The new one.
    pub new_password: String,
}

/// Changes one's own password.
#[derive(Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChangePassword {
    /// The one in force.
    pub old_password: String,
    /// The new one.
    pub new_password: String,
}

/// Makes an account on this PC.
#[derive(Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CreateAccount {
    /// Display name.
    pub name: String,
    /// What is typed to sign in.
    pub login: String,
    /// First password.
    pub password: String,
    /// Role.
    pub role: Role,
    /// The faculty record; required for a head teacher.
    #[serde(default)]
    pub faculty_id: Option<Id>,
}

/// Gives an account a new password.
#[derive(Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ResetPassword {
    /// Whose.
    pub account_id: Id,
    /// The new one.
    pub new_password: String,
}

/// Lets an account sign in no longer.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DisableAccount {
    /// Which.
    pub account_id: Id,
}

pub(crate) fn status(desk: &Desk, _: Nothing) -> Result<SessionStatus> {
    let actor = lock(&desk.session).as_ref().map(|session| ActorView {
        account_id: session.actor.account,
        name: session.actor.name.clone(),
        role: session.actor.role,
        faculty_id: session.actor.faculty,
    });
    let mut status = SessionStatus {
        state: SessionState::Fresh,
        township_name: None,
        logins: Vec::new(),
        actor,
        retry_after_seconds: u32::try_from(lock(&desk.attempts).remaining().as_millis().div_ceil(1000)).unwrap_or(600),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        data_dir: desk.data_dir().to_string_lossy().into_owned(),
        shell: desk.options.shell,
    };
    if desk.is_set_up() {
        let slots = KeySlots::load(desk.data_dir(), desk.options.strength)?;
        status.state = if status.actor.is_some() { SessionState::Open } else { SessionState::Locked };
        status.township_name = Some(slots.township_name().to_owned());
        status.logins = slots.accounts().into_iter().map(|slot| slot.login).collect();
    }
    Ok(status)
}

pub(crate) fn unlock(desk: &Desk, request: Unlock) -> Result<SessionStatus> {
    let _alone = lock(&desk.doorway);
    wait(desk)?;
    let slots = KeySlots::load(desk.data_dir(), desk.options.strength)?;
    let (account, key) = slots.unlock(request.login.trim(), &request.password).inspect_err(|error| {
        if error.code == ErrorCode::Forbidden {
            lock(&desk.attempts).fail();
        }
    })?;
    lock(&desk.attempts).succeed();
    if lock(&desk.session).is_some() {
        desk.close();
    }
    let store = Store::open(desk.data_dir(), &key, &desk.store_options())?;
    let actor = actor_of(&store, account)?;
    desk.start(store, Session { actor: actor.clone(), key })?;
    desk.with_store(|store| {
        store.write("session.unlock", &actor.who(), |tx| {
            tx.note("session.unlock", Some(account), &serde_json::json!({}))
        })
    })?;
    // Housekeeping: signing in must not fail for it, and it is done again the next time.
    let _ = desk.with_store(|store| attachment::collect_unnamed(store));
    status(desk, Nothing {})
}

fn wait(desk: &Desk) -> Result<()> {
    let remaining = lock(&desk.attempts).remaining();
    if remaining.is_zero() {
        return Ok(());
    }
    let seconds = remaining.as_millis().div_ceil(1000);
    Err(Error::busy(format!("密码输错次数过多，请等 {seconds} 秒后再试。忘记密码可用打印的恢复密钥重设。")))
}

fn actor_of(store: &Store, account: Id) -> Result<Actor> {
    let account = account::find(store.conn(), account)?
        .filter(|account| !account.is_disabled)
        .ok_or_else(|| Error::forbidden("这个账号已停用，请联系党校管理员。"))?;
    Ok(Actor { account: account.id, name: account.name, role: account.role, faculty: account.faculty })
}

pub(crate) fn recover(desk: &Desk, request: Recover) -> Result<SetupResult> {
    let _alone = lock(&desk.doorway);
    wait(desk)?;
    let login = request.login.trim();
    let mut slots = KeySlots::load(desk.data_dir(), desk.options.strength)?;
    let recovery = RecoveryKey::parse(&request.recovery_key)?;
    let key = slots.unlock_with_recovery(&recovery).inspect_err(|_| lock(&desk.attempts).fail())?;
    password::check("newPassword", &request.new_password, login)?;
    let account = slots.accounts().into_iter().find(|slot| slot.login == login);
    let account = account.ok_or_else(|| Error::invalid("login", "没有这个用户名，请核对。"))?.account;
    desk.close();
    let store = Store::open(desk.data_dir(), &key, &desk.store_options())?;
    let actor = actor_of(&store, account)?;
    slots.put_account(account, login, &request.new_password, &key)?;
    let renewed = slots.put_recovery(&key)?;
    lock(&desk.attempts).succeed();
    desk.start(store, Session { actor: actor.clone(), key })?;
    desk.with_store(|store| {
        store.write("session.recover", &actor.who(), |tx| {
            tx.note("session.recover", Some(account), &serde_json::json!({}))
        })
    })?;
    desk.recovery_result(&renewed)
}

pub(crate) fn lock_session(desk: &Desk, _: Nothing) -> Result<SessionStatus> {
    desk.close();
    status(desk, Nothing {})
}

pub(crate) fn change_password(desk: &Desk, request: ChangePassword) -> Result<Nothing> {
    let _alone = lock(&desk.doorway);
    wait(desk)?;
    let actor = desk.actor()?;
    let mut slots = KeySlots::load(desk.data_dir(), desk.options.strength)?;
    let (login, key) = confirm(desk, &slots, &actor, &request.old_password).map_err(|error| {
        if error.code == ErrorCode::Forbidden {
            Error::invalid("oldPassword", "原密码不对，请重新输入。")
        } else {
            error
        }
    })?;
    password::check("newPassword", &request.new_password, &login)?;
    slots.put_account(actor.account, &login, &request.new_password, &key)?;
    note(desk, &actor, "account.change_password", actor.account)?;
    Ok(Nothing {})
}

/// Makes sure that it is still the signed-in account's owner who sits here. Gives the login and the data key.
///
/// # Errors
/// `Forbidden` for a wrong password, which counts as a failed attempt; `NotFound` without a slot.
fn confirm(desk: &Desk, slots: &KeySlots, actor: &Actor, password: &str) -> Result<(String, StoreKey)> {
    let slot = slots.accounts().into_iter().find(|slot| slot.account == actor.account);
    let login = slot.ok_or_else(|| Error::not_found("找不到您的账号，请重新登录。"))?.login;
    let (_, key) = slots.unlock(&login, password).inspect_err(|error| {
        if error.code == ErrorCode::Forbidden {
            lock(&desk.attempts).fail();
        }
    })?;
    lock(&desk.attempts).succeed();
    Ok((login, key))
}

/// Asks for the password anew before something that must not be done from an unwatched PC.
///
/// # Errors
/// `Invalid` at `password` for a wrong one; `Busy` after too many.
pub(crate) fn require_password(desk: &Desk, password: &str) -> Result<Actor> {
    let _alone = lock(&desk.doorway);
    wait(desk)?;
    let actor = desk.actor()?;
    let slots = KeySlots::load(desk.data_dir(), desk.options.strength)?;
    match confirm(desk, &slots, &actor, password) {
        Ok(_) => Ok(actor),
        Err(error) if error.code == ErrorCode::Forbidden => {
            Err(Error::invalid("password", "密码不对，请输入您自己的登录密码。"))
        }
        Err(error) => Err(error),
    }
}

pub(crate) fn create_account(desk: &Desk, request: CreateAccount) -> Result<account::AccountList> {
    let _alone = lock(&desk.doorway);
    let actor = desk.actor()?;
    let (name, login) = (request.name.trim().to_owned(), request.login.trim().to_owned());
    lunxun_base::require!((2..=20).contains(&name.chars().count()), "name", "请填写姓名，2 到 20 个字。");
    lunxun_base::require!((2..=20).contains(&login.chars().count()), "login", "用户名应为 2 到 20 个字。");
    lunxun_base::require!(
        request.role != Role::HeadTeacher || request.faculty_id.is_some(),
        "facultyId",
        "班主任账号要对应师资库里的一个人，请先选择。"
    );
    password::check("password", &request.password, &login)?;
    let mut slots = KeySlots::load(desk.data_dir(), desk.options.strength)?;
    let now = desk.options.clock.now();
    let account = account::Account {
        id: Id::new(now),
        name,
        login: login.clone(),
        role: request.role,
        faculty: request.faculty_id,
        is_disabled: false,
        created_at: now,
    };
    // The slot first: an account row without a key slot could never sign in, a slot without a row is refused.
    slots.put_account(account.id, &login, &request.password, &desk.key()?)?;
    let written =
        desk.with_store(|store| store.write("account.create", &actor.who(), |tx| account::insert(tx, &account)));
    if let Err(error) = written {
        slots.remove_account(account.id)?;
        return Err(error);
    }
    desk.ask("account.list", serde_json::Value::Null)
}

pub(crate) fn reset_password(desk: &Desk, request: ResetPassword) -> Result<Nothing> {
    let _alone = lock(&desk.doorway);
    let actor = desk.actor()?;
    let mut slots = KeySlots::load(desk.data_dir(), desk.options.strength)?;
    let slot = slots.accounts().into_iter().find(|slot| slot.account == request.account_id);
    let login = slot.ok_or_else(|| Error::not_found("找不到这个账号，请刷新后再试。"))?.login;
    password::check("newPassword", &request.new_password, &login)?;
    slots.put_account(request.account_id, &login, &request.new_password, &desk.key()?)?;
    note(desk, &actor, "account.reset_password", request.account_id)?;
    Ok(Nothing {})
}

pub(crate) fn disable_account(desk: &Desk, request: DisableAccount) -> Result<account::AccountList> {
    let _alone = lock(&desk.doorway);
    let actor = desk.actor()?;
    if request.account_id == actor.account {
        return Err(Error::conflict("不能停用自己正在使用的账号。"));
    }
    desk.with_store(|store| {
        store.write("account.disable", &actor.who(), |tx| account::set_disabled(tx, request.account_id))
    })?;
    KeySlots::load(desk.data_dir(), desk.options.strength)?.remove_account(request.account_id)?;
    desk.ask("account.list", serde_json::Value::Null)
}

fn note(desk: &Desk, actor: &Actor, command: &str, account: Id) -> Result<()> {
    desk.with_store(|store| {
        store.write(command, &actor.who(), |tx| tx.note(command, Some(account), &serde_json::json!({})))
    })
}
