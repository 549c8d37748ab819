//! The part of the file that is held, and the part that is wanted next.

use crate::limits::WINDOW_BYTES;

/// A piece of the file in memory. Reading ahead of what is asked makes one request of many small ones.
pub struct Window {
    size: u64,
    start: u64,
    bytes: Vec<u8>,
    wanted_offset: u64,
    wanted_bytes: usize,
    /// Offset at which the file turned out to end, where that is before `size`.
    ended_at: Option<u64>,
}

impl Window {
    pub fn new(size: u64) -> Self {
        Self { size, start: 0, bytes: Vec::new(), wanted_offset: 0, wanted_bytes: 0, ended_at: None }
    }

    /// Size of the file as the host gave it.
    pub fn size(&self) -> u64 {
        self.size
    }

    pub fn ended_at(&self) -> Option<u64> {
        self.ended_at
    }

    /// Forgets what was read: the file has turned out not to be what it was.
    pub fn forget(&mut self) {
        self.ended_at = None;
        self.bytes.clear();
    }

    pub fn wanted(&self) -> (u64, usize) {
        (self.wanted_offset, self.wanted_bytes)
    }

    /// Exactly `bytes` bytes from `offset`, where they are held.
    pub fn get(&self, offset: u64, bytes: usize) -> Option<&[u8]> {
        let held = self.held(offset);
        held.get(..bytes)
    }

    /// What is held from `offset` on; empty where that is elsewhere.
    pub fn held(&self, offset: u64) -> &[u8] {
        offset
            .checked_sub(self.start)
            .and_then(|from| usize::try_from(from).ok())
            .and_then(|from| self.bytes.get(from..))
            .unwrap_or(&[])
    }

    /// Asks for the bytes from `offset`, as many as fit.
    pub fn want(&mut self, offset: u64) {
        let left = self.size.saturating_sub(offset);
        self.wanted_offset = offset;
        self.wanted_bytes = left.min(WINDOW_BYTES as u64) as usize;
    }

    /// Room for what the host has read; what was held is gone.
    pub fn buffer(&mut self, bytes: usize) -> &mut [u8] {
        self.start = self.wanted_offset;
        self.bytes.clear();
        self.bytes.resize(bytes.min(WINDOW_BYTES), 0);
        &mut self.bytes
    }

    /// `bytes` of the buffer have been filled.
    pub fn supply(&mut self, bytes: usize) {
        let bytes = bytes.min(self.wanted_bytes);
        self.bytes.truncate(bytes);
        if self.bytes.len() < self.wanted_bytes.max(1) {
            self.ended_at = Some(self.start + self.bytes.len() as u64);
        }
    }
}
