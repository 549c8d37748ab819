//! The engine's commands: `WIRE.md`, "Commands", as far as a host without nodes of its own gets any.

/// One record of the outbox.
#[derive(Debug, PartialEq)]
pub enum Command<'a> {
    Output {
        output: usize,
        packet: Packet<'a>,
    },
    Ready {
        input: usize,
    },
    Refused {
        input: usize,
        id: u32,
    },
    Failed {
        diagnostic: &'a str,
    },
    Note {
        diagnostic: &'a str,
    },
    /// Anything that asks nothing of this host.
    Other,
}

/// A packet whose body the engine owns.
#[derive(Debug, PartialEq)]
pub struct Packet<'a> {
    pub kind: u32,
    pub id: u32,
    pub dtype: u32,
    pub arrays: u32,
    pub sample_rate: f64,
    pub dims: Vec<u32>,
    pub metadata: &'a str,
}

/// The commands of one outbox, in order. The engine is part of this program: a record that cannot be
/// read is a bug of ours, and panics.
pub fn read(outbox: &[u8]) -> impl Iterator<Item = Command<'_>> {
    let mut rest = outbox;
    core::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let size = u32_at(rest, 0) as usize;
        let (record, after) = rest.split_at(size);
        rest = after;
        Some(command(record[4], &record[8..]))
    })
}

fn command(tag: u8, fields: &[u8]) -> Command<'_> {
    match tag {
        4 => Command::Output { output: u32_at(fields, 0) as usize, packet: packet(&fields[4..]) },
        5 => Command::Ready { input: u32_at(fields, 0) as usize },
        6 => Command::Refused { input: u32_at(fields, 0) as usize, id: packet(&fields[4..]).id },
        8 => Command::Failed { diagnostic: text(fields) },
        10 => Command::Note { diagnostic: text(fields) },
        _ => Command::Other,
    }
}

fn packet(fields: &[u8]) -> Packet<'_> {
    let dims = (0..usize::from(fields[3])).map(|index| u32_at(fields, 48 + 4 * index)).collect::<Vec<u32>>();
    Packet {
        kind: u32::from(fields[1]),
        id: u32_at(fields, 4),
        dtype: u32::from(fields[16]),
        arrays: u32_at(fields, 20),
        sample_rate: f64::from_le_bytes(fields[40..48].try_into().expect("8 bytes")),
        metadata: text(&fields[48 + 4 * dims.len()..]),
        dims,
    }
}

fn text(fields: &[u8]) -> &str {
    let length = u32_at(fields, 0) as usize;
    core::str::from_utf8(&fields[4..4 + length]).expect("the engine writes UTF-8")
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(bytes[at..at + 4].try_into().expect("4 bytes"))
}
