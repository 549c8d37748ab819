//! Names of places in a JSON document, such as `nodes[2].params.factor`.

/// The place of `key` in the object at `parent` (empty for the document itself). A key that is no
/// plain word is quoted: `params["a b"]`.
#[must_use]
pub fn member(parent: &str, key: &str) -> String {
    let plain = !key.is_empty() && key.chars().all(|letter| letter.is_alphanumeric() || letter == '_' || letter == '-');
    match (plain, parent.is_empty()) {
        (true, true) => key.into(),
        (true, false) => format!("{parent}.{key}"),
        (false, _) => format!("{parent}[{}]", serde_json::Value::from(key)),
    }
}

/// The place of element `index` of the array at `parent`.
#[must_use]
pub fn element(parent: &str, index: usize) -> String {
    format!("{parent}[{index}]")
}

/// One step of a path.
#[derive(Debug, PartialEq, Eq)]
pub enum Step {
    /// To the member of an object.
    Key(String),
    /// To the element of a list.
    Index(usize),
}

/// The steps of a path such as `nodes[2].params["a b"]`; ends at what is no path.
pub fn steps(path: &str) -> impl Iterator<Item = Step> {
    let mut rest = path;
    core::iter::from_fn(move || {
        let (step, after) = next_step(rest)?;
        rest = after;
        Some(step)
    })
}

/// Splits the first step off a path.
fn next_step(path: &str) -> Option<(Step, &str)> {
    if let Some(rest) = path.strip_prefix('[') {
        if rest.starts_with('"') {
            // A quoted key is a JSON string; it ends where the string does.
            let mut keys = serde_json::Deserializer::from_str(rest).into_iter::<String>();
            let key = keys.next()?.ok()?;
            let end = keys.byte_offset();
            return Some((Step::Key(key), rest.get(end..)?.strip_prefix(']')?));
        }
        let (index, rest) = rest.split_once(']')?;
        return Some((Step::Index(index.parse().ok()?), rest));
    }
    let path = path.strip_prefix('.').unwrap_or(path);
    let end = path.find(['.', '[']).unwrap_or(path.len());
    (end > 0).then(|| (Step::Key(path[..end].into()), &path[end..]))
}

#[cfg(test)]
mod tests {
    use super::{Step, element, member, steps};

    #[test]
    fn a_path_comes_apart_as_it_was_put_together() {
        let path = member(&element(&member("a", "x.y \"]"), 3), "b-c");
        assert_eq!(path, "a[\"x.y \\\"]\"][3].b-c");
        let found: Vec<Step> = steps(&path).collect();
        let key = |key: &str| Step::Key(key.into());
        assert_eq!(found, [key("a"), key("x.y \"]"), Step::Index(3), key("b-c")]);
        assert_eq!(steps("a[").collect::<Vec<_>>(), [key("a")]);
        assert_eq!(steps("").count(), 0);
    }
}
