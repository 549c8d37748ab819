//! What a node type written in Rust gives to the engine.

use alloc::boxed::Box;
use alloc::rc::Rc;
use alloc::string::String;
use alloc::vec::Vec;

pub use manifest::canonical::PortType;

use crate::diagnostic::Diagnostic;
use crate::packet::{Packet, Value};
use crate::params::Params;

/// One port of a node type; the first of a list is the `default` one.
#[derive(Clone, Copy, Debug)]
pub struct Port {
    /// As connections name it.
    pub name: &'static str,
    /// What may pass.
    pub kind: PortType,
}

/// Makes a node from its parameters; every problem is reported, not only the first.
pub type Build = fn(&mut Params<'_>) -> Result<Box<dyn NativeNode>, Vec<Diagnostic>>;

/// A node type that the engine runs itself.
#[derive(Clone, Copy)]
pub struct NativeType {
    /// As manifests name it.
    pub name: &'static str,
    /// Other names for the same.
    pub aliases: &'static [&'static str],
    /// Ports that packets come in by; none for a source.
    pub inputs: &'static [Port],
    /// It has further inputs, of the names and in the order in which connections say them.
    pub open_inputs: bool,
    /// Ports that packets leave by.
    pub outputs: &'static [Port],
    /// The constructor.
    pub build: Build,
}

/// A running native node.
pub trait NativeNode {
    /// Takes one packet from input `port` (an index into [`NativeType::inputs`]).
    ///
    /// # Errors
    /// A [`NodeError`] that says what is wrong with the packet; the node's `on_error` decides what follows.
    fn process(&mut self, port: usize, packet: &Packet, out: &mut Outputs) -> Result<(), NodeError>;

    /// Once, before everything else: the node's id, and the names of its input ports, for types whose inputs
    /// are open.
    fn connect(&mut self, _id: &str, _inputs: &[&str]) {}

    /// The input port to take the next packet from, for a node that goes through its inputs in turn,
    /// always or never. Without it a node is given the packets of all its inputs in the order of time.
    fn next_port(&self) -> Option<usize> {
        None
    }

    /// With [`NativeNode::next_port`] only: the port whose turn it is gives no more packets.
    ///
    /// # Errors
    /// As [`NativeNode::process`].
    fn port_ended(&mut self, _port: usize, _out: &mut Outputs) -> Result<(), NodeError> {
        Ok(())
    }

    /// The stream has ended: gives out what is still held back (a resampler's tail, a last segment).
    ///
    /// # Errors
    /// As [`NativeNode::process`].
    fn finish(&mut self, _out: &mut Outputs) -> Result<(), NodeError> {
        Ok(())
    }

    /// Sources only: gives the next packet or packets. Called again until it answers [`Produced::End`].
    ///
    /// # Errors
    /// As [`NativeNode::process`].
    fn produce(&mut self, _out: &mut Outputs) -> Result<Produced, NodeError> {
        Ok(Produced::End)
    }
}

/// Whether a source has more to give.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Produced {
    /// Call again.
    More,
    /// That was all.
    End,
}

/// Why a native node could not do its work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NodeError {
    /// A stable word, such as `wrong-input-type`.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
    /// The way out.
    pub help: String,
}

/// Collects what a node gives out during one call.
#[derive(Default)]
pub struct Outputs {
    pub(crate) packets: Vec<Emitted>,
    pub(crate) left_out: Vec<usize>,
}

/// One output; the engine numbers it when it goes onto its edges.
#[derive(Clone, Debug)]
pub struct Emitted {
    /// Index into [`NativeType::outputs`].
    pub port: usize,
    /// What was given out.
    pub value: Rc<Value>,
    /// Seconds since the start of the stream.
    pub timestamp: f64,
    /// A JSON object as text, or empty.
    pub metadata: Rc<str>,
}

impl Outputs {
    /// Gives `value` to output `port` (an index into [`NativeType::outputs`]).
    /// `metadata` is a JSON object as text, or empty.
    pub fn emit(&mut self, port: usize, value: Rc<Value>, timestamp: f64, metadata: Rc<str>) {
        self.packets.push(Emitted { port, value, timestamp, metadata });
    }

    /// Says that a packet of input `port` is given up: it is counted, and told of at the end of the run.
    pub fn leave_out(&mut self, port: usize) {
        self.left_out.push(port);
    }

    /// Packets of input `port` that were given up so far, in this call.
    #[must_use]
    pub fn left_out(&self, port: usize) -> usize {
        self.left_out.iter().filter(|given_up| **given_up == port).count()
    }

    /// Takes out what has been given so far, in order.
    pub fn drain(&mut self) -> alloc::vec::Drain<'_, Emitted> {
        self.packets.drain(..)
    }
}
