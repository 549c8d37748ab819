//! What the table of contents says of one file of the bundle.

/// One entry, as the table of contents has it.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Path inside the bundle, UTF-8; a directory's ends with a slash.
    pub name: String,
    /// Name in both headers: `name`, or that below one top folder.
    pub written_name: String,
    pub flags: u16,
    pub method: u16,
    pub crc: u32,
    /// Bytes in the file.
    pub stored_bytes: u64,
    /// Bytes unpacked.
    pub bytes: u64,
    pub header_offset: u64,
    /// Where its data starts: after the local header, known once that is read.
    pub data_offset: u64,
    pub sha256: Option<[u8; 32]>,
}

impl Entry {
    pub fn is_directory(&self) -> bool {
        self.name.ends_with('/')
    }
}
