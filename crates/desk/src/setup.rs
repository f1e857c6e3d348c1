use std::{path::PathBuf, sync::Arc};

use lunxun_base::{Error, Id, LocalDate, Result, Role, require};
use lunxun_core::{Actor, account, org, rpc::Nothing};
use lunxun_paper::RecoveryKeyPage;
use lunxun_store::{KeySlots, RecoveryKey, Store, StoreKey};
use lunxun_sync::{Engine, StoreHost, Unwatched};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    Desk, FileView,
    desk::{Session, lock},
    files::RECOVERY_STEM,
    password,
};

/// Founds a township's store on this PC.
#[derive(Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CreateTownship {
    /// Region code, 9 digits.
    pub township_code: String,
    /// `青山镇`.
    pub township_name: String,
    /// `青山镇党校`.
    #[serde(default)]
    pub school_name: String,
    /// The administrator's name.
    pub admin_name: String,
    /// What they type to sign in.
    pub login: String,
    /// Their password.
    pub password: String,
}

/// Joins a township that the county already knows.
#[derive(Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct JoinTownship {
    /// The county's address.
    pub county_url: String,
    /// The one-time code.
    pub code: String,
    /// What this PC is called.
    pub device_label: String,
    /// The administrator's name.
    pub admin_name: String,
    /// What they type to sign in.
    pub login: String,
    /// Their password.
    pub password: String,
}

/// A new recovery key (恢复密钥), shown once.
#[derive(Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SetupResult {
    /// Nine groups of four characters.
    pub recovery_key_groups: Vec<String>,
    /// The page to print.
    pub recovery_key_page: Option<FileView>,
}

/// What joining brought.
#[derive(Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct JoinResult {
    /// Nine groups of four characters.
    pub recovery_key_groups: Vec<String>,
    /// The page to print.
    pub recovery_key_page: Option<FileView>,
    /// The township joined.
    pub township_name: String,
    /// Changes received.
    pub pulled: u64,
}

const COMPLETE: &str = "setup-complete";

impl Desk {
    /// Whether this folder holds a store. A set-up that was cut short does not count: its pieces are set aside.
    pub(crate) fn is_set_up(&self) -> bool {
        self.data_dir().join(COMPLETE).exists()
    }

    fn begin_setup(&self) -> Result<()> {
        if self.is_set_up() {
            return Err(Error::conflict("这台电脑上已经有轮训通数据，请直接登录。"));
        }
        self.close();
        self.set_aside()
    }

    /// Moves what an unfinished set-up left out of the way. Nothing is deleted.
    fn set_aside(&self) -> Result<()> {
        let dir = self.data_dir();
        let names = [
            "main.db",
            "main.db-wal",
            "main.db-shm",
            "files.db",
            "files.db-wal",
            "files.db-shm",
            "keyslots-a.json",
            "keyslots-b.json",
        ];
        let left: Vec<PathBuf> = names.iter().map(|name| dir.join(name)).filter(|path| path.exists()).collect();
        if left.is_empty() {
            return Ok(());
        }
        let aside = dir.join(format!("unfinished-{}", self.options.clock.now()));
        let moved = std::fs::create_dir_all(&aside).and_then(|()| {
            left.iter().try_for_each(|path| std::fs::rename(path, aside.join(path.file_name().unwrap_or_default())))
        });
        moved.map_err(|error| {
            Error::storage("上一次没有完成的设置无法移开，请检查文件夹权限后再试。").with_source(error)
        })
    }

    fn complete_setup(&self) -> Result<()> {
        std::fs::write(self.data_dir().join(COMPLETE), b"1")
            .map_err(|error| Error::storage("设置没有写完，请检查磁盘空间后再试。").with_source(error))
    }

    /// A recovery key with its page to print.
    pub(crate) fn recovery_result(&self, recovery: &RecoveryKey) -> Result<SetupResult> {
        let groups = recovery.groups();
        let slots = KeySlots::load(self.data_dir(), self.options.strength)?;
        let today = LocalDate::from_millis(self.options.clock.now());
        let page = RecoveryKeyPage {
            township: slots.township_name().to_owned(),
            key_groups: groups.clone(),
            made_on: today.chinese(),
            check: groups.last().cloned().unwrap_or_default(),
            purpose:
                "忘记密码时，在登录页选“忘记密码”，输入这张纸上的恢复密钥即可重设密码。任何人拿到它都能打开本机数据，\
                      请装入信封密封，由党校负责人锁好。重新生成后，这一张即作废。"
                    .to_owned(),
            footer: format!("轮训通 · {} 生成", today.chinese()),
        };
        let printed = lunxun_paper::lay_out_recovery_key(&page)?;
        let pages = u32::try_from(printed.page_count()).ok();
        let file = self.export(RECOVERY_STEM, "pdf", &printed.pdf()?, pages)?;
        Ok(SetupResult { recovery_key_groups: groups, recovery_key_page: Some(file) })
    }

