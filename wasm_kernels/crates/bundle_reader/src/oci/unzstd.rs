//! zstd (RFC 8878), unpacked block by block from bytes that come in pieces.

use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};
use ruzstd::io::Read;

use super::MAGIC;
use crate::diagnostic::{Diagnostic, counted};
use crate::limits::{self, INFLATED_CHUNK_BYTES, most_unpacked};
use crate::reason::Reason;
use crate::window::Window;

/// Longest frame header: mark, descriptor, window, dictionary, content size.
const LONGEST_HEADER_BYTES: u64 = 18;
const BLOCK_HEADER_BYTES: usize = 3;
const CHECKSUM_BYTES: usize = 4;
/// Most that a block may hold, packed or not.
const BLOCK_BYTES: usize = 128 << 10;

/// A stream of frames, one behind the other, from the start of the file.
pub struct Unzstd {
    decoder: FrameDecoder,
    stage: Stage,
    /// Next byte of the file.
    at: u64,
    room: Vec<u8>,
    /// What of `room` is unpacked and not consumed yet.
    from: usize,
    to: usize,
    /// Unpacked so far, and before the frame at hand.
    total: u64,
    frame_start: u64,
}

#[derive(Clone, Copy)]
enum Stage {
    Header,
    Block {
        has_checksum: bool,
    },
    /// The last block is in; what the decoder holds comes out.
    Draining {
        has_checksum: bool,
    },
    Done,
}

/// Answer of [`Unzstd::fill`].
pub enum Filled {
    /// There are bytes in [`Unzstd::held`].
    Some,
    /// The window wants bytes.
    Wants,
    /// The last frame has ended, with the file.
    End,
}

impl Unzstd {
    pub fn new() -> Self {
        let mut decoder = FrameDecoder::new();
        decoder.set_max_window_size(limits::ZSTD_WINDOW_BYTES);
        Self {
            decoder,
            stage: Stage::Header,
            at: 0,
            room: vec![0; INFLATED_CHUNK_BYTES],
            from: 0,
            to: 0,
            total: 0,
            frame_start: 0,
        }
    }

    /// Unpacked bytes that nobody has consumed yet.
    pub fn held(&self) -> &[u8] {
        &self.room[self.from..self.to]
    }

    pub fn consume(&mut self, bytes: usize) {
        self.from += bytes;
    }

    /// Unpacks more, once everything held is consumed.
    pub fn fill(&mut self, window: &mut Window) -> Result<Filled, Diagnostic> {
        loop {
            if self.from < self.to {
                return Ok(Filled::Some);
            }
            let went_on = match self.stage {
                Stage::Header => self.read_header(window)?,
                Stage::Block { has_checksum } => self.drain(window)? || self.read_block(window, has_checksum)?,
                Stage::Draining { has_checksum } => self.drain(window)? || self.end_frame(has_checksum)?,
                Stage::Done => return Ok(Filled::End),
            };
            if !went_on {
                window.want(self.at);
                return Ok(Filled::Wants);
            }
        }
    }

    /// False where the window has to move first; so have the others.
    fn read_header(&mut self, window: &Window) -> Result<bool, Diagnostic> {
        let left = window.size() - self.at;
        if left == 0 {
            self.stage = Stage::Done;
            return Ok(true);
        }
        let Some(header) = window.get(self.at, left.min(LONGEST_HEADER_BYTES) as usize) else {
            return Ok(false);
        };
        if !header.starts_with(MAGIC) {
            return Err(Diagnostic::of_file(
                Reason::HiddenBytes,
                format!("Behind the packed data, {} belong to nothing.", counted(left)),
            ));
        }
        let &descriptor = header.get(4).ok_or_else(|| cut("the header of the packed data"))?;
        let bytes = header_bytes(descriptor);
        let header = header.get(..bytes).ok_or_else(|| cut("the header of the packed data"))?;
        if descriptor & 8 != 0 {
            return Err(broken("The header of the packed data has a bit set that has no meaning."));
        }
        if descriptor & 3 != 0 {
            return Err(Diagnostic::of_file(
                Reason::UnsupportedMethod,
                "The data is packed by zstd with a dictionary, which is not in the file.",
            ));
        }
        if let Err(error) = self.decoder.reset(header) {
            use ruzstd::decoding::errors::FrameDecoderError::WindowSizeTooBig;
            return Err(if let WindowSizeTooBig { requested, max } = error {
                let message = format!("Unpacking takes a window of {requested} bytes; {max} are allowed.");
                Diagnostic::of_file(Reason::TooLarge, message)
            } else {
                broken("The header of the packed data makes no sense.")
            });
        }
        self.at += bytes as u64;
        self.stage = Stage::Block { has_checksum: descriptor & 4 != 0 };
        Ok(true)
    }

