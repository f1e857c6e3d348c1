use serde_json::{Value, json};

/// Every command with its permission and the JSON schemas of its request and answer.
pub fn commands() -> Value {
    let commands: Vec<Value> = lunxun_desk::all_commands()
        .map(|info| {
            let types = (info.types)();
            json!({
                "name": info.name,
                "permission": info.permission,
                "access": info.access,
                "stale": info.stale,
                "request": types.request_schema,
                "answer": types.answer_schema,
            })
        })
        .collect();
    json!({ "commands": commands })
}
