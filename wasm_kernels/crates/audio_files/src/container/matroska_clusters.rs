//! Where a Matroska file can be read on behind damage: at its next cluster, which has a clock of its own.
//!
//! Source: RFC 9559, 5.1.3 (`Cluster`).

use super::ebml::{CLUSTER, SEGMENT, elements, number};
use crate::source::{Overlay, SourceFile};

const TIMESTAMP: u64 = 0xe7;
/// What may stand in a cluster before its time: a checksum, nothing, its place, the length of the one before.
const BEFORE_TIMESTAMP: [u64; 4] = [0xbf, 0xec, 0xa7, 0xab];
const VOID: u8 = 0xec;
/// Searched at a time.
const SEARCHED: usize = 16 * 1024;

/// A cluster whose beginning is whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cluster {
    pub start: u64,
    /// In ticks of the segment.
    pub time: u64,
    /// Where it says that it ends.
    end: Option<u64>,
}

/// Where the first cluster begins.
#[must_use]
pub fn first(file: &SourceFile) -> Option<u64> {
    let segment = elements(file, 0, file.size()).find(|each| each.id == SEGMENT)?;
    elements(file, segment.body, segment.end).find(|each| each.id == CLUSTER).map(|each| each.start)
}

/// The first cluster from a place on whose time `is_next`.
#[must_use]
pub fn find(file: &SourceFile, from: u64, is_next: impl Fn(u64) -> bool) -> Option<Cluster> {
    let mut at = search(file, from)?;
    loop {
        let cluster = cluster_at(file, at);
        if let Some(cluster) = cluster.filter(|cluster| is_next(cluster.time)) {
            return Some(cluster);
        }
        // Where one ends another begins, or damage.
        let beyond = cluster.and_then(|cluster| cluster.end).filter(|&end| cluster_at(file, end).is_some());
        at = match beyond {
            Some(end) => end,
            None => search(file, at + 1)?,
        };
    }
}

/// What makes one empty element of everything between the first cluster and another one.
#[must_use]
pub fn pass_over(first: u64, cluster: Cluster) -> Option<Overlay> {
    let bytes = cluster.start.checked_sub(first)?;
    let header = match bytes {
        0..2 => return None,
        2..128 => vec![VOID, 0x80 | (bytes - 2) as u8],
        _ => [&[VOID], ((bytes - 9) | 1 << 56).to_be_bytes().as_slice()].concat(),
    };
    Some(Overlay { place: first, bytes: header })
}

/// The next place where the name of a cluster stands.
fn search(file: &SourceFile, from: u64) -> Option<u64> {
    let mut at = from;
    let mut bytes = vec![0; SEARCHED];
    loop {
        let read = file.read(at, &mut bytes);
        if let Some(found) = bytes[..read].windows(4).position(|window| window == CLUSTER.to_be_bytes()) {
            return Some(at + found as u64);
        }
        if read < bytes.len() {
            return None;
        }
        at += (read - 3) as u64;
    }
}

fn cluster_at(file: &SourceFile, start: u64) -> Option<Cluster> {
    if file.exactly(start) != Some(CLUSTER.to_be_bytes()) {
        return None;
    }
    let (bytes, width) = number(file, start + 4, true)?;
    let body = start + 4 + width;
    let unknown = bytes == (1 << (7 * width)) - 1;
    let end = body.checked_add(bytes).filter(|_| !unknown);
    let mut at = body;
    for _ in 0..=BEFORE_TIMESTAMP.len() {
        let (id, id_bytes) = number(file, at, false)?;
        let (bytes, size_bytes) = number(file, at + id_bytes, true)?;
        let value = at + id_bytes + size_bytes;
        if id == TIMESTAMP && (1..=8).contains(&bytes) {
            let mut time = [0; 8];
            let wanted = &mut time[8 - bytes as usize..];
            let whole = file.read(value, wanted) == wanted.len();
            return whole.then_some(Cluster { start, time: u64::from_be_bytes(time), end });
        }
        if !BEFORE_TIMESTAMP.contains(&id) {
            return None;
        }
        at = value.checked_add(bytes)?;
    }
    None
}
