//! Which node types there are, and what a name in a manifest stands for.

use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use ::manifest::{Filling, Host, Options};
use serde::{Deserialize, Deserializer};

use crate::diagnostic::Diagnostic;
use crate::native::{NativeType, PortType};
use crate::plan::{Mode, Origin, Port, RunsIn};
use crate::trace::TraceWish;

/// What the host knows beside the manifest: see "Context of `open`" in `WIRE.md`.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Context {
    python_nodes: BTreeMap<String, PythonType>,
    bundle_nodes: Vec<BundleNode>,
    pub manifest_file: Option<String>,
    /// What the manifest's placeholders stand for.
    values: BTreeMap<String, String>,
    /// Placeholders without a value will have one when it runs.
    values_later: bool,
    /// What means nothing is an error.
    strict: bool,
    /// Where problems are read.
    pub host: Host,
    /// There are no other files beside the manifest, so no code either.
    pub alone: bool,
    /// Whether the inputs can wait; without it they can, and the manifest says of the rest.
    pub mode: Option<Mode>,
    /// Bound of what all packets take up together, in bytes.
    pub max_bytes: Option<u64>,
    /// Bound of what nodes may take up that say nothing themselves.
    pub seconds_per_call: Option<f64>,
    /// What happens when is recorded.
    pub trace: TraceWish,
}

#[derive(Deserialize)]
#[serde(default)]
struct PythonType {
    inputs: Vec<Port>,
    outputs: Vec<Port>,
    is_source: bool,
}

impl Default for PythonType {
    fn default() -> Self {
        let port = || alloc::vec![Port { name: "default".into(), kind: PortType::Any }];
        Self { inputs: port(), outputs: port(), is_source: false }
    }
}

/// A class in the bundle, with or without what is known of its ports.
#[derive(Deserialize)]
#[serde(untagged)]
enum BundleNode {
    Name(String),
    Described {
        name: String,
        #[serde(default, deserialize_with = "said_ports")]
        inputs: Option<Vec<Port>>,
        #[serde(default, deserialize_with = "said_ports")]
        outputs: Option<Vec<Port>>,
        #[serde(default)]
        is_source: bool,
    },
}

/// Ports as a class says them. What it calls a type and is none lets anything pass.
fn said_ports<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<Port>>, D::Error> {
    #[derive(Deserialize)]
    struct Said {
        name: String,
        #[serde(rename = "type")]
        kind: String,
    }
    let ports = Option::<Vec<Said>>::deserialize(deserializer)?;
    let known = |port: Said| Port { name: port.name, kind: PortType::from_word(&port.kind).unwrap_or_default() };
    Ok(ports.map(|ports| ports.into_iter().map(known).collect()))
}

impl BundleNode {
    fn name(&self) -> &str {
        match self {
            BundleNode::Name(name) | BundleNode::Described { name, .. } => name,
        }
    }
}

impl Context {
    pub(crate) fn read(context: &[u8]) -> Result<Self, Box<Diagnostic>> {
        if context.is_empty() {
            return Ok(Self::default());
        }
        serde_json::from_slice(context).map_err(|error| {
            let message = format!("The context given to open is not what WIRE.md says: {error}.");
            Box::new(Diagnostic::error("host-protocol", message))
        })
    }
}

impl Context {
    /// How the manifest is to be read.
    pub(crate) fn options(&self) -> Options {
        Options {
            file: self.manifest_file.clone(),
            is_strict: self.strict,
            own_types: self.bundle_nodes.iter().map(|node| node.name().into()).collect(),
            values: self.values.clone(),
            filling: if self.values_later { Filling::Known } else { Filling::All },
            host: self.host,
        }
    }
}

/// What a type name turned out to be.
pub(crate) struct NodeSpec {
    pub name: String,
    pub runs_in: RunsIn,
    pub origin: Origin,
    pub inputs: Vec<Port>,
    pub outputs: Vec<Port>,
    pub is_source: bool,
    pub open_ports: OpenPorts,
    pub native: Option<&'static NativeType>,
}

/// Ports that a node has because connections name them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OpenPorts {
    None,
    /// Any number of inputs, beside those of its type; without a name, each connection has its own.
    Inputs,
    /// The same of the names in its params only.
    Listed,
    /// Nobody said which ports it has.
    Both,
}

/// All node types of one run.
pub(crate) struct NodeTypes<'a> {
    native: &'static [NativeType],
    context: &'a Context,
}

