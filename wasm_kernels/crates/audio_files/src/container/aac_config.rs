//! What the configuration of an AAC stream says.
//!
//! Source: ISO/IEC 14496-3, 1.6.2.1 (`AudioSpecificConfig`), 1.6.5 (how SBR and PS are signalled), 1.6.3.4
//! and 1.6.3.5 (rates and layouts).

use super::form::Form;

const LOW_COMPLEXITY: u32 = 2;
const SBR: u32 = 5;
const PARAMETRIC_STEREO: u32 = 29;
const SYNC_EXTENSION: u32 = 0x2b7;
const RATES: [u32; 13] =
    [96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8000, 7350];
/// Treble may be described without a word in the configuration (1.6.5.3), in practice up to this rate of
/// the rest, Hz.
const HIGHEST_UNSIGNALLED: u32 = 24_000;

/// Kinds of AAC and what else may stand in their place (1.5.1.1), by their numbers.
const KINDS: [(u32, &str); 15] = [
    (1, "AAC Main"),
    (2, "AAC"),
    (3, "AAC SSR"),
    (4, "AAC LTP"),
    (5, "HE-AAC"),
    (6, "AAC scalable"),
    (7, "TwinVQ"),
    (8, "CELP"),
    (9, "HVXC"),
    (17, "error resilient AAC"),
    (22, "BSAC"),
    (23, "AAC-LD"),
    (29, "HE-AAC v2"),
    (39, "AAC-ELD"),
    (42, "xHE-AAC (USAC)"),
];

/// A configuration and what is known from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AacConfig {
    /// As it stands in files.
    pub bytes: Vec<u8>,
    kind: u32,
    index: Option<u32>,
    /// Hz.
    rate: u32,
    layout: u32,
    /// It says whether there is described treble.
    signalled: bool,
    /// There is.
    treble: bool,
}

impl AacConfig {
    /// Nothing where it is cut off.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut bits = Bits { bytes, at: 0 };
        let kind = bits.object_type()?;
        let (index, rate) = bits.rate()?;
        let layout = bits.take(4)?;
        let outer = kind == SBR || kind == PARAMETRIC_STEREO;
        // A layout of its own (0) stands in between, of any length.
        let behind = if kind == LOW_COMPLEXITY && layout != 0 { bits.extension() } else { None };
        let (signalled, treble) = (outer || behind.is_some(), outer || behind == Some(true));
        Some(Self { bytes: bytes.to_vec(), kind, index, rate, layout, signalled, treble })
    }

    /// Of plain AAC, for streams that tell rate and channels elsewhere; nothing for odd ones.
    #[must_use]
    pub fn plain(rate: u32, channels: Option<usize>) -> Option<Self> {
        let index = RATES.iter().position(|&known| known == rate)?;
        let layout = match channels {
            None => 0,
            Some(channels @ 1..=6) => channels,
            Some(8) => 7,
            Some(_) => return None,
        };
        let config = (LOW_COMPLEXITY as usize) << 11 | index << 7 | layout << 3;
        Self::read(&(config as u16).to_be_bytes())
    }

    /// What comes out, where no packet can change it.
    #[must_use]
    pub fn plain_form(&self) -> Option<Form> {
        let certain = !self.treble && (self.signalled || self.rate > HIGHEST_UNSIGNALLED);
        let channels = self.channels().filter(|_| certain)?;
        Some(Form { sample_rate: self.rate, channels })
    }

    /// The same with described treble signalled, if it says nothing of it and this is what came out.
    #[must_use]
    pub fn with_treble(&self, form: Form) -> Option<Self> {
        if self.signalled || self.layout == 0 || form.sample_rate != self.rate * 2 {
            return None;
        }
        let kind = if self.layout == 1 && form.channels == 2 { PARAMETRIC_STEREO } else { SBR };
        let doubled = RATES.iter().position(|&rate| rate == form.sample_rate)? as u32;
        let bits = kind << 20 | self.index? << 16 | self.layout << 12 | doubled << 8 | LOW_COMPLEXITY << 3;
        Self::read(&(bits << 7).to_be_bytes())
    }

    /// Of the standard layouts; nothing where they are told in another way.
    #[must_use]
    pub fn channels(&self) -> Option<usize> {
        match self.layout {
            layout @ 1..=6 => Some(layout as usize),
            7 | 12 | 14 => Some(8),
            11 => Some(7),
            _ => None,
        }
    }

    /// What people call it.
    #[must_use]
    pub fn kind_in_words(&self) -> &'static str {
        KINDS.iter().find(|(kind, _)| *kind == self.kind).map_or("MPEG-4 sound of a rare kind", |(_, name)| name)
    }
}

