//! Which node types a Python source defines.

use std::collections::BTreeSet;

use serde::{Serialize, Serializer};

use super::lines::{arguments, closing, logical_lines};
use super::ports::{DeclaredPort, DeclaredPorts};

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

/// A node type that a Python file defines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NodeClass {
    /// Its name in a manifest.
    pub name: String,
    /// Its `process` takes nothing but `self`: it gives packets without being given any.
    pub is_source: bool,
    /// What its own body says of its ports, where that can be read without running it.
    pub ports: DeclaredPorts,
}

impl NodeClass {
    /// One of which nothing but the name is known.
    fn named(name: String) -> Self {
        Self { name, is_source: false, ports: DeclaredPorts::default() }
    }
}

/// As an entry of `bundle_nodes` in the context of `open` (`WIRE.md`): just the name where no more is known.
impl Serialize for NodeClass {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Described<'a> {
            name: &'a str,
            #[serde(skip_serializing_if = "core::ops::Not::not")]
            is_source: bool,
            #[serde(skip_serializing_if = "Option::is_none")]
            inputs: &'a Option<Vec<DeclaredPort>>,
            #[serde(skip_serializing_if = "Option::is_none")]
            outputs: &'a Option<Vec<DeclaredPort>>,
        }
        let Self { name, is_source, ports: DeclaredPorts { inputs, outputs } } = self;
        if *is_source || inputs.is_some() || outputs.is_some() {
            Described { name, is_source: *is_source, inputs, outputs }.serialize(serializer)
        } else {
            name.serialize(serializer)
        }
    }
}

/// The node types in a Python source, in order of appearance, each once.
///
/// A node type is a class at the top level of the file whose name does not start with `_` and that a
/// decorator registers, that has a base, or that has a method `process`. It is known by the name that
/// the decorator gives it, or else by its own, as `py_nodes.sdk.registry` has it. What only looks
/// like a class, inside a string, does not count.
#[must_use]
pub fn node_classes(source: &str) -> Vec<NodeClass> {
    let mut found: Vec<NodeClass> = Vec::new();
    let mut registered = Registered::default();
    // A class with plain bases waits here until its body shows a `process`.
    let mut waiting: Option<NodeClass> = None;
    // Whether the class that is being read is the last one found, and its `process` is still to come.
    let mut lacks_process = false;
    let mut is_static = false;
    // Blanks before the statements of the body that is being read.
    let mut body = None;
    let mut ports = DeclaredPorts::default();
    // Whether that is the body of the last class found.
    let mut is_last = false;
    for line in logical_lines(source) {
        if line.indent > 0 {
            if *body.get_or_insert(line.indent) == line.indent {
                ports.read(&line.text);
            }
            if let Some(arguments) = process_arguments(&line.text) {
                lacks_process |= waiting.is_some();
                is_last |= waiting.is_some();
                found.extend(waiting.take());
                if let Some(class) = found.last_mut().filter(|_| lacks_process) {
                    class.is_source = takes_nothing(&arguments, is_static);
                }
                lacks_process = false;
            }
            is_static = line.text.trim() == "@staticmethod";
            continue;
        }
        say_ports(&mut found, is_last, core::mem::take(&mut ports));
        is_last = false;
        waiting = None;
        lacks_process = false;
        body = None;
        if let Some(decorator) = line.text.strip_prefix('@') {
            registered.read(decorator);
            continue;
        }
        found.extend(named_by_call(&line.text).map(NodeClass::named));
        let Registered { is_node, given } = core::mem::take(&mut registered);
        let Some((name, bases)) = class_header(&line.text).filter(|(name, _)| !name.starts_with('_')) else {
            continue;
        };
        let class = NodeClass::named(given.unwrap_or_else(|| name.to_owned()));
        if is_node || bases.iter().any(|base| !is_plain(base)) {
            found.push(class);
            (lacks_process, is_last) = (true, true);
        } else {
            waiting = Some(class);
        }
    }
    say_ports(&mut found, is_last, ports);
    let mut seen = BTreeSet::new();
    found.retain(|class| seen.insert(class.name.clone()));
    found
}

