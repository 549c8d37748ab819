//! Native node types for tests: small, and each with one trait of its own.

use std::rc::Rc;

use graph_engine::diagnostic::Diagnostic;
use graph_engine::native::{Build, NativeNode, NativeType, NodeError, Outputs, Port, PortType, Produced};
use graph_engine::packet::{Packet, Value};
use graph_engine::params::Params;

type Built = Result<Box<dyn NativeNode>, Vec<Diagnostic>>;

const ANY: &[Port] = &[Port { name: "default", kind: PortType::Any }];
const AUDIO: &[Port] = &[Port { name: "default", kind: PortType::Audio }];
const TEXT: &[Port] = &[Port { name: "default", kind: PortType::Text }];
const TWO: &[Port] = &[Port { name: "left", kind: PortType::Any }, Port { name: "right", kind: PortType::Any }];

const fn native(name: &'static str, inputs: &'static [Port], outputs: &'static [Port], build: Build) -> NativeType {
    NativeType { name, aliases: &[], inputs, open_inputs: false, outputs, build }
}

/// All of them.
pub static TYPES: &[NativeType] = &[
    NativeType { aliases: &["PassThrough"], ..native("PassNode", ANY, ANY, |_| Ok(Box::new(Pass))) },
    native("HoldNode", ANY, ANY, |_| Ok(Box::new(Hold(None)))),
    native("GatherNode", ANY, ANY, |_| Ok(Box::new(Gather(String::new())))),
    native("RepeatNode", ANY, ANY, repeat),
    native("PickyNode", ANY, ANY, picky),
    native("JoinNode", TWO, ANY, |_| Ok(Box::new(Join))),
    native("TurnNode", TWO, ANY, |_| Ok(Box::new(Turn { left: None, ended: [false; 2] }))),
    native("SplitNode", ANY, TWO, |_| Ok(Box::new(Split(0)))),
    native("CountNode", &[], ANY, count),
    native("GaugeNode", AUDIO, TEXT, |_| Ok(Box::new(Pass))),
    native("ShoutNode", TEXT, TEXT, |_| Ok(Box::new(Pass))),
];

struct Pass;

impl NativeNode for Pass {
    fn process(&mut self, _: usize, packet: &Packet, out: &mut Outputs) -> Result<(), NodeError> {
        out.emit(0, Rc::clone(&packet.value), packet.timestamp, Rc::clone(&packet.metadata));
        Ok(())
    }
}

/// Gives each packet out when the next one comes, and the last one at the end.
struct Hold(Option<Packet>);

impl NativeNode for Hold {
    fn process(&mut self, _: usize, packet: &Packet, out: &mut Outputs) -> Result<(), NodeError> {
        self.finish(out)?;
        self.0 = Some(packet.clone());
        Ok(())
    }

    fn finish(&mut self, out: &mut Outputs) -> Result<(), NodeError> {
        if let Some(packet) = self.0.take() {
            out.emit(0, packet.value, packet.timestamp, packet.metadata);
        }
        Ok(())
    }
}

/// Gives all texts out as one, at the end.
struct Gather(String);

impl NativeNode for Gather {
    fn process(&mut self, _: usize, packet: &Packet, _: &mut Outputs) -> Result<(), NodeError> {
        if let Value::Text(text) = &*packet.value {
            self.0 += text;
        }
        Ok(())
    }

    fn finish(&mut self, out: &mut Outputs) -> Result<(), NodeError> {
        out.emit(0, Rc::new(Value::Text(core::mem::take(&mut self.0))), 99.0, "".into());
        Ok(())
    }
}

/// Gives each packet out `times` times.
struct Repeat(u32);

fn repeat(params: &mut Params<'_>) -> Built {
    let times = params.u32("times", &[], 2, 0..=1000);
    params.check()?;
    Ok(Box::new(Repeat(times)))
}