    fn found(&self, township_name: &str, admin: &Admin<'_>) -> Result<(Store, Session, RecoveryKey)> {
        let key = StoreKey::generate()?;
        let (mut slots, recovery) = KeySlots::create(self.data_dir(), township_name, &key, self.options.strength)?;
        let now = self.options.clock.now();
        let account = account::Account {
            id: Id::new(now),
            name: admin.name.to_owned(),
            login: admin.login.to_owned(),
            role: Role::Admin,
            faculty: None,
            is_disabled: false,
            created_at: now,
        };
        slots.put_account(account.id, admin.login, admin.password, &key)?;
        let mut store = Store::create(self.data_dir(), &key, &self.store_options())?;
        let actor = Actor { account: account.id, name: account.name.clone(), role: Role::Admin, faculty: None };
        store.write("account.create", &actor.who(), |tx| account::insert(tx, &account))?;
        Ok((store, Session { actor, key }, recovery))
    }
}

struct Admin<'a> {
    name: &'a str,
    login: &'a str,
    password: &'a str,
}

impl Admin<'_> {
    fn check(&self) -> Result<()> {
        require!((2..=20).contains(&self.name.chars().count()), "adminName", "请填写管理员姓名，2 到 20 个字。");
        require!((2..=20).contains(&self.login.chars().count()), "login", "用户名应为 2 到 20 个字。");
        password::check("password", self.password, self.login)
    }
}

pub(crate) fn create(desk: &Desk, request: CreateTownship) -> Result<SetupResult> {
    let _alone = lock(&desk.doorway);
    let code = request.township_code.trim().to_owned();
    let is_code = code.len() == 9 && code.chars().all(|c| c.is_ascii_digit());
    require!(is_code, "townshipCode", "乡镇代码应为 9 位数字，例如 411122203。");
    let name = request.township_name.trim().to_owned();
    require!((2..=20).contains(&name.chars().count()), "townshipName", "请填写乡镇名称，例如“青山镇”。");
    let admin = Admin { name: request.admin_name.trim(), login: request.login.trim(), password: &request.password };
    admin.check()?;
    let school = match request.school_name.trim() {
        "" => format!("{name}党校"),
        school => school.to_owned(),
    };
    desk.begin_setup()?;
    let (mut store, session, recovery) = desk.found(&name, &admin)?;
    let root = org::root_id(&code);
    store.write("setup.create", &session.actor.who(), |tx| {
        tx.summarise(&format!("新建乡镇：{name}"))?;
        tx.insert(
            &org::PARTY_ORG,
            root,
            &[
                ("kind", "township".into()),
                ("name", format!("中共{name}委员会").into()),
                ("short_name", format!("{name}党委").into()),
                ("code", code.as_str().into()),
                ("sort", 0.into()),
            ],
        )?;
        tx.insert(
            &org::PARTY_ORG,
            Id::derived("party_school", &[code.as_bytes()]),
            &[
                ("parent_id", root.into()),
                ("kind", "party_school".into()),
                ("name", school.as_str().into()),
                ("short_name", school.as_str().into()),
                ("sort", 9999.into()),
            ],
        )
    })?;
    let result = desk.recovery_result(&recovery)?;
    desk.complete_setup()?;
    desk.start(store, session)?;
    Ok(result)
}

/// The clerk has kept the recovery key: its page leaves the disk.
pub(crate) fn recovery_kept(desk: &Desk, _: Nothing) -> Result<Nothing> {
    desk.forget_recovery_pages()?;
    Ok(Nothing {})
}

pub(crate) fn join(desk: &Desk, request: JoinTownship) -> Result<JoinResult> {
    let _alone = lock(&desk.doorway);
    let admin = Admin { name: request.admin_name.trim(), login: request.login.trim(), password: &request.password };
    admin.check()?;
    require!(!request.device_label.trim().is_empty(), "deviceLabel", "请给这台电脑起个名字，例如“党校办公室电脑”。");
    desk.begin_setup()?;
    let (store, session, recovery) = desk.found("（正在接入）", &admin)?;
    *lock(&desk.store) = Some(store);
    let joined = pull_everything(desk, &request);
    let (township_name, pulled) = match joined {
        Ok(joined) => joined,
        Err(error) => {
            *lock(&desk.store) = None;
            desk.set_aside()?;
            return Err(error);
        }
    };
    KeySlots::load(desk.data_dir(), desk.options.strength)?.set_township_name(&township_name)?;
    let result = desk.recovery_result(&recovery)?;
    desk.complete_setup()?;
    let store = lock(&desk.store).take().ok_or_else(|| Error::internal("数据没有打开，请重新登录。"))?;
    desk.start(store, session)?;
    Ok(JoinResult {
        recovery_key_groups: result.recovery_key_groups,
        recovery_key_page: result.recovery_key_page,
        township_name,
        pulled,
    })
}

fn pull_everything(desk: &Desk, request: &JoinTownship) -> Result<(String, u64)> {
    let host: Arc<dyn StoreHost> = Arc::clone(&desk.store) as _;
    let answer = lunxun_sync::enrol(&*host, &request.county_url, &request.code, &request.device_label)?;
    let report = Engine::new(host).exchange(&Unwatched).map_err(Error::from)?;
    Ok((answer.township_name, report.pulled))
}
