//! The file behind a recording: bytes by random access, through one small window.

use std::io::{self, Read, Seek, SeekFrom};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use symphonia::core::io::MediaSource;

/// Read at a time where one read follows another. Reads through a browser cost most by their number.
const LONGEST_READ: usize = 256 * 1024;
/// Read after a jump, when it is not known yet whether more is wanted there.
const SHORTEST_READ: usize = 16 * 1024;
/// What may be read between two pieces of sound, besides twice the file: a demuxer that goes round in
/// circles in a damaged file is stopped.
const FREE_BYTES: u64 = 64 << 20;

/// A file that gives its bytes when asked.
pub trait ReadAt: Send {
    /// Fills `into` with the bytes from `offset` on; fewer only where the file ends. `None`: it cannot
    /// be read.
    fn read_at(&mut self, offset: u64, into: &mut [u8]) -> Option<usize>;
}

impl ReadAt for Vec<u8> {
    fn read_at(&mut self, offset: u64, into: &mut [u8]) -> Option<usize> {
        let from = usize::try_from(offset).unwrap_or(usize::MAX).min(self.len());
        let bytes = into.len().min(self.len() - from);
        into[..bytes].copy_from_slice(&self[from..from + bytes]);
        Some(bytes)
    }
}

/// Why reading stopped for good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stopped {
    /// The host could not read the file.
    Unreadable,
    /// More was read than any sound file needs.
    InCircles,
}

struct Window {
    reader: Box<dyn ReadAt>,
    size: u64,
    bytes: Vec<u8>,
    offset: u64,
    next_read: usize,
    /// Bytes that may still be read before [`SourceFile::sound_came`].
    allowance: u64,
    /// The furthest byte that was asked for.
    furthest: u64,
    stopped: Option<Stopped>,
    /// What is read in place of what stands there.
    mended: Vec<Overlay>,
    /// The bytes before `offset`, where reading goes on in order.
    earlier: Vec<u8>,
}

impl Window {
    fn read(&mut self, offset: u64, into: &mut [u8]) -> Result<usize, Stopped> {
        if into.is_empty() || offset >= self.size {
            return Ok(0);
        }
        let held = self.offset..self.offset + self.bytes.len() as u64;
        if let Some(back) =
            self.offset.checked_sub(offset).filter(|&back| (1..=self.earlier.len() as u64).contains(&back))
        {
            let from = self.earlier.len() - back as usize;
            let bytes = into.len().min(back as usize);
            into[..bytes].copy_from_slice(&self.earlier[from..from + bytes]);
            self.mend(offset, &mut into[..bytes]);
            return Ok(bytes);
        }
        if !held.contains(&offset) {
            self.fetch(offset, offset == held.end)?;
        }
        let from = (offset - self.offset) as usize;
        let bytes = into.len().min(self.bytes.len().saturating_sub(from));
        into[..bytes].copy_from_slice(&self.bytes[from..from + bytes]);
        self.furthest = self.furthest.max(offset + bytes as u64);
        self.mend(offset, &mut into[..bytes]);
        Ok(bytes)
    }

    fn mend(&self, offset: u64, read: &mut [u8]) {
        for overlay in &self.mended {
            overlay.lay_over(offset, read);
        }
    }

    fn fetch(&mut self, offset: u64, follows: bool) -> Result<(), Stopped> {
        if let Some(stopped) = self.stopped {
            return Err(stopped);
        }
        self.next_read = if follows { (self.next_read * 2).min(LONGEST_READ) } else { SHORTEST_READ };
        let wanted = (self.size - offset).min(self.next_read as u64);
        if wanted > self.allowance {
            self.stopped = Some(Stopped::InCircles);
            return Err(Stopped::InCircles);
        }
        self.allowance -= wanted;
        self.offset = offset;
        std::mem::swap(&mut self.earlier, &mut self.bytes);
        if !follows {
            self.earlier.clear();
        }
        self.bytes.resize(wanted as usize, 0);
        let Some(read) = self.reader.read_at(offset, &mut self.bytes) else {
            self.bytes.clear();
            self.stopped = Some(Stopped::Unreadable);
            return Err(Stopped::Unreadable);
        };
        self.bytes.truncate(read);
        if (read as u64) < wanted {
            // It has become shorter than it was when it was chosen.
            self.size = offset + read as u64;
        }
        Ok(())
    }

