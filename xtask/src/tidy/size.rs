//! A file that outgrew its norm becomes a folder of the same name, one operation a file.

use super::{File, Finding, Tree};

pub fn check(tree: &Tree, found: &mut Vec<Finding>) {
    for file in tree.iter() {
        let Some(norm) = norm(file) else { continue };
        let lines = file.text.lines().count();
        if lines > norm {
            let text = format!("{lines} lines; the norm is {norm}: split it, one operation a file");
            found.push(Finding::new("size", &file.path, 0, &text));
        }
    }
}

fn norm(file: &File) -> Option<usize> {
    if file.path.starts_with("ui/src/bindings/") || file.name().ends_with(".d.ts") {
        return None;
    }
    match file.extension() {
        "rs" if file.is_rust_test() => Some(1200),
        "rs" => Some(800),
        "vue" | "ts" | "mts" => Some(400),
        _ => None,
    }
}
