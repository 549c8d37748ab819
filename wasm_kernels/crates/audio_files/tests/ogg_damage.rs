//! Ogg files of which a page is damaged or missing: silence stands in its place, and nothing else moves.

mod support;

use audio_files::problem::clock;
use support::{Read, file, open, read, read_on};
use symphonia::core::checksum::Crc32;
use symphonia::core::io::Monitor;

/// A page of a file: where it stands, and where the sound in it begins and ends.
#[derive(Clone, Copy, Debug)]
struct Page {
    at: usize,
    bytes: usize,
    from: usize,
    to: usize,
}

/// Those with sound in them.
fn pages(bytes: &[u8], delay: usize) -> Vec<Page> {
    let (mut at, mut before, mut found) = (0, 0, Vec::new());
    while at < bytes.len() {
        assert!(bytes[at..].starts_with(b"OggS"));
        let place = u64::from_le_bytes(bytes[at + 6..at + 14].try_into().unwrap()) as usize;
        let segments = usize::from(bytes[at + 26]);
        let lengths = &bytes[at + 27..at + 27 + segments];
        let size = 27 + segments + lengths.iter().copied().map(usize::from).sum::<usize>();
        if place > 0 {
            let (from, to) = (usize::saturating_sub(before, delay), place - delay);
            found.push(Page { at, bytes: size, from, to });
        }
        (at, before) = (at + size, place);
    }
    found
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Harm {
    Flipped,
    Deleted,
    Zeroed,
}

const HARMS: [Harm; 3] = [Harm::Flipped, Harm::Deleted, Harm::Zeroed];

fn harmed(bytes: &[u8], page: Page, harm: Harm) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    match harm {
        Harm::Flipped => bytes[page.at + page.bytes / 2] ^= 0xff,
        Harm::Deleted => drop(bytes.drain(page.at..page.at + page.bytes)),
        Harm::Zeroed => bytes[page.at..page.at + page.bytes].fill(0),
    }
    bytes
}

/// The file, frames decoded before its sound, and frames behind a gap until the decoder is what it was.
const FILES: [(&str, usize, usize); 3] = [("long.ogg", 0, 512), ("long.opus", 312, 1920), ("long.oga", 0, 0)];

/// Whether two runs are the same sound; Opus comes near what it was only little by little.
fn same_sound(name: &str, a: &[f32], b: &[f32]) -> bool {
    if name != "long.opus" {
        return a == b;
    }
    let energy = |run: &mut dyn Iterator<Item = f32>| run.map(|sample| f64::from(sample * sample)).sum::<f64>();
    let off = energy(&mut a.iter().zip(b).map(|(a, b)| a - b));
    a.len() == b.len() && off <= 0.05 * energy(&mut a.iter().copied())
}

/// The sound is that of the whole file but for this page, of which nothing else is to be told.
fn check(what: &str, name: &str, whole: &Read, damaged: &Read, page: Page, warmup: usize) {
    assert!(damaged.error.is_none(), "{what}: {:?}", damaged.error);
    assert_eq!(damaged.frames(), whole.frames(), "{what}");
    assert_eq!(damaged.codes(), ["recording-damaged"], "{what}");
    let place = clock(page.from as u64, whole.info.sample_rate);
    assert!(damaged.notes[0].message.contains(&format!("at {place}:")), "{what}: {}", damaged.notes[0]);
    for (damaged, whole) in damaged.channels.iter().zip(&whole.channels) {
        assert!(damaged[..page.from] == whole[..page.from], "{what}: the sound before it");
        assert!(damaged[page.from..page.to].iter().all(|&sample| sample == 0.0), "{what}: the gap");
        let behind = (page.to + warmup).min(whole.len());
        assert!(same_sound(name, &whole[behind..], &damaged[behind..]), "{what}: the sound behind it");
    }
}

#[test]
fn of_a_damaged_or_missing_page_only_its_own_sound_is_lost() {
    for (name, delay, warmup) in FILES {
        let bytes = file(name);
        let whole = read(&bytes).unwrap();
        let pages = pages(&bytes, delay);
        for (number, page) in pages[..pages.len() - 1].iter().enumerate() {
            for harm in HARMS {
                let damaged = read(&harmed(&bytes, *page, harm)).unwrap();
                check(&format!("{name}, page {number}, {harm:?}"), name, &whole, &damaged, *page, warmup);
            }
        }
    }
}

