//! The desk's own commands, and the whole table of the product.

use lunxun_base::Result;
use lunxun_core::{
    account::AccountList,
    command_info,
    rpc::{self, CommandInfo, Nothing},
    transfer::{GetTransfer, MakePackage},
};
use serde_json::Value;

use crate::{Desk, FileView, SessionStatus, SetupResult, attachments, backup, files, print, session, setup, sync};

/// A command of the desk itself.
#[derive(Clone, Copy)]
pub struct DeskCommand {
    /// Name, permission, shapes.
    pub info: CommandInfo,
    /// Whether it runs before sign-in.
    pub is_public: bool,
    /// Runs it.
    pub run: fn(&Desk, Value) -> Result<Value>,
}

macro_rules! desk_commands {
    ($($who:ident $access:ident $permission:ident $name:literal => $function:path, $request:ty, $answer:ty
       $(, stale [$($stale:literal),*])?;)*) => {
        const COMMANDS: &[DeskCommand] = &[$(DeskCommand {
            info: command_info!($access, $permission, $name, $request, $answer, [$($($stale),*)?]),
            is_public: desk_commands!(@public $who),
            run: |desk, request| rpc::answer(&$function(desk, rpc::parse::<$request>(request)?)?),
        },)*];
    };
    (@public anyone) => { true };
    (@public account) => { false };
}

desk_commands! {
    anyone read SignedIn "session.status" => session::status, Nothing, SessionStatus;
    anyone write SignedIn "session.unlock" => session::unlock, session::Unlock, SessionStatus, stale ["*"];
    anyone write SignedIn "session.recover" => session::recover, session::Recover, SetupResult, stale ["*"];
    anyone write SignedIn "session.lock" => session::lock_session, Nothing, SessionStatus, stale ["*"];
    anyone write SignedIn "setup.create" => setup::create, setup::CreateTownship, SetupResult, stale ["*"];
    anyone write SignedIn "setup.join" => setup::join, setup::JoinTownship, setup::JoinResult, stale ["*"];
    anyone write SignedIn "setup.recovery_kept" => setup::recovery_kept, Nothing, Nothing;
    account write SignedIn "account.change_password" => session::change_password, session::ChangePassword, Nothing;
    account write Township "account.create" => session::create_account, session::CreateAccount, AccountList,
        stale ["account", "session"];
    account write Township "account.reset_password" => session::reset_password, session::ResetPassword, Nothing;
    account write Township "account.disable" => session::disable_account, session::DisableAccount, AccountList,
        stale ["account", "session"];
    account read SignedIn "sync.status" => sync::status, Nothing, sync::SyncStatusView;
    account write Township "sync.enrol" => sync::enrol, sync::EnrolPc, sync::SyncStatusView, stale ["sync"];
    account write SignedIn "sync.now" => sync::sync_now, Nothing, sync::SyncStatusView, stale ["*"];
    account write Township "backup.make" => backup::make, Nothing, FileView, stale ["backup"];
    account write Township "backup.export_store" => backup::export_store, backup::ExportStore, backup::StoreExported;
    account read Township "store.check" => backup::check, Nothing, backup::CheckReport;
    account write Township "paper.recovery_key" => print::recovery_key, Nothing, SetupResult;
    account write OwnClass "paper.sign_in_sheet" => print::sign_in_sheet, print::PrintSignIn, FileView;
    account write OwnClass "paper.appraisal_form" => print::appraisal_form, print::PrintAppraisals, FileView;
    account read OwnClass "paper.check_class" => print::check_class_names, print::CheckClassNames, print::UncoveredList;
    account read Township "paper.check_roster" => print::check_roster_names, print::CheckRosterNames,
        print::UncoveredList;
    account write Township "paper.list" => print::list, print::PrintList, FileView;
    account write Township "transfer.save_package" => print::save_package, MakePackage, print::SavedPackage,
        stale ["transfer", "member", "indicator"];
    account write Township "transfer.save_receipt" => print::save_receipt, GetTransfer, print::SavedReceipt;
    account write Township "import.save_wrong_rows" => files::save_wrong_rows, files::SaveWrongRows, FileView;
    account write Township "import.save_roster" => files::save_roster, files::SaveRoster, FileView;
    account write Township "import.save_migrants" => files::save_migrants, files::SaveRoster, FileView;
    account write Township "attachment.open" => attachments::open, attachments::OpenAttachment, FileView;
    account write Township "attachment.renew" => attachments::renew, Nothing, Nothing, stale ["attachment", "class_file"];
    account write OwnClass "class_file.open" => attachments::open_of_class, attachments::OpenClassFile, FileView;
    account read SignedIn "file.open" => files::open, files::OpenFile, Nothing;
}

/// The desk's own commands.
#[must_use]
pub const fn desk_commands() -> &'static [DeskCommand] {
    COMMANDS
}

/// Finds a command of the desk.
#[must_use]
pub fn find(name: &str) -> Option<&'static DeskCommand> {
    COMMANDS.iter().find(|command| command.info.name == name)
}

/// Every command of the product, the core's first.
pub fn all_commands() -> impl Iterator<Item = &'static CommandInfo> {
    rpc::commands().map(|command| &command.info).chain(COMMANDS.iter().map(|command| &command.info))
}