    fn read_block(&mut self, window: &Window, has_checksum: bool) -> Result<bool, Diagnostic> {
        let left = window.size() - self.at;
        if left < BLOCK_HEADER_BYTES as u64 {
            return Err(cut("the packed data"));
        }
        let Some(header) = window.get(self.at, BLOCK_HEADER_BYTES) else {
            return Ok(false);
        };
        let header = u32::from_le_bytes([header[0], header[1], header[2], 0]);
        let (is_last, kind, size) = (header & 1 != 0, header >> 1 & 3, (header >> 3) as usize);
        // Type 1 repeats one byte; type 3 is reserved.
        if kind == 3 || size > BLOCK_BYTES {
            return Err(broken("A block of the packed data makes no sense."));
        }
        let trailer = if is_last && has_checksum { CHECKSUM_BYTES } else { 0 };
        let bytes = BLOCK_HEADER_BYTES + if kind == 1 { 1 } else { size } + trailer;
        if left < bytes as u64 {
            return Err(cut("the packed data"));
        }
        let Some(block) = window.get(self.at, bytes) else {
            return Ok(false);
        };
        self.decoder
            .decode_blocks(block, BlockDecodingStrategy::UptoBlocks(1))
            .map_err(|_| broken("A block of the packed data makes no sense."))?;
        self.at += bytes as u64;
        if is_last {
            self.stage = Stage::Draining { has_checksum };
        }
        Ok(true)
    }

    /// Takes out what need not be kept for later blocks; false where there is none.
    fn drain(&mut self, window: &Window) -> Result<bool, Diagnostic> {
        let bytes = self.decoder.read(&mut self.room).map_err(|_| broken("The packed data cannot be unpacked."))?;
        (self.from, self.to) = (0, bytes);
        self.total += bytes as u64;
        if self.total > limits::TOTAL_BYTES {
            let message = format!("The bundle unpacks to more than {} bytes.", limits::TOTAL_BYTES);
            return Err(Diagnostic::of_file(Reason::TooLarge, message));
        }
        if self.total > most_unpacked(window.size()) {
            let message = format!("{} bytes unpack to more than {} times that.", window.size(), limits::RATIO);
            return Err(Diagnostic::of_file(Reason::SuspiciousRatio, message));
        }
        Ok(bytes > 0)
    }

    fn end_frame(&mut self, has_checksum: bool) -> Result<bool, Diagnostic> {
        if has_checksum && self.decoder.get_checksum_from_data() != self.decoder.get_calculated_checksum() {
            return Err(Diagnostic::of_file(
                Reason::CrcMismatch,
                "The file is damaged: the packed data has another checksum than the one announced.",
            ));
        }
        let announced = self.decoder.content_size();
        if announced != 0 && announced != self.total - self.frame_start {
            return Err(Diagnostic::of_file(
                Reason::SizeMismatch,
                format!("The packed data was to unpack to {announced} bytes, and did not."),
            ));
        }
        self.frame_start = self.total;
        self.stage = Stage::Header;
        Ok(true)
    }
}

/// Length of a frame header, from its descriptor.
fn header_bytes(descriptor: u8) -> usize {
    let is_single_segment = descriptor & 0x20 != 0;
    let dictionary = [0, 1, 2, 4][usize::from(descriptor & 3)];
    let content = match descriptor >> 6 {
        0 => usize::from(is_single_segment),
        1 => 2,
        2 => 4,
        _ => 8,
    };
    MAGIC.len() + 1 + usize::from(!is_single_segment) + dictionary + content
}

fn broken(message: &str) -> Diagnostic {
    Diagnostic::of_file(Reason::BrokenData, message)
}

fn cut(what: &str) -> Diagnostic {
    Diagnostic::of_file(Reason::TruncatedFile, format!("The file ends inside {what}."))
}
