//! HE-AAC: its core is plain AAC, which is what is decoded here.
//!
//! Source: ISO/IEC 14496-3, 1.6.2.1 (`AudioSpecificConfig`) and 1.6.5 (how SBR and PS are signalled).

const LOW_COMPLEXITY: u32 = 2;
const SBR: u32 = 5;
const PARAMETRIC_STEREO: u32 = 29;
const SYNC_EXTENSION: u32 = 0x2b7;
const RATES: [u32; 13] =
    [96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8000, 7350];

/// The plain AAC inside, and what is lost with the rest.
#[derive(Debug, PartialEq, Eq)]
pub struct Core {
    /// Its configuration.
    pub config: Vec<u8>,
    /// Hz.
    pub sample_rate: u32,
    /// Stereo is made from one channel, and that is lost too.
    pub parametric_stereo: bool,
}

/// What is inside a stream whose configuration signals SBR; nothing where it is plain.
#[must_use]
pub fn core_of(config: &[u8]) -> Option<Core> {
    let mut bits = Bits { bytes: config, at: 0 };
    let kind = bits.object_type()?;
    let (index, rate) = bits.rate()?;
    let channels = bits.take(4)?;
    let signalled = if kind == SBR || kind == PARAMETRIC_STEREO {
        bits.rate()?;
        (bits.object_type()? == LOW_COMPLEXITY).then_some(kind)
    } else {
        // In the older way it stands behind the plain configuration, for decoders that stop before it.
        bits.take(1)?;
        if bits.take(1)? == 1 {
            bits.take(14)?;
        }
        bits.take(1)?;
        let present = bits.take(11)? == SYNC_EXTENSION && bits.object_type()? == SBR && bits.take(1)? == 1;
        (kind == LOW_COMPLEXITY && present).then_some(SBR)
    }?;
    let index = index?;
    let config = (LOW_COMPLEXITY << 11 | index << 7 | channels << 3) as u16;
    Some(Core {
        config: config.to_be_bytes().to_vec(),
        sample_rate: rate,
        parametric_stereo: signalled == PARAMETRIC_STEREO,
    })
}

/// Channels of the standard layouts; nothing where they are told in another way.
#[must_use]
pub fn channels_of(config: &[u8]) -> Option<usize> {
    let mut bits = Bits { bytes: config, at: 0 };
    bits.object_type()?;
    bits.rate()?;
    match bits.take(4)? {
        layout @ 1..=6 => Some(layout as usize),
        7 | 12 | 14 => Some(8),
        11 => Some(7),
        _ => None,
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
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sbr_is_seen_in_both_ways_of_signalling() {
        // 5: SBR, 6: 24,000 Hz, stereo, 3: 48,000 Hz, 2: low complexity.
        let explicit = [0b0010_1011, 0b0001_0001, 0b1000_1000, 0];
        // 2: low complexity, 7: 22,050 Hz, stereo, 000, 0x2b7, 5, 1, 4: 44,100 Hz.
        let older = [0x13, 0x90, 0x56, 0xe5, 0xa0];
        let core = core_of(&explicit).unwrap();
        assert_eq!((core.sample_rate, core.parametric_stereo), (24_000, false));
        assert_eq!(core.config, [0x13, 0x10]);
        assert_eq!(core_of(&older).unwrap().sample_rate, 22_050);
        assert_eq!(core_of(&[0x12, 0x10]), None);
        assert_eq!(core_of(&[]), None);
    }
}
