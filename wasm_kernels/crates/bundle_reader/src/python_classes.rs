//! Finds the node classes that a Python file defines, without running it.
//!
//! Only the lexical structure is followed: strings, comments, brackets and line continuations. So
//! text that looks like a class inside a string, or a class inside an `if`, is not taken for one.

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

/// Decorators whose argument is a node type.
const DECORATORS: [&str; 3] = ["register_node", "node", "streaming_node"];

/// Names of the node types in a Python source: top-level classes that do not start with `_` and
/// have a base or a method `process`, and the names that a decorator gives them. In order of
/// appearance, each once.
#[must_use]
pub fn node_classes(source: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut decorated: Vec<String> = Vec::new();
    // A class with plain bases is kept back until its body shows a `process`.
    let mut waiting: Option<Vec<String>> = None;
    for line in logical_lines(source) {
        if line.indented {
            if waiting.is_some() && defines_process(&line.text) {
                found.extend(waiting.take().unwrap_or_default());
            }
            continue;
        }
        waiting = None;
        if let Some(decorator) = line.text.strip_prefix('@') {
            decorated.extend(registered_name(decorator));
            continue;
        }
        let names = core::mem::take(&mut decorated);
        let Some((name, bases)) = class_header(&line.text) else {
            continue;
        };
        if name.starts_with('_') && names.is_empty() {
            continue;
        }
        let is_registered = !names.is_empty();
        let own = (!name.starts_with('_')).then(|| name.to_owned());
        let names: Vec<String> = names.into_iter().chain(own).collect();
        if is_registered || bases.iter().any(|base| !is_plain(base)) {
            found.extend(names);
        } else {
            waiting = Some(names);
        }
    }
    let mut once: Vec<String> = Vec::with_capacity(found.len());
    for name in found {
        if !once.contains(&name) {
            once.push(name);
        }
    }
    once
}

/// One statement's text: comments gone, continued lines joined by a space, strings as they are.
struct LogicalLine {
    indented: bool,
    text: String,
}

fn logical_lines(source: &str) -> Vec<LogicalLine> {
    let source = source.strip_prefix('\u{feff}').unwrap_or(source);
    let mut lines = Vec::new();
    let mut line = LogicalLine {
        indented: false,
        text: String::new(),
    };
    let mut depth = 0usize;
    let mut at_start = true;
    let mut rest = source;
    while let Some(c) = rest.chars().next() {
        let taken = match c {
            '\'' | '"' => string_bytes(rest),
            '#' => rest.find(['\n', '\r']).unwrap_or(rest.len()),
            '\\' if rest[1..].starts_with("\r\n") => 3,
            '\\' if rest[1..].starts_with(['\n', '\r']) => 2,
            _ => c.len_utf8(),
        };
        let (token, after) = rest.split_at(taken);
        rest = after;
        match c {
            '\n' | '\r' if depth == 0 => {
                if !line.text.trim().is_empty() {
                    lines.push(line);
                }
                line = LogicalLine {
                    indented: false,
                    text: String::new(),
                };
                at_start = true;
                continue;
            }
            ' ' | '\t' | '\u{c}' if at_start => {
                line.indented |= c != '\u{c}';
                continue;
            }
            '#' => continue,
            '\n' | '\r' => line.text.push(' '),
            '\\' if taken > 1 => line.text.push(' '),
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        at_start = false;
        if !matches!(c, '\n' | '\r') && !(c == '\\' && taken > 1) {
            line.text.push_str(token);
        }
    }
    if !line.text.trim().is_empty() {
        lines.push(line);
    }
    lines
}

/// Length of the string literal that `text` starts with; a plain one ends with its line at the latest.
fn string_bytes(text: &str) -> usize {
    let quote = &text[..1];
    let long = text.len() >= 3 && text[1..].starts_with(quote) && text[2..].starts_with(quote);
    let end = if long { &text[..3] } else { quote };
    let mut at = end.len();
    while at < text.len() {
        if text[at..].starts_with(end) {
            return at + end.len();
        }
        let c = text[at..].chars().next().unwrap_or(' ');
        if !long && c == '\n' {
            return at;
        }
        at += c.len_utf8();
        if c == '\\' {
            at += text[at..].chars().next().map_or(0, char::len_utf8);
        }
    }
    text.len()
}

/// `class Name(bases):` → name and bases.
fn class_header(text: &str) -> Option<(&str, Vec<&str>)> {
    let rest = text.strip_prefix("class")?;
    let rest = rest.strip_prefix([' ', '\t'])?.trim_start();
    let end = rest
        .find(|c: char| !(c.is_alphanumeric() || c == '_'))
        .unwrap_or(rest.len());
    let (name, mut rest) = rest.split_at(end);
    if name.is_empty() {
        return None;
    }
    rest = rest.trim_start();
    if rest.starts_with('[') {
        rest = rest[rest.find(']')? + 1..].trim_start(); // type parameters
    }
    let bases = rest
        .strip_prefix('(')
        .map(|inner| &inner[..closing(inner)])
        .unwrap_or_default();
    Some((
        name,
        arguments(bases)
            .into_iter()
            .filter(|base| !base.contains('='))
            .collect(),
    ))
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

/// `register_node("X")`, `sdk.node(node_type="X")` → `X`.
fn registered_name(decorator: &str) -> Option<String> {
    let (callee, rest) = decorator.split_once('(')?;
    let callee = callee.trim().rsplit('.').next().unwrap_or_default();
    if !DECORATORS.contains(&callee) {
        return None;
    }
    arguments(&rest[..closing(rest)])
        .iter()
        .find_map(|argument| {
            let value = match argument.split_once('=') {
                Some((key, value)) if matches!(key.trim(), "node_type" | "name") => value.trim(),
                Some((key, _)) if !key.contains(['"', '\'']) => return None,
                _ => argument,
            };
            let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            let inner = value.strip_prefix(quote)?.strip_suffix(quote)?;
            (!inner.is_empty() && !inner.contains(['\\', quote])).then(|| inner.to_owned())
        })
}

/// Where the bracket closes that was opened before `text`.
fn closing(text: &str) -> usize {
    let mut depth = 0usize;
    let mut at = 0;
    while at < text.len() {
        let c = text[at..].chars().next().unwrap_or(' ');
        match c {
            '\'' | '"' => {
                at += string_bytes(&text[at..]);
                continue;
            }
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' if depth == 0 => return at,
            ')' | ']' | '}' => depth -= 1,
            _ => {}
        }
        at += c.len_utf8();
    }
    text.len()
}

/// Splits at the commas that stand in no bracket and no string.
fn arguments(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut depth, mut start, mut at) = (0usize, 0, 0);
    while at < text.len() {
        let c = text[at..].chars().next().unwrap_or(' ');
        match c {
            '\'' | '"' => {
                at += string_bytes(&text[at..]);
                continue;
            }
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                parts.push(text[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
        at += c.len_utf8();
    }
    parts.push(text[start..].trim());
    parts.retain(|part| !part.is_empty());
    parts
}
