//! The pages of an Ogg stream as they stand in the file: which of them are whole, and what is lost between.
//!
//! Source: RFC 3533, section 6 (the page).

use std::collections::VecDeque;

use symphonia::core::checksum::Crc32;
use symphonia::core::io::Monitor;

use crate::source::SourceFile;

const MARKER: [u8; 4] = *b"OggS";
/// Before the lengths of a page's segments, the last byte of which tells how many.
const HEADER: usize = 27;
const CHECKSUM: std::ops::Range<usize> = 22..26;
/// No page is longer.
pub const LONGEST_PAGE: u64 = 65_307;
/// Searched at a time.
const SEARCHED: usize = 4096;
/// No packet gets longer than the demuxer lets it.
const LONGEST_PACKET: usize = 16 << 20;

const CONTINUED: u8 = 1;
const LAST: u8 = 4;

/// As many places that look like a damaged page are passed over before the first sound.
const MOST_HIDDEN: u32 = 64;
/// More pages missing before the first sound say that it was recorded off a running stream.
const MOST_BEFORE_SOUND: u32 = 8;

/// What a page's first bytes say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageHeader {
    flags: u8,
    /// Where the last packet ends that ends in it, in ticks of the codec.
    pub place: u64,
    serial: u32,
    number: u32,
    segments: u8,
}

impl PageHeader {
    fn read(file: &SourceFile, at: u64) -> Option<Self> {
        let bytes = file.exactly::<HEADER>(at)?;
        let word = |from: usize| u32::from_le_bytes([bytes[from], bytes[from + 1], bytes[from + 2], bytes[from + 3]]);
        // There is one version, and three flags.
        (bytes.starts_with(&MARKER) && bytes[4] == 0 && bytes[5] < 8).then(|| Self {
            flags: bytes[5],
            place: u64::from(word(6)) | u64::from(word(10)) << 32,
            serial: word(14),
            number: word(18),
            segments: bytes[HEADER - 1],
        })
    }

    /// Whether the stream ends with it.
    pub fn is_last(&self) -> bool {
        self.flags & LAST != 0
    }

    /// As many packets end in it at most.
    pub fn most_packets(&self) -> u64 {
        u64::from(self.segments)
    }
}

/// The lengths of a page's segments and what is in them, if its checksum is right.
fn whole_page(file: &SourceFile, at: u64, header: PageHeader) -> Option<(Vec<u8>, Vec<u8>)> {
    let exactly = |at: u64, count: usize| {
        let mut bytes = vec![0; count];
        (file.read(at, &mut bytes) == count).then_some(bytes)
    };
    let mut head = exactly(at, HEADER + usize::from(header.segments))?;
    let body = head[HEADER..].iter().copied().map(usize::from).sum();
    let body = exactly(at + head.len() as u64, body)?;
    let told = u32::from_le_bytes(head[CHECKSUM].try_into().ok()?);
    head[CHECKSUM].fill(0);
    let mut sum = Crc32::new(0);
    sum.process_buf_bytes(&head);
    sum.process_buf_bytes(&body);
    (sum.crc() == told).then(|| (head.split_off(HEADER), body))
}

/// The next place where a page may begin.
fn search(file: &SourceFile, from: u64) -> Option<u64> {
    if file.exactly(from) == Some(MARKER) {
        return Some(from);
    }
    let mut at = from;
    let mut bytes = vec![0; SEARCHED];
    loop {
        let read = file.read(at, &mut bytes);
        if let Some(found) = bytes[..read].windows(4).position(|window| window == MARKER) {
            return Some(at + found as u64);
        }
        if read < bytes.len() {
            return None;
        }
        at += (read - 3) as u64;
    }
}

/// The demuxer gives up where a page is damaged before the first sound: it looks for the next one where
/// such a page does not look like one. Whether there was one.
pub fn hide_damaged_start(file: &SourceFile) -> bool {
    let (mut at, mut hidden) = (0, 0);
    while let Some(found) = search(file, at).filter(|_| hidden < MOST_HIDDEN) {
        let page = PageHeader::read(file, found).and_then(|header| Some((header, whole_page(file, found, header)?)));
        match page {
            Some((header, _)) if header.place != 0 => break,
            Some((_, (lengths, body))) => at = found + (HEADER + lengths.len() + body.len()) as u64,
            None => {
                file.mend(found, vec![0; MARKER.len()]);
                (at, hidden) = (found + MARKER.len() as u64, hidden + 1);
            }
        }
    }
    hidden > 0
}

/// A damaged page that seems to go on behind the end of the file would be the last one to the demuxer: it
/// looks for the next one where such a page does not look like one.
pub fn hide_overlong(file: &SourceFile) {
    let (mut at, mut overlong) = (file.size().saturating_sub(LONGEST_PAGE), Vec::new());
    while let Some(found) = search(file, at).filter(|_| overlong.len() < MOST_HIDDEN as usize) {
        at = found + MARKER.len() as u64;
        let Some(header) = PageHeader::read(file, found) else { continue };
        if whole_page(file, found, header).is_some() {
            overlong.drain(..).for_each(|place| file.mend(place, vec![0; MARKER.len()]));
        } else {
            overlong.push(found);
        }
    }
}

