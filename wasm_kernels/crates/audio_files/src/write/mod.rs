//! Recordings as files.

mod flac;
mod wav;

use crate::problem::{Problem, clock};
use crate::wav::MAX_CHANNELS;
use flac::FlacWriter;
use wav::WavWriter;

/// Which file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Float32, or integers.
    Wav,
    /// Integers, packed without loss.
    Flac,
}

enum Body {
    Wav(WavWriter),
    Flac(FlacWriter),
}

/// One file being written: the bytes of [`Writer::header`] come first, but are known last.
pub struct Writer {
    channels: usize,
    sample_rate: u32,
    width: u32,
    body: Body,
    frames: u64,
    endless: Endless,
}

/// Samples that are NaN or infinite.
#[derive(Default)]
struct Endless {
    count: u64,
    /// Frame of the first.
    first: u64,
}

impl Writer {
    /// `width`: bits of a sample, 16 or 24, and 32 for float32 in wav.
    ///
    /// # Errors
    /// The format cannot hold that.
    pub fn new(format: Format, channels: usize, sample_rate: u32, width: u32) -> Result<Self, Problem> {
        let (name, most_channels, most_rate, widths): (_, _, _, &[u32]) = match format {
            Format::Wav => ("wav", usize::from(MAX_CHANNELS), u32::MAX, &[16, 24, 32]),
            Format::Flac => ("flac", flac::MOST_CHANNELS, flac::MOST_RATE, &[16, 24]),
        };
        if !(1..=most_channels).contains(&channels)
            || !(1..=most_rate).contains(&sample_rate)
            || !widths.contains(&width)
        {
            return Err(Problem::error(
                "not-writable",
                format!("A {name} file cannot hold {channels} channels of {width} bits at {sample_rate} Hz."),
                "Save it as wav, or resample or mix it down before.",
            ));
        }
        let body = match format {
            Format::Wav => Body::Wav(WavWriter::new(channels as u16, sample_rate, width)),
            Format::Flac => Body::Flac(FlacWriter::new(channels, sample_rate, width)),
        };
        Ok(Self { channels, sample_rate, width, body, frames: 0, endless: Endless::default() })
    }

    /// The next bytes of the file for planar float32 samples; a rest that makes no whole channel is
    /// left out. Integers are rounded to the nearest and cut off at full scale; NaN and infinities are
    /// silence in them, and stay what they are in float32.
    pub fn write(&mut self, planar: &[f32]) -> Vec<u8> {
        let frames = planar.len() / self.channels;
        self.look_for_endless(&planar[..frames * self.channels], frames);
        self.frames += frames as u64;
        match &mut self.body {
            Body::Wav(wav) => wav.write(planar, frames),
            Body::Flac(flac) => {
                for channel in 0..self.channels {
                    for &sample in &planar[channel * frames..(channel + 1) * frames] {
                        flac.push(channel, integer(sample, self.width));
                    }
                }
                flac.take(false)
            }
        }
    }

    fn look_for_endless(&mut self, planar: &[f32], frames: usize) {
        let at = planar.iter().enumerate().filter(|(_, sample)| !sample.is_finite()).map(|(at, _)| at % frames);
        let (count, first) = at.fold((0, usize::MAX), |(count, first), frame| (count + 1, first.min(frame)));
        if count > 0 && self.endless.count == 0 {
            self.endless.first = self.frames + first as u64;
        }
        self.endless.count += count;
    }

    /// What is to be said of the file so far; each is given once.
    pub fn take_notes(&mut self) -> Vec<Problem> {
        let Endless { count, first } = core::mem::take(&mut self.endless);
        if count == 0 {
            return Vec::new();
        }
        let at = clock(first, self.sample_rate);
        let (samples, are) = if count == 1 { ("sample", "is") } else { ("samples", "are") };
        let first = if count == 1 { "at" } else { "the first at" };
        let became = match self.width {
            32 => "kept as such, which many programs cannot play",
            _ => "written as silence",
        };
        let message = format!("{count} {samples} ({first} {at}) {are} NaN or infinite: {became}.");
        let help = "Look for a division by zero, or a filter that runs away, in the node that gave this sound.";
        vec![Problem::warning("samples-not-finite", message, help)]
    }

    /// The last bytes of the file.
    pub fn finish(&mut self) -> Vec<u8> {
        match &mut self.body {
            Body::Wav(_) => Vec::new(),
            Body::Flac(flac) => flac.take(true),
        }
    }

    /// The first bytes, which are true once the file is finished. Their number changes only where a wav
    /// file passes 4 GiB.
    #[must_use]
    pub fn header(&self) -> Vec<u8> {
        match &self.body {
            Body::Wav(wav) => wav.header(),
            Body::Flac(flac) => flac.header(),
        }
    }
}

/// The nearest integer of so many bits; NaN and infinities are silence.
fn integer(sample: f32, width: u32) -> i32 {
    if !sample.is_finite() {
        return 0;
    }
    let full = f64::from(1_i32 << (width - 1));
    (f64::from(sample) * full).round_ties_even().clamp(-full, full - 1.0) as i32
}
