use std::{
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail, ensure};
use fantoccini::{
    Client, ClientBuilder,
    elements::{Element, ElementRef},
    wd::Capabilities,
};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

use crate::{
    Programs,
    programs::{Child, free_port, wait_for_port},
    script,
};

/// Keys that have no letter, as WebDriver writes them.
pub mod key {
    /// Enter.
    pub const ENTER: &str = "\u{E007}";
    /// Tab.
    pub const TAB: &str = "\u{E004}";
    /// F8: everybody present (全到).
    pub const F8: &str = "\u{E038}";
    /// Ctrl+A; a modifier holds until the end of what is sent.
    pub const SELECT_ALL: &str = "\u{E009}a";
    /// Ctrl+S.
    pub const SAVE: &str = "\u{E009}s";
    /// Ctrl+End.
    pub const TO_THE_END: &str = "\u{E009}\u{E010}";
    /// Escape.
    pub const ESCAPE: &str = "\u{E00C}";
}

const PATIENCE: Duration = Duration::from_secs(20);
const PAUSE: Duration = Duration::from_millis(80);
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// The running desktop program, seen through its page.
#[derive(Debug)]
pub struct Window {
    client: Client,
    shots: PathBuf,
    _driver: Child,
}

impl Window {
    /// Opens the program on a data folder. What it opens in the system viewer is listed in `<data>.opened`.
    ///
    /// # Errors
    /// When the window does not come.
    pub async fn open(programs: &Programs, data: &Path) -> Result<Self> {
        let (port, native) = (free_port()?, free_port()?);
        let mut command = Command::new("tauri-driver");
        command.args(["--port", &port.to_string(), "--native-port", &native.to_string()]);
        command.args(["--native-driver", "/usr/bin/WebKitWebDriver"]).env("LUNXUN_DATA_DIR", data);
        let home = data.with_extension("home");
        for (name, dir) in [("XDG_DATA_HOME", "data"), ("XDG_CACHE_HOME", "cache"), ("XDG_CONFIG_HOME", "config")] {
            command.env(name, home.join(dir));
        }
        command.env("PATH", viewer(data)?);
        let driver = Child::start(&mut command, &data.with_extension("driver.log"))?;
        // The driver passes requests on as soon as it listens, whether or not the native one listens yet.
        wait_for_port(native)?;
        wait_for_port(port)?;
        let mut caps = Capabilities::new();
        caps.insert("tauri:options".to_owned(), json!({ "application": programs.app, "args": [] }));
        caps.insert("browserName".to_owned(), json!("wry"));
        let mut builder = ClientBuilder::new(HttpConnector::new());
        let client =
            builder.capabilities(caps).connect(&format!("http://127.0.0.1:{port}")).await.context("窗口没有打开")?;
        Ok(Self { client, shots: programs.shots.clone(), _driver: driver })
    }

    /// Ends the program.
    ///
    /// # Errors
    /// When the driver has gone already.
    pub async fn quit(self) -> Result<()> {
        self.client.close().await.context("程序没有正常退出")
    }

    /// Clicks what fits a selector and shows a text (empty: any; `=text`: exactly), as soon as a person could.
    ///
    /// # Errors
    /// When there is no such thing within twenty seconds.
    pub async fn click(&self, css: &str, text: &str) -> Result<()> {
        let element = self.find(css, text).await?;
        element.click().await.with_context(|| format!("点击“{css}”“{text}”"))
    }

    /// Clicks an element by its `data-test`.
    ///
    /// # Errors
    /// As [`Window::click`].
    pub async fn press(&self, test: &str) -> Result<()> {
        self.click(&format!("[data-test='{test}']"), "").await
    }

    /// Clicks a button by what it says.
    ///
    /// # Errors
    /// As [`Window::click`].
    pub async fn button(&self, text: &str) -> Result<()> {
        self.click("button", text).await
    }

    /// Goes to a page by the menu on the left.
    ///
    /// # Errors
    /// As [`Window::click`].
    pub async fn menu(&self, title: &str) -> Result<()> {
        self.click(".shell__item", title).await?;
        self.wait_text(".shell__item.is-active", title).await.map(drop)
    }

    /// Types into the field of a form, in place of what stands there.
    ///
    /// # Errors
    /// When there is no such field within twenty seconds.
    pub async fn fill(&self, label: &str, text: &str) -> Result<()> {
        let what = format!("字段“{label}”");
        let field =
            self.patiently(&what, || self.element(script::FIELD, vec![json!(label), json!("input, textarea")])).await?;
        replace(&field, text).await.with_context(|| what)
    }

    /// Chooses from a list in a form.
    ///
    /// # Errors
    /// As [`Window::fill`].
    pub async fn choose(&self, label: &str, option: &str) -> Result<()> {
        let what = format!("选单“{label}”");
        let field = self
            .patiently(&what, || self.element(script::FIELD, vec![json!(label), json!(".el-select__wrapper")]))
            .await?;
        field.click().await?;
        self.click(".el-select-dropdown__item", option).await
    }

    /// Types into what fits a selector, in place of what stands there.
    ///
    /// # Errors
    /// As [`Window::click`].
    pub async fn type_into(&self, css: &str, text: &str) -> Result<()> {
        replace(&self.find(css, "").await?, text).await
    }

    /// Types into whatever has the focus, and returns how many keys that took.
    ///
    /// # Errors
    /// When nothing has the focus.
    pub async fn keys(&self, keys: &str) -> Result<usize> {
        self.client.active_element().await?.send_keys(keys).await?;
        Ok(keys.chars().count())
    }

