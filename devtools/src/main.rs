//! What `./dev` needs from the product itself: the TypeScript bindings, the schema dump, the demo township, the figures.
//!
//! ```text
//! lunxun-devtools gen      --out DIR                    writes the TypeScript bindings into DIR (./dev gen: ui/src/bindings)
//! lunxun-devtools schema   --out FILE                   writes the migrated schema as one SQL text
//! lunxun-devtools seed     --data DIR [--quick]         makes the demo township in DIR, prints its accounts and passwords
//! lunxun-devtools workbook --out FILE [--rows N] [--dirty]  writes a roster as a township sends it in
//! lunxun-devtools bench    [--rows N] [--only JOB] [--json FILE] [--dir DIR]  times the main jobs and prints the figures
//! ```

#![allow(clippy::print_stdout, reason = "a tool that answers on standard output")]

mod bench;
mod bindings;
mod catalogue;
mod schema;
mod seed;

use std::{path::PathBuf, sync::Arc};

use anyhow::Result;
use clap::{Parser, Subcommand};
use lunxun_base::Clock;
use lunxun_store::OpenOptions;
use lunxun_testkit::{Style, demo::Township, roster_workbook};

#[derive(Parser)]
#[command(name = "lunxun-devtools", about = "轮训通的开发工具")]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// 写出 TypeScript 类型绑定
    Gen {
        /// 写到哪个文件夹
        #[arg(long)]
        out: PathBuf,
    },
    /// 写出完整的数据结构（SQL）
    Schema {
        /// 写到哪个文件
        #[arg(long)]
        out: PathBuf,
    },
    /// 生成演示乡镇，并打印账号和密码
    Seed {
        /// 数据文件夹，里面不能已有数据
        #[arg(long)]
        data: PathBuf,
        /// 用最低的密码强度，只供测试
        #[arg(long)]
        quick: bool,
    },
    /// 写出一份党员花名册
    Workbook {
        /// 写到哪个文件
        #[arg(long)]
        out: PathBuf,
        /// 多少人；不写就是演示乡镇的 1200 人
        #[arg(long)]
        rows: Option<usize>,
        /// 带上常见的毛病
        #[arg(long)]
        dirty: bool,
    },
    /// 计时主要工作，打印数字
    Bench(bench::Options),
}

fn main() -> Result<()> {
    match Cli::parse().task {
        Task::Gen { out } => bindings::write(&out),
        Task::Schema { out } => Ok(std::fs::write(out, schema::dump()?)?),
        Task::Seed { data, quick } => seed::run(&data, quick),
        Task::Workbook { out, rows, dirty } => {
            let township = rows.map_or_else(Township::reference, Township::large);
            let style = if dirty { Style::Dirty } else { Style::Clean };
            Ok(std::fs::write(out, roster_workbook(&township, style)?)?)
        }
        Task::Bench(options) => bench::run(&options),
    }
}

/// How the product opens a store.
fn options(clock: Arc<dyn Clock>) -> OpenOptions {
    OpenOptions { kinds: lunxun_core::feature::kinds(), migrations: lunxun_core::feature::migrations(), clock }
}
