//! Reading an outbox, as a host does.

/// A packet that a command names.
#[derive(Clone, Debug, PartialEq)]
pub struct Packet {
    pub owner: u8,
    pub kind: u8,
    pub shared: bool,
    pub id: u32,
    pub bytes: u32,
    pub dtype: u8,
    pub arrays: u32,
    pub timestamp: f64,
    pub sequence: u64,
    pub sample_rate: f64,
    pub dims: Vec<u32>,
    pub metadata: String,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    Call { call: u32, node: u32, reason: u32, packets: Vec<(u32, Packet)> },
    Materialise { to: u32, id: u32, packet: Packet },
    Release { owner: u32, id: u32 },
    Output { output: u32, packet: Packet },
    Ready { input: u32 },
    Refused { input: u32, packet: Packet },
    Done { how: u32 },
    Failed { diagnostic: serde_json::Value },
    Abort { call: u32 },
    Note { diagnostic: serde_json::Value },
    GoOn { call: u32 },
}

/// All commands of an outbox.
pub fn decode(outbox: &[u8]) -> Vec<Command> {
    let mut commands = Vec::new();
    let mut at = 0;
    while at < outbox.len() {
        let size = u32::from_le_bytes(outbox[at..at + 4].try_into().unwrap()) as usize;
        let mut reader = Reader { bytes: &outbox[at..at + size], at: 8 };
        commands.push(reader.command(outbox[at + 4]));
        assert_eq!(reader.at, size, "a record's size is its own");
        at += size;
    }
    commands
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn command(&mut self, tag: u8) -> Command {
        match tag {
            1 => {
                let (call, node, reason, count) = (self.u32(), self.u32(), self.u32(), self.u32());
                let packets = (0..count).map(|_| (self.u32(), self.packet())).collect();
                Command::Call { call, node, reason, packets }
            }
            2 => Command::Materialise { to: self.u32(), id: self.u32(), packet: self.packet() },
            3 => Command::Release { owner: self.u32(), id: self.u32() },
            4 => Command::Output { output: self.u32(), packet: self.packet() },
            5 => Command::Ready { input: self.u32() },
            6 => Command::Refused { input: self.u32(), packet: self.packet() },
            7 => Command::Done { how: self.u32() },
            8 => Command::Failed { diagnostic: self.json() },
            9 => Command::Abort { call: self.u32() },
            10 => Command::Note { diagnostic: self.json() },
            11 => Command::GoOn { call: self.u32() },
            _ => panic!("no command has the tag {tag}"),
        }
    }

    fn take<const N: usize>(&mut self) -> [u8; N] {
        let taken = self.bytes[self.at..self.at + N].try_into().unwrap();
        self.at += N;
        taken
    }

    fn u32(&mut self) -> u32 {
        u32::from_le_bytes(self.take())
    }

    fn string(&mut self) -> String {
        let bytes = self.u32() as usize;
        let text = String::from_utf8(self.bytes[self.at..self.at + bytes].to_vec()).unwrap();
        self.at += bytes;
        text
    }

    fn json(&mut self) -> serde_json::Value {
        serde_json::from_str(&self.string()).unwrap()
    }

    fn packet(&mut self) -> Packet {
        let [owner, kind, flags, dims] = self.take();
        let id = self.u32();
        let _address = self.u32();
        let bytes = self.u32();
        let [dtype, 0, 0, 0] = self.take() else { panic!("padding is zero") };
        let arrays = self.u32();
        let timestamp = f64::from_le_bytes(self.take());
        let sequence = u64::from_le_bytes(self.take());
        let sample_rate = f64::from_le_bytes(self.take());
        let dims = (0..dims).map(|_| self.u32()).collect();
        let metadata = self.string();
        Packet {
            owner,
            kind,
            shared: flags & 1 == 1,
            id,
            bytes,
            dtype,
            arrays,
            timestamp,
            sequence,
            sample_rate,
            dims,
            metadata,
        }
    }
}
