//! Any bytes are a manifest: read, planned, and written in the canonical form.
//!
//! Never: a panic, an answer that is no JSON, an error without a message, a canonical form that reads
//! as another one than itself.

#![no_main]

use graph_engine::Engine;
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

const CONTEXT: &[u8] = br#"{"python_nodes": {"TextProcessorNode": {"inputs": [{"name": "default", "type": "any"}],
    "outputs": [{"name": "default", "type": "any"}], "is_source": false}}, "bundle_nodes": ["Greeter"],
    "manifest_file": "manifest.json"}"#;

fuzz_target!(|bytes: &[u8]| {
    let answer = answer(&Engine::new(native_nodes::TYPES).open(bytes, CONTEXT));
    for problem in answer["diagnostics"].as_array().expect("a list of problems") {
        assert!(problem["message"].as_str().is_some_and(|message| !message.is_empty()), "{problem}");
    }
    let migrated = self::answer(&graph_engine::migrate(bytes, CONTEXT, native_nodes::TYPES));
    let Some(canonical) = migrated.get("manifest").filter(|manifest| manifest.is_object()) else {
        return;
    };
    let text = serde_json::to_vec(canonical).expect("JSON can be written");
    let again = self::answer(&graph_engine::migrate(&text, CONTEXT, native_nodes::TYPES));
    assert_eq!(Some(canonical), again.get("manifest"), "the canonical form of the canonical form is itself");
});

fn answer(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).expect("the answer is JSON")
}
