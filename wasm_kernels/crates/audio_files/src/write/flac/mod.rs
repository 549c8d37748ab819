//! FLAC, written as it comes: blocks of 4,096 frames, stereo as sum and difference where that is less.
//!
//! Source: RFC 9639.

mod bits;
mod residual;
mod subframe;

use symphonia::core::checksum::{Crc8Ccitt, Crc16Ansi, Md5};
use symphonia::core::io::Monitor;

use bits::BitWriter;
use subframe::Subframe;

const BLOCK: usize = 4096;
/// More a FLAC file cannot have.
pub const MOST_CHANNELS: usize = 8;
/// Nor a higher rate, Hz.
pub const MOST_RATE: u32 = (1 << 20) - 1;

/// Codes for how the two channels of a block are written (RFC 9639, 9.1.3).
const LEFT_SIDE: u64 = 0b1000;
const SIDE_RIGHT: u64 = 0b1001;
const MID_SIDE: u64 = 0b1010;

/// One file being written.
pub struct FlacWriter {
    sample_rate: u32,
    width: u32,
    /// Samples that make no whole block yet, a run for each channel.
    waiting: Vec<Vec<i64>>,
    blocks: u64,
    frames: u64,
    md5: Md5,
    /// The shortest and the longest frame, bytes.
    frame_bytes: (usize, usize),
}

impl FlacWriter {
    /// `width`: bits of a sample, 16 or 24.
    pub fn new(channels: usize, sample_rate: u32, width: u32) -> Self {
        let waiting = vec![Vec::new(); channels];
        Self { sample_rate, width, waiting, blocks: 0, frames: 0, md5: Md5::default(), frame_bytes: (usize::MAX, 0) }
    }

    /// Adds a frame's sample of one channel.
    pub fn push(&mut self, channel: usize, sample: i32) {
        self.waiting[channel].push(i64::from(sample));
    }

    /// The bytes of the blocks that are whole; at the end (`last`) of the rest too.
    pub fn take(&mut self, last: bool) -> Vec<u8> {
        let mut out = Vec::new();
        while self.waiting[0].len() >= BLOCK || (last && !self.waiting[0].is_empty()) {
            let length = self.waiting[0].len().min(BLOCK);
            let block: Vec<Vec<i64>> = self.waiting.iter_mut().map(|run| run.drain(..length).collect()).collect();
            self.digest(&block);
            let frame = self.frame(&block);
            self.frame_bytes.0 = self.frame_bytes.0.min(frame.len());
            self.frame_bytes.1 = self.frame_bytes.1.max(frame.len());
            self.blocks += 1;
            self.frames += length as u64;
            out.extend(frame);
        }
        out
    }

    /// What stands before the blocks: true only once the last of them was taken.
    pub fn header(&self) -> Vec<u8> {
        let mut out = BitWriter::default();
        out.put(0x664c_6143, 32);
        out.put(0x8000_0022, 32);
        out.put(BLOCK as u64, 16);
        out.put(BLOCK as u64, 16);
        let (shortest, longest) = if self.blocks == 0 { (0, 0) } else { self.frame_bytes };
        out.put(shortest as u64, 24);
        out.put(longest as u64, 24);
        out.put(u64::from(self.sample_rate), 20);
        out.put(self.waiting.len() as u64 - 1, 3);
        out.put(u64::from(self.width) - 1, 5);
        out.put(self.frames >> 32, 4);
        out.put(self.frames & 0xffff_ffff, 32);
        let mut bytes = out.into_bytes();
        bytes.extend(self.md5.md5());
        bytes
    }

    fn digest(&mut self, block: &[Vec<i64>]) {
        let bytes = self.width as usize / 8;
        let mut interleaved = Vec::with_capacity(block.len() * block[0].len() * bytes);
        for frame in 0..block[0].len() {
            for run in block {
                interleaved.extend_from_slice(&run[frame].to_le_bytes()[..bytes]);
            }
        }
        self.md5.process_buf_bytes(&interleaved);
    }

    fn frame(&self, block: &[Vec<i64>]) -> Vec<u8> {
        let frames = block[0].len();
        let (assignment, subframes) = self.channels(block);
        let mut out = BitWriter::default();
        out.put(0xfff8, 16);
        out.put(if frames == BLOCK { 0b1100 } else { 0b0111 }, 4);
        out.put(0, 4);
        out.put(assignment, 4);
        out.put(if self.width == 16 { 0b100 } else { 0b110 }, 3);
        out.put(0, 1);
        put_number(&mut out, self.blocks);
        if frames != BLOCK {
            out.put(frames as u64 - 1, 16);
        }
        let mut crc = Crc8Ccitt::new(0);
        crc.process_buf_bytes(out.bytes());
        out.put(u64::from(crc.crc()), 8);
        for subframe in &subframes {
            subframe.write(&mut out);
        }
        out.align();
        let mut crc = Crc16Ansi::new(0);
        crc.process_buf_bytes(out.bytes());
        out.put(u64::from(crc.crc()), 16);
        out.into_bytes()
    }

    fn channels(&self, block: &[Vec<i64>]) -> (u64, Vec<Subframe>) {
        let plain: Vec<Subframe> = block.iter().map(|run| Subframe::best(run, self.width)).collect();
        let [left, right] = block else { return (block.len() as u64 - 1, plain) };
        let pairs = || left.iter().zip(right);
        let side: Vec<i64> = pairs().map(|(left, right)| left - right).collect();
        let middle: Vec<i64> = pairs().map(|(left, right)| (left + right) >> 1).collect();
        let side = Subframe::best(&side, self.width + 1);
        let middle = Subframe::best(&middle, self.width);
        let costs = [
            (plain[0].bits + plain[1].bits, 1),
            (plain[0].bits + side.bits, LEFT_SIDE),
            (side.bits + plain[1].bits, SIDE_RIGHT),
            (middle.bits + side.bits, MID_SIDE),
        ];
        let assignment = costs.into_iter().min().map_or(1, |(_, code)| code);
        let mut plain = plain.into_iter();
        let (left, right) = (plain.next(), plain.next());
        let chosen = match assignment {
            LEFT_SIDE => [left, Some(side)],
            SIDE_RIGHT => [Some(side), right],
            MID_SIDE => [Some(middle), Some(side)],
            _ => [left, right],
        };
        (assignment, chosen.into_iter().flatten().collect())
    }
}

/// The number of a block in the manner of UTF-8 (RFC 9639, 9.1.5).
fn put_number(out: &mut BitWriter, number: u64) {
    if number < 0x80 {
        return out.put(number, 8);
    }
    let extra = (1..6).find(|extra| number < 1 << (6 * extra + 6 - extra)).unwrap_or(6);
    let lead = (0xff00_u64 >> (extra + 1)) & 0xff;
    out.put(lead | number >> (6 * extra), 8);
    for place in (0..extra).rev() {
        out.put(0x80 | (number >> (6 * place) & 0x3f), 8);
    }
}
