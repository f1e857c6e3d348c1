//! `lunxun-county`: the county endpoint's program.

use std::{
    io::Write as _,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

use anyhow::{Context as _, bail};
use clap::{Parser, Subcommand};
use lunxun_base::{Clock, LocalDate, Millis, SystemClock};
use lunxun_county::{County, Limits, router, serve, tls_from_files};

/// 轮训通县级服务端
#[derive(Parser)]
#[command(name = "lunxun-county", version)]
struct Cli {
    /// 数据目录
    #[arg(long, global = true, default_value = "lunxun-county-data")]
    data: PathBuf,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// 启动服务
    Serve {
        /// 监听地址
        #[arg(long, default_value = "127.0.0.1:8765")]
        listen: SocketAddr,
        /// 证书文件（PEM）
        #[arg(long, requires = "tls_key")]
        tls_cert: Option<PathBuf>,
        /// 私钥文件（PEM）
        #[arg(long, requires = "tls_cert")]
        tls_key: Option<PathBuf>,
        /// 允许在非本机地址上用不加密的 HTTP（仅限前面另有加密网关时）
        #[arg(long)]
        insecure_plain_http: bool,
    },
    /// 县的名称，乡镇登记时会看到
    Name {
        /// 名称
        name: String,
    },
    /// 乡镇
    Township {
        #[command(subcommand)]
        command: TownshipCommand,
    },
    /// 为乡镇的一台电脑生成一次性登记码
    Enrol {
        /// 乡镇代码
        #[arg(long)]
        township: String,
        /// 乡镇名称；乡镇还没有添加时用
        #[arg(long)]
        name: Option<String>,
        /// 电脑名称
        #[arg(long, default_value = "")]
        label: String,
    },
    /// 列出已登记的电脑
    Devices,
    /// 停用一台电脑
    Revoke {
        /// 电脑编号
        #[arg(long)]
        device: lunxun_base::Id,
    },
    /// 各乡镇的同步情况
    Status,
    /// 检查各乡镇的数据文件是否完好
    Check,
}

#[derive(Subcommand)]
enum TownshipCommand {
    /// 添加乡镇
    Add {
        /// 乡镇代码
        #[arg(long)]
        code: String,
        /// 乡镇名称
        #[arg(long)]
        name: String,
    },
    /// 列出乡镇
    List,
}

fn main() -> ExitCode {
    match command(Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn command(cli: Cli) -> anyhow::Result<()> {
    let county = open(&cli.data)?;
    let mut out = std::io::stdout().lock();
    match cli.command {
        Command::Serve { listen, tls_cert, tls_key, insecure_plain_http } => {
            drop(out);
            return run(county, listen, tls_cert.zip(tls_key), insecure_plain_http);
        }
        Command::Name { name } => {
            county.rename(name.trim())?;
            writeln!(out, "县的名称已改为“{}”。", name.trim())?;
        }
        Command::Township { command: TownshipCommand::Add { code, name } } => {
            county.add_township(&code, name.trim())?;
            writeln!(out, "已添加乡镇 {code} {}。", name.trim())?;
        }
        Command::Township { command: TownshipCommand::List } => {
            for status in county.status()? {
                writeln!(out, "{}\t{}", status.township.code, status.township.name)?;
            }
        }
        Command::Enrol { township, name, label } => {
            if let Some(name) = name {
                county.add_township(&township, name.trim())?;
            }
            writeln!(out, "{}", county.new_code(&township, label.trim())?)?;
            eprintln!("登记码 72 小时内有效，只能用一次。");
        }
        Command::Devices => {
            for device in county.devices()? {
                let standing = device.revoked_at.map_or("有效".to_owned(), |at| format!("{} 停用", day(at)));
                let (id, township, label) = (device.id, device.township, device.label);
                writeln!(out, "{id}\t{township}\t{label}\t{} 登记\t{standing}", day(device.enrolled_at))?;
            }
        }
        Command::Revoke { device } => {
            county.revoke(device)?;
            writeln!(out, "已停用 {device}，它的下一次请求就会被拒绝。")?;
        }
        Command::Status => status(&county, &mut out)?,
        Command::Check => {
            county.check()?;
            writeln!(out, "各乡镇的数据文件完好。")?;
        }
    }
    Ok(())
}

fn open(data: &Path) -> anyhow::Result<Arc<County>> {
    let county = County::open(data, Arc::new(SystemClock), Limits::default())
        .with_context(|| format!("打开数据目录 {} 失败", data.display()))?;
    Ok(Arc::new(county))
}

fn run(
    county: Arc<County>,
    listen: SocketAddr,
    tls: Option<(PathBuf, PathBuf)>,
    insecure_plain_http: bool,
) -> anyhow::Result<()> {
    if tls.is_none() && !listen.ip().is_loopback() && !insecure_plain_http {
        bail!(
            "{listen} 不是本机地址，须用 --tls-cert 和 --tls-key 加密；前面另有加密网关时可加 --insecure-plain-http。"
        );
    }
    let acceptor = tls.map(|(cert, key)| tls_from_files(&cert, &key)).transpose()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(listen).await.with_context(|| format!("地址 {listen} 用不了"))?;
        let scheme = if acceptor.is_some() { "https" } else { "http" };
        writeln!(std::io::stdout(), "轮训通县级服务端已启动：{scheme}://{}", listener.local_addr()?)?;
        serve(listener, acceptor, router(county), stop_signal()).await?;
        eprintln!("县级服务端已停止。");
        Ok(())
    })
}

async fn stop_signal() {
    let ctrl_c = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! { () = ctrl_c => {}, () = terminate => {} }
}

fn status(county: &County, out: &mut impl std::io::Write) -> anyhow::Result<()> {
    let (id, name) = county.identity()?;
    writeln!(out, "{name}\t{id}")?;
    for town in county.status()? {
        writeln!(out, "\n{} {}：记录 {} 条", town.township.code, town.township.name, town.ops)?;
        for pc in town.devices {
            let contact = pc.contacted_at.map_or("从未联系".to_owned(), ago);
            let revoked = if pc.device.revoked_at.is_some() { "（已停用）" } else { "" };
            writeln!(
                out,
                "  {}{revoked}\t{}\t已收 {} 条\t拒收 {} 条\t{contact}\t版本 {}\t时钟误差 {} 秒",
                pc.device.label,
                pc.device.id,
                pc.acked,
                pc.parked,
                pc.app_version,
                pc.clock_error_ms / 1000,
            )?;
        }
        for (kind, digest) in town.digests {
            writeln!(out, "  {kind}\t{} 条\t{}", digest.live_count, digest.digest)?;
        }
    }
    Ok(())
}

fn day(at: Millis) -> LocalDate {
    LocalDate::from_millis(at)
}

fn ago(at: Millis) -> String {
    let minutes = SystemClock.now().saturating_sub(at) / 60_000;
    match minutes {
        ..1 => "刚刚联系".to_owned(),
        1..60 => format!("{minutes} 分钟前联系"),
        60..2_880 => format!("{} 小时前联系", minutes / 60),
        _ => format!("{} 天前联系", minutes / 1_440),
    }
}
