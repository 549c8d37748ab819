//! Where the packets of an Ogg file stand in time behind pages that are lost. The demuxer goes on there where
//! the sound before them ends; but a page tells where its own packets end.
//!
//! Source: RFC 7845, section 4 and the Vorbis I specification, appendix A.2 (what the place of a page means).

use std::collections::VecDeque;

use symphonia::core::errors::Error;
use symphonia::core::formats::FormatReader;
use symphonia::core::packet::Packet;
use symphonia::core::units::{Duration, Timestamp};

use super::codec::Codec;
use super::ogg_pages::{Loss, Page, PageHeader, PageWalk};
use crate::source::SourceFile;

/// Pages without any of a packet's bytes in them that are gone through for it.
const MOST_SKIPPED: u32 = 1000;
/// Longer packets are not believed of a damaged page.
const LONGEST_PACKET: u64 = 8192;

/// Goes along with the demuxer, page by page.
pub struct OggPlaces {
    file: SourceFile,
    serial: u32,
    /// Nothing after a jump, and where what the demuxer gives is nowhere.
    walk: Option<PageWalk>,
    jumped: bool,
    page: Option<Page>,
    /// Those of a page behind a loss, in their right places.
    placed: VecDeque<Packet>,
    /// What the demuxer gave behind them.
    following: Option<Result<Option<Packet>, Error>>,
    /// Sound is missing before the packet that came last.
    lost: bool,
}

impl OggPlaces {
    /// Of this stream, from the beginning.
    pub fn new(file: SourceFile, serial: u32) -> Self {
        let walk = Some(PageWalk::new(file.clone(), serial, 0));
        let (placed, following) = (VecDeque::new(), None);
        Self { file, serial, walk, jumped: false, page: None, placed, following, lost: false }
    }

    /// The demuxer went elsewhere.
    pub fn jump(&mut self) {
        *self = Self { walk: None, jumped: true, ..Self::new(self.file.clone(), self.serial) };
    }

    /// The demuxer has come to the next recording in the file.
    pub fn follow(&mut self, serial: u32) {
        self.serial = serial;
        if let Some(walk) = &mut self.walk {
            walk.follow(serial);
        }
    }

    /// Whether sound is missing before the packet that came last, told once.
    pub fn take_loss(&mut self) -> bool {
        std::mem::take(&mut self.lost)
    }

    /// The next packet of the demuxer's, in its right place.
    ///
    /// # Errors
    /// Those of the demuxer.
    pub fn next_packet(&mut self, reader: &mut dyn FormatReader, codec: &Codec) -> Result<Option<Packet>, Error> {
        if let Some(packet) = self.placed.pop_front() {
            return Ok(Some(packet));
        }
        let next = self.following.take().unwrap_or_else(|| reader.next_packet());
        let Ok(Some(mut packet)) = next else { return next };
        if packet.track_id != self.serial || !self.find(&packet) {
            return Ok(Some(packet));
        }
        let Some(page) = &mut self.page else { return Ok(Some(packet)) };
        let header = page.header;
        let Some(loss) = page.loss.take() else {
            // Only the end of the last page cuts its sound: others may be off by some frames.
            if !header.is_last() {
                packet.dur = packet.dur.saturating_add(packet.trim_end);
                packet.trim_end = Duration::ZERO;
            }
            return Ok(Some(packet));
        };
        let mut packets = VecDeque::from([packet]);
        while self.page.as_ref().is_some_and(|page| !page.packets.is_empty()) {
            match reader.next_packet() {
                Ok(Some(packet)) if self.is_on_page(&packet) => packets.push_back(packet),
                other => {
                    self.following = Some(other);
                    break;
                }
            }
        }
        self.lost = place(&mut packets, header, loss, codec);
        self.placed = packets;
        Ok(self.placed.pop_front())
    }

    /// The damaged page with which the stream ends: where it says that it does, if that can be.
    pub fn damaged_end(&mut self) -> Option<u64> {
        let walk = self.walk.as_mut()?;
        let end = |walk: &PageWalk| walk.damaged.filter(PageHeader::is_last);
        while let Some(page) = walk.next_page() {
            self.page = Some(page);
        }
        let before = self.page.as_ref().map_or(0, |page| page.header.place);
        let last = end(walk)?;
        (last.place.checked_sub(before)? <= last.most_packets() * LONGEST_PACKET).then_some(last.place)
    }

    /// Turns to the page that this packet ends in.
    fn find(&mut self, packet: &Packet) -> bool {
        let sought = u64::try_from(packet.pts.get()).unwrap_or(0);
        if std::mem::take(&mut self.jumped) {
            self.walk = Some(PageWalk::before(self.file.clone(), self.serial, sought));
            while let Some(page) = self.walk.as_mut().and_then(PageWalk::next_page) {
                let found = page.header.place > sought && !page.packets.is_empty();
                self.page = Some(page);
                if found {
                    break;
                }
            }
        }
        for _ in 0..MOST_SKIPPED {
            if self.is_on_page(packet) {
                return true;
            }
            let Some(page) = self.walk.as_mut().and_then(PageWalk::next_page) else { break };
            self.page = Some(page);
        }
        self.walk = None;
        false
    }

    /// Whether it is one of those that were not given yet.
    fn is_on_page(&mut self, packet: &Packet) -> bool {
        let Some(page) = &mut self.page else { return false };
        while let Some(own) = page.packets.pop_front() {
            if own[..] == packet.data[..] {
                return true;
            }
        }
        false
    }
}

/// Puts the packets of a page behind a loss where they belong. False: nothing is missing.
fn place(packets: &mut VecDeque<Packet>, header: PageHeader, loss: Loss, codec: &Codec) -> bool {
    let lengths: Vec<u64> =
        packets.iter().map(|packet| codec.frames_in(packet).unwrap_or_else(|| packet.block_dur().get())).collect();
    let all: u64 = lengths.iter().sum();
    let first = lengths.first().copied().unwrap_or(0);
    let earliest = header.place.saturating_sub(all);
    // What the last packet gives behind the end is not heard: nobody knows how much that is.
    let start = match loss.told.filter(|told| (earliest..header.place).contains(told)) {
        _ if !header.is_last() || codec.name == "flac" => earliest,
        Some(told) => told,
        // As if those that are lost were as long as the first behind them.
        None => loss.end + earliest.saturating_sub(loss.end).next_multiple_of(first.max(1)),
    };
    if start <= loss.end {
        return false;
    }
    let mut begin = start;
    for (number, (packet, &length)) in packets.iter_mut().zip(&lengths).enumerate() {
        // Of Vorbis the first one only begins what the next one ends.
        let primes = number == 0 && codec.name == "vorbis";
        if primes {
            begin += length;
        }
        let length = if primes { 0 } else { length };
        packet.pts = Timestamp::new(begin as i64);
        begin += length;
        packet.trim_start = Duration::ZERO;
        packet.trim_end = Duration::new(begin.saturating_sub(header.place).min(length));
        packet.dur = Duration::new(length - packet.trim_end.get());
    }
    true
}
