//! "Did you mean": the nearest of the words that would have been right.

/// Longer words are no slips, and comparing them would take long.
const LONGEST: usize = 64;
const ENDING: [char; 4] = ['n', 'o', 'd', 'e'];
/// More words than this are not looked at.
const MOST: usize = 500;

/// The word nearest to `written`, if any is near enough to be what was meant: a third of its letters
/// may differ but never all of them, case not counted; failing that, a word that begins with what was written. Among equals
/// the first wins.
pub fn nearest<'a>(written: &str, words: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let written: Vec<char> = written.to_lowercase().chars().take(LONGEST + 1).collect();
    if written.len() > LONGEST {
        return None;
    }
    let mut best: Option<(usize, &str)> = None;
    for word in words.into_iter().take(MOST) {
        let letters: Vec<char> = word.to_lowercase().chars().take(LONGEST + 1).collect();
        if written.len() >= 3 && letters.starts_with(&written) {
            best = best.or(Some((usize::MAX, word)));
        }
        // An ending that all node types have makes no two of them alike.
        let common = if written.ends_with(&ENDING) && letters.ends_with(&ENDING) { ENDING.len() } else { 0 };
        let allowed = ((letters.len().max(written.len()) - common) / 3).max(1);
        if letters.len().abs_diff(written.len()) > allowed {
            continue;
        }
        let distance = distance(&written, &letters);
        let has_common = distance < letters.len().max(written.len());
        if distance <= allowed && has_common && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, word));
        }
    }
    best.map(|(_, word)| word)
}

/// The number that a text is, as JSON writes it, where somebody put one into quotes.
#[must_use]
pub fn number_in_quotes(text: &str) -> Option<&str> {
    let text = text.trim();
    let is_number = text.len() <= LONGEST && serde_json::from_str::<serde_json::Number>(text).is_ok();
    is_number.then_some(text)
}

/// `did you mean "X"?`, or `instead` where nothing is near.
pub fn did_you_mean<'a>(written: &str, words: impl IntoIterator<Item = &'a str>, instead: &str) -> String {
    match nearest(written, words) {
        Some(word) => format!("Did you mean \"{word}\"?"),
        None => instead.into(),
    }
}

/// Insertions, deletions, replacements and swaps of neighbours that turn one word into the other
/// (optimal string alignment).
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = Vec::with_capacity(b.len() + 1);
        row.push(i);
        for j in 1..=b.len() {
            let replaced = above[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut least = replaced.min(above[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(before[j - 2] + 1);
            }
            row.push(least);
        }
        before = std::mem::replace(&mut above, row);
    }
    above[b.len()]
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_slip_of_the_finger_finds_its_word() {
        let words = ["MultiplyNode", "AddNode", "PassThroughNode"];
        assert_eq!(nearest("MutliplyNode", words), Some("MultiplyNode"));
        assert_eq!(nearest("addnode", words), Some("AddNode"));
        assert_eq!(nearest("Passthru", words), None);
        assert_eq!(nearest("VADNode", words), None);
        assert_eq!(nearest("AdNode", words), Some("AddNode"));
        assert_eq!(nearest("ad", ["id"]), Some("id"));
        assert_eq!(nearest("drop", ["block", "drop_oldest"]), Some("drop_oldest"));
        assert_eq!(nearest("form", ["from"]), Some("from"));
        assert_eq!(nearest("c", ["a", "b"]), None);
        assert_eq!(nearest("C", ["a", "c"]), Some("c"));
        assert_eq!(nearest("", ["id"]), None);
        assert_eq!(nearest("x", []), None);
    }
}