/// Whether the first pages with sound of a stream are missing.
pub fn beginning_is_lost(file: &SourceFile, serial: u32) -> bool {
    let mut walk = PageWalk::new(file.clone(), serial, 0);
    let page = std::iter::from_fn(|| walk.next_page()).find(|page| !page.packets.is_empty() && page.header.place > 0);
    page.and_then(|page| page.loss).is_some_and(|loss| loss.end == 0 && loss.pages <= MOST_BEFORE_SOUND)
}

/// Pages that are missing before one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Loss {
    /// Where the sound before it ends.
    pub end: u64,
    /// How many.
    pub pages: u32,
    /// What a damaged page among them says of where it ends.
    pub told: Option<u64>,
}

/// A page that is whole.
#[derive(Debug)]
pub struct Page {
    pub header: PageHeader,
    /// Those that end in it, whole.
    pub packets: VecDeque<Vec<u8>>,
    pub loss: Option<Loss>,
}

/// Goes through the pages of one stream.
pub struct PageWalk {
    file: SourceFile,
    serial: u32,
    at: u64,
    /// Number of the page before; nothing at the beginning and after a jump.
    number: Option<u32>,
    /// Where the packets so far end.
    end: u64,
    /// A packet that goes on in the next page.
    open: Option<Vec<u8>>,
    /// Pages missing before the next one in which a packet ends.
    loss: Option<Loss>,
    /// The last one, if it is damaged and belongs to this stream.
    pub damaged: Option<PageHeader>,
}

impl PageWalk {
    /// From a place in the file on.
    pub fn new(file: SourceFile, serial: u32, at: u64) -> Self {
        Self { file, serial, at, number: None, end: 0, open: None, loss: None, damaged: None }
    }

    /// Goes on with the stream of the next recording in the file.
    pub fn follow(&mut self, serial: u32) {
        *self = Self::new(self.file.clone(), serial, self.at);
    }

    /// The last page of the stream that ends before `place`, by its place in the file; the beginning where
    /// there is none.
    pub fn before(file: SourceFile, serial: u32, place: u64) -> Self {
        const SHORT: u64 = 1 << 16;
        let (mut from, mut to) = (0, file.size());
        while to - from > SHORT {
            let middle = from + (to - from) / 2;
            let mut walk = Self::new(file.clone(), serial, middle);
            match walk.next_with_end() {
                Some(page) if page.header.place <= place => from = middle,
                _ => to = middle,
            }
        }
        Self::new(file, serial, from)
    }

    fn next_with_end(&mut self) -> Option<Page> {
        loop {
            let page = self.next_page()?;
            if !page.packets.is_empty() {
                return Some(page);
            }
        }
    }

    /// The next page that is whole.
    pub fn next_page(&mut self) -> Option<Page> {
        loop {
            let at = search(&self.file, self.at)?;
            self.at = at + MARKER.len() as u64;
            let Some(header) = PageHeader::read(&self.file, at) else { continue };
            let Some((lengths, body)) = whole_page(&self.file, at, header) else {
                if header.serial == self.serial && header.place >> 63 == 0 && header.place >= self.end {
                    self.damaged = Some(header);
                }
                continue;
            };
            self.at = at + (HEADER + lengths.len() + body.len()) as u64;
            if header.serial == self.serial {
                return Some(self.take(header, &lengths, &body));
            }
        }
    }

    fn take(&mut self, header: PageHeader, lengths: &[u8], body: &[u8]) -> Page {
        let missing = self.number.map_or(0, |number| header.number.wrapping_sub(number).wrapping_sub(1) as i32);
        self.number = Some(header.number);
        let told = self.damaged.take().map(|damaged| damaged.place);
        if missing > 0 {
            let before = self.loss.map_or(self.end, |loss| loss.end);
            self.loss = Some(Loss { end: before, pages: missing as u32, told });
        }
        if missing != 0 || header.flags & CONTINUED == 0 {
            self.open = None;
        }
        let headless = header.flags & CONTINUED != 0 && self.open.is_none();
        let mut packets = VecDeque::new();
        let (mut packet, mut from) = (self.open.take().unwrap_or_default(), 0);
        for &length in lengths {
            packet.extend(&body[from..from + usize::from(length)]);
            from += usize::from(length);
            if length < u8::MAX {
                packets.push_back(std::mem::take(&mut packet));
            }
        }
        if lengths.last() == Some(&u8::MAX) && packet.len() <= LONGEST_PACKET && !(headless && packets.is_empty()) {
            self.open = Some(packet);
        }
        if headless {
            packets.pop_front();
        }
        let loss = if packets.is_empty() { None } else { self.loss.take() };
        if header.place >> 63 == 0 {
            self.end = header.place;
        }
        Page { header, packets, loss }
    }
}
