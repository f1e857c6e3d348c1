//! What `./dev` needs from the product itself: the TypeScript bindings, the schema dump, the demo township, the figures.
//!
//! ```text
//! lunxun-devtools gen    --out DIR     writes the TypeScript bindings into DIR (./dev gen: ui/src/bindings)
//! lunxun-devtools schema --out FILE    writes the migrated schema as one SQL text
//! lunxun-devtools seed   --data DIR    makes the demo township in DIR, prints its accounts and passwords
//! lunxun-devtools bench                times the main job and prints the figures
//! ```

use anyhow::{Result, bail};

fn main() -> Result<()> {
    let task = std::env::args().nth(1).unwrap_or_default();
    match task.as_str() {
        "gen" | "schema" | "seed" | "bench" => bail!("lunxun-devtools {task}：尚未实现"),
        _ => bail!("用法：lunxun-devtools gen --out DIR | schema --out FILE | seed --data DIR | bench"),
    }
}
