//! Pseudo nodes of the types `Input` and `Output`, as the SDK's Docker pipelines have them, and `AudioInput` and
//! `AudioOutput` for microphone and loudspeaker, as its voice assistants do.
//!
//! One that leads to a single node (or is led to by one) becomes an input (or output) of the graph. Any other
//! becomes a node that passes packets on, with an input or output of the graph of its own.

use super::Reader;
use crate::canonical::{Input, Manifest, Node, Output, PortType};
use crate::changes::ChangeKind;
use crate::path::{element, member};

const INPUTS: [&str; 3] = ["Input", AUDIO_INPUT, "AudioInputNode"];
const OUTPUTS: [&str; 3] = ["Output", AUDIO_OUTPUT, "AudioOutputNode"];
const AUDIO_INPUT: &str = "AudioInput";
const AUDIO_OUTPUT: &str = "AudioOutput";
/// Params that name the type of what passes.
const KIND_KEYS: [&str; 2] = ["type", "data_type"];
/// Gives what it takes.
const PASSES_ON: &str = "PassThrough";

/// What is folded away, by index, and the connections of each node.
struct Folding {
    nodes: Vec<bool>,
    connections: Vec<bool>,
    into: Vec<Vec<usize>>,
    out_of: Vec<Vec<usize>>,
    has_input: Vec<bool>,
}

impl Folding {
    fn new(manifest: &Manifest) -> Self {
        let count = manifest.nodes.len();
        let mut folding = Self {
            nodes: vec![false; count],
            connections: vec![false; manifest.connections.len()],
            into: vec![Vec::new(); count],
            out_of: vec![Vec::new(); count],
            has_input: vec![false; count],
        };
        for (at, connection) in manifest.connections.iter().enumerate() {
            folding.into[connection.to_index].push(at);
            folding.out_of[connection.from_index].push(at);
        }
        for input in manifest.inputs.iter().flatten() {
            folding.has_input[input.to_index] = true;
        }
        folding
    }

    /// The connections of a list that are left.
    fn left<'f>(&'f self, list: &'f [usize]) -> impl Iterator<Item = usize> + 'f {
        list.iter().copied().filter(|at| !self.connections[*at])
    }

    /// The only connection of `list`, where the node has none on its `other` side.
    fn single(&self, list: &[usize], other: &[usize]) -> Option<usize> {
        let mut left = self.left(list);
        left.next().filter(|_| left.next().is_none() && self.left(other).next().is_none())
    }
}