    /// Gives a file to the file field of the page.
    ///
    /// # Errors
    /// When there is no such field.
    pub async fn give_file(&self, file: &Path) -> Result<()> {
        let find = || async {
            let script = "return document.querySelector('input[type=file]')";
            self.element(script, vec![]).await
        };
        let field = self.patiently("文件选择框", find).await?;
        Ok(field.send_keys(&file.to_string_lossy()).await?)
    }

    /// Waits until something that fits the selector shows the text, and returns all that it says.
    ///
    /// # Errors
    /// When it does not within twenty seconds; the error says what stands there instead.
    pub async fn wait_text(&self, css: &str, text: &str) -> Result<String> {
        self.wait_text_for(css, text, PATIENCE).await
    }

    /// As [`Window::wait_text`], for work that takes its time.
    ///
    /// # Errors
    /// As [`Window::wait_text`].
    pub async fn wait_text_for(&self, css: &str, text: &str, patience: Duration) -> Result<String> {
        let until = Instant::now() + patience;
        loop {
            let texts = self.texts(css).await?;
            if let Some(found) = texts.iter().find(|each| each.contains(text)) {
                return Ok(found.clone());
            }
            ensure!(Instant::now() < until, "没有等到“{css}”出现“{text}”，现在是：{texts:?}");
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Waits until nothing visible fits the selector.
    ///
    /// # Errors
    /// When it is still there after twenty seconds.
    pub async fn wait_gone(&self, css: &str) -> Result<()> {
        self.patiently(&format!("“{css}”消失"), || async { Ok(self.texts(css).await?.is_empty().then_some(())) }).await
    }

    /// What everything visible that fits a selector says.
    ///
    /// # Errors
    /// When the page does not answer.
    pub async fn texts(&self, css: &str) -> Result<Vec<String>> {
        Ok(serde_json::from_value(self.client.execute(script::TEXTS, vec![json!(css)]).await?)?)
    }

    /// Calls a command of the program, for set-up in bulk and for facts that no screen shows.
    ///
    /// # Errors
    /// When the program refuses.
    pub async fn rpc(&self, command: &str, request: Value) -> Result<Value> {
        let mut answer = self.client.execute_async(script::RPC, vec![json!(command), request]).await?;
        match answer.get_mut("ok") {
            Some(ok) => Ok(ok.take()),
            None => bail!("{command} 被拒绝：{answer}"),
        }
    }

    /// Keeps a picture of the page once it is at rest.
    ///
    /// # Errors
    /// When it cannot be taken or written.
    pub async fn shot(&self, name: &str) -> Result<()> {
        self.calm().await?;
        self.picture(name).await
    }

    /// Keeps a picture of the page as it is, and returns all that it says: for a failed test.
    pub async fn last_words(&self, name: &str) -> String {
        let taken = self.picture(name).await;
        let page = self.texts("body").await.unwrap_or_default().join("\n");
        match taken {
            Ok(()) => page,
            Err(error) => format!("{error}\n{page}"),
        }
    }

    /// Waits until nothing moves or loads.
    ///
    /// # Errors
    /// When it never comes to rest.
    pub async fn calm(&self) -> Result<()> {
        let calm =
            || async { Ok((self.client.execute_async(script::CALM, vec![]).await? == json!(true)).then_some(())) };
        self.patiently("页面停稳", calm).await
    }

    async fn picture(&self, name: &str) -> Result<()> {
        let png = self.client.screenshot().await?;
        Ok(std::fs::write(self.shots.join(format!("{name}.png")), png)?)
    }

    async fn find(&self, css: &str, text: &str) -> Result<Element> {
        let args = || vec![json!(css), json!(text)];
        let find = || async { self.as_element(self.client.execute_async(script::FIND, args()).await?) };
        self.patiently(&format!("可点的“{css}”“{text}”"), find).await
    }

    async fn element(&self, script: &str, args: Vec<Value>) -> Result<Option<Element>> {
        self.as_element(self.client.execute(script, args).await?)
    }

    fn as_element(&self, found: Value) -> Result<Option<Element>> {
        let id = found.get(ELEMENT).and_then(Value::as_str).map(|id| ElementRef::from(id.to_owned()));
        Ok(id.map(|id| Element::from_element_id(self.client.clone(), id)))
    }

    async fn patiently<T, F>(&self, what: &str, mut look: impl FnMut() -> F) -> Result<T>
    where
        F: Future<Output = Result<Option<T>>>,
    {
        let until = Instant::now() + PATIENCE;
        loop {
            if let Some(found) = look().await? {
                return Ok(found);
            }
            ensure!(Instant::now() < until, "等了 {} 秒没有等到：{what}", PATIENCE.as_secs());
            tokio::time::sleep(PAUSE).await;
        }
    }
}

/// Types over what stands in a field.
async fn replace(field: &Element, text: &str) -> Result<()> {
    field.click().await?;
    field.send_keys(key::SELECT_ALL).await?;
    Ok(field.send_keys(text).await?)
}

/// A search path on which a stand-in for the system viewer comes first and notes what it is given.
#[allow(clippy::disallowed_methods, reason = "a test hands its environment on")]
fn viewer(data: &Path) -> Result<String> {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = data.with_extension("bin");
    std::fs::create_dir_all(&dir)?;
    let note = data.with_extension("opened");
    let program = dir.join("xdg-open");
    std::fs::write(&program, format!("#!/bin/sh\nprintf '%s\\n' \"$1\" >>'{}'\n", note.display()))?;
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755))?;
    Ok(format!("{}:{}", dir.display(), std::env::var("PATH").unwrap_or_default()))
}
