//! The slow, obvious model: whole streams, one node after the other, without queues or hosts.

use std::collections::BTreeMap;

use super::graph::{Graph, Kind};

/// Text and time of a packet.
pub type Packet = (String, f64);

/// What a Python node of the tests does with a packet, or at its end, or as a source: the model of it
/// and its real work. Some packets fail.
#[derive(Clone, Debug, PartialEq)]
pub enum PythonWork {
    /// Outputs: port, text, time; the first `emitted` of them by EMIT.
    Gives { outputs: Vec<(usize, String, f64)>, emitted: usize },
    /// Raises: forever, or only when first called with it.
    Raises { once: bool },
}

/// As many bits as are asked for, out of everything that was said.
fn mixed(node: usize, text: &str) -> u64 {
    let mut bits = 0xcbf2_9ce4_8422_2325 ^ node as u64;
    for byte in text.bytes() {
        bits = (bits ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    bits ^ (bits >> 29)
}

/// Reason 0.
pub fn python_process(kind: &Kind, node: usize, port: usize, packet: &Packet) -> PythonWork {
    let (text, time) = packet;
    let bits = mixed(node, text);
    if bits.is_multiple_of(7) {
        return PythonWork::Raises { once: *kind != Kind::Python };
    }
    let count = (bits >> 8) as usize % 3;
    let outputs = (0..count).map(|index| {
        // Some packets are handed on as they are.
        let same = (bits >> 16).is_multiple_of(3);
        let given = if same { text.clone() } else { format!("{text}{node}{port}{index}") };
        ((bits >> 20) as usize % kind.outputs(), given, *time)
    });
    PythonWork::Gives { outputs: outputs.collect(), emitted: (bits >> 32) as usize % (count + 1) }
}

/// Reason 1.
pub fn python_finish(node: usize) -> PythonWork {
    // Some are larger than anything before.
    let text = format!("end{node}{}", ".".repeat(node % 4 * 20));
    PythonWork::Gives { outputs: vec![(0, text, 99.0)], emitted: node % 2 }
}

/// Reason 2.
pub fn python_produce(node: usize) -> PythonWork {
    let outputs = (0..=node % 4).map(|index| (0, format!("src{node}{index}"), index as f64)).collect();
    PythonWork::Gives { outputs, emitted: node % 4 }
}

/// What leaves the graph, by name of output.
pub fn streams(graph: &Graph) -> BTreeMap<String, Vec<Packet>> {
    let mut given: Vec<Vec<Vec<Packet>>> = Vec::new();
    for node in 0..graph.nodes.len() {
        // Edges in their order, then inputs: as the engine numbers them.
        let mut edges: Vec<(usize, Vec<Packet>)> = Vec::new();
        for edge in graph.edges.iter().filter(|edge| edge.to == node) {
            edges.push((edge.to_port, given[edge.from][edge.from_port].clone()));
        }
        for (input, (to, port)) in graph.input_ports.iter().enumerate() {
            if *to == node {
                edges.push((*port, graph.inputs[input].clone()));
            }
        }
        given.push(run_node(&graph.nodes[node], node, &merged(edges)));
    }
    let mut outputs = BTreeMap::new();
    for (node, ports) in given.into_iter().enumerate() {
        let is_sink = !graph.edges.iter().any(|edge| edge.from == node);
        let names = match graph.nodes[node] {
            Kind::Split => [format!("n{node}.left"), format!("n{node}.right")],
            Kind::PythonTwo => [format!("n{node}.a"), format!("n{node}.b")],
            _ => [format!("n{node}"), String::new()],
        };
        // A sink has all its ports as outputs, any other node its first one, under its own name.
        let shown = if is_sink { ports.len() } else { 1 };
        for (port, stream) in ports.into_iter().take(shown).enumerate() {
            let name = if is_sink { names[port].clone() } else { format!("n{node}") };
            if !stream.is_empty() {
                outputs.insert(name, stream);
            }
        }
    }
    outputs
}

/// Always the packet with the least time; of equal ones that of the first edge.
fn merged(mut edges: Vec<(usize, Vec<Packet>)>) -> Vec<(usize, Packet)> {
    let mut all = Vec::new();
    loop {
        let mut least: Option<usize> = None;
        for (index, (_, stream)) in edges.iter().enumerate() {
            let Some((_, time)) = stream.first() else { continue };
            if least.is_none_or(|least| *time < edges[least].1[0].1) {
                least = Some(index);
            }
        }
        let Some(least) = least else { return all };
        let (port, stream) = &mut edges[least];
        all.push((*port, stream.remove(0)));
    }
}

/// The streams of its output ports.
fn run_node(kind: &Kind, node: usize, packets: &[(usize, Packet)]) -> Vec<Vec<Packet>> {
    let mut given = vec![Vec::new(); kind.outputs()];
    let mut python = |work: PythonWork, retried: PythonWork| {
        // What raises once is called again; what raises always is skipped.
        let work = if work == (PythonWork::Raises { once: true }) { retried } else { work };
        if let PythonWork::Gives { outputs, .. } = work {
            for (port, text, time) in outputs {
                given[port].push((text, time));
            }
        }
    };
    match kind {
        Kind::Python | Kind::PythonTwo => {
            for (port, packet) in packets {
                python(python_process(kind, node, *port, packet), python_again(kind, node, *port, packet));
            }
            python(python_finish(node), python_finish(node));
        }
        Kind::PythonSource => {
            python(python_produce(node), python_produce(node));
            python(python_finish(node), python_finish(node));
        }
        Kind::Count(to) => given[0] = (0..*to).map(|index| (format!("n{index}"), f64::from(index))).collect(),
        Kind::Pass | Kind::Hold => given[0] = packets.iter().map(|(_, packet)| packet.clone()).collect(),
        Kind::Gather => {
            given[0] = vec![(packets.iter().map(|(_, (text, _))| text.as_str()).collect(), 99.0)];
        }
        Kind::Picky => {
            given[0] =
                packets.iter().map(|(_, packet)| packet.clone()).filter(|(text, _)| !text.starts_with("bad")).collect();
        }
        Kind::Repeat(times) => {
            for (_, packet) in packets {
                given[0].extend((0..*times).map(|_| packet.clone()));
            }
        }
        Kind::Join => given[0] = packets.iter().map(|(port, (text, time))| (format!("{port}{text}"), *time)).collect(),
        Kind::Turn => {
            let of = |wanted: usize| packets.iter().filter(move |(port, _)| *port == wanted).map(|(_, packet)| packet);
            given[0] = of(0).zip(of(1)).map(|((one, time), (other, _))| (format!("{one}+{other}"), *time)).collect();
        }
        Kind::Split => {
            for (index, (_, packet)) in packets.iter().enumerate() {
                given[index % 2].push(packet.clone());
            }
        }
    }
    given
}

/// What a call gives that failed the first time.
pub fn python_again(kind: &Kind, node: usize, port: usize, packet: &Packet) -> PythonWork {
    match python_process(kind, node, port, packet) {
        PythonWork::Raises { once: true } => {
            PythonWork::Gives { outputs: vec![(0, format!("{}again", packet.0), packet.1)], emitted: 0 }
        }
        work => work,
    }
}
