//! The desktop shell: one window, one `rpc` command, and opening what the program printed.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

use std::{
    path::PathBuf,
    sync::{Arc, OnceLock},
};

use lunxun_base::{Error, Result, SystemClock};
use lunxun_desk::{Desk, DeskOptions, Event, EventSink, KdfStrength, Shell};
use serde_json::Value;
use tauri::{AppHandle, Emitter, Manager, State, WebviewUrl, WebviewWindowBuilder};
use tauri_plugin_opener::OpenerExt;

/// Sends the desk's events to the window, once there is one.
#[derive(Default)]
struct Window(OnceLock<AppHandle>);

impl EventSink for Window {
    fn send(&self, event: &Event) {
        if let Some(app) = self.0.get() {
            // A window that is closing hears nothing any more.
            let _ = app.emit("lunxun://event", event);
        }
    }
}

/// Runs a command away from the window's thread.
#[tauri::command]
async fn rpc(desk: State<'_, Arc<Desk>>, command: String, request: Value) -> Result<Value, Value> {
    let desk = Arc::clone(&desk);
    let answer = tauri::async_runtime::spawn_blocking(move || desk.rpc(&command, request)).await;
    answer.map_err(|_| {
        let error = Error::internal("操作意外中断，数据没有改动。请重试；若再次出现，请联系技术支持。");
        serde_json::json!({ "err": lunxun_desk::error_view(&error) })
    })
}

/// Shows a file that this program wrote in the system's viewer.
#[tauri::command]
fn open_file(app: AppHandle, desk: State<'_, Arc<Desk>>, path: String) -> Result<(), Value> {
    let open = || -> Result<()> {
        let file = desk.exported_file(&path)?;
        app.opener().open_path(file.to_string_lossy(), None::<&str>).map_err(|error| {
            let message = format!("没有找到能打开它的程序。文件已保存在：{}", file.display());
            Error::storage(message).with_source(error)
        })
    };
    open().map_err(|error| lunxun_desk::error_view(&error))
}

#[allow(clippy::disallowed_methods, reason = "a shell reads its environment once, at start")]
fn data_dir(app: &AppHandle) -> Result<PathBuf> {
    if let Some(dir) = std::env::var_os("LUNXUN_DATA_DIR").filter(|dir| !dir.is_empty()) {
        return Ok(dir.into());
    }
    let dir = app.path().data_dir().map(|dir| dir.join("lunxun"));
    dir.map_err(|error| Error::storage("找不到本用户的数据文件夹，请联系技术支持。").with_source(error))
}

fn start(app: &AppHandle) -> Result<Arc<Desk>> {
    let window = Arc::new(Window::default());
    let desk = Desk::open(DeskOptions {
        data_dir: data_dir(app)?,
        clock: Arc::new(SystemClock),
        strength: KdfStrength::Full,
        shell: Shell::Tauri,
        events: Arc::clone(&window) as _,
        background_sync: true,
    })?;
    let _ = window.0.set(app.clone());
    Ok(desk)
}

fn main() {
    lunxun_desk::worker_main_if_asked();
    let run = tauri::Builder::default()
        .plugin(tauri_plugin_opener::init())
        .invoke_handler(tauri::generate_handler![rpc, open_file])
        .setup(|app| {
            // Busy means that the program is open already; its window says more than a second one could.
            let desk = start(app.handle()).map_err(|error| error.message)?;
            app.manage(desk);
            WebviewWindowBuilder::new(app, "main", WebviewUrl::default())
                .title("轮训通")
                .inner_size(1366.0, 728.0)
                .min_inner_size(1024.0, 640.0)
                .on_navigation(|url| matches!(url.scheme(), "tauri" | "http" | "https") && is_own(url))
                .build()?;
            Ok(())
        })
        .run(tauri::generate_context!());
    if let Err(error) = run {
        eprintln!("轮训通没有启动：{error}");
        std::process::exit(1);
    }
}

/// The window shows its own pages and never follows a link out.
fn is_own(url: &tauri::Url) -> bool {
    url.scheme() == "tauri" || matches!(url.host_str(), Some("tauri.localhost" | "localhost"))
}
