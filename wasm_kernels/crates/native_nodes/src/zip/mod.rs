//! `ZipNode`: packets of several streams that belong together, as one.
//!
//! | | |
//! |---|---|
//! | inputs | those that connections name (`{"to": "zip.left"}`); a connection that names none gets one with the id of the node it comes from |
//! | output `default` | JSON: one value for each set, with timestamp and metadata of its earliest packet |
//! | `mode` | `sequence` (default): first with first, second with second, whatever their timestamps say; `time`: packets whose timestamps are near each other |
//! | `tolerance` (`tolerance_s`) | with `time`: seconds between the earliest and the latest of a set; default 0.02 |
//! | `unmatched` | what happens to packets without a partner: `drop` (default; they are counted, and told of at the end) or `null` (they are given out, with null for what is missing) |
//! | `output` | `record` (default): an object with the inputs' names as keys; `list`: their values in the order of the inputs |
//! | `inputs` | names of the inputs in their order; default: as connections name them |
//! | `capacity` | with `time`: packets that may wait at one input, from 1; default 1024. Beyond that the oldest counts as unmatched |
//!
//! In a set, text is a string, an array `{"$array"}`, audio an object of `sample_rate`, `channels`,
//! `frames` and `samples` (channels × frames), bytes a `uint8` array; JSON stands as it is.
//!
//! - By sequence, one packet of each input waits here, no more. With `drop` nothing more is given once
//!   one input has ended; with `null` the others go on.
//! - By time, a set is complete when each input has a packet within the tolerance of the earliest that
//!   waits; the first that fit are taken. A packet is unmatched as soon as a later one, by more than the
//!   tolerance, has come on any input.

mod by_sequence;
mod by_time;
mod set;

use graph_engine::diagnostic::Diagnostic;
use graph_engine::native::{NativeNode, NativeType, Port, PortType};
use graph_engine::params::Params;

use by_sequence::BySequence;
use by_time::ByTime;
use set::{Form, Sets, Unmatched};

/// The type.
pub const ZIP: NativeType = NativeType {
    name: "ZipNode",
    aliases: &[],
    inputs: &[],
    open_inputs: true,
    outputs: &[Port { name: "default", kind: PortType::Json }],
    build,
};

#[derive(Clone, Copy, PartialEq)]
enum Mode {
    Sequence,
    Time,
}

fn build(params: &mut Params<'_>) -> Result<Box<dyn NativeNode>, Vec<Diagnostic>> {
    let mode = params.choice("mode", &[], Mode::Sequence, &[("sequence", Mode::Sequence), ("time", Mode::Time)]);
    let tolerance = params.optional_f64("tolerance", &["tolerance_s"], 0.0..=f64::INFINITY);
    let capacity = params.optional_u32("capacity", &[], 1..=1 << 20);
    let unmatched =
        params.choice("unmatched", &[], Unmatched::Drop, &[("drop", Unmatched::Drop), ("null", Unmatched::Null)]);
    let form = params.choice("output", &[], Form::Record, &[("record", Form::Record), ("list", Form::List)]);
    // The engine has read them already: they are the node's ports.
    params.json("inputs", &[]);
    if mode == Mode::Sequence {
        for (key, given) in [("tolerance", tolerance.is_some()), ("capacity", capacity.is_some())] {
            if given {
                let message = format!("\"{key}\" means something in the mode \"time\" only.");
                params.refuse(key, message, "Write \"mode\": \"time\", or leave it out.");
            }
        }
    }
    params.check()?;
    let sets = Sets::new(form, unmatched);
    Ok(match mode {
        Mode::Sequence => Box::new(BySequence::new(sets)),
        Mode::Time => Box::new(ByTime::new(sets, tolerance.unwrap_or(0.02), capacity.unwrap_or(1024) as usize)),
    })
}
