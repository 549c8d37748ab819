//! Keys that stand twice in one object: an error, for readers disagree on which of them counts.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, RelatedPlace};
use crate::path::{element, member};
use crate::problems::Problems;
use crate::tree::{Member, Tree, Value};

enum Above<'a> {
    Key(&'a str),
    Index(usize),
}

pub(super) fn report(tree: &Tree, problems: &mut Problems) {
    walk(tree, &mut Vec::new(), problems);
}

fn walk<'a>(tree: &'a Tree, above: &mut Vec<Above<'a>>, problems: &mut Problems) {
    match &tree.value {
        Value::List(list) => {
            for (index, tree) in list.iter().enumerate() {
                above.push(Above::Index(index));
                walk(tree, above, problems);
                above.pop();
            }
        }
        Value::Object(members) => {
            twice(members, above, problems);
            for member in members {
                above.push(Above::Key(&member.key));
                walk(&member.tree, above, problems);
                above.pop();
            }
        }
        _ => {}
    }
}

fn twice(members: &[Member], above: &[Above<'_>], problems: &mut Problems) {
    let mut seen: BTreeMap<&str, &Member> = BTreeMap::new();
    for member in members {
        let Some(before) = seen.insert(&member.key, member) else { continue };
        let (line, column) = (before.key_place.line, before.key_place.column);
        let message =
            format!("The key \"{}\" stands here again; it is also in line {line}, column {column}.", member.key);
        let problem = Diagnostic::error("duplicate-key", message)
            .with_help("Remove one of the two, or give it the name that was meant.")
            .at(path(above, &member.key));
        let first = RelatedPlace { path: path(above, &member.key), line: Some(line), column: Some(column) };
        problems.add_at(Diagnostic { related: vec![first], ..problem }, member.key_place);
    }
}

fn path(above: &[Above<'_>], key: &str) -> String {
    let parent = above.iter().fold(String::new(), |path, step| match step {
        Above::Key(key) => member(&path, key),
        Above::Index(index) => element(&path, *index),
    });
    member(&parent, key)
}