impl Reader<'_> {
    /// Folds pseudo nodes; returns the order of the nodes that are left.
    pub(super) fn fold_ends(&mut self, manifest: &mut Manifest, order: Vec<usize>) -> Vec<usize> {
        let is_pseudo = |word: &str| !self.own_types.iter().any(|own| own == word);
        let of_type = |words: &[&str]| {
            let is_one = |node: &Node| words.contains(&node.node_type.as_str()) && is_pseudo(&node.node_type);
            let nodes = manifest.nodes.iter().enumerate().filter(|(_, node)| is_one(node));
            nodes.map(|(index, _)| index).collect::<Vec<_>>()
        };
        let (inputs, outputs) = (of_type(&INPUTS), of_type(&OUTPUTS));
        if inputs.is_empty() && outputs.is_empty() {
            return order;
        }
        let mut folding = Folding::new(manifest);
        for index in inputs {
            self.fold_input(manifest, index, &mut folding);
        }
        for index in outputs {
            self.fold_output(manifest, index, &mut folding);
        }
        self.renumber(manifest, &folding, &order)
    }

    fn fold_input(&mut self, manifest: &mut Manifest, index: usize, folding: &mut Folding) {
        let place = self.places.written(&element("nodes", index));
        self.tell_fold(manifest, index, &place, "inputs");
        let single = folding.single(&folding.out_of[index], &folding.into[index]);
        let (name, kind) = (manifest.nodes[index].id.clone(), kind(manifest, index));
        let input = if let Some(at) = single {
            let target = &manifest.connections[at];
            let (to, to_port, to_index) = (target.to.clone(), target.to_port.clone(), target.to_index);
            Input { name, kind, to, to_port, description: None, to_index }
        } else {
            Input { to: name.clone(), name, kind, to_port: "default".into(), description: None, to_index: index }
        };
        folding.has_input[input.to_index] = true;
        let inputs = manifest.inputs.get_or_insert_default();
        self.places.put(element("inputs", inputs.len()), place);
        inputs.push(input);
        self.fold(manifest, index, single, folding);
    }

    fn fold_output(&mut self, manifest: &mut Manifest, index: usize, folding: &mut Folding) {
        let place = self.places.written(&element("nodes", index));
        self.tell_fold(manifest, index, &place, "outputs");
        let single = folding.single(&folding.into[index], &folding.out_of[index]).filter(|_| !folding.has_input[index]);
        let (name, kind) = (manifest.nodes[index].id.clone(), kind(manifest, index));
        let output = if let Some(at) = single {
            let source = &manifest.connections[at];
            let (from, from_port, from_index) = (source.from.clone(), source.from_port.clone(), source.from_index);
            Output { name, kind, from, from_port, description: None, from_index }
        } else {
            Output { from: name.clone(), name, kind, from_port: "default".into(), description: None, from_index: index }
        };
        let outputs = manifest.outputs.get_or_insert_default();
        self.places.put(element("outputs", outputs.len()), place);
        outputs.push(output);
        self.fold(manifest, index, single, folding);
    }

    fn tell_fold(&mut self, manifest: &Manifest, index: usize, place: &str, list: &str) {
        let node = &manifest.nodes[index];
        let message = format!("A node of type {} is an entry of \"{list}\".", node.node_type);
        self.changes.add(ChangeKind::Changed, place, message, "");
        let unread: Vec<&str> = node.params.keys().map(String::as_str).filter(|key| !KIND_KEYS.contains(key)).collect();
        if !unread.is_empty() {
            let message = format!("The params of \"{}\" mean nothing here: {}.", node.id, unread.join(", "));
            let help = "Sound has the rate it comes with: put an AudioResampleNode where another is needed.";
            self.changes.add(ChangeKind::ByHand, place, message, help);
        }
    }

    /// Takes the node away with its connection, or makes it one that passes on.
    fn fold(&mut self, manifest: &mut Manifest, index: usize, single: Option<usize>, folding: &mut Folding) {
        if let Some(at) = single {
            (folding.nodes[index], folding.connections[at]) = (true, true);
            return;
        }
        let node = &mut manifest.nodes[index];
        node.node_type = PASSES_ON.into();
        node.params.clear();
        let place = element("nodes", index);
        self.places.put(member(&place, "params"), self.places.written(&place));
    }

    /// Takes out what was folded, and numbers the rest anew wherever it is named.
    fn renumber(&mut self, manifest: &mut Manifest, folding: &Folding, order: &[usize]) -> Vec<usize> {
        let mut now = Vec::with_capacity(folding.nodes.len());
        let mut next = 0;
        for is_folded in &folding.nodes {
            now.push(next);
            next += usize::from(!is_folded);
        }
        self.places.renumber("nodes", &folding.nodes);
        self.places.renumber("connections", &folding.connections);
        let mut is_folded = folding.nodes.iter();
        manifest.nodes.retain(|_| !is_folded.next().is_some_and(|folded| *folded));
        let mut is_folded = folding.connections.iter();
        manifest.connections.retain(|_| !is_folded.next().is_some_and(|folded| *folded));
        for connection in &mut manifest.connections {
            (connection.from_index, connection.to_index) = (now[connection.from_index], now[connection.to_index]);
        }
        for input in manifest.inputs.iter_mut().flatten() {
            input.to_index = now[input.to_index];
        }
        for output in manifest.outputs.iter_mut().flatten() {
            output.from_index = now[output.from_index];
        }
        order.iter().filter(|index| !folding.nodes[**index]).map(|index| now[*index]).collect()
    }
}

/// The type of port that a pseudo node's params name.
fn kind(manifest: &Manifest, index: usize) -> Option<PortType> {
    let node = &manifest.nodes[index];
    let said = KIND_KEYS.iter().find_map(|key| node.params.get(*key)).and_then(serde_json::Value::as_str);
    let is_sound = [AUDIO_INPUT, AUDIO_OUTPUT].iter().any(|word| node.node_type.starts_with(word));
    said.and_then(PortType::from_word).or_else(|| is_sound.then_some(PortType::Audio))
}
