//! A ZIP writer whose every field can be made to lie.

use miniz_oxide::deflate::compress_to_vec;

pub const STORED: u16 = 0;
pub const DEFLATE: u16 = 8;
pub const DESCRIPTOR: u16 = 1 << 3;

/// One entry with what each of its two headers says.
#[derive(Clone)]
pub struct Entry {
    pub data: Vec<u8>,
    pub local: Header,
    pub central: Header,
    /// Upper half: Unix mode.
    pub attributes: u32,
    /// What stands behind the data.
    pub tail: Vec<u8>,
    /// Added to the true offset in the table of contents.
    pub offset_error: i64,
    pub disk: u16,
    pub made_by: u16,
}

#[derive(Clone)]
pub struct Header {
    pub name: Vec<u8>,
    pub flags: u16,
    pub method: u16,
    pub crc: u32,
    pub stored_bytes: u32,
    pub bytes: u32,
    pub extra: Vec<u8>,
}

impl Entry {
    pub fn stored(name: &str, content: &[u8]) -> Self {
        Self::new(name, content, STORED, content.to_vec())
    }

    pub fn deflated(name: &str, content: &[u8]) -> Self {
        Self::new(name, content, DEFLATE, compress_to_vec(content, 9))
    }

    fn new(name: &str, content: &[u8], method: u16, data: Vec<u8>) -> Self {
        let header = Header {
            name: name.as_bytes().to_vec(),
            flags: 0,
            method,
            crc: crc32fast::hash(content),
            stored_bytes: data.len() as u32,
            bytes: content.len() as u32,
            extra: Vec::new(),
        };
        Self {
            data,
            local: header.clone(),
            central: header,
            attributes: 0,
            tail: Vec::new(),
            offset_error: 0,
            disk: 0,
            made_by: 20,
        }
    }

    /// Sizes and checksum in a descriptor behind the data, zeros in the local header.
    pub fn with_descriptor(mut self, has_signature: bool, is_wide: bool) -> Self {
        let header = &mut self.local;
        self.tail = if has_signature { b"PK\x07\x08".to_vec() } else { Vec::new() };
        self.tail.extend(header.crc.to_le_bytes());
        for size in [header.stored_bytes, header.bytes] {
            self.tail.extend(size.to_le_bytes());
            if is_wide {
                self.tail.extend([0; 4]);
            }
        }
        (header.crc, header.stored_bytes, header.bytes) = (0, 0, 0);
        header.flags |= DESCRIPTOR;
        self.central.flags |= DESCRIPTOR;
        self
    }

    /// 64-bit sizes in the extra field of both headers.
    pub fn with_wide_sizes(mut self) -> Self {
        for header in [&mut self.local, &mut self.central] {
            let mut extra = vec![1, 0, 16, 0];
            extra.extend(u64::from(header.bytes).to_le_bytes());
            extra.extend(u64::from(header.stored_bytes).to_le_bytes());
            (header.bytes, header.stored_bytes) = (u32::MAX, u32::MAX);
            header.extra.extend(extra);
        }
        self
    }

    /// Changes both headers alike.
    pub fn both(mut self, change: impl Fn(&mut Header)) -> Self {
        change(&mut self.local);
        change(&mut self.central);
        self
    }

    pub fn change(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }
}

impl Header {
    fn write(&self, out: &mut Vec<u8>) {
        for field in [20, self.flags, self.method, 0, 0x21] {
            out.extend(field.to_le_bytes());
        }
        for field in [self.crc, self.stored_bytes, self.bytes] {
            out.extend(field.to_le_bytes());
        }
        for length in [self.name.len(), self.extra.len()] {
            out.extend((length as u16).to_le_bytes());
        }
    }
}

/// A whole file.
#[derive(Clone, Default)]
pub struct Zip {
    pub entries: Vec<Entry>,
    pub prefix: Vec<u8>,
    /// Between the last entry and the table of contents.
    pub gap: Vec<u8>,
    pub comment: Vec<u8>,
    /// Behind the end record.
    pub suffix: Vec<u8>,
    /// Write the 64-bit end record, and all ones in the plain one.
    pub wide_end: bool,
    /// Added to the number of entries that the end record claims.
    pub count_error: i32,
}

impl Zip {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn file(self, name: &str, content: &[u8]) -> Self {
        self.entry(Entry::stored(name, content))
    }

    pub fn entry(mut self, entry: Entry) -> Self {
        self.entries.push(entry);
        self
    }

    pub fn change(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }

    pub fn bytes(&self) -> Vec<u8> {
        let mut out = self.prefix.clone();
        let mut offsets = Vec::new();
        for entry in &self.entries {
            offsets.push(out.len());
            out.extend(b"PK\x03\x04");
            out.extend(20u16.to_le_bytes());
            let mut fields = Vec::new();
            entry.local.write(&mut fields);
            out.extend(&fields[2..]);
            out.extend(&entry.local.name);
            out.extend(&entry.local.extra);
            out.extend(&entry.data);
            out.extend(&entry.tail);
        }
        out.extend(&self.gap);
        let directory = out.len();
        for (entry, offset) in self.entries.iter().zip(offsets) {
            out.extend(b"PK\x01\x02");
            out.extend(entry.made_by.to_le_bytes());
            entry.central.write(&mut out);
            for field in [0, entry.disk, 0] {
                out.extend(field.to_le_bytes());
            }
            out.extend(entry.attributes.to_le_bytes());
            out.extend(((offset as i64 + entry.offset_error) as u32).to_le_bytes());
            out.extend(&entry.central.name);
            out.extend(&entry.central.extra);
        }
        self.write_end(&mut out, directory);
        out.extend(&self.suffix);
        out
    }

    fn write_end(&self, out: &mut Vec<u8>, directory: usize) {
        let bytes = out.len() - directory;
        let count = (self.entries.len() as i32 + self.count_error) as u16;
        if self.wide_end {
            let at = out.len() as u64;
            out.extend(b"PK\x06\x06");
            out.extend(44u64.to_le_bytes());
            out.extend([45, 0, 45, 0]);
            out.extend([0; 8]);
            for field in [u64::from(count), u64::from(count), bytes as u64, directory as u64] {
                out.extend(field.to_le_bytes());
            }
            out.extend(b"PK\x06\x07\0\0\0\0");
            out.extend(at.to_le_bytes());
            out.extend(1u32.to_le_bytes());
        }
        out.extend(b"PK\x05\x06\0\0\0\0");
        let (count, bytes, directory) =
            if self.wide_end { (u16::MAX, u32::MAX, u32::MAX) } else { (count, bytes as u32, directory as u32) };
        for field in [count, count] {
            out.extend(field.to_le_bytes());
        }
        for field in [bytes, directory] {
            out.extend(field.to_le_bytes());
        }
        out.extend((self.comment.len() as u16).to_le_bytes());
        out.extend(&self.comment);
    }
}
