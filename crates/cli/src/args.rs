use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand};

/// 轮训通命令行。
#[derive(Parser)]
#[command(name = "lunxun", version, about = "轮训通：乡镇党校轮训管理（命令行）")]
pub struct Args {
    /// 数据文件夹；不写时用环境变量 LUNXUN_DATA_DIR，再不行用本用户的默认位置
    #[arg(long, global = true)]
    data: Option<PathBuf>,
    /// 用哪个用户名登录
    #[arg(long = "as", global = true, value_name = "LOGIN")]
    pub login: Option<String>,
    /// 从这个文件读密码（第一行）
    #[arg(long, global = true, value_name = "FILE")]
    pub password_file: Option<PathBuf>,
    /// 从标准输入读密码（第一行）
    #[arg(long, global = true)]
    pub password_stdin: bool,
    #[command(subcommand)]
    pub verb: Verb,
}

impl Args {
    /// Where the store stands.
    pub fn data_dir(&self) -> PathBuf {
        self.data.clone().unwrap_or_else(default_data_dir)
    }
}

/// The data folder that every shell uses unless told otherwise.
#[allow(clippy::disallowed_methods, reason = "a shell reads its environment once, at start")]
pub fn default_data_dir() -> PathBuf {
    let var = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    var("LUNXUN_DATA_DIR")
        .or_else(|| var("XDG_DATA_HOME").map(|dir| dir.join("lunxun")))
        .or_else(|| var("LOCALAPPDATA").map(|dir| dir.join("Lunxun")))
        .or_else(|| var("HOME").map(|dir| dir.join(".local/share/lunxun")))
        .unwrap_or_else(|| PathBuf::from("lunxun-data"))
}

#[derive(Subcommand)]
pub enum Verb {
    /// 在浏览器里打开轮训通（只限本机，一次性令牌）
    Serve(Serve),
    /// 列出全部命令及其请求、结果的 JSON schema
    Commands,
    /// 调用任意命令：lunxun call member.list '{"limit":10}'；请求写 - 时从标准输入读
    Call {
        /// 命令名
        command: String,
        /// JSON 请求
        request: Option<String>,
    },
    /// 新建乡镇（密码从 --password-file 或 --password-stdin 读）
    Setup {
        /// 乡镇代码，9 位
        #[arg(long)]
        code: String,
        /// 乡镇名称
        #[arg(long)]
        name: String,
        /// 党校名称
        #[arg(long, default_value = "")]
        school: String,
        /// 管理员姓名
        #[arg(long)]
        admin: String,
    },
    /// 用县里的登记码加入已有乡镇
    Join {
        /// 县端点地址
        #[arg(long)]
        county: String,
        /// 登记码
        #[arg(long)]
        code: String,
        /// 这台电脑的名称
        #[arg(long)]
        label: String,
        /// 管理员姓名
        #[arg(long)]
        admin: String,
    },
    /// 看登录状态
    Status,
    /// 接入县端点
    Enrol {
        /// 县端点地址
        #[arg(long)]
        county: String,
        /// 登记码
        #[arg(long)]
        code: String,
        /// 这台电脑的名称
        #[arg(long)]
        label: String,
    },
    /// 与县里同步一次
    Sync,
    /// 导入党员花名册；不加 --commit 时只预览
    Import {
        /// 花名册文件
        file: PathBuf,
        /// 确认导入
        #[arg(long)]
        commit: bool,
        /// 表里有而系统没有的支部，自动新建
        #[arg(long)]
        create_branches: bool,
        /// 把错误行存成工作簿
        #[arg(long)]
        wrong_rows: bool,
    },
    /// 编制年度轮训计划
    Plan {
        /// 年份
        #[arg(long)]
        year: i32,
        /// 每期天数
        #[arg(long, default_value_t = 2)]
        days: u32,
        /// 不排返乡班
        #[arg(long)]
        no_homecoming: bool,
    },
    /// 确认轮训计划，生成班次
    Confirm {
        /// 计划编号；不写时用最新的草稿
        plan: Option<String>,
    },
    /// 列出班次
    Classes,
    /// 看一个班的结班关口
    Class {
        /// 班次编号
        class: String,
    },
    /// 全到点名：一个班全部课次未登记的学员记为出勤
    AllPresent {
        /// 班次编号
        class: String,
    },
    /// 生成鉴定草稿
    Appraise {
        /// 班次编号
        class: String,
    },
    /// 推进班次状态：notified、running、taught
    Advance {
        /// 班次编号
        class: String,
        /// 目标状态
        to: String,
    },
    /// 结班
    Close {
        /// 班次编号
        class: String,
    },
    /// 打印：签到表或鉴定表
    Print {
        /// sign-in 或 appraisal
        what: String,
        /// 班次编号
        class: String,
    },
    /// 一名党员的学员档案
    Dossier {
        /// 党员编号，或姓名
        member: String,
    },
    /// 备份
    Backup,
    /// 检查数据文件、审计链和同步摘要
    Check,
}

#[derive(ClapArgs)]
pub struct Serve {
    /// 端口；0 表示由系统选
    #[arg(long, default_value_t = 0)]
    pub port: u16,
    /// 界面文件夹；不写时依次找 LUNXUN_UI、程序旁的 ui、源码里的 ui/dist
    #[arg(long)]
    pub ui: Option<PathBuf>,
    /// 打开系统浏览器
    #[arg(long)]
    pub open: bool,
}