    fn renew(&mut self) {
        self.allowance = self.size.saturating_mul(2).saturating_add(FREE_BYTES);
    }
}

/// A handle on the file; clones share one window.
#[derive(Clone)]
pub struct SourceFile(Arc<Mutex<Window>>);

impl SourceFile {
    /// `size`: of the file, in bytes.
    #[must_use]
    pub fn new(reader: Box<dyn ReadAt>, size: u64) -> Self {
        let mut window = Window {
            reader,
            size,
            bytes: Vec::new(),
            offset: 0,
            next_read: SHORTEST_READ / 2,
            allowance: 0,
            furthest: 0,
            stopped: None,
            mended: Vec::new(),
            earlier: Vec::new(),
        };
        window.renew();
        Self(Arc::new(Mutex::new(window)))
    }

    fn window(&self) -> MutexGuard<'_, Window> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Bytes of the file, as far as is known by now.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.window().size
    }

    /// The furthest byte that was asked for.
    #[must_use]
    pub fn furthest(&self) -> u64 {
        self.window().furthest
    }

    /// Why nothing can be read any more.
    #[must_use]
    pub fn stopped(&self) -> Option<Stopped> {
        self.window().stopped
    }

    /// From now on `bytes` stand at `place`; the file itself stays as it is.
    pub fn mend(&self, place: u64, bytes: Vec<u8>) {
        self.window().mended.push(Overlay { place, bytes });
    }

    /// A piece of sound came out: the reading has led somewhere.
    pub fn sound_came(&self) {
        self.window().renew();
    }

    /// As much of `into` as there is from `offset` on; what cannot be read counts as not there.
    #[must_use]
    pub fn read(&self, offset: u64, into: &mut [u8]) -> usize {
        let mut window = self.window();
        let mut done = 0;
        while done < into.len() {
            match window.read(offset + done as u64, &mut into[done..]) {
                Ok(0) | Err(_) => break,
                Ok(bytes) => done += bytes,
            }
        }
        done
    }

    /// The `BYTES` bytes from `offset` on, if they are all there.
    #[must_use]
    pub fn exactly<const BYTES: usize>(&self, offset: u64) -> Option<[u8; BYTES]> {
        let mut bytes = [0; BYTES];
        (self.read(offset, &mut bytes) == BYTES).then_some(bytes)
    }

    /// The file as a stream with a place in it.
    #[must_use]
    pub fn cursor(&self) -> Cursor {
        Cursor { file: self.clone(), place: 0, overlay: None }
    }

    /// The file as a stream in which something else stands in one place.
    #[must_use]
    pub fn cursor_with(&self, overlay: Overlay) -> Cursor {
        Cursor { overlay: Some(overlay), ..self.cursor() }
    }
}

/// Bytes that are read in place of those of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overlay {
    /// Where they stand.
    pub place: u64,
    /// What is read there.
    pub bytes: Vec<u8>,
}

impl Overlay {
    /// Lays its bytes over those read from `offset` on.
    fn lay_over(&self, offset: u64, read: &mut [u8]) {
        for (byte, at) in self.bytes.iter().zip(self.place..) {
            if let Some(at) = at.checked_sub(offset).filter(|&at| at < read.len() as u64) {
                read[at as usize] = *byte;
            }
        }
    }
}

/// A place in a [`SourceFile`].
pub struct Cursor {
    file: SourceFile,
    place: u64,
    overlay: Option<Overlay>,
}

impl Read for Cursor {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let bytes = self.file.window().read(self.place, into).map_err(|_| io::Error::from(io::ErrorKind::Other))?;
        if let Some(overlay) = &self.overlay {
            overlay.lay_over(self.place, &mut into[..bytes]);
        }
        self.place += bytes as u64;
        Ok(bytes)
    }
}

