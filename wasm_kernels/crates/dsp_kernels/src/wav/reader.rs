//! A wav file, from bytes that somebody else reads.

use super::header::{HeaderScan, Scan};
use super::{Header, WavError};

/// Frames of every block but the last.
pub const BLOCK_FRAMES: usize = 4096;
/// Asked for at a time, at most.
pub const MAX_READ_BYTES: usize = 1 << 20;

/// What the reader waits for or has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Poll {
    /// Bytes: [`WavReader::wanted`] tells which, [`WavReader::buffer`] takes them.
    Wants,
    /// A block: [`WavReader::block`].
    Block,
    /// The header is known, or the block is done with, or all are: [`WavReader::next_block`] goes on.
    Ready,
    /// It cannot be read: [`WavReader::error`].
    Failed,
}

enum State {
    /// Waits until its bytes have come.
    Header,
    /// Waits to be asked for a block.
    Idle,
    /// Was asked for one, and waits for bytes or has none left to wait for.
    Asked,
    /// Has one.
    Block,
    Failed(WavError),
}

/// Reads the recording block by block, holding no more of the file than one read.
///
/// `poll` until it is [`Poll::Ready`]: then [`WavReader::header`] is there. Then again and again:
/// `next_block`, and `poll` until it is [`Poll::Block`] or, with [`WavReader::finished`], `Ready`.
pub struct WavReader {
    size: u64,
    read_blocks: usize,
    scan: HeaderScan,
    header: Option<Header>,
    state: State,
    /// What was asked for: place in the file and number of bytes.
    wanted: (u64, usize),
    buffer: Vec<u8>,
    /// Place of the buffer's first byte in the file.
    buffer_offset: u64,
    /// Bytes of samples in the buffer that no block has taken yet.
    taken: usize,
    held: usize,
    /// Frames not read yet.
    frames_left: u64,
    block: Vec<f32>,
    block_frames: usize,
}

impl WavReader {
    /// For a file of `size` bytes.
    #[must_use]
    pub fn new(size: u64) -> Self {
        Self::with_read_size(size, usize::MAX)
    }

    /// As [`WavReader::new`], asking for no more than the bytes of `blocks` blocks at a time.
    #[must_use]
    pub fn with_read_size(size: u64, blocks: usize) -> Self {
        Self {
            size,
            read_blocks: blocks.max(1),
            scan: HeaderScan::default(),
            header: None,
            state: State::Header,
            wanted: (0, 0),
            buffer: Vec::new(),
            buffer_offset: 0,
            taken: 0,
            held: 0,
            frames_left: 0,
            block: Vec::new(),
            block_frames: 0,
        }
    }

    /// Does what can be done with what is there.
    pub fn poll(&mut self) -> Poll {
        loop {
            match self.state {
                State::Header => {
                    if !self.scan_header() {
                        return Poll::Wants;
                    }
                }
                State::Idle => return Poll::Ready,
                State::Asked => {
                    if self.finished() {
                        self.state = State::Idle;
                    } else if self.held > self.taken {
                        self.decode();
                        self.state = State::Block;
                        return Poll::Block;
                    } else {
                        self.want_samples();
                        return Poll::Wants;
                    }
                }
                State::Block => return Poll::Block,
                State::Failed(_) => return Poll::Failed,
            }
        }
    }

    /// After [`Poll::Wants`]: place in the file and number of bytes, [`MAX_READ_BYTES`] at most.
    #[must_use]
    pub fn wanted(&self) -> (u64, usize) {
        self.wanted
    }

    /// Room for `bytes` bytes of what was wanted.
    pub fn buffer(&mut self, bytes: usize) -> &mut [u8] {
        self.buffer.resize(bytes.min(MAX_READ_BYTES), 0);
        &mut self.buffer
    }

    /// So many bytes were put into the buffer. Fewer than wanted mean that the file ends there.
    pub fn supply(&mut self, bytes: usize) {
        let bytes = bytes.min(self.buffer.len()).min(self.wanted.1);
        self.buffer.truncate(bytes);
        self.buffer_offset = self.wanted.0;
        let short = bytes < self.wanted.1;
        if short {
            self.size = self.wanted.0 + bytes as u64;
        }
        self.wanted = (0, 0);
        let Some(header) = &mut self.header else { return };
        let frame_bytes = header.frame_bytes();
        self.taken = 0;
        self.held = bytes - bytes % frame_bytes;
        let frames = (self.held / frame_bytes) as u64;
        if short {
            header.truncated = true;
            header.data_bytes -= (self.frames_left - frames) * frame_bytes as u64;
        }
        self.frames_left = if short { 0 } else { self.frames_left - frames };
    }

    /// What the header says, once it was read. Its length shrinks if the file turns out to end early.
    #[must_use]
    pub fn header(&self) -> Option<&Header> {
        self.header.as_ref()
    }

    /// Asks for the next block; the one before is gone.
    pub fn next_block(&mut self) {
        if matches!(self.state, State::Idle | State::Block) {
            self.state = State::Asked;
        }
    }

    /// Whether every frame was given.
    #[must_use]
    pub fn finished(&self) -> bool {
        self.header.is_some() && self.frames_left == 0 && self.taken == self.held && !matches!(self.state, State::Block)
    }

    /// After [`Poll::Block`]: planar samples, [`WavReader::block_frames`] for every channel.
    #[must_use]
    pub fn block(&self) -> &[f32] {
        &self.block
    }

    /// Samples per channel in the block: [`BLOCK_FRAMES`], but for the last one.
    #[must_use]
    pub fn block_frames(&self) -> usize {
        self.block_frames
    }

    /// After [`Poll::Failed`].
    #[must_use]
    pub fn error(&self) -> Option<&WavError> {
        if let State::Failed(error) = &self.state { Some(error) } else { None }
    }

    /// Whether it is through with the header, for better or worse.
    fn scan_header(&mut self) -> bool {
        match self.scan.step(&self.buffer, self.buffer_offset, self.size) {
            Ok(Scan::Wants { offset, bytes }) => {
                self.wanted = (offset, bytes as usize);
                return false;
            }
            Ok(Scan::Done(header)) => {
                self.frames_left = header.frames();
                self.header = Some(header);
                self.state = State::Idle;
                self.buffer.clear();
            }
            Err(error) => self.state = State::Failed(error),
        }
        true
    }

    fn want_samples(&mut self) {
        let Some(header) = &self.header else { return };
        let frame_bytes = header.frame_bytes();
        // A whole number of blocks, so that no block spans two reads.
        let block_bytes = BLOCK_FRAMES * frame_bytes;
        let blocks = (MAX_READ_BYTES / block_bytes).clamp(1, self.read_blocks);
        let place = header.data_start + header.data_bytes - self.frames_left * frame_bytes as u64;
        let bytes = (self.frames_left * frame_bytes as u64).min((blocks * block_bytes) as u64);
        self.wanted = (place, bytes as usize);
    }

    fn decode(&mut self) {
        let Some(header) = &self.header else { return };
        let frame_bytes = header.frame_bytes();
        let channels = usize::from(header.channels);
        let bytes = (self.held - self.taken).min(BLOCK_FRAMES * frame_bytes);
        self.block_frames = bytes / frame_bytes;
        self.block.resize(self.block_frames * channels, 0.0);
        let source = &self.buffer[self.taken..self.taken + bytes];
        header.encoding.decode_into(source, channels, &mut self.block);
        self.taken += bytes;
    }
}
