//! A small desk for the features' own tests: a store in memory, a clock that stands, and two actors.

use std::sync::Arc;

use lunxun_base::{Error, FixedClock, Id, Role};
use lunxun_store::{OpenOptions, Store};
use serde_json::Value;

use crate::{Actor, NoProgress, feature, rpc};

/// 2027-03-01 09:00 in the township.
pub const NOW: i64 = 1_803_862_800_000;

/// The desk.
pub struct Desk {
    /// The store.
    pub store: Store,
    /// The clock.
    pub clock: Arc<FixedClock>,
    /// The administrator.
    pub admin: Actor,
}

impl Desk {
    /// An empty store.
    pub fn new() -> Self {
        let clock = Arc::new(FixedClock::at(NOW));
        let options =
            OpenOptions { kinds: feature::kinds(), migrations: feature::migrations(), clock: Arc::clone(&clock) as _ };
        let admin =
            Actor { account: Id::from_bytes([1; 16]), name: "管理员".into(), role: Role::Admin, faculty: None };
        Self { store: Store::in_memory(&options).unwrap(), clock, admin }
    }

    /// A head teacher bound to a faculty record.
    pub fn head_teacher(&self, faculty: Id) -> Actor {
        Actor {
            account: Id::from_bytes([2; 16]),
            name: "班主任".into(),
            role: Role::HeadTeacher,
            faculty: Some(faculty),
        }
    }

    /// Runs a command as somebody.
    pub fn run(&mut self, actor: &Actor, command: &str, request: Value) -> Result<Value, Error> {
        rpc::dispatch(&mut self.store, actor, &NoProgress, command, request)
    }

    /// Runs a command as the administrator; it must succeed.
    pub fn admin(&mut self, command: &str, request: Value) -> Value {
        let admin = self.admin.clone();
        self.run(&admin, command, request).unwrap_or_else(|error| panic!("{command}: {error:?}"))
    }

    /// Runs a command as the administrator; it must be refused.
    pub fn admin_err(&mut self, command: &str, request: Value) -> Error {
        let admin = self.admin.clone();
        self.run(&admin, command, request).expect_err("must be refused")
    }
}

impl Desk {
    /// A store with the township committee as its root.
    pub fn with_township() -> Self {
        Self::of_township("411122203", "青山镇")
    }

    /// A store with this township's committee as its root.
    pub fn of_township(code: &str, name: &str) -> Self {
        let mut desk = Self::new();
        let who = desk.admin.who();
        let root = crate::org::root_id(code);
        desk.store
            .write("setup.create", &who, |tx| {
                let fields = [
                    ("kind", "township".into()),
                    ("name", format!("中共{name}委员会").into()),
                    ("short_name", format!("{name}党委").into()),
                    ("code", code.into()),
                ];
                tx.insert(&crate::org::PARTY_ORG, root, &fields)
            })
            .unwrap();
        desk
    }

    /// Adds a branch.
    pub fn branch(&mut self, name: &str) -> Id {
        let tree = self.admin("org.save", serde_json::json!({ "kind": "branch", "name": name }));
        let orgs = tree["orgs"].as_array().unwrap();
        orgs.iter().find(|org| org["name"] == name).unwrap()["id"].as_str().unwrap().parse().unwrap()
    }

    /// Adds a member with nothing but a name and a branch.
    pub fn member(&mut self, name: &str, branch: Id) -> Id {
        let request = serde_json::json!({ "name": name, "category": "full", "branchId": branch });
        self.admin("member.save", request)["member"]["id"].as_str().unwrap().parse().unwrap()
    }
}
