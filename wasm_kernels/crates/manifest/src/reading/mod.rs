//! From the tree to the canonical form.

mod connections;
mod docker_ends;
mod document;
mod ends;
mod kept;
mod keys;
mod limits;
mod nodes;
mod object;
mod order;
mod references;
mod surroundings;
mod values;

use std::collections::BTreeMap;

use crate::asked::{Host, Placeholder};
use crate::canonical::Manifest;
use crate::changes::{Change, ChangeKind, Changes};
use crate::diagnostic::Diagnostic;
use crate::placeholders::{self, Filling};
use crate::places::Places;
use crate::problems::Problems;
use crate::text;
use crate::tree::Tree;
use kept::Kept;
use object::Object;
use references::References;

/// By code of a warning: what of the text is in no canonical form.
const LEFT_OUT: [(&str, &str); 2] = [
    ("json-comment", "Its comments are left out: JSON has none."),
    ("json-comma", "Commas before a closing bracket are left out."),
];

/// How to read.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// What the host calls the manifest, for messages.
    pub file: Option<String>,
    /// What means nothing is an error, not a warning.
    pub is_strict: bool,
    /// Node types that the bundle defines: they win over words that otherwise mean something else.
    pub own_types: Vec<String>,
    /// What placeholders stand for, by name.
    pub values: BTreeMap<String, String>,
    /// Which of them are filled.
    pub filling: Filling,
    /// Where its problems are read.
    pub host: Host,
}

/// A manifest as far as it could be read.
#[derive(Debug)]
pub struct Reading {
    /// The canonical form; nodes and connections that could be read, if only in part.
    pub manifest: Option<Manifest>,
    /// Indices of the nodes, every one after those that feed it; among equals the manifest's order.
    pub order: Vec<usize>,
    /// Some connection could not be read: what nothing leads to may be fed once it is put right.
    pub is_partial: bool,
    /// What is wrong with it; whoever reads on adds to it by [`Reading::report`].
    pub problems: Problems,
    /// The manifest is wrapped together with values for a run.
    pub has_input_data: bool,
    /// What it wants to be given.
    pub placeholders: Vec<Placeholder>,
    changes: Changes,
    tree: Option<Tree>,
    places: Places,
    file: Option<String>,
}

/// Whether a text has the shape of a manifest, or of one wrapped with its inputs, whatever may be wrong with it.
/// `file`: its name.
#[must_use]
pub fn has_shape(bytes: &[u8], file: &str) -> bool {
    text::parse(bytes, Some(file), &mut Problems::default()).is_some_and(|tree| document::has_shape(&tree))
}

/// Reads the bytes of a manifest.
#[must_use]
pub fn read(bytes: &[u8], options: &Options) -> Reading {
    let mut problems = Problems::new(options.is_strict);
    let mut tree = text::parse(bytes, options.file.as_deref(), &mut problems);
    let asked = tree
        .as_mut()
        .map(|tree| placeholders::fill(tree, &options.values, options.filling, options.host, &mut problems))
        .unwrap_or_default();
    let mut reading = Reading {
        manifest: None,
        order: Vec::new(),
        is_partial: false,
        has_input_data: false,
        placeholders: asked.into_list(),
        changes: Changes::default(),
        problems,
        tree: None,
        places: Places::default(),
        file: options.file.clone(),
    };
    if let Some(tree) = &tree {
        let reader = Reader {
            problems: &mut reading.problems,
            places: &mut reading.places,
            changes: &mut reading.changes,
            own_types: &options.own_types,
            is_partial: false,
            kept: Kept::default(),
        };
        if let Some(read) = reader.manifest(tree) {
            for (slip, message) in LEFT_OUT {
                if reading.problems.any_of(&[slip]) {
                    reading.changes.add(ChangeKind::Changed, "", message, "");
                }
            }
            reading.manifest = Some(read.manifest);
            (reading.order, reading.is_partial, reading.has_input_data) =
                (read.order, read.is_partial, read.has_input_data);
        }
    }
    reading.tree = tree;
    reading
}

impl Reading {
    /// Adds a problem whose path is one of the canonical form.
    pub fn report(&mut self, mut problem: Diagnostic) {
        if let Some(path) = &problem.path {
            problem.path = Some(self.places.written(path));
        }
        for other in &mut problem.related {
            other.path = self.places.written(&other.path);
        }
        self.problems.add(problem);
    }

