//! Vorbis, by a decoder of its own: Symphonia's is wrong wherever channels are not coupled, which may be so
//! in stereo already, and where several pairs are.

use lewton::audio::{PreviousWindowRight, get_decoded_sample_count, read_audio_packet_generic};
use lewton::header::{IdentHeader, SetupHeader, read_header_ident, read_header_setup};
use symphonia::core::packet::Packet;

use super::channel_order;

/// The identification header, behind which the demuxers put the setup header.
const IDENT_BYTES: usize = 30;

/// One stream being decoded.
pub struct VorbisStream {
    ident: IdentHeader,
    setup: SetupHeader,
    /// The second half of the block before; nothing at the beginning and where that one is lost.
    before: PreviousWindowRight,
    /// The block before was damaged: this one has nothing to overlap with, but its time passes.
    lost: bool,
}

impl VorbisStream {
    /// From both headers. Nothing where they make no sense.
    #[must_use]
    pub fn new(headers: &[u8]) -> Option<Self> {
        let (ident, setup) = headers.split_at_checked(IDENT_BYTES)?;
        let ident = read_header_ident(ident).ok()?;
        let blocks = (ident.blocksize_0, ident.blocksize_1);
        let setup = read_header_setup(setup, ident.audio_channels, blocks).ok()?;
        Some(Self { ident, setup, before: PreviousWindowRight::new(), lost: false })
    }

    /// Hz.
    #[must_use]
    pub fn sample_rate(&self) -> u32 {
        self.ident.audio_sample_rate
    }

    /// Any two blocks are a multiple of so many frames apart.
    #[must_use]
    pub fn grid(&self) -> u64 {
        (1 << self.ident.blocksize_0.min(self.ident.blocksize_1)) / 4
    }

    /// At least 1.
    #[must_use]
    pub fn channels(&self) -> usize {
        usize::from(self.ident.audio_channels)
    }

    /// Forgets what came before, as after a jump.
    pub fn reset(&mut self) {
        self.before = PreviousWindowRight::new();
        self.lost = false;
    }

    /// Decodes one packet into `planes`, a run for each channel, without what the packet says is not heard;
    /// of the first one nothing is. `None`: it is damaged.
    pub fn decode(&mut self, packet: &Packet, planes: &mut Vec<Vec<f32>>) -> Option<()> {
        let first = self.before.is_empty();
        let decoded = read_audio_packet_generic(&self.ident, &self.setup, &packet.data, &mut self.before);
        let Ok(mut decoded): Result<Vec<Vec<f32>>, _> = decoded else {
            (self.before, self.lost) = (PreviousWindowRight::new(), true);
            return None;
        };
        if first && self.lost {
            let frames = get_decoded_sample_count(&self.ident, &self.setup, &packet.data).ok()?;
            for run in &mut decoded {
                run.resize(frames, 0.0);
            }
        }
        self.lost = false;
        let frames = decoded.first().map_or(0, Vec::len);
        let end = frames.saturating_sub(usize::try_from(packet.trim_end.get()).unwrap_or(frames));
        let start = usize::try_from(packet.trim_start.get()).unwrap_or(end).min(end);
        planes.clear();
        for place in 0..decoded.len() {
            let run = &mut decoded[channel_order::from_vorbis(self.channels(), place)];
            run.truncate(end);
            run.drain(..start);
            planes.push(std::mem::take(run));
        }
        Some(())
    }
}
