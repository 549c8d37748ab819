//! What the engine does, step by step.

#[path = "../support/mod.rs"]
mod support;

mod bounds;
mod failures;
mod hostile;
mod limits;
mod live;
mod memory;
mod passing;
mod port_types;

/// A manifest of nodes `(id, type, more keys)` and connections.
fn manifest(nodes: &[(&str, &str, &str)], connections: &[&str]) -> String {
    let nodes: Vec<String> =
        nodes.iter().map(|(id, kind, more)| format!(r#"{{"id": "{id}", "node_type": "{kind}"{more}}}"#)).collect();
    format!(r#"{{"version": "v1", "nodes": [{}], "connections": [{}]}}"#, nodes.join(", "), connections.join(", "))
}

/// The same manifest with more keys at its top.
fn with_top(manifest: &str, keys: &str) -> String {
    manifest.replacen('{', &format!("{{{keys}, "), 1)
}

fn chain(types: &[&str]) -> String {
    let ids = ["a", "b", "c", "d"];
    let nodes: Vec<(&str, &str, &str)> =
        types.iter().enumerate().map(|(index, kind)| (ids[index], *kind, "")).collect();
    let links: Vec<String> =
        (1..types.len()).map(|to| format!(r#"{{"from": "{}", "to": "{}"}}"#, ids[to - 1], ids[to])).collect();
    manifest(&nodes, &links.iter().map(String::as_str).collect::<Vec<_>>())
}

fn metrics(engine: &graph_engine::Engine) -> serde_json::Value {
    serde_json::from_slice(&engine.metrics()).unwrap()
}
