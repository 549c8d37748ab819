//! Events: reading what the host wrote into the inbox. Nothing here trusts a length.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::{Form, Kind, Owner, event};

/// A packet as an event names it. The sequence number on the wire means nothing here: the engine numbers.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct PacketIn<'a> {
    pub owner: Owner,
    pub id: u32,
    pub form: Form,
    pub timestamp: f64,
    pub metadata: &'a str,
}

/// One fact from the host.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Event<'a> {
    Push {
        input: u32,
        packet: PacketIn<'a>,
    },
    Close {
        input: u32,
    },
    Complete {
        call: u32,
        outputs: Vec<(u32, PacketIn<'a>)>,
    },
    Emit {
        call: u32,
        port: u32,
        packet: PacketIn<'a>,
    },
    Fail {
        call: u32,
        cause: &'a str,
    },
    Materialised {
        owner: Owner,
        id: u32,
        packet: PacketIn<'a>,
    },
    Cancel,
    NotMaterialised {
        owner: Owner,
        id: u32,
        cause: &'a str,
    },
    Spent {
        call: u32,
        seconds: f64,
    },
    /// For the trace; what a newer host tells of that is not known here passes.
    Mark {
        what: u32,
        about: [u32; 2],
        began: f64,
        ended: f64,
        label: &'a str,
    },
}

/// What makes an inbox unreadable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Malformed(pub String);

/// The events of an inbox, in order; ends after the first that is malformed.
pub(crate) struct Events<'a> {
    rest: &'a [u8],
    position: usize,
}

impl<'a> Events<'a> {
    pub(crate) fn new(inbox: &'a [u8]) -> Self {
        Self { rest: inbox, position: 0 }
    }
}

impl<'a> Iterator for Events<'a> {
    type Item = Result<Event<'a>, Malformed>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let size = self.rest.first_chunk().map_or(0, |bytes| u32::from_le_bytes(*bytes) as usize);
        if size < 8 || size > self.rest.len() {
            let left = core::mem::take(&mut self.rest).len();
            let message = format!(
                "the record at byte {} of the inbox says that it has {size} bytes; {left} are left",
                self.position
            );
            return Some(Err(Malformed(message)));
        }
        let (record, rest) = self.rest.split_at(size);
        let at = self.position;
        self.rest = rest;
        self.position += size;
        let read = Reader { rest: &record[8..] }.event(record[4]);
        if read.is_err() {
            self.rest = &[];
        }
        Some(read.map_err(|Malformed(what)| {
            Malformed(format!("the record at byte {at} of the inbox (tag {}): {what}", record[4]))
        }))
    }
}

/// Reads the fields of one record.
struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    fn event(mut self, tag: u8) -> Result<Event<'a>, Malformed> {
        let event = match tag {
            event::PUSH => Event::Push { input: self.u32()?, packet: self.packet()? },
            event::CLOSE => Event::Close { input: self.u32()? },
            event::COMPLETE => {
                let call = self.u32()?;
                let count = self.u32()?;
                let mut outputs = Vec::new();
                for _ in 0..count {
                    outputs.push((self.u32()?, self.packet()?));
                }
                Event::Complete { call, outputs }
            }
            event::EMIT => Event::Emit { call: self.u32()?, port: self.u32()?, packet: self.packet()? },
            event::FAIL => Event::Fail { call: self.u32()?, cause: self.string()? },
            event::MATERIALISED => {
                Event::Materialised { owner: self.owner()?, id: self.u32()?, packet: self.packet()? }
            }
            event::CANCEL => Event::Cancel,
            event::NOT_MATERIALISED => {
                Event::NotMaterialised { owner: self.owner()?, id: self.u32()?, cause: self.string()? }
            }
            event::SPENT => Event::Spent { call: self.u32()?, seconds: f64::from_le_bytes(self.array()?) },
            event::MARK => Event::Mark {
                what: self.u32()?,
                about: [self.u32()?, self.u32()?],
                began: f64::from_le_bytes(self.array()?),
                ended: f64::from_le_bytes(self.array()?),
                label: self.string()?,
            },
            _ => return Err(Malformed("no event has this tag".into())),
        };
        if self.rest.is_empty() { Ok(event) } else { Err(Malformed(format!("{} bytes too many", self.rest.len()))) }
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Malformed> {
        let (bytes, rest) = self.rest.split_first_chunk().ok_or_else(|| Malformed("it ends too early".into()))?;
        self.rest = rest;
        Ok(*bytes)
    }

    fn u32(&mut self) -> Result<u32, Malformed> {
        self.array().map(u32::from_le_bytes)
    }

    fn string(&mut self) -> Result<&'a str, Malformed> {
        let bytes = self.u32()? as usize;
        let (text, rest) =
            self.rest.split_at_checked(bytes).ok_or_else(|| Malformed("a string ends too early".into()))?;
        self.rest = rest;
        core::str::from_utf8(text).map_err(|_| Malformed("a string is not UTF-8".into()))
    }

    fn owner(&mut self) -> Result<Owner, Malformed> {
        let code = self.u32()?;
        u8::try_from(code).ok().and_then(Owner::from_code).ok_or_else(|| Malformed(format!("{code} is no owner")))
    }

    fn packet(&mut self) -> Result<PacketIn<'a>, Malformed> {
        let [owner, kind, _flags, dims] = self.array()?;
        let owner = Owner::from_code(owner).ok_or_else(|| Malformed(format!("{owner} is no owner")))?;
        let kind = Kind::from_code(kind).ok_or_else(|| Malformed(format!("{kind} is no kind of packet")))?;
        let id = self.u32()?;
        let _address = self.u32()?;
        let bytes = self.u32()?;
        let [dtype, ..] = self.array::<4>()?;
        let arrays = self.u32()?;
        let timestamp = f64::from_le_bytes(self.array()?);
        let _sequence: [u8; 8] = self.array()?;
        let sample_rate = f64::from_le_bytes(self.array()?);
        let dims = (0..dims).map(|_| self.u32()).collect::<Result<_, _>>()?;
        let metadata = self.string()?;
        Ok(PacketIn { owner, id, form: Form { kind, dtype, bytes, arrays, sample_rate, dims }, timestamp, metadata })
    }
}
