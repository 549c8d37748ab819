//! The lexical structure of a Python source: strings, comments, brackets, continued lines.

/// One statement's text: comments gone, continued lines joined by spaces, strings as they are.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct LogicalLine {
    /// Blanks before it.
    pub indent: usize,
    pub text: String,
}

/// Splits a source into its statements, blank lines left out.
pub fn logical_lines(source: &str) -> Vec<LogicalLine> {
    let mut lines = Vec::new();
    let mut line = LogicalLine::default();
    let mut depth = 0usize;
    let mut rest = source.strip_prefix('\u{feff}').unwrap_or(source);
    while let Some(c) = rest.chars().next() {
        let (token, after) = rest.split_at(token_bytes(rest, c));
        rest = after;
        let is_first = line.text.is_empty();
        match c {
            '\n' | '\r' if depth == 0 => {
                lines.push(core::mem::take(&mut line));
            }
            ' ' | '\t' if is_first => line.indent += 1,
            '\u{c}' if is_first => {}
            '#' => {}
            '\n' | '\r' => line.text.push(' '),
            '\\' if token.len() > 1 => line.text.push(' '),
            _ => {
                match c {
                    '(' | '[' | '{' => depth += 1,
                    ')' | ']' | '}' => depth = depth.saturating_sub(1),
                    _ => {}
                }
                line.text.push_str(token);
            }
        }
    }
    lines.push(line);
    lines.retain(|line| !line.text.trim().is_empty());
    lines
}

/// Length of the string, the comment, the joined line end or the character that `text` starts with.
fn token_bytes(text: &str, first: char) -> usize {
    match first {
        '\'' | '"' => string_bytes(text),
        '#' => text.find(['\n', '\r']).unwrap_or(text.len()),
        '\\' if text[1..].starts_with("\r\n") => 3,
        '\\' if text[1..].starts_with(['\n', '\r']) => 2,
        _ => first.len_utf8(),
    }
}

/// Length of the string literal that `text` starts with; one with single quotes ends with its line
/// at the latest, since nothing that follows it there could be valid Python.
fn string_bytes(text: &str) -> usize {
    let quote = &text[..1];
    let is_long = text[1..].starts_with(quote) && text[2..].starts_with(quote);
    let end = if is_long { &text[..3] } else { quote };
    let mut at = end.len();
    while let Some(c) = text[at..].chars().next() {
        if text[at..].starts_with(end) {
            return at + end.len();
        }
        if !is_long && c == '\n' {
            return at;
        }
        at += c.len_utf8();
        if c == '\\' {
            at += text[at..].chars().next().map_or(0, char::len_utf8);
        }
    }
    text.len()
}

/// Where the bracket closes that was opened just before `text`.
pub fn closing(text: &str) -> usize {
    let mut depth = 0usize;
    for (at, c) in outside_strings(text) {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' if depth == 0 => return at,
            ')' | ']' | '}' => depth -= 1,
            _ => {}
        }
    }
    text.len()
}

/// Splits at the commas that stand in no bracket and no string.
pub fn arguments(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut depth, mut start) = (0usize, 0);
    for (at, c) in outside_strings(text) {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                parts.push(text[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(text[start..].trim());
    parts.retain(|part| !part.is_empty());
    parts
}

/// From the `=` on that follows an annotation, if one does.
pub fn after_annotation(text: &str) -> &str {
    let mut depth = 0usize;
    for (at, c) in outside_strings(text) {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            '=' if depth == 0 => return &text[at..],
            _ => {}
        }
    }
    ""
}

/// The characters of `text` with their places, but for what stands in strings.
fn outside_strings(text: &str) -> impl Iterator<Item = (usize, char)> {
    let mut at = 0;
    core::iter::from_fn(move || {
        while let Some(c) = text[at..].chars().next() {
            let here = at;
            at += token_bytes(&text[at..], c);
            if !matches!(c, '\'' | '"') {
                return Some((here, c));
            }
        }
        None
    })
}

#[cfg(test)]
mod tests {
    use super::{arguments, closing, logical_lines};

    fn texts(source: &str) -> Vec<String> {
        logical_lines(source).into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn strings_comments_and_continuations_are_followed() {
        assert_eq!(
            texts("a = '''\nclass X(N):\n'''\n# class Y(N):\nb = (1,\n  2)\nc = \\\n 3\n"),
            ["a = '''\nclass X(N):\n'''", "b = (1,   2)", "c =   3"]
        );
    }

    #[test]
    fn an_unclosed_quote_ends_with_its_line() {
        assert_eq!(texts("a = 'oops\nb = 1"), ["a = 'oops", "b = 1"]);
    }

    #[test]
    fn commas_and_brackets_inside_strings_do_not_count() {
        assert_eq!(arguments("'a,)', b(c, d), e"), ["'a,)'", "b(c, d)", "e"]);
        assert_eq!(closing("')', [x]) rest"), 8);
    }
}
