//! What a class says of its ports: `inputs = outputs = {"default": "audio"}` in its own body.

use serde::Serialize;

use super::lines::{after_annotation, arguments, closing};

/// A port as the class has it; whether its type is one, the engine knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DeclaredPort {
    /// Its name.
    pub name: String,
    /// What may pass, as it is written.
    #[serde(rename = "type")]
    pub kind: String,
}

/// The ports of a class; nothing where it says none, or in a way that only running it tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeclaredPorts {
    /// What it takes.
    pub inputs: Option<Vec<DeclaredPort>>,
    /// What it gives.
    pub outputs: Option<Vec<DeclaredPort>>,
}

impl DeclaredPorts {
    /// Reads a statement of the class's body.
    pub(super) fn read(&mut self, statement: &str) {
        let mut rest = statement.trim();
        let mut targets = Vec::new();
        while let Some((target, value)) = assignment(rest, targets.is_empty()) {
            targets.push(target);
            rest = value;
        }
        if targets.contains(&"inputs") {
            self.inputs = literal(rest);
        }
        if targets.contains(&"outputs") {
            self.outputs = literal(rest);
        }
    }
}

/// `name = rest`, or `name: annotation = rest` where that may be.
fn assignment(text: &str, may_be_annotated: bool) -> Option<(&str, &str)> {
    let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_'))?;
    let (name, mut rest) = text.split_at(end);
    rest = rest.trim_start();
    if may_be_annotated && rest.starts_with(':') {
        rest = after_annotation(rest);
    }
    let value = rest.strip_prefix('=').filter(|value| !value.starts_with('='))?;
    (!name.is_empty()).then_some((name, value.trim_start()))
}

/// The pairs of a dict of plain strings.
fn literal(text: &str) -> Option<Vec<DeclaredPort>> {
    let inner = text.strip_prefix('{')?;
    let end = closing(inner);
    if inner[end..].trim_end() != "}" {
        return None;
    }
    let mut ports: Vec<DeclaredPort> = Vec::new();
    for pair in arguments(&inner[..end]) {
        let (name, rest) = string(pair)?;
        let (kind, rest) = string(rest.trim_start().strip_prefix(':')?.trim_start())?;
        if !rest.is_empty() || ports.iter().any(|port| port.name == name) {
            return None;
        }
        ports.push(DeclaredPort { name: name.into(), kind: kind.into() });
    }
    (!ports.is_empty()).then_some(ports)
}

/// The string that the text begins with, and what follows it.
fn string(text: &str) -> Option<(&str, &str)> {
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let (inner, rest) = text[1..].split_once(quote)?;
    (!inner.is_empty() && !inner.contains('\\')).then_some((inner, rest))
}

#[cfg(test)]
mod tests {
    use super::DeclaredPorts;

    fn read(statements: &[&str]) -> [Option<String>; 2] {
        let mut ports = DeclaredPorts::default();
        for statement in statements {
            ports.read(statement);
        }
        [ports.inputs, ports.outputs].map(|ports| {
            let words =
                |ports: Vec<super::DeclaredPort>| ports.into_iter().map(|port| [port.name, port.kind].join("="));
            ports.map(|ports| words(ports).collect::<Vec<_>>().join(","))
        })
    }

    #[test]
    fn a_dict_of_strings_is_read() {
        let both = || Some("default=audio".to_owned());
        assert_eq!(read(&[r#"inputs = outputs = {"default": "audio"}"#]), [both(), both()]);
        assert_eq!(
            read(&["outputs: ClassVar[dict[str, str]] = {'a': 'text', 'b':'json',}"]),
            [None, Some("a=text,b=json".into())]
        );
        assert_eq!(read(&["inputs: Mapping[str, X == Y] = { 'a' : 'x' }"]), [Some("a=x".into()), None]);
    }

    #[test]
    fn what_only_running_tells_is_left_open() {
        for value in
            ["{}", "PORTS", "{'a': AUDIO}", "{**base, 'b': 'x'}", "{'a': 'x'} | more", "dict(a='x')", "{'a', 'b'}"]
        {
            assert_eq!(read(&["inputs = {'a': 'x'}", &format!("inputs = {value}")]), [None, None], "{value}");
        }
        assert_eq!(read(&["inputs == {'a': 'x'}", "self.inputs = {'a': 'x'}", "inputs['a'] = 'x'"]), [None, None]);
    }
}
