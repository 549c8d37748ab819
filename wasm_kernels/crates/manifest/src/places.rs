//! Where a place of the canonical form stands in the text that was read.

use std::collections::BTreeMap;

/// From paths of the canonical form to those of the text. What is not named lies where its parent
/// lies, under the same key.
#[derive(Debug, Default)]
pub(crate) struct Places {
    written: BTreeMap<String, String>,
}

impl Places {
    /// `canonical` stands at `written`.
    pub(crate) fn put(&mut self, canonical: impl Into<String>, written: impl Into<String>) {
        self.written.insert(canonical.into(), written.into());
    }

    /// Elements of the list `list` were taken out; `gone` says which.
    pub(crate) fn renumber(&mut self, list: &str, gone: &[bool]) {
        let now: BTreeMap<usize, usize> =
            (0..gone.len()).filter(|index| !gone[*index]).enumerate().map(|(now, before)| (before, now)).collect();
        let all = core::mem::take(&mut self.written);
        for (canonical, written) in all {
            let rest = canonical.strip_prefix(list).and_then(|rest| rest.strip_prefix('[')?.split_once(']'));
            let Some((index, rest)) = rest.and_then(|(index, rest)| Some((index.parse::<usize>().ok()?, rest))) else {
                self.written.insert(canonical, written);
                continue;
            };
            if let Some(now) = now.get(&index) {
                self.written.insert(format!("{list}[{now}]{rest}"), written);
            }
        }
    }

    /// The written path of a canonical one.
    pub(crate) fn written(&self, canonical: &str) -> String {
        let mut end = canonical.len();
        loop {
            let head = &canonical[..end];
            if let Some(written) = self.written.get(head) {
                return join(written, &canonical[end..]);
            }
            // The next shorter head ends before the last step; a dot inside a quoted key only costs a look.
            match head.rfind(['.', '[']) {
                Some(at) => end = at,
                None if end > 0 => end = 0,
                None => return canonical.into(),
            }
        }
    }
}

fn join(parent: &str, rest: &str) -> String {
    match (parent.is_empty(), rest.strip_prefix('.')) {
        (true, Some(rest)) => rest.into(),
        (false, None) if !rest.is_empty() && !rest.starts_with('[') => format!("{parent}.{rest}"),
        _ => format!("{parent}{rest}"),
    }
}

#[cfg(test)]
mod tests {
    use super::Places;

    #[test]
    fn a_place_is_found_by_its_nearest_known_parent() {
        let mut places = Places::default();
        places.put("", "manifest");
        places.put("nodes[1]", "manifest.nodes[2]");
        places.put("nodes[1].params", "manifest.nodes[2].config");
        assert_eq!(places.written("nodes[1].params[\"a.b\"].c"), "manifest.nodes[2].config[\"a.b\"].c");
        assert_eq!(places.written("nodes[1].id"), "manifest.nodes[2].id");
        assert_eq!(places.written("version"), "manifest.version");
        assert_eq!(places.written(""), "manifest");
        assert_eq!(Places::default().written("a.b[1]"), "a.b[1]");
    }
}
