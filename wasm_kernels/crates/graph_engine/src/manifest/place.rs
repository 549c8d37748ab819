//! Where in the text a place such as `nodes[2].params.factor` is.

use alloc::string::String;

/// Line and column (from 1; columns in characters) of `path` in the JSON document `text`: of the key
/// for a member of an object, of the value for an element of an array. Follows the path as far as it
/// leads, so that what is missing is reported where it should be.
pub(crate) fn locate(text: &str, path: &str) -> Option<(u32, u32)> {
    let mut scanner = Scanner { text: text.as_bytes(), at: 0 };
    scanner.space();
    let mut found = scanner.at;
    let mut rest = path;
    while let Some((step, after)) = next_step(rest) {
        match scanner.enter(&step) {
            Some(at) => found = at,
            None => break,
        }
        rest = after;
    }
    let before = text.get(..found)?;
    let line_start = before.rfind('\n').map_or(0, |end| end + 1);
    let line = before.matches('\n').count() + 1;
    let column = before[line_start..].chars().filter(|letter| *letter != '\u{feff}').count() + 1;
    Some((line as u32, column as u32))
}

enum Step {
    Key(String),
    Index(usize),
}

/// Splits the first step off a path.
fn next_step(path: &str) -> Option<(Step, &str)> {
    if let Some(rest) = path.strip_prefix('[') {
        if rest.starts_with('"') {
            // A quoted key is a JSON string; it ends where the string does.
            let mut scanner = Scanner { text: rest.as_bytes(), at: 0 };
            scanner.string()?;
            let key = serde_json::from_str(&rest[..scanner.at]).ok()?;
            return Some((Step::Key(key), rest[scanner.at..].strip_prefix(']')?));
        }
        let (index, rest) = rest.split_once(']')?;
        return Some((Step::Index(index.parse().ok()?), rest));
    }
    let path = path.strip_prefix('.').unwrap_or(path);
    let end = path.find(['.', '[']).unwrap_or(path.len());
    (end > 0).then(|| (Step::Key(path[..end].into()), &path[end..]))
}

/// Walks over text that is known to be JSON; on anything else it stops with `None`.
struct Scanner<'a> {
    text: &'a [u8],
    at: usize,
}

impl Scanner<'_> {
    /// Goes to the value that `step` leads to and returns the place to report. Of equal keys the last
    /// counts, as it does for the parser.
    fn enter(&mut self, step: &Step) -> Option<usize> {
        let (open, close) = if matches!(step, Step::Key(_)) { (b'{', b'}') } else { (b'[', b']') };
        self.space();
        self.expect(open)?;
        let mut found = None;
        for index in 0.. {
            self.space();
            if self.peek() == Some(close) {
                break;
            }
            let start = self.at;
            let is_it = match step {
                Step::Index(wanted) => *wanted == index,
                Step::Key(wanted) => {
                    self.string()?;
                    let key: String = serde_json::from_slice(&self.text[start..self.at]).ok()?;
                    self.space();
                    self.expect(b':')?;
                    self.space();
                    key == *wanted
                }
            };
            if is_it {
                found = Some((start, self.at));
                if matches!(step, Step::Index(_)) {
                    break;
                }
            }
            self.value()?;
            self.space();
            if self.peek() == Some(b',') {
                self.at += 1;
            }
        }
        let (start, value) = found?;
        self.at = value;
        Some(start)
    }

    /// Skips one value.
    fn value(&mut self) -> Option<()> {
        let mut depth = 0_usize;
        loop {
            match self.peek()? {
                b'"' => self.string()?,
                b'{' | b'[' => {
                    depth += 1;
                    self.at += 1;
                }
                b'}' | b']' => {
                    depth = depth.checked_sub(1)?;
                    self.at += 1;
                }
                b',' | b':' | b' ' | b'\t' | b'\n' | b'\r' => self.at += 1,
                _ => {
                    while self.peek().is_some_and(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte)) {
                        self.at += 1;
                    }
                }
            }
            if depth == 0 {
                return Some(());
            }
        }
    }

    /// Skips one string.
    fn string(&mut self) -> Option<()> {
        self.expect(b'"')?;
        loop {
            let byte = self.peek()?;
            self.at += 1;
            match byte {
                b'"' => return Some(()),
                b'\\' => self.at += 1,
                _ => {}
            }
        }
    }

    fn space(&mut self) {
        while self.text[self.at..].starts_with("\u{feff}".as_bytes()) {
            self.at += 3;
        }
        while self.peek().is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    fn expect(&mut self, byte: u8) -> Option<()> {
        (self.peek()? == byte).then(|| self.at += 1)
    }

    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::locate;

    #[test]
    fn members_are_found_at_their_key_and_elements_at_their_value() {
        let text = "{\n  \"a b\": [1,\n   {\"é\": true, \"x\": {\"]\": \"\\\"}\"}, \"last\": -1e3}],\n \"a b\": [0, {\"z\": 1}]\n}";
        assert_eq!(locate(text, ""), Some((1, 1)));
        assert_eq!(locate(text, "[\"a b\"]"), Some((4, 2)));
        assert_eq!(locate(text, "[\"a b\"][1].z"), Some((4, 14)));
        let text = "[1,\n {\"é\": true, \"x\": {\"]\": \"\\\"}\"}, \"last\": -1e3}]";
        assert_eq!(locate(text, "[1].last"), Some((2, 33)));
        assert_eq!(locate(text, "[1].x[\"]\"]"), Some((2, 20)));
    }

    #[test]
    fn a_path_that_leads_nowhere_ends_at_what_should_hold_it() {
        assert_eq!(locate("{\"nodes\": [\n{\"id\": 1}]}", "nodes[0].node_type"), Some((2, 1)));
        assert_eq!(locate("", "nodes"), Some((1, 1)));
        assert_eq!(locate("{\"a\"", "a.b"), Some((1, 1)));
    }
}
