//! Random graphs.

use std::fmt::Write;

use proptest::collection::vec;
use proptest::prelude::*;

/// What a node does; see [`super::nodes`] for those that run in the engine.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    Pass,
    Hold,
    Gather,
    Repeat(u32),
    Join,
    Turn,
    Split,
    Count(u32),
    Picky,
    Python,
    PythonTwo,
    PythonSource,
}

impl Kind {
    pub fn inputs(&self) -> usize {
        match self {
            Kind::Count(_) | Kind::PythonSource => 0,
            Kind::Join | Kind::Turn | Kind::PythonTwo => 2,
            _ => 1,
        }
    }

    pub fn outputs(&self) -> usize {
        if matches!(self, Kind::Split | Kind::PythonTwo) { 2 } else { 1 }
    }

    fn type_name(&self) -> &'static str {
        match self {
            Kind::Pass => "PassNode",
            Kind::Hold => "HoldNode",
            Kind::Gather => "GatherNode",
            Kind::Repeat(_) => "RepeatNode",
            Kind::Join => "JoinNode",
            Kind::Turn => "TurnNode",
            Kind::Split => "SplitNode",
            Kind::Count(_) => "CountNode",
            Kind::Picky => "PickyNode",
            Kind::Python => "PyNode",
            Kind::PythonTwo => "PyTwoNode",
            Kind::PythonSource => "PySourceNode",
        }
    }
}

#[derive(Clone, Debug)]
pub struct Edge {
    pub from: usize,
    pub from_port: usize,
    pub to: usize,
    pub to_port: usize,
    pub capacity_packets: usize,
    pub capacity_bytes: u64,
}

#[derive(Clone, Debug)]
pub struct Graph {
    pub nodes: Vec<Kind>,
    pub edges: Vec<Edge>,
    /// By input of the graph: texts with their times.
    pub inputs: Vec<Vec<(String, f64)>>,
    /// What each input leads to, as the engine finds it: the ports of nodes without connections.
    pub input_ports: Vec<(usize, usize)>,
    /// Bound of what it may hold.
    pub max_bytes: Option<u32>,
}

impl Graph {
    /// Nodes whose packets depend on the order that theirs came in.
    pub fn has_order_dependent_nodes(&self) -> bool {
        self.nodes.iter().any(|node| matches!(node, Kind::Gather | Kind::Split | Kind::Turn))
    }

    /// All nodes are output nodes, so that every stream is seen.
    pub fn manifest(&self) -> String {
        let mut nodes = String::new();
        for (index, kind) in self.nodes.iter().enumerate() {
            let params = match kind {
                Kind::Repeat(times) => format!(r#", "params": {{"times": {times}}}"#),
                Kind::Count(to) => format!(r#", "params": {{"to": {to}}}"#),
                _ => String::new(),
            };
            let on_error = match kind {
                Kind::Picky | Kind::Python => r#", "on_error": "skip""#,
                Kind::PythonTwo | Kind::PythonSource => r#", "on_error": "retry""#,
                _ => "",
            };
            let comma = if index == 0 { "" } else { "," };
            write!(
                nodes,
                r#"{comma}{{"id": "n{index}", "node_type": "{}", "is_output_node": true{params}{on_error}}}"#,
                kind.type_name()
            )
            .unwrap();
        }
        let edges: Vec<String> = self.edges.iter().map(|edge| self.connection(edge)).collect();
        let limits = self.max_bytes.map_or(String::new(), |bytes| {
            format!(r#""limits": {{"memory_mb": {:e}}}, "#, f64::from(bytes) / 1_048_576.0)
        });
        format!(r#"{{"version": "v1", {limits}"nodes": [{nodes}], "connections": [{}]}}"#, edges.join(","))
    }

    fn connection(&self, edge: &Edge) -> String {
        let input = if self.nodes[edge.to].inputs() == 2 { ["left", "right"][edge.to_port] } else { "default" };
        let output = match self.nodes[edge.from] {
            Kind::Split => ["left", "right"][edge.from_port],
            Kind::PythonTwo => ["a", "b"][edge.from_port],
            _ => "default",
        };
        format!(
            r#"{{"from": "n{}", "from_port": "{output}", "to": "n{}", "to_port": "{input}", "capacity_packets": {}, "capacity_bytes": {}}}"#,
            edge.from, edge.to, edge.capacity_packets, edge.capacity_bytes
        )
    }
}

fn kinds() -> impl Strategy<Value = Kind> {
    prop_oneof![
        3 => Just(Kind::Pass),
        1 => Just(Kind::Hold),
        1 => Just(Kind::Gather),
        1 => (0_u32..4).prop_map(Kind::Repeat),
        2 => Just(Kind::Join),
        2 => Just(Kind::Turn),
        1 => Just(Kind::Split),
        1 => (0_u32..6).prop_map(Kind::Count),
        1 => Just(Kind::Picky),
        4 => Just(Kind::Python),
        2 => Just(Kind::PythonTwo),
        1 => Just(Kind::PythonSource),
    ]
}

/// Times that mostly, but not always, go on.
fn texts() -> impl Strategy<Value = Vec<(String, f64)>> {
    vec(("(bad|)[a-z]{0,3}", 0_u32..40), 0..9)
        .prop_map(|texts| texts.into_iter().map(|(text, time)| (text, f64::from(time) / 8.0)).collect())
}

type RawEdge = (prop::sample::Index, prop::sample::Index, prop::sample::Index, prop::sample::Index, usize, u64);

fn raw_edge() -> impl Strategy<Value = RawEdge> {
    (
        any::<prop::sample::Index>(),
        any::<prop::sample::Index>(),
        any::<prop::sample::Index>(),
        any::<prop::sample::Index>(),
        1_usize..5,
        1_u64..40,
    )
}

/// Graphs of up to seven nodes with edges from earlier to later ones.
pub fn graphs() -> impl Strategy<Value = Graph> {
    (vec(kinds(), 1..8), vec(raw_edge(), 0..12), vec(texts(), 8)).prop_map(|(nodes, raw, texts)| {
        let mut edges = Vec::new();
        for (from, to, from_port, to_port, capacity_packets, capacity_bytes) in raw {
            let to = to.index(nodes.len());
            if to == 0 || nodes[to].inputs() == 0 {
                continue;
            }
            let from = from.index(to);
            let from_port = from_port.index(nodes[from].outputs());
            let to_port = to_port.index(nodes[to].inputs());
            let ends = (from, from_port, to, to_port);
            if edges.iter().all(|edge: &Edge| (edge.from, edge.from_port, edge.to, edge.to_port) != ends) {
                edges.push(Edge { from, from_port, to, to_port, capacity_packets, capacity_bytes });
            }
        }
        let mut input_ports = Vec::new();
        for (index, node) in nodes.iter().enumerate() {
            if !edges.iter().any(|edge: &Edge| edge.to == index) {
                input_ports.extend((0..node.inputs()).map(|port| (index, port)));
            }
        }
        let inputs = input_ports.iter().zip(texts.into_iter().cycle()).map(|(_, texts)| texts).collect();
        Graph { nodes, edges, inputs, input_ports, max_bytes: None }
    })
}
