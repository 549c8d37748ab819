//! From the bytes of a manifest to its tree.

mod decoding;
mod duplicates;
mod json;
mod json_strings;
mod json_words;
mod scanner;

use crate::problems::Problems;
use crate::tree::Tree;

/// Lists and objects within each other; a manifest needs about ten.
const DEEPEST: usize = 100;
/// Values in one manifest, and what aliases make of it: their tree takes about 60 bytes each.
const MOST_VALUES: usize = 1_000_000;

/// The tree of a manifest's text, or nothing where it has none; says why in `problems`.
pub(crate) fn parse(bytes: &[u8], problems: &mut Problems) -> Option<Tree> {
    let text = decoding::decode(bytes, problems)?;
    let tree = json::parse(text, problems)?;
    duplicates::report(&tree, problems);
    Some(tree)
}
