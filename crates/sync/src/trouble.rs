use lunxun_base::{Error, ErrorCode, Millis};
use serde::{Deserialize, Serialize};

/// What kind of trouble an exchange met. The window has an icon and a next step for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TroubleKind {
    /// This PC has not joined yet.
    NotEnrolled,
    /// The network is off, or the county's machine does not answer.
    Offline,
    /// The machine is there and nothing listens.
    Refused,
    /// The county's name is not known.
    Dns,
    /// Thirty seconds without a byte.
    Timeout,
    /// The connection broke in the middle.
    Broken,
    /// Somebody else answered: a login page, a proxy, a wrong address.
    Portal,
    /// The connection could not be made safe.
    Tls,
    /// The county no longer accepts this PC.
    Revoked,
    /// Another county answers than the one that this PC joined.
    OtherCounty,
    /// Asked too often, or the county is busy.
    Busy,
    /// The county's own trouble.
    Server,
    /// The versions do not fit.
    Version,
    /// The county refused the request.
    Rejected,
    /// Both ends talked and do not have the same rows.
    Differs,
    /// This PC's own store failed.
    Store,
    /// The user stopped it.
    Cancelled,
}

/// An exchange that did not end well: what happened, and whether data are safe, in plain Chinese.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trouble {
    /// What kind.
    pub kind: TroubleKind,
    /// What the clerk reads.
    pub message: String,
    /// When.
    pub at: Millis,
    /// The cause, for the log.
    pub cause: String,
}

impl Trouble {
    pub(crate) fn new(kind: TroubleKind, cause: impl Into<String>) -> Self {
        Self { kind, message: message(kind).to_owned(), at: 0, cause: cause.into() }
    }

    pub(crate) fn saying(kind: TroubleKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), at: 0, cause: String::new() }
    }

    /// Whether trying again later may help without anybody doing anything.
    #[must_use]
    pub const fn may_pass(&self) -> bool {
        use TroubleKind as K;
        matches!(
            self.kind,
            K::Offline | K::Refused | K::Dns | K::Timeout | K::Broken | K::Portal | K::Busy | K::Server | K::Store
        )
    }
}

const fn message(kind: TroubleKind) -> &'static str {
    use TroubleKind as K;
    match kind {
        K::NotEnrolled => "这台电脑还没有接入县级服务端，请在“同步”页输入县里给的地址和登记码。",
        K::Offline => "现在连不上网络，改动都已保存在本机，联网后会自动发送。",
        K::Refused => "县级服务端没有开启，改动都已保存在本机，稍后会自动重试；长时间如此请联系县里。",
        K::Dns => "找不到县级服务端的地址，请检查网络或县级地址是否填对。改动都已保存在本机。",
        K::Timeout => "网络太慢，县级服务端 30 秒没有回应，稍后会自动重试。改动都已保存在本机。",
        K::Broken => "与县级服务端的连接中途断开，稍后会自动接着传。改动都已保存在本机。",
        K::Portal => "回应的不是县级服务端，可能需要先打开浏览器登录上网，或县级地址填错。改动都已保存在本机。",
        K::Tls => "无法与县级服务端建立安全连接，请检查电脑日期是否正确，或联系县里检查证书。改动都已保存在本机。",
        K::Revoked => "县里已停用这台电脑的登记。本机数据没有丢失，请联系县里取得新的登记码后重新接入。",
        K::OtherCounty => "这个地址回应的是另一个县级服务端，没有发送任何数据，请核对县级地址。",
        K::Busy => "县级服务端正忙，稍后会自动重试。改动都已保存在本机。",
        K::Server => "县级服务端出了问题，稍后会自动重试；长时间如此请联系县里。改动都已保存在本机。",
        K::Version => "本机程序与县级服务端的版本不合，请升级程序后再同步。改动都已保存在本机。",
        K::Rejected => "县级服务端没有接受这次同步，请联系技术支持。改动都已保存在本机。",
        K::Differs => "本机与县里的数据不一致，请到“同步”页查看差异。数据没有丢失。",
        K::Store => "本机数据读写失败，同步没有进行，请检查磁盘空间后重试。",
        K::Cancelled => "同步已取消，已传的部分有效，其余稍后再传。",
    }
}

impl std::fmt::Display for Trouble {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        let kind = if error.code == ErrorCode::Cancelled { TroubleKind::Cancelled } else { TroubleKind::Store };
        let cause = error.source.as_ref().map(ToString::to_string).unwrap_or_default();
        Self { cause, ..Self::saying(kind, error.message) }
    }
}

impl From<Trouble> for Error {
    fn from(trouble: Trouble) -> Self {
        use TroubleKind as K;
        let code = match trouble.kind {
            K::Offline | K::Refused | K::Dns | K::Timeout | K::Broken | K::Portal | K::Tls | K::Server => {
                ErrorCode::Network
            }
            K::Revoked => ErrorCode::AuthExpired,
            K::NotEnrolled | K::Rejected => ErrorCode::Forbidden,
            K::OtherCounty | K::Differs => ErrorCode::Conflict,
            K::Busy => ErrorCode::Busy,
            K::Version => ErrorCode::Incompatible,
            K::Store => ErrorCode::Storage,
            K::Cancelled => ErrorCode::Cancelled,
        };
        Self::new(code, trouble.message).with_source(trouble.cause)
    }
}