/// Tells the last class found what its body said.
fn say_ports(found: &mut [NodeClass], is_last: bool, ports: DeclaredPorts) {
    if let Some(class) = found.last_mut().filter(|_| is_last) {
        class.ports = ports;
    }
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

/// The node type that `register_node_class("X", Class)` gives, or `register_python_node("file.py", node_type="X")`.
fn named_by_call(text: &str) -> Option<String> {
    let (callee, rest) = text.split_once('(')?;
    let given = arguments(&rest[..closing(rest)]);
    match callee.trim().rsplit(['.', '=', ' ']).next()? {
        "register_node_class" => given.into_iter().find_map(node_type),
        "register_python_node" => given.into_iter().skip(1).find_map(node_type),
        _ => None,
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

/// What stands in the brackets of `def process(…)`, if that is what the line is.
fn process_arguments(text: &str) -> Option<Vec<&str>> {
    let text = text.strip_prefix("async").map_or(text, str::trim_start);
    let rest = text.strip_prefix("def")?.strip_prefix([' ', '\t'])?;
    let inner = rest.trim_start().strip_prefix("process")?.trim_start().strip_prefix('(')?;
    Some(arguments(&inner[..closing(inner)]))
}

/// Whether `process` is called without a value, as `py_nodes.sdk.node.process_takes_input` has it.
fn takes_nothing(arguments: &[&str], is_static: bool) -> bool {
    let names = arguments.iter().filter(|argument| !matches!(**argument, "/" | "*"));
    names.count() <= usize::from(!is_static) && !arguments.iter().any(|name| name.len() > 1 && name.starts_with('*'))
}

#[cfg(test)]
mod tests {
    use super::node_classes;

    #[track_caller]
    fn assert_found(source: &str, names: &[&str]) {
        let found: Vec<String> = node_classes(source).into_iter().map(|class| class.name).collect();
        assert_eq!(found, names, "{source}");
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
        assert_found("class S: pass\nregister_node_class(\"X\", S)\nprint('Y')\n", &["X"]);
        assert_found("class S: pass\nsdk.register_node_class(S, node_type='X', category=\"y\")\n", &["X"]);
        assert_found("register_python_node(\"./my/a.py\")\n", &[]);
        assert_found("r = register_python_node('a.py', multi_output=True, node_type=\"X\")\n", &["X"]);
        assert_found("@node('X')\ndef f(x): pass\nclass S: pass\n", &[]);
    }

    #[test]
    fn a_process_without_a_value_makes_a_source() {
        let is_source = |source: &str| node_classes(source)[0].is_source;
        assert!(is_source("class S:\n  def process(self):\n    yield 1\n"));
        assert!(is_source("class S(Node):\n  def a(self, x): ...\n  async def process(self, /) -> int: ...\n"));
        assert!(is_source("class S:\n  @staticmethod\n  def process(): ...\nclass T:\n  def process(self, x): ...\n"));
        assert!(!is_source("class S:\n  @staticmethod\n  def process(value): ...\n"));
        assert!(!is_source("class S(Node):\n  x = 1\nclass T:\n  def process(self): ...\n"));
        assert!(!is_source("class S:\n  def process(self, *values): ...\n"));
        assert!(!is_source("class S:\n  def process(\n    self,\n    value,\n  ): ...\n  def process(self): ...\n"));
    }

    #[test]
    fn a_class_is_told_with_the_ports_of_its_own_body() {
        let told = |source: &str| serde_json::to_string(&node_classes(source)).unwrap();
        let source = concat!(
            "class A(Node):\n    'Says.'\n    inputs = {'default': 'audio'}\n    def process(self, x):\n",
            "        outputs = {'not': 'text'}\n",
            "inputs = {'nor': 'text'}\n",
            "class B(A):\n  def process(self): ...\n  outputs = {\n    'left': 'text',\n  }\n",
            "def f():\n    inputs = {'nor': 'text'}\n",
            "class _C(Node):\n    inputs = {'nor': 'text'}\n",
            "class D:\n    outputs = {'a': 'json'}\n    def process(self, x): ...\n",
        );
        assert_eq!(
            told(source),
            r#"[{"name":"A","inputs":[{"name":"default","type":"audio"}]},{"name":"B","is_source":true,"outputs":[{"name":"left","type":"text"}]},{"name":"D","outputs":[{"name":"a","type":"json"}]}]"#
        );
    }

    #[test]
    fn names_come_once_and_in_order() {
        assert_found("class B(N): pass\nclass A(N): pass\nclass B(N): pass\n", &["B", "A"]);
    }
}