impl NativeNode for Repeat {
    fn process(&mut self, _: usize, packet: &Packet, out: &mut Outputs) -> Result<(), NodeError> {
        for _ in 0..self.0 {
            out.emit(0, Rc::clone(&packet.value), packet.timestamp, Rc::clone(&packet.metadata));
        }
        Ok(())
    }
}

/// Gives something out, and then fails for every text that begins with "bad"; the first `patience`
/// times only.
struct Picky(u32);

fn picky(params: &mut Params<'_>) -> Built {
    let patience = params.u32("patience", &[], 1000, 0..=1000);
    params.check()?;
    Ok(Box::new(Picky(patience)))
}

impl NativeNode for Picky {
    fn process(&mut self, _: usize, packet: &Packet, out: &mut Outputs) -> Result<(), NodeError> {
        out.emit(0, Rc::clone(&packet.value), packet.timestamp, Rc::clone(&packet.metadata));
        match &*packet.value {
            Value::Text(text) if text.starts_with("bad") && self.0 > 0 => {
                self.0 -= 1;
                Err(NodeError {
                    code: "bad-text",
                    message: format!("{text} is bad"),
                    help: "Send something good.".into(),
                })
            }
            _ => Ok(()),
        }
    }
}

/// Adds the port to the text.
struct Join;

impl NativeNode for Join {
    fn process(&mut self, port: usize, packet: &Packet, out: &mut Outputs) -> Result<(), NodeError> {
        let Value::Text(text) = &*packet.value else { return Ok(()) };
        out.emit(0, Rc::new(Value::Text(format!("{port}{text}"))), packet.timestamp, Rc::clone(&packet.metadata));
        Ok(())
    }
}

/// Takes its inputs in turn and gives out pairs, until one of them ends.
struct Turn {
    left: Option<Packet>,
    ended: [bool; 2],
}

impl NativeNode for Turn {
    fn next_port(&self) -> Option<usize> {
        Some(match (self.ended, &self.left) {
            ([true, _], _) => 1,
            ([_, true], _) | (_, None) => 0,
            (_, Some(_)) => 1,
        })
    }

    fn process(&mut self, port: usize, packet: &Packet, out: &mut Outputs) -> Result<(), NodeError> {
        if self.ended[1 - port] {
            out.leave_out(port);
        } else if port == 0 {
            self.left = Some(packet.clone());
        } else if let Some(left) = self.left.take()
            && let (Value::Text(one), Value::Text(other)) = (&*left.value, &*packet.value)
        {
            let both = Value::Text(format!("{one}+{other}"));
            out.emit(0, Rc::new(both), left.timestamp, Rc::clone(&left.metadata));
        }
        Ok(())
    }

    fn port_ended(&mut self, port: usize, out: &mut Outputs) -> Result<(), NodeError> {
        self.ended[port] = true;
        if port == 1 && self.left.take().is_some() {
            out.leave_out(0);
        }
        Ok(())
    }
}

/// Packets in turn to the left and the right.
struct Split(usize);

impl NativeNode for Split {
    fn process(&mut self, _: usize, packet: &Packet, out: &mut Outputs) -> Result<(), NodeError> {
        out.emit(self.0 % 2, Rc::clone(&packet.value), packet.timestamp, Rc::clone(&packet.metadata));
        self.0 += 1;
        Ok(())
    }
}

/// A source of `to` texts.
struct Count(u32, u32);

fn count(params: &mut Params<'_>) -> Built {
    let to = params.u32("to", &[], 3, 0..=1_000_000_000);
    params.check()?;
    Ok(Box::new(Count(0, to)))
}

impl NativeNode for Count {
    fn process(&mut self, _: usize, _: &Packet, _: &mut Outputs) -> Result<(), NodeError> {
        Ok(())
    }

    fn produce(&mut self, out: &mut Outputs) -> Result<Produced, NodeError> {
        if self.0 == self.1 {
            return Ok(Produced::End);
        }
        out.emit(0, Rc::new(Value::Text(format!("n{}", self.0))), f64::from(self.0), "".into());
        self.0 += 1;
        Ok(Produced::More)
    }
}
