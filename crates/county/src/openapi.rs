use lunxun_protocol::CONTENT_TYPE;
use serde_json::{Value, json};

/// The OpenAPI 3.1 description of every route. Bodies marked as frames are `LXT1`, then zstd over CBOR of the schema.
#[must_use]
pub fn document() -> Value {
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "轮训通县级服务端",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Frames: the four bytes LXT1, then a zstd stream over one CBOR map. See docs/protocol.md.",
        },
        "paths": {
            "/v1/health": { "get": {
                "summary": "Whether the endpoint is up", "security": [],
                "responses": { "200": { "description": "Up", "content": { "application/json": { "schema": reference("Health") } } } },
            } },
            "/v1/openapi.json": { "get": {
                "summary": "This document", "security": [],
                "responses": { "200": { "description": "OpenAPI 3.1", "content": { "application/json": {} } } },
            } },
            "/v1/enrol": { "post": open_route("A PC joins with a one-time code", "EnrolRequest", "EnrolAnswer", &["400", "403", "409", "413", "415", "429"]) },
            "/v1/session/challenge": { "post": open_route("A nonce to sign", "ChallengeRequest", "ChallengeAnswer", &["400", "413", "415", "429"]) },
            "/v1/session": { "post": open_route("A session for a signed nonce", "SessionRequest", "SessionAnswer", &["400", "401", "413", "415", "429"]) },
            "/v1/townships/{code}/sync": { "post": sync_route() },
        },
        "components": {
            "securitySchemes": { "session": { "type": "http", "scheme": "bearer", "description": "64 hex digits from /v1/session" } },
            "schemas": schemas(),
        },
    })
}

fn sync_route() -> Value {
    let mut route = route(
        "One stateless exchange in both directions",
        "SyncRequest",
        "SyncAnswer",
        &["400", "401", "404", "413", "415", "426", "429", "507"],
    );
    route["parameters"] = json!([{
        "name": "code", "in": "path", "required": true, "schema": { "type": "string", "pattern": "^[0-9]{6,12}$" },
        "description": "The township that the PC is enrolled for. Any other answers 404, existing or not.",
    }]);
    route["security"] = json!([{ "session": [] }]);
    route
}

fn open_route(summary: &str, request: &str, answer: &str, errors: &[&str]) -> Value {
    let mut route = route(summary, request, answer, errors);
    route["security"] = json!([]);
    route
}

fn route(summary: &str, request: &str, answer: &str, errors: &[&str]) -> Value {
    let frame = |schema: &str| json!({ CONTENT_TYPE: { "schema": reference(schema) } });
    let mut responses = json!({ "200": { "description": "Done", "content": frame(answer) } });
    for status in errors {
        responses[*status] = json!({ "description": "Refused", "content": frame("WireError") });
    }
    json!({ "summary": summary, "requestBody": { "required": true, "content": frame(request) }, "responses": responses })
}

fn reference(schema: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{schema}") })
}

fn object(required: &[&str], properties: Value) -> Value {
    json!({ "type": "object", "required": required, "properties": properties })
}

fn schemas() -> Value {
    let (id, bytes) = (reference("Id"), json!({ "type": "string", "format": "binary" }));
    let (text, whole) = (json!({ "type": "string" }), json!({ "type": "integer", "minimum": 0 }));
    let millis = json!({ "type": "integer", "description": "UTC milliseconds since 1970" });
    let list = |schema: &str| json!({ "type": "array", "items": reference(schema) });
    json!({
        "Id": { "type": "string", "format": "binary", "minLength": 16, "maxLength": 16 },
        "Digest": { "type": "string", "format": "binary", "minLength": 16, "maxLength": 16 },
        "Health": object(&["status", "protocol", "version", "serverTime"],
            json!({ "status": text, "protocol": whole, "version": text, "serverTime": millis })),
        "WireError": object(&["code", "message"], json!({ "code": text, "message": text })),
        "EnrolRequest": object(&["code", "device", "public_key", "label", "township"],
            json!({ "code": text, "device": id, "public_key": bytes, "label": text, "township": { "type": ["string", "null"] } })),
        "EnrolAnswer": object(&["county", "county_name", "township", "township_name"],
            json!({ "county": id, "county_name": text, "township": text, "township_name": text })),
        "ChallengeRequest": object(&["device"], json!({ "device": id })),
        "ChallengeAnswer": object(&["county", "nonce"], json!({ "county": id, "nonce": bytes })),
        "SessionRequest": object(&["device", "nonce", "signature"],
            json!({ "device": id, "nonce": bytes, "signature": bytes })),
        "SessionAnswer": object(&["token", "server_time"], json!({ "token": text, "server_time": millis })),
        "Dot": object(&["h", "d", "s"], json!({ "h": whole, "d": id, "s": whole })),
        "Change": object(&["f", "v"], json!({
            "f": text, "v": { "type": ["null", "integer", "string"] }, "p": list("Dot"),
        })),
        "Op": object(&["d", "s", "h", "a", "k", "r", "c"], json!({
            "d": id, "s": whole, "h": whole, "a": text, "k": text, "r": id, "c": list("Change"),
        })),
        "LogOp": object(&["n", "o"], json!({ "n": whole, "o": reference("Op") })),
        "Rejected": object(&["seq", "code", "message"], json!({
            "seq": whole, "code": { "type": "string", "enum": ["invalid", "fork", "foreign_device"] }, "message": text,
        })),
        "KindDigest": object(&["live_count", "digest"], json!({ "live_count": whole, "digest": reference("Digest") })),
        "SyncRequest": object(
            &["protocol", "app_version", "epoch", "cursor", "own_seq", "ops", "pull_limit", "client_time"],
            json!({
                "protocol": whole, "app_version": text, "epoch": { "oneOf": [id, { "type": "null" }] }, "cursor": whole,
                "cursor_tag": reference("Digest"), "own_seq": whole, "ops": list("Op"), "pull_limit": whole,
                "client_time": millis,
            })),
        "SyncAnswer": object(
            &["protocol", "epoch", "server_time", "acked", "rejected", "after", "ops", "cursor", "head"],
            json!({
                "protocol": whole, "epoch": id, "server_time": millis, "acked": whole, "rejected": list("Rejected"),
                "after": whole, "ops": list("LogOp"), "cursor": whole, "cursor_tag": reference("Digest"), "head": whole,
                "digests": { "type": ["object", "null"], "additionalProperties": reference("KindDigest") },
            })),
    })
}
