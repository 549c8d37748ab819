//! The order that connections put the nodes in.

use std::collections::BTreeSet;

use super::Reader;
use super::connections::Read;
use crate::canonical::Node;
use crate::diagnostic::Diagnostic;

impl Reader<'_> {
    /// Indices of the nodes, every one after those that feed it. A circle is reported.
    pub(super) fn order(&mut self, nodes: &[Node], connections: &[Read]) -> Vec<usize> {
        let mut waits_for = vec![0_usize; nodes.len()];
        let mut after = vec![Vec::new(); nodes.len()];
        for (connection, _) in connections {
            waits_for[connection.to_index] += 1;
            after[connection.from_index].push(connection.to_index);
        }
        let mut ready: BTreeSet<usize> = (0..nodes.len()).filter(|node| waits_for[*node] == 0).collect();
        let mut order = Vec::with_capacity(nodes.len());
        while let Some(node) = ready.pop_first() {
            order.push(node);
            for next in &after[node] {
                waits_for[*next] -= 1;
                if waits_for[*next] == 0 {
                    ready.insert(*next);
                }
            }
        }
        if order.len() < nodes.len() {
            self.report_circle(nodes, connections, &waits_for);
        }
        order
    }

    /// `waits_for` is above 0 for the nodes in circles and behind them.
    fn report_circle(&mut self, nodes: &[Node], connections: &[Read], waits_for: &[usize]) {
        let mut before = vec![None; nodes.len()];
        for (index, (connection, _)) in connections.iter().enumerate().rev() {
            if waits_for[connection.from_index] > 0 {
                before[connection.to_index] = Some(index);
            }
        }
        // Going back from any such node over such nodes must come round.
        let mut way: Vec<usize> = Vec::new();
        let mut seen_at = vec![None; nodes.len()];
        let mut node = waits_for.iter().position(|count| *count > 0);
        while let Some(here) = node {
            if let Some(start) = seen_at[here] {
                way.drain(..start);
                break;
            }
            seen_at[here] = Some(way.len());
            let Some(index) = before[here] else { return };
            way.push(index);
            node = Some(connections[index].0.from_index);
        }
        way.reverse();
        // Starts at the node that stands first in the manifest, whatever the way in was.
        let first = (0..way.len()).min_by_key(|at| connections[way[*at]].0.from_index).unwrap_or_default();
        way.rotate_left(first);
        let ids = way.iter().chain(way.first()).map(|index| nodes[connections[*index].0.from_index].id.as_str());
        let names: Vec<&str> = ids.collect();
        // The connection that comes back to the first is the one that most likely is too many.
        let closing = way.last().map_or("", |index| connections[*index].1.as_str());
        let message = format!("The connections go in a circle: {}.", names.join(" → "));
        let help = "Remove one of these connections: packets must be able to leave.";
        let problem = Diagnostic::error("cycle", message).with_help(help).at(closing);
        let others = way.iter().rev().skip(1).rev().map(|index| connections[*index].1.as_str());
        self.problems.add(others.fold(problem, Diagnostic::related_to));
    }
}
