//! The command table and the one dispatcher behind every shell.

use lunxun_base::{Error, Id, Permission, Result, Role};
use lunxun_store::Store;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::{Actor, Ctx, Progress, feature::FEATURES};

/// Whether a command changes anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Access {
    /// Reads only.
    Read,
    /// May write.
    Write,
}

/// What is known of a command without running it.
#[derive(Clone, Copy)]
pub struct CommandInfo {
    /// `member.list`.
    pub name: &'static str,
    /// What it asks of its caller.
    pub permission: Permission,
    /// Whether it writes.
    pub access: Access,
    /// The features whose cached answers a successful call makes stale.
    pub stale: &'static [&'static str],
    /// The shapes of its request and answer.
    pub types: fn() -> CommandTypes,
    /// Writes the TypeScript of both shapes.
    pub export: fn(&ts_rs::Config) -> Result<(), ts_rs::ExportError>,
}

/// The shapes of a command's request and answer.
pub struct CommandTypes {
    /// The request's TypeScript name.
    pub request: String,
    /// The answer's TypeScript name.
    pub answer: String,
    /// The request's JSON schema.
    pub request_schema: Value,
    /// The answer's JSON schema.
    pub answer_schema: Value,
}

/// A command: what is known of it and how it runs in its host.
#[derive(Clone, Copy)]
pub struct Command<F: 'static> {
    /// Name, permission, shapes.
    pub info: CommandInfo,
    /// Runs it.
    pub run: F,
}

/// How a command of the core runs.
pub type CoreFn = for<'a, 'b> fn(&'a mut Ctx<'b>, Value) -> Result<Value>;

/// A command of the core.
pub type CoreCommand = Command<CoreFn>;

/// A request about one class. The dispatcher checks that the caller may work on it.
pub trait ClassScoped {
    /// The class.
    fn class_id(&self) -> Id;
}

/// A request or answer without content.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct Nothing {}

/// Declares a feature's commands.
///
/// ```text
/// commands! {
///     read  Township "member.list" => list(ListMembers) -> MemberPage;
///     write OwnClass "attendance.mark" => mark(MarkAttendance) -> SheetView, stale ["attendance", "dossier"];
/// }
/// ```
/// The functions take `(&mut Ctx, Request) -> Result<Answer>`. With `OwnClass` the request implements [`ClassScoped`].
#[macro_export]
macro_rules! commands {
    ($($access:ident $permission:ident $name:literal => $function:ident($request:ty) -> $answer:ty
       $(, stale [$($stale:literal),* $(,)?])?;)*) => {
        /// The feature's commands.
        pub const COMMANDS: &[$crate::rpc::CoreCommand] = &[$(
            $crate::rpc::Command {
                info: $crate::command_info!($access, $permission, $name, $request, $answer, [$($($stale),*)?]),
                run: |ctx, request| {
                    let request: $request = $crate::rpc::parse(request)?;
                    $crate::check_scope!($permission, ctx, request);
                    $crate::rpc::answer(&$function(ctx, request)?)
                },
            },
        )*];
    };
}

/// The metadata of one command. Used by [`commands!`] here and by the shells' own tables.
#[macro_export]
macro_rules! command_info {
    ($access:ident, $permission:ident, $name:literal, $request:ty, $answer:ty, [$($stale:literal),*]) => {
        $crate::rpc::CommandInfo {
            name: $name,
            permission: $crate::rpc::__private::Permission::$permission,
            access: $crate::access!($access),
            stale: &[$($stale),*],
            types: || $crate::rpc::CommandTypes {
                request: <$request as $crate::rpc::__private::TS>::name(&$crate::rpc::ts_config(None)),
                answer: <$answer as $crate::rpc::__private::TS>::name(&$crate::rpc::ts_config(None)),
                request_schema: $crate::rpc::schema_of::<$request>(),
                answer_schema: $crate::rpc::schema_of::<$answer>(),
            },
            export: |config| {
                <$request as $crate::rpc::__private::TS>::export_all(config)?;
                <$answer as $crate::rpc::__private::TS>::export_all(config)
            },
        }
    };
}

/// `read` or `write` as [`Access`].
#[macro_export]
macro_rules! access {
    (read) => {
        $crate::rpc::Access::Read
    };
    (write) => {
        $crate::rpc::Access::Write
    };
}

/// The scope check that a permission implies.
#[macro_export]
macro_rules! check_scope {
    (OwnClass, $ctx:ident, $request:ident) => {
        $ctx.require_class($crate::rpc::ClassScoped::class_id(&$request))?
    };
    ($permission:ident, $ctx:ident, $request:ident) => {};
}

#[doc(hidden)]
pub mod __private {
    pub use lunxun_base::Permission;
    pub use ts_rs::TS;
}

/// The settings under which TypeScript is written.
#[must_use]
pub fn ts_config(dir: Option<&std::path::Path>) -> ts_rs::Config {
    let config = ts_rs::Config::new().with_large_int("number");
    match dir {
        Some(dir) => config.with_out_dir(dir),
        None => config,
    }
}

/// A shape's JSON schema.
#[must_use]
pub fn schema_of<T: schemars::JsonSchema>() -> Value {
    schemars::schema_for!(T).to_value()
}

/// A request out of JSON. An absent request counts as an empty one.
///
/// # Errors
/// `Invalid`, naming the entry where it can be told without repeating what was typed.
pub fn parse<T: DeserializeOwned>(request: Value) -> Result<T> {
    let request = if request.is_null() { Value::Object(serde_json::Map::new()) } else { request };
    serde_json::from_value(request).map_err(|error| {
        let text = error.to_string();
        let safe =
            ["missing field", "unknown field", "unknown variant", "日期"].iter().any(|safe| text.starts_with(safe));
        let detail = if safe { text } else { "有一项内容的类型不对".to_owned() };
        Error::invalid("request", format!("请求的内容不完整或格式不对（{detail}），请检查后再试。"))
    })
}

/// An answer as JSON.
///
/// # Errors
/// `Internal` when it cannot be written.
pub fn answer<T: Serialize>(answer: &T) -> Result<Value> {
    serde_json::to_value(answer).map_err(|error| Error::internal("结果无法显示，请重试。").with_source(error))
}

/// Every command of the core, in feature order.
pub fn commands() -> impl Iterator<Item = &'static CoreCommand> {
    FEATURES.iter().flat_map(|feature| feature.commands.iter())
}

/// Finds a command of the core.
#[must_use]
pub fn find(name: &str) -> Option<&'static CoreCommand> {
    commands().find(|command| command.info.name == name)
}

/// Refuses a role that lacks the permission. Scope is checked besides, by the command's own shim.
///
/// # Errors
/// `Forbidden`.
pub fn authorise(role: Role, info: &CommandInfo) -> Result<()> {
    if role.holds(info.permission) {
        Ok(())
    } else {
        Err(Error::forbidden("您的账号没有做这件事的权限，请联系党校管理员。"))
    }
}

/// Runs a command of the core for an actor.
///
/// # Errors
/// `NotFound` for an unknown command, `Forbidden` by role, and the command's own.
pub fn dispatch(
    store: &mut Store,
    actor: &Actor,
    progress: &dyn Progress,
    name: &str,
    request: Value,
) -> Result<Value> {
    let command = find(name).ok_or_else(|| Error::not_found(format!("没有名为 {name} 的命令。")))?;
    authorise(actor.role, &command.info)?;
    let mut ctx = Ctx::new(actor, progress, store, command.info.name);
    (command.run)(&mut ctx, request)
}
