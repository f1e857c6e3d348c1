//! Every command of the product, for the bindings.

use lunxun_core::rpc::CommandInfo;

/// Every command of the core and of the desk, by name.
pub fn all() -> Vec<CommandInfo> {
    let mut commands: Vec<CommandInfo> = lunxun_desk::all_commands().copied().collect();
    commands.sort_by_key(|command| command.name);
    commands
}
