//! `lunxun`: everything that the window does, without a window.
//!
//! The friendly verbs are the steps of the job; `lunxun call` reaches every command; `lunxun serve` is the second shell:
//! the same interface in the system's browser, on loopback, behind a token made for this one run.
#![allow(clippy::print_stdout, reason = "printing is what a command line is for")]

mod args;
mod describe;
mod job;
mod serve;

use std::{process::ExitCode, sync::Arc};

use clap::Parser;
use lunxun_base::{Error, Result, SystemClock};
use lunxun_desk::{Desk, DeskOptions, KdfStrength, NoEvents, Shell};

use crate::args::{Args, Verb};

fn main() -> ExitCode {
    lunxun_desk::worker_main_if_asked();
    let args = Args::parse();
    match run(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}", serde_json::json!({ "err": lunxun_desk::error_view(&error) }));
            ExitCode::FAILURE
        }
    }
}

fn run(args: &Args) -> Result<()> {
    match &args.verb {
        Verb::Commands => {
            print(&describe::commands());
            Ok(())
        }
        Verb::Serve(serve) => serve::run(&args.data_dir(), serve),
        verb => {
            let desk = open(args)?;
            let answer = job::run(&desk, args, verb)?;
            print(&answer);
            Ok(())
        }
    }
}

fn open(args: &Args) -> Result<Arc<Desk>> {
    Desk::open(DeskOptions {
        data_dir: args.data_dir(),
        clock: Arc::new(SystemClock),
        strength: KdfStrength::Full,
        shell: Shell::Cli,
        events: Arc::new(NoEvents),
        background_sync: false,
    })
}

/// One JSON value on standard output. A reader that has gone, such as `head`, is no error: it has what it wanted.
fn print(answer: &serde_json::Value) {
    use std::io::Write;
    let text = serde_json::to_string_pretty(answer).unwrap_or_else(|_| answer.to_string());
    let _ = writeln!(std::io::stdout(), "{text}");
}

/// A file of the user's that could not be read.
fn unreadable(path: &std::path::Path, error: std::io::Error) -> Error {
    Error::invalid("file", format!("读不到文件 {}，请核对路径和权限。", path.display())).with_source(error)
}