    /// Where a place of the canonical form stands in the file: its path, line and column.
    #[must_use]
    pub fn locate(&self, canonical: &str) -> (String, Option<(u32, u32)>) {
        let path = self.places.written(canonical);
        let place = self.tree.as_ref().map(|tree| tree.locate(&path));
        (path, place.map(|place| (place.line, place.column)))
    }

    /// What the canonical form says in other words, with lines and columns.
    #[must_use]
    pub fn take_changes(&mut self) -> Vec<Change> {
        let mut changes = core::mem::take(&mut self.changes).into_list();
        for change in &mut changes {
            if let Some(place) = self.tree.as_ref().map(|tree| tree.locate(&change.path)) {
                (change.line, change.column) = (Some(place.line), Some(place.column));
            }
        }
        changes
    }

    /// Whether the canonical form has the very values of the text, however that is laid out.
    #[must_use]
    pub fn is_written_as(&self, manifest: &Manifest) -> bool {
        let written = serde_json::to_value(manifest);
        written.is_ok_and(|written| self.tree.as_ref().is_some_and(|tree| tree.to_json() == written))
    }

    /// Adds a change whose path is one of the canonical form.
    pub fn report_change(&mut self, kind: ChangeKind, canonical: &str, message: &str, help: &str) {
        self.changes.add(kind, &self.places.written(canonical), message, help);
    }

    /// All problems, in the order of the file.
    #[must_use]
    pub fn into_diagnostics(self) -> Vec<Diagnostic> {
        self.problems.into_diagnostics(self.tree.as_ref(), self.file.as_deref())
    }
}

/// What the parts of the reading share.
struct Reader<'p> {
    problems: &'p mut Problems,
    places: &'p mut Places,
    changes: &'p mut Changes,
    own_types: &'p [String],
    is_partial: bool,
    kept: Kept,
}

impl Reader<'_> {
    fn manifest(mut self, tree: &Tree) -> Option<Read> {
        let top = self.unwrap(tree)?;
        self.places.put("", top.path.as_str());
        // Before the keys: a slip in "nodes" is told once, with what it leads to.
        let nodes = self.nodes(&top);
        let kept = self.check_keys(&top, &keys::TOP);
        self.kept.top.extend(kept);
        self.check_version(&top);
        let Some(mut nodes) = nodes else {
            self.without_nodes(&top);
            return None;
        };
        let references = References::new(&nodes);
        let mut connections = self.connections(&top, &references);
        let order = self.order(&nodes, &connections);
        let inputs = self.inputs(&top, &references);
        let outputs = self.outputs(&top, &references);
        let mut manifest = Manifest {
            schema: top.text(&["$schema"]).map(String::from),
            version: "v1".into(),
            metadata: self.metadata(&top),
            runtime: self.runtime(&top),
            mode: self.mode(&top),
            limits: self.graph_limits(&top),
            nodes: core::mem::take(&mut nodes),
            connections: connections.drain(..).map(|(connection, _)| connection).collect(),
            inputs,
            outputs,
            models: self.models(&top),
            permissions: self.permissions(&top),
            extensions: self.extensions(&top),
        };
        let order = self.fold_ends(&mut manifest, order);
        self.keep(&mut manifest);
        self.tell_what_is_added(&top, &manifest);
        Some(Read { manifest, order, is_partial: self.is_partial, has_input_data: document::has_input_data(tree) })
    }
}

impl Reader<'_> {
    /// Looks at what can be looked at where there are no nodes, so that all of it is told at once.
    fn without_nodes(&mut self, top: &Object<'_>) {
        for (keys, code) in [
            (&["connections", "edges"][..], "bad-connection"),
            (&["inputs"][..], "bad-end"),
            (&["outputs"][..], "bad-end"),
        ] {
            if let Some(found) = top.first(keys).filter(|found| found.tree.elements().is_none()) {
                self.wrong(&found, code, "a list", "Write […], or leave it out.");
            }
        }
        self.metadata(top);
        self.runtime(top);
        self.mode(top);
        self.graph_limits(top);
        self.models(top);
        self.permissions(top);
        self.extensions(top);
    }
}

/// What [`Reader::manifest`] gives.
struct Read {
    manifest: Manifest,
    order: Vec<usize>,
    is_partial: bool,
    has_input_data: bool,
}
