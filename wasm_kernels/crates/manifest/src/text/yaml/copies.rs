//! What aliases and merge keys copy.

use std::collections::BTreeSet;

use crate::tree::{Member, Tree, Value};

/// How much a copy of a tree costs.
#[derive(Clone, Copy, Default)]
pub(super) struct Size {
    /// Values, and sixteenths of their text.
    pub weight: usize,
    /// Lists and objects within each other.
    pub depth: usize,
}

pub(super) fn size(tree: &Tree) -> Size {
    let inside = |inner: &mut dyn Iterator<Item = Size>| {
        let sum = |sum: Size, next: Size| Size { weight: sum.weight + next.weight, depth: sum.depth.max(next.depth) };
        let inner = inner.fold(Size::default(), sum);
        Size { weight: inner.weight + 1, depth: inner.depth + 1 }
    };
    match &tree.value {
        Value::Text(text) => Size { weight: 1 + text.len() / 16, depth: 0 },
        Value::List(list) => inside(&mut list.iter().map(size)),
        Value::Object(members) => inside(&mut members.iter().map(|member| {
            let inner = size(&member.tree);
            Size { weight: inner.weight + member.key.len() / 16, ..inner }
        })),
        _ => Size { weight: 1, depth: 0 },
    }
}

/// An object with what its merge keys (`<<`) bring, where it does not say otherwise itself; of several
/// sources the first counts.
pub(super) fn merged(members: Vec<Member>) -> Vec<Member> {
    let is_object = |tree: &Tree| tree.members().is_some();
    let is_merge = |member: &Member| {
        let tree = &member.tree;
        member.key == "<<" && (is_object(tree) || tree.elements().is_some_and(|all| all.iter().all(is_object)))
    };
    if !members.iter().any(is_merge) {
        return members;
    }
    let (merges, mut own): (Vec<Member>, Vec<Member>) = members.into_iter().partition(is_merge);
    let mut known: BTreeSet<String> = own.iter().map(|member| member.key.clone()).collect();
    for merge in merges {
        let sources = match merge.tree.value {
            Value::List(list) => list,
            _ => vec![merge.tree],
        };
        for source in sources {
            let Value::Object(members) = source.value else { continue };
            own.extend(members.into_iter().filter(|member| known.insert(member.key.clone())));
        }
    }
    own
}
