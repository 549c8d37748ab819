//! Names of places in a JSON document, such as `nodes[2].params.factor`.

use alloc::format;
use alloc::string::String;

/// The place of `key` in the object at `parent` (empty for the document itself). A key that is no
/// plain word is quoted: `params["a b"]`.
pub(crate) fn member(parent: &str, key: &str) -> String {
    let plain = !key.is_empty() && key.chars().all(|letter| letter.is_alphanumeric() || letter == '_' || letter == '-');
    match (plain, parent.is_empty()) {
        (true, true) => key.into(),
        (true, false) => format!("{parent}.{key}"),
        (false, _) => format!("{parent}[{}]", serde_json::Value::from(key)),
    }
}

/// The place of element `index` of the array at `parent`.
pub(crate) fn element(parent: &str, index: usize) -> String {
    format!("{parent}[{index}]")
}