struct Bits<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Bits<'_> {
    fn take(&mut self, count: usize) -> Option<u32> {
        let mut value = 0;
        for _ in 0..count {
            let byte = *self.bytes.get(self.at / 8)?;
            value = value << 1 | u32::from(byte >> (7 - self.at % 8) & 1);
            self.at += 1;
        }
        Some(value)
    }

    fn object_type(&mut self) -> Option<u32> {
        match self.take(5)? {
            31 => Some(32 + self.take(6)?),
            kind => Some(kind),
        }
    }

    /// Index in the table, where it is one of those, and the rate itself in Hz.
    fn rate(&mut self) -> Option<(Option<u32>, u32)> {
        match self.take(4)? {
            15 => Some((None, self.take(24)?)),
            index => Some((Some(index), *RATES.get(index as usize)?)),
        }
    }

    /// Whether there is described treble, where what stands behind a plain configuration says so, for
    /// decoders that stop before it.
    fn extension(&mut self) -> Option<bool> {
        self.take(1)?;
        if self.take(1)? == 1 {
            self.take(14)?;
        }
        self.take(1)?;
        let there = self.take(11)? == SYNC_EXTENSION && self.object_type()? == SBR;
        there.then(|| self.take(1).map(|present| present == 1)).flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(config: &[u8]) -> Option<(u32, usize)> {
        AacConfig::read(config).unwrap().plain_form().map(|form| (form.sample_rate, form.channels))
    }

    #[test]
    fn only_what_no_packet_can_change_is_told() {
        // 2: low complexity, 4: 44,100 Hz, stereo; with 22,050 Hz there may be treble in the packets.
        assert_eq!(form(&[0x12, 0x10]), Some((44_100, 2)));
        assert_eq!(form(&[0x13, 0x90]), None);
        // 0x2b7, 5, and 0: there is none; or 1 and 4: 44,100 Hz.
        assert_eq!(form(&[0x13, 0x90, 0x56, 0xe5, 0]), Some((22_050, 2)));
        assert_eq!(form(&[0x13, 0x90, 0x56, 0xe5, 0xa0]), None);
        // 5: SBR, 6: 24,000 Hz, stereo, 3: 48,000 Hz, 2: low complexity.
        assert_eq!(form(&[0b0010_1011, 0b0001_0001, 0b1000_1000, 0]), None);
        assert_eq!(AacConfig::read(&[]), None);
        assert_eq!(AacConfig::plain(48_000, Some(6)).unwrap().bytes, [0x11, 0xb0]);
    }

    #[test]
    fn treble_that_was_found_is_signalled() {
        let silent = AacConfig::plain(24_000, Some(2)).unwrap();
        let told = silent.with_treble(Form { sample_rate: 48_000, channels: 2 }).unwrap();
        assert_eq!(told.bytes, [0b0010_1011, 0b0001_0001, 0b1000_1000, 0]);
        assert_eq!(silent.with_treble(Form { sample_rate: 24_000, channels: 2 }), None);
        let mono = AacConfig::plain(22_050, Some(1)).unwrap();
        let stereo = mono.with_treble(Form { sample_rate: 44_100, channels: 2 }).unwrap();
        assert_eq!(stereo.kind_in_words(), "HE-AAC v2");
    }
}
