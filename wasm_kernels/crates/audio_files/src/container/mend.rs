//! Files that were cut off: their outermost parts say that they are longer than the file is, for which
//! the demuxers refuse all of it. What says so is read as if it fitted.
//!
//! Source: ISO/IEC 14496-12, 4.2 (boxes of MP4); RFC 8794, 4 (elements of Matroska); the Audio
//! Interchange File Format and Core Audio Format specifications (chunks).

use crate::source::SourceFile;

/// Parts that are looked at: a day in fragments of a second has so many.
const MOST_PARTS: usize = 200_000;

/// Makes the parts of a file fit into it; whether one of them did not.
pub fn mend(file: &SourceFile) -> bool {
    let Some(start) = file.exactly::<8>(0) else { return false };
    match (&start[..4], &start[4..]) {
        (b"FORM", _) => mend_chunks(file, 0, 12, 4),
        (b"caff", _) => {
            mend_packets(file);
            mend_chunks(file, 8, 8, 8)
        }
        ([0x1a, 0x45, 0xdf, 0xa3], _) => mend_segment(file),
        (_, b"ftyp" | b"moov") => mend_boxes(file),
        _ => false,
    }
}

/// Chunks with sizes of 4 or 8 bytes behind their names. That of an AIFF counts itself as the first.
fn mend_chunks(file: &SourceFile, first: u64, header: u64, size_bytes: usize) -> bool {
    let mut cut = false;
    let mut at = first;
    for part in 0..MOST_PARTS {
        let mut size = [0; 8];
        if file.read(at + 4, &mut size[8 - size_bytes..]) < size_bytes {
            break;
        }
        let (bytes, body) = (u64::from_be_bytes(size), at + 4 + size_bytes as u64);
        let room = file.size() - body;
        // -1 in Core Audio: up to the end of the file.
        if bytes > room && bytes != u64::MAX {
            file.mend(at + 4, room.to_be_bytes()[8 - size_bytes..].to_vec());
            cut = true;
        }
        at = if part == 0 && header == 12 {
            12
        } else {
            body.saturating_add(bytes).saturating_add(bytes & u64::from(header == 12))
        };
        if at >= file.size() {
            break;
        }
    }
    cut
}

/// In Core Audio a packet of plain samples is one frame, whatever its description says.
fn mend_packets(file: &SourceFile) {
    const FRAMES_PER_PACKET: u64 = 40;
    let kind = file.exactly::<4>(28).unwrap_or_default();
    if file.exactly::<4>(8) == Some(*b"desc") && [b"lpcm", b"alaw", b"ulaw"].contains(&&kind) {
        file.mend(FRAMES_PER_PACKET, 1_u32.to_be_bytes().to_vec());
    }
}

/// The segment of a Matroska file, which holds all but its first element.
fn mend_segment(file: &SourceFile) -> bool {
    let Some((header, header_bytes)) = length_at(file, 4) else { return false };
    let segment = 4 + header_bytes as u64 + header;
    let Some((bytes, width)) = length_at(file, segment + 4) else { return false };
    let room = file.size().saturating_sub(segment + 4 + width as u64);
    // All bits set: nobody knows how long it is, as while it is being recorded.
    let unknown = (1_u64 << (7 * width)) - 1;
    if bytes <= room || bytes == unknown {
        return false;
    }
    let fits = room | 1 << (7 * width);
    file.mend(segment + 4, fits.to_be_bytes()[8 - width..].to_vec());
    let body = segment + 4 + width as u64;
    hide_index(file, body);
    mend_cluster(file, body);
    true
}

/// Passes over the list of what stands where in a Matroska file: what it leads to may be damaged, and the
/// sound is read without. False: the file is of another kind, or has no such list.
pub fn forget_index(file: &SourceFile) -> bool {
    let segment = || {
        let (header, header_bytes) = length_at(file, 4)?;
        let segment = 4 + header_bytes as u64 + header;
        let (_, width) = length_at(file, segment + 4)?;
        Some(segment + 4 + width as u64)
    };
    match segment() {
        Some(body) if file.exactly(0) == Some([0x1a, 0x45, 0xdf, 0xa3]) => hide_index(file, body),
        _ => false,
    }
}

/// The cluster in which the file ends, of which something is there.
fn mend_cluster(file: &SourceFile, body: u64) {
    const CLUSTER: [u8; 4] = [0x1f, 0x43, 0xb6, 0x75];
    let mut at = body;
    for _ in 0..MOST_PARTS {
        let Some(id) = file.exactly::<4>(at) else { return };
        let id_bytes = u64::from(id[0].leading_zeros()) + 1;
        let Some((bytes, width)) = length_at(file, at + id_bytes) else { return };
        let start = at + id_bytes + width as u64;
        let room = file.size().saturating_sub(start);
        if bytes > room && id == CLUSTER {
            file.mend(at + id_bytes, (room | 1 << (7 * width)).to_be_bytes()[8 - width..].to_vec());
        }
        at = start.saturating_add(bytes);
    }
}

/// The list of what stands where leads behind the end: it is read as a void of the same length.
fn hide_index(file: &SourceFile, at: u64) -> bool {
    const SEEK_HEAD: [u8; 4] = [0x11, 0x4d, 0x9b, 0x74];
    const VOID: u8 = 0xec;
    let Some((bytes, width)) = length_at(file, at + 4) else { return false };
    if file.exactly::<4>(at) != Some(SEEK_HEAD) || width > 5 {
        return false;
    }
    let wide = width + 3;
    let length = (bytes | 1 << (7 * wide)).to_be_bytes();
    file.mend(at, [&[VOID], &length[8 - wide..]].concat());
    true
}

/// A length of Matroska's, and how many bytes it takes.
fn length_at(file: &SourceFile, at: u64) -> Option<(u64, usize)> {
    let width = file.exactly::<1>(at)?[0].leading_zeros() as usize + 1;
    let mut bytes = [0; 8];
    if width > 8 || file.read(at, &mut bytes[8 - width..]) < width {
        return None;
    }
    let value = u64::from_be_bytes(bytes) ^ 1 << (7 * width);
    (value < 1 << 56).then_some((value, width))
}

fn mend_boxes(file: &SourceFile) -> bool {
    let mut at = 0;
    for _ in 0..MOST_PARTS {
        if at >= file.size() {
            return false;
        }
        let room = file.size() - at;
        let Some(short) = file.exactly(at).map(u32::from_be_bytes) else { return true };
        let bytes = match short {
            0 => return false,
            1 => match file.exactly(at + 8).map(u64::from_be_bytes) {
                Some(bytes) => bytes,
                None => return true,
            },
            short => u64::from(short),
        };
        if bytes > room {
            let (place, size) = if short == 1 {
                (at + 8, room.to_be_bytes().to_vec())
            } else {
                (at, (room as u32).to_be_bytes().to_vec())
            };
            file.mend(place, size);
            return true;
        }
        at += bytes.max(8);
    }
    false
}
