//! From the tree to the canonical form.

mod connections;
mod document;
mod ends;
mod keys;
mod limits;
mod nodes;
mod object;
mod order;
mod references;
mod values;

use crate::canonical::Manifest;
use crate::diagnostic::Diagnostic;
use crate::places::Places;
use crate::problems::Problems;
use crate::text;
use crate::tree::Tree;
use references::References;

/// How to read.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// What the host calls the manifest, for messages.
    pub file: Option<String>,
    /// What means nothing is an error, not a warning.
    pub is_strict: bool,
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
    tree: Option<Tree>,
    places: Places,
    file: Option<String>,
}

/// Reads the bytes of a manifest.
#[must_use]
pub fn read(bytes: &[u8], options: &Options) -> Reading {
    let mut problems = Problems::new(options.is_strict);
    let tree = text::parse(bytes, &mut problems);
    let mut reading = Reading {
        manifest: None,
        order: Vec::new(),
        is_partial: false,
        problems,
        tree: None,
        places: Places::default(),
        file: options.file.clone(),
    };
    if let Some(tree) = &tree {
        let reader = Reader { problems: &mut reading.problems, places: &mut reading.places, is_partial: false };
        if let Some((manifest, order, is_partial)) = reader.manifest(tree) {
            (reading.manifest, reading.order, reading.is_partial) = (Some(manifest), order, is_partial);
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
        self.problems.add(problem);
    }

    /// Where a place of the canonical form stands in the file: its path, line and column.
    #[must_use]
    pub fn locate(&self, canonical: &str) -> (String, Option<(u32, u32)>) {
        let path = self.places.written(canonical);
        let place = self.tree.as_ref().map(|tree| tree.locate(&path));
        (path, place.map(|place| (place.line, place.column)))
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
    is_partial: bool,
}

impl Reader<'_> {
    fn manifest(mut self, tree: &Tree) -> Option<(Manifest, Vec<usize>, bool)> {
        let top = self.unwrap(tree)?;
        self.places.put("", top.path.as_str());
        self.check_keys(&top, &keys::TOP);
        self.check_version(&top);
        let nodes = self.nodes(&top)?;
        let references = References::new(&nodes);
        let connections = self.connections(&top, &references);
        let order = self.order(&nodes, &connections);
        let inputs = self.inputs(&top, &references);
        let outputs = self.outputs(&top, &references);
        let map =
            |key: &str| top.object(key).map(|object| crate::tree::object_to_json(object.members)).unwrap_or_default();
        let models = top.get("models").and_then(Tree::elements).unwrap_or_default();
        let (mode, limits) = (self.mode(&top), self.graph_limits(&top));
        let manifest = Manifest {
            version: "v1".into(),
            metadata: document::metadata(&top),
            runtime: map("runtime"),
            mode,
            limits,
            connections: connections.into_iter().map(|(connection, _)| connection).collect(),
            nodes,
            inputs,
            outputs,
            models: models.iter().map(Tree::to_json).collect(),
            permissions: map("permissions"),
            extensions: map("extensions"),
        };
        Some((manifest, order, self.is_partial))
    }
}
