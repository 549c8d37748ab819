//! Which node types a Python source defines.

use std::collections::BTreeSet;

use super::lines::{arguments, closing, logical_lines};

/// Bases that make a class something other than a node, unless it has a `process` of its own.
const PLAIN_BASES: [&str; 13] = [
    "object",
    "Enum",
    "IntEnum",
    "StrEnum",
    "Flag",
    "IntFlag",
    "NamedTuple",
    "TypedDict",
    "Protocol",
    "ABC",
    "Generic",
    "Exception",
    "Warning",
];

/// Decorators that register a class as a node type, under the name they are given.
const DECORATORS: [&str; 3] = ["register_node", "node", "streaming_node"];

/// Names of the node types in a Python source, in order of appearance, each once.
///
/// A node type is a class at the top level of the file whose name does not start with `_` and that a
/// decorator registers, that has a base, or that has a method `process`. It is known by the name that
/// the decorator gives it, or else by its own, as `py_nodes.sdk.registry` has it. What only looks
/// like a class, inside a string, does not count.
#[must_use]
pub fn node_classes(source: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut registered = Registered::default();
    // A class with plain bases waits here until its body shows a `process`.
    let mut waiting: Option<String> = None;
    for line in logical_lines(source) {
        if line.is_indented {
            if defines_process(&line.text) {
                found.extend(waiting.take());
            }
            continue;
        }
        waiting = None;
        if let Some(decorator) = line.text.strip_prefix('@') {
            registered.read(decorator);
            continue;
        }
        let Registered { is_node, given } = core::mem::take(&mut registered);
        let Some((name, bases)) = class_header(&line.text).filter(|(name, _)| !name.starts_with('_')) else {
            continue;
        };
        let name = given.unwrap_or_else(|| name.to_owned());
        if is_node || bases.iter().any(|base| !is_plain(base)) {
            found.push(name);
        } else {
            waiting = Some(name);
        }
    }
    let mut seen = BTreeSet::new();
    found.retain(|name: &String| seen.insert(name.clone()));
    found
}

/// What the decorators above a class say.
#[derive(Default)]
struct Registered {
    is_node: bool,
    given: Option<String>,
}

impl Registered {
    /// `register_node("X")`, `sdk.node(node_type="X")`, `streaming_node`.
    fn read(&mut self, decorator: &str) {
        let (callee, rest) = decorator.split_once('(').unwrap_or((decorator, ""));
        let callee = callee.trim().rsplit('.').next().unwrap_or_default();
        if !DECORATORS.contains(&callee) {
            return;
        }
        self.is_node = true;
        self.given = arguments(&rest[..closing(rest)]).into_iter().find_map(node_type);
    }
}

/// The node type that one argument of a decorator gives.
fn node_type(argument: &str) -> Option<String> {
    let value = match argument.split_once('=') {
        Some((key, value)) if matches!(key.trim(), "node_type" | "name") => value.trim(),
        _ => argument,
    };
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let name = value.strip_prefix(quote)?.strip_suffix(quote)?;
    (!name.is_empty() && !name.contains(['\\', quote])).then(|| name.to_owned())
}

/// `class Name(bases):` → name and bases.
fn class_header(text: &str) -> Option<(&str, Vec<&str>)> {
    let rest = text.strip_prefix("class")?.strip_prefix([' ', '\t'])?.trim_start();
    let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
    let (name, mut rest) = rest.split_at(end);
    if name.is_empty() {
        return None;
    }
    rest = rest.trim_start();
    if let Some(inner) = rest.strip_prefix('[') {
        rest = inner[closing(inner)..].strip_prefix(']')?.trim_start(); // type parameters
    }
    let bases = rest.strip_prefix('(').map(|inner| &inner[..closing(inner)]).unwrap_or_default();
    Some((name, arguments(bases).into_iter().filter(|base| !base.contains('=')).collect()))
}

fn is_plain(base: &str) -> bool {
    let head = base.split('[').next().unwrap_or(base).trim();
    let last = head.rsplit('.').next().unwrap_or(head);
    PLAIN_BASES.contains(&last) || last.ends_with("Error")
}

fn defines_process(text: &str) -> bool {
    let text = text.strip_prefix("async").map_or(text, str::trim_start);
    text.strip_prefix("def")
        .and_then(|rest| rest.strip_prefix([' ', '\t']))
        .and_then(|rest| rest.trim_start().strip_prefix("process"))
        .is_some_and(|rest| rest.trim_start().starts_with('('))
}

#[cfg(test)]
mod tests {
    use super::node_classes;

    #[track_caller]
    fn assert_found(source: &str, names: &[&str]) {
        assert_eq!(node_classes(source), names, "{source}");
    }

    #[test]
    fn a_top_level_class_with_a_base_is_a_node() {
        assert_found("from x import Node\n\nclass Greeter(Node):\n    pass\n", &["Greeter"]);
        assert_found("class A(sdk.Node[Params], metaclass=M): ...\r\nclass B(\n    A,\n): ...", &["A", "B"]);
        assert_found("class Wide[T](Node): pass", &["Wide"]);
    }

    #[test]
    fn a_plain_class_is_a_node_only_with_a_process() {
        assert_found("class Settings:\n    rate = 1\n", &[]);
        assert_found("class Mode(Enum):\n    A = 1\nclass Oops(ValueError): pass\n", &[]);
        assert_found("class P:\n    def process(self, x): return x\n", &["P"]);
        assert_found("class P(object):\n\tx = 1\n\tasync  def process (self, x): pass\n", &["P"]);
        assert_found("class P:\n    x = 1\ndef process(x): pass\n", &[]);
        assert_found("class P:\n    def process_all(self): pass\n", &[]);
    }

    #[test]
    fn hidden_and_nested_classes_do_not_count() {
        assert_found("class _Base(Node): pass\nif True:\n    class Inner(Node): pass\n", &[]);
        assert_found("x = '''\nclass Fake(Node):\n'''\n\"\"\"\nclass Fake2(Node): pass\n\"\"\"\n", &[]);
        assert_found("x = (\nclass_of(Node))\nclassy(Node)\n", &[]);
    }

    #[test]
    fn decorators_give_further_names() {
        assert_found("@register_node(\"Say\")\nclass Greeter:\n    pass\n", &["Say"]);
        assert_found("@a.b\n@sdk.node(node_type='X', y=\"z\")\n@c()\nclass G(N): pass\n", &["X"]);
        assert_found("@streaming_node(multi_output=True)\nclass S: pass\n", &["S"]);
        assert_found("@register_node\nclass S: pass\n", &["S"]);
        assert_found("@dataclass(name='no')\nclass S: pass\n", &[]);
        assert_found("@node('X')\ndef f(x): pass\nclass S: pass\n", &[]);
    }

    #[test]
    fn names_come_once_and_in_order() {
        assert_found("class B(N): pass\nclass A(N): pass\nclass B(N): pass\n", &["B", "A"]);
    }
}