impl<'a> NodeTypes<'a> {
    pub(crate) fn new(native: &'static [NativeType], context: &'a Context) -> Self {
        Self { native, context }
    }

    /// A class of the bundle first, then a native type, then a standard Python type; a dotted name is
    /// also tried by its last part, and that with or without `Node` behind it, as the SDK's tools write it.
    pub(crate) fn resolve(&self, name: &str) -> Option<NodeSpec> {
        let last = name.rsplit_once('.').map_or(name, |(_, last)| last);
        let other = || last.strip_suffix("Node").map_or_else(|| format!("{last}Node"), Into::into);
        self.exactly(name)
            .or_else(|| self.exactly(last))
            .or_else(|| self.exactly(&other()).filter(|_| !last.is_empty()))
    }

    fn exactly(&self, name: &str) -> Option<NodeSpec> {
        if let Some(node) = self.context.bundle_nodes.iter().find(|node| node.name() == name) {
            return Some(bundle_spec(node));
        }
        if let Some(native) = self.native.iter().find(|native| native.name == name || native.aliases.contains(&name)) {
            return Some(native_spec(native));
        }
        let python = self.context.python_nodes.get(name)?;
        Some(NodeSpec {
            name: name.into(),
            runs_in: RunsIn::Python,
            origin: Origin::Standard,
            inputs: python.inputs.clone(),
            outputs: python.outputs.clone(),
            is_source: python.is_source || python.inputs.is_empty(),
            open_ports: OpenPorts::None,
            native: None,
        })
    }

    /// What the host knows beside the manifest.
    pub(super) fn context(&self) -> &Context {
        self.context
    }

    /// Every name that [`NodeTypes::resolve`] knows.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        let native =
            self.native.iter().flat_map(|native| core::iter::once(native.name).chain(native.aliases.iter().copied()));
        let bundle = self.context.bundle_nodes.iter().map(BundleNode::name);
        bundle.chain(native).chain(self.context.python_nodes.keys().map(String::as_str))
    }

    /// A node type that takes `from` and gives `to`, if there is one.
    pub(super) fn converter(&self, from: PortType, to: PortType) -> Option<&str> {
        let native = self.native.iter().find(|native| {
            native.inputs.first().is_some_and(|port| port.kind == from)
                && native.outputs.first().is_some_and(|port| port.kind == to)
        });
        let python = || {
            self.context.python_nodes.iter().find(|(_, python)| {
                python.inputs.first().is_some_and(|port| port.kind == from)
                    && python.outputs.first().is_some_and(|port| port.kind == to)
            })
        };
        native.map(|native| native.name).or_else(|| python().map(|(name, _)| name.as_str()))
    }
}

fn native_spec(native: &'static NativeType) -> NodeSpec {
    let ports = |ports: &[crate::native::Port]| {
        ports.iter().map(|port| Port { name: port.name.into(), kind: port.kind }).collect()
    };
    NodeSpec {
        name: native.name.into(),
        runs_in: RunsIn::Engine,
        origin: Origin::Standard,
        inputs: ports(native.inputs),
        outputs: ports(native.outputs),
        is_source: native.inputs.is_empty() && !native.open_inputs,
        open_ports: if native.open_inputs { OpenPorts::Inputs } else { OpenPorts::None },
        native: Some(native),
    }
}

fn bundle_spec(node: &BundleNode) -> NodeSpec {
    let unknown = PythonType::default();
    let (inputs, outputs, is_source) = match node {
        BundleNode::Name(_) => (None, None, false),
        BundleNode::Described { inputs, outputs, is_source, .. } => (inputs.clone(), outputs.clone(), *is_source),
    };
    // Of a class that says half of them the other half may stand in its base.
    let open_ports = if inputs.is_none() || outputs.is_none() { OpenPorts::Both } else { OpenPorts::None };
    // A source that says nothing of its ports has no inputs all the same.
    let inputs = inputs.or_else(|| is_source.then(Vec::new));
    NodeSpec {
        name: node.name().into(),
        runs_in: RunsIn::Python,
        origin: Origin::Bundle,
        is_source: is_source || inputs.as_ref().is_some_and(Vec::is_empty),
        open_ports,
        inputs: inputs.unwrap_or(unknown.inputs),
        outputs: outputs.unwrap_or(unknown.outputs),
        native: None,
    }
}