#[test]
fn two_pages_in_a_row_are_one_gap() {
    for (name, delay, warmup) in FILES {
        let bytes = file(name);
        let whole = read(&bytes).unwrap();
        let pages = pages(&bytes, delay);
        let (first, second) = (pages[2], pages[3]);
        for harm in HARMS {
            let damaged = read(&harmed(&harmed(&bytes, second, harm), first, harm)).unwrap();
            let both = Page { to: second.to, ..first };
            check(&format!("{name}, {harm:?}"), name, &whole, &damaged, both, warmup);
        }
    }
}

#[test]
fn a_damaged_last_page_still_says_where_the_sound_ends() {
    for (name, delay, warmup) in FILES {
        let bytes = file(name);
        let whole = read(&bytes).unwrap();
        let last = *pages(&bytes, delay).last().unwrap();
        let damaged = read(&harmed(&bytes, last, Harm::Flipped)).unwrap();
        check(name, name, &whole, &damaged, last, warmup);
        for harm in [Harm::Deleted, Harm::Zeroed] {
            let cut = read(&harmed(&bytes, last, harm)).unwrap();
            assert!(cut.error.is_none() && cut.frames() == last.from, "{name}, {harm:?}: {}", cut.frames());
            assert!(cut.channels.iter().zip(&whole.channels).all(|(cut, whole)| cut[..] == whole[..last.from]));
            assert_eq!(cut.codes(), ["recording-truncated"], "{name}, {harm:?}");
        }
    }
}

#[test]
fn behind_a_jump_a_lost_page_is_found_as_well() {
    for (name, delay, _) in FILES {
        let bytes = file(name);
        let pages = pages(&bytes, delay);
        let page = pages[pages.len() * 3 / 4];
        for harm in HARMS {
            let bytes = harmed(&bytes, page, harm);
            let straight = read(&bytes).unwrap();
            for start in [page.from - 2000, page.from + 5, page.to + 3000] {
                let mut recording = open(&bytes).unwrap();
                recording.seek(start as u64).unwrap();
                let tail = read_on(recording);
                let what = format!("{name} from {start}, {harm:?}");
                assert_eq!(tail.frames(), straight.frames() - start, "{what}");
                for (run, all) in tail.channels.iter().zip(&straight.channels) {
                    assert!(same_sound(name, &all[start..], run), "{what}");
                }
            }
        }
    }
}

#[test]
fn a_page_that_seems_to_go_on_behind_the_end_does_not_hide_the_others() {
    for (name, delay, warmup) in FILES {
        let mut bytes = file(name);
        let whole = read(&bytes).unwrap();
        let pages = pages(&bytes, delay);
        let page = pages[pages.len() - 2];
        // How many segments it has.
        bytes[page.at + 26] ^= 0xff;
        check(name, name, &whole, &read(&bytes).unwrap(), page, warmup);
    }
}

/// The page says that it ends elsewhere, and is whole.
fn with_end(mut bytes: Vec<u8>, page: Page, end: usize) -> Vec<u8> {
    bytes[page.at + 6..page.at + 14].copy_from_slice(&(end as u64).to_le_bytes());
    bytes[page.at + 22..page.at + 26].fill(0);
    let mut sum = Crc32::new(0);
    sum.process_buf_bytes(&bytes[page.at..page.at + page.bytes]);
    bytes[page.at + 22..page.at + 26].copy_from_slice(&sum.crc().to_le_bytes());
    bytes
}

#[test]
fn places_of_pages_that_were_put_together_from_milliseconds_cost_no_sound() {
    let bytes = file("long.ogg");
    let whole = read(&bytes).unwrap();
    let pages = pages(&bytes, 0);
    let off = with_end(with_end(bytes, pages[1], pages[1].to - 8), pages[3], pages[3].to - 8);
    let told = read(&off).unwrap();
    assert!(told.notes.is_empty() && told.channels == whole.channels, "{:?}", told.notes);
    let damaged = read(&harmed(&off, pages[2], Harm::Deleted)).unwrap();
    check("off by 8", "long.ogg", &whole, &damaged, pages[2], 512);
}
