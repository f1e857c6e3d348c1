//! Reads tauri.conf.json and the capability into the program.

fn main() {
    tauri_build::build();
}