impl Seek for Cursor {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let place = match to {
            SeekFrom::Start(place) => Some(place),
            SeekFrom::End(by) => self.file.size().checked_add_signed(by),
            SeekFrom::Current(by) => self.place.checked_add_signed(by),
        };
        self.place = place.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.place)
    }
}

impl MediaSource for Cursor {
    fn is_seekable(&self) -> bool {
        true
    }

    fn byte_len(&self) -> Option<u64> {
        Some(self.file.size())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file of the numbers 0 to 255 again and again, which counts its reads.
    struct Counted(Arc<Mutex<Vec<usize>>>, u64);

    impl ReadAt for Counted {
        fn read_at(&mut self, offset: u64, into: &mut [u8]) -> Option<usize> {
            self.0.lock().unwrap().push(into.len());
            let bytes = into.len().min((self.1 - offset) as usize);
            for (place, byte) in into[..bytes].iter_mut().enumerate() {
                *byte = (offset + place as u64) as u8;
            }
            Some(bytes)
        }
    }

    #[test]
    fn reads_in_order_become_long_ones() {
        let reads = Arc::new(Mutex::new(Vec::new()));
        let file = SourceFile::new(Box::new(Counted(reads.clone(), 1 << 20)), 1 << 20);
        let mut cursor = file.cursor();
        let mut all = Vec::new();
        cursor.read_to_end(&mut all).unwrap();
        assert!(all.iter().enumerate().all(|(place, &byte)| byte == place as u8) && all.len() == 1 << 20);
        let reads = reads.lock().unwrap();
        assert_eq!(reads[..5], [1 << 14, 1 << 15, 1 << 16, 1 << 17, 1 << 18]);
        assert!(reads.len() < 9, "{reads:?}");
    }

    #[test]
    fn what_was_just_read_needs_no_second_read() {
        let reads = Arc::new(Mutex::new(Vec::new()));
        let file = SourceFile::new(Box::new(Counted(reads.clone(), 1 << 20)), 1 << 20);
        let mut cursor = file.cursor();
        let mut piece = [0; 1000];
        for place in 0..1000_u64 {
            cursor.read_exact(&mut piece).unwrap();
            assert_eq!(file.exactly(place * 1000), Some([(place * 1000) as u8, (place * 1000 + 1) as u8]));
            let behind = (place * 1000).saturating_sub(3000);
            assert_eq!(file.exactly(behind), Some([behind as u8]));
        }
        assert!(reads.lock().unwrap().len() < 9);
    }

    #[test]
    fn what_was_mended_is_read_in_its_place() {
        let file = SourceFile::new(Box::new(vec![7_u8; 100]), 100);
        file.mend(48, vec![1, 2, 3, 4]);
        let mut cursor = file.cursor();
        let mut all = Vec::new();
        cursor.seek(SeekFrom::Start(50)).unwrap();
        cursor.read_to_end(&mut all).unwrap();
        assert_eq!(all[..3], [3, 4, 7]);
        assert_eq!(file.exactly(46), Some([7, 7, 1, 2, 3, 4, 7]));
    }

    #[test]
    fn a_file_that_shrank_ends_early() {
        let file = SourceFile::new(Box::new(vec![7_u8; 100]), 1000);
        let mut bytes = [0; 200];
        assert_eq!(file.read(50, &mut bytes), 50);
        assert_eq!(file.size(), 100);
    }

    #[test]
    fn whoever_reads_in_circles_is_stopped() {
        let file = SourceFile::new(Box::new(vec![0_u8; 1 << 20]), 1 << 20);
        let mut byte = [0];
        let rounds = (0..20_000_u64).take_while(|round| file.read(round % 2 * 500_000, &mut byte) == 1).count();
        assert!((4000..4500).contains(&rounds), "{rounds}");
        assert_eq!(file.stopped(), Some(Stopped::InCircles));
    }
}
