//! Which node a connection's end names.

use std::collections::BTreeMap;

use super::Reader;
use super::object::{Found, Object};
use crate::canonical::Node;
use crate::diagnostic::Diagnostic;
use crate::spelling::did_you_mean;

/// Nodes by id; of equal ids the first.
pub(super) struct References<'n> {
    index: BTreeMap<&'n str, usize>,
    nodes: &'n [Node],
}

/// An end that was found.
pub(super) struct End {
    pub node: usize,
    pub port: String,
    /// Where the port is written.
    pub port_path: String,
}

impl<'n> References<'n> {
    pub(super) fn new(nodes: &'n [Node]) -> Self {
        let index = nodes.iter().enumerate().rev().map(|(index, node)| (node.id.as_str(), index)).collect();
        Self { index, nodes }
    }

    pub(super) fn id(&self, node: usize) -> String {
        self.nodes[node].id.clone()
    }

    fn find(&self, id: &str) -> Option<usize> {
        self.index.get(id).copied()
    }

    /// The longest beginning of `written` that is an id and is followed by a dot, and what follows.
    fn split<'w>(&self, written: &'w str) -> Option<(usize, &'w str)> {
        let mut dots = written.match_indices('.').rev();
        dots.find_map(|(dot, _)| Some((self.find(&written[..dot])?, &written[dot + 1..])))
    }
}

impl Reader<'_> {
    /// Node and port that `found` names: the whole id first, then `id.port`. `what` begins the sentence.
    pub(super) fn end(
        &mut self,
        found: &Found<'_>,
        ports: &[&'static str],
        object: &Object<'_>,
        what: &str,
        references: &References<'_>,
    ) -> Option<End> {
        let written = found.name()?;
        let port = object.first(ports).and_then(|port| Some((port.name()?, port.path)));
        let end = if let Some(node) = references.find(&written) {
            let (port, port_path) = port.unwrap_or_else(|| ("default".into(), found.path.clone()));
            End { node, port, port_path }
        } else if let Some((node, port)) = references.split(&written) {
            End { node, port: port.into(), port_path: found.path.clone() }
        } else {
            // Of equal ids the first; a node that has none is not to be named.
            let is_named = |(index, node): &(usize, &Node)| {
                references.find(&node.id) == Some(*index) && node.id != format!("#{index}")
            };
            let once = references.nodes.iter().enumerate().filter(is_named);
            let ids = once.clone().map(|(_, node)| node.id.as_str());
            let all: Vec<&str> = once.map(|(_, node)| node.id.as_str()).take(12).collect();
            let help =
                self.problems.advice(|| did_you_mean(&written, ids, &format!("The nodes are: {}.", all.join(", "))));
            let message = format!("{what} names \"{written}\", and there is no such node.");
            let problem = Diagnostic::error("connection-to-nowhere", message).with_help(help);
            self.problems.add(problem.at(found.path.as_str()));
            return None;
        };
        Some(end)
    }
}
