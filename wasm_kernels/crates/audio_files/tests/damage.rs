//! Files that were cut, mangled or glued together.

mod support;

use audio_files::problem::Problem;
use proptest::prelude::*;
use support::{Read, file, folder, open, read, read_on};

/// Six seconds each, of every container.
const LONG: [&str; 6] = ["long.mp3", "long.aac", "long.m4a", "long.webm", "long.opus", "long.flac"];

fn seconds(frames: usize, read: &Read) -> f64 {
    frames as f64 / f64::from(read.info.sample_rate)
}

/// The place that a note names, in seconds.
fn place(note: &Problem) -> f64 {
    let words = note.message.split([' ', ',', ':']).collect::<Vec<_>>();
    let minute = words.iter().position(|word| *word == "0").expect("a place in the first minute");
    words[minute + 1].trim_end_matches('.').parse().unwrap()
}

/// Frames at the beginning that are the same.
fn same(a: &Read, b: &Read) -> usize {
    a.channels[0].iter().zip(&b.channels[0]).take_while(|(a, b)| a.to_bits() == b.to_bits()).count()
}

/// How much of the last quarter is another sound, by its energy: where it stands elsewhere, all of it and
/// more. Not nothing, as AAC has noise of its own each time.
fn other_at_end(a: &Read, b: &Read) -> f64 {
    let (mut sound, mut other) = (1e-30, 0.0);
    for (a, b) in a.channels[0].iter().rev().zip(b.channels[0].iter().rev()).take(a.frames() / 4) {
        let off = f64::from(*a) - f64::from(*b);
        sound += f64::from(*a) * f64::from(*a);
        other += off * off;
    }
    other / sound
}

#[test]
fn of_a_file_that_breaks_off_the_beginning_is_heard() {
    for name in LONG {
        let bytes = file(name);
        let whole = read(&bytes).unwrap();
        assert!(whole.notes.is_empty(), "{name} {:?}", whole.codes());
        for percent in [30, 60, 90] {
            let cut = read(&bytes[..bytes.len() * percent / 100 + 3]).unwrap();
            let (heard, all) = (seconds(cut.frames(), &cut), seconds(whole.frames(), &whole));
            let share = all * percent as f64 / 100.0;
            assert!(cut.error.is_none(), "{name} {:?}", cut.error);
            assert!((share - 1.2..share + 0.6).contains(&heard), "{name} {percent} %: {heard} s of {all}");
            assert!(cut.frames() - same(&whole, &cut) < 2000, "{name} {percent} %: other sound");
            assert_eq!(cut.codes(), ["recording-truncated"], "{name} {percent} %");
            assert!((place(&cut.notes[0]) - heard).abs() < 0.2, "{name} {percent} %: {}", cut.notes[0]);
        }
    }
}

#[test]
fn what_comes_after_damage_keeps_its_time() {
    for name in LONG {
        let bytes = file(name);
        let whole = read(&bytes).unwrap();
        for junk in [0, 0x5a] {
            let mut mangled = bytes.clone();
            let from = bytes.len() / 2;
            for (byte, at) in mangled[from..from + bytes.len() / 40].iter_mut().zip((0..=u8::MAX).cycle()) {
                *byte = if junk == 0 { 0 } else { byte.wrapping_mul(31) ^ junk ^ at };
            }
            let damaged = read(&mangled).unwrap();
            let half = whole.frames() / 2;
            let second = whole.info.sample_rate as usize;
            assert!(damaged.error.is_none(), "{name} {:?}", damaged.error);
            assert!(whole.frames().abs_diff(damaged.frames()) < second / 10, "{name}: {} frames", damaged.frames());
            assert!(same(&whole, &damaged) > half - second * 6 / 5, "{name}: {}", same(&whole, &damaged));
            assert!(other_at_end(&whole, &damaged) < 0.3, "{name}: {}", other_at_end(&whole, &damaged));
            assert_eq!(damaged.codes(), ["recording-damaged"], "{name}");
            assert!((place(&damaged.notes[0]) - 3.0).abs() < 1.2, "{name}: {}", damaged.notes[0]);
        }
    }
}

fn mangle(bytes: &mut [u8], from: usize, count: usize) {
    for (byte, at) in bytes[from..from + count].iter_mut().zip((0..=u8::MAX).cycle()) {
        *byte = byte.wrapping_mul(31) ^ 0x5a ^ at;
    }
}

#[test]
fn the_first_frame_of_a_flac_file_is_silent_where_it_is_damaged() {
    let mut bytes = file("flac_s16.flac");
    let whole = read(&bytes).unwrap();
    let third = bytes.len() * 3 / 10;
    mangle(&mut bytes, third, 200);
    let damaged = read(&bytes).unwrap();
    assert_eq!(damaged.frames(), whole.frames());
    for (damaged, whole) in damaged.channels.iter().zip(&whole.channels) {
        assert!(damaged[..4096].iter().all(|&sample| sample == 0.0));
        assert!(damaged[4096..] == whole[4096..]);
    }
    assert_eq!(damaged.codes(), ["recording-damaged"]);
    assert!(place(&damaged.notes[0]) == 0.0, "{}", damaged.notes[0]);
}

/// The list of places to jump to is made an empty element, as recordings of a browser have none.
fn without_cues(mut bytes: Vec<u8>) -> Vec<u8> {
    let at = bytes.windows(4).rposition(|four| four == [0x1c, 0x53, 0xbb, 0x6b]).unwrap();
    let width = bytes[at + 4].leading_zeros() as usize + 1;
    let size = bytes[at + 5..at + 4 + width]
        .iter()
        .fold(u64::from(bytes[at + 4]) ^ 0x80 >> (width - 1), |size, &byte| size << 8 | u64::from(byte));
    let wide = (size | 1 << (7 * (width + 3))).to_be_bytes();
    bytes[at] = 0xec;
    bytes[at + 1..at + 4 + width].copy_from_slice(&wide[8 - width - 3..]);
    bytes
}

#[test]
fn a_webm_file_goes_on_at_the_next_cluster() {
    let bytes = without_cues(file("long.webm"));
    let whole = read(&bytes).unwrap();
    assert!(whole.notes.is_empty(), "{:?}", whole.codes());
    for percent in [20, 50, 60] {
        let mut mangled = bytes.clone();
        mangle(&mut mangled, bytes.len() * percent / 100, 300);
        let damaged = read(&mangled).unwrap();
        assert!(damaged.error.is_none(), "{:?}", damaged.error);
        // Its clock has whole milliseconds.
        let off = damaged.frames().abs_diff(whole.frames());
        assert!(off <= 96, "{percent} %: {off} frames");
        assert!(other_at_end(&whole, &damaged) < 0.01, "{percent} %: {}", other_at_end(&whole, &damaged));
        let silent = damaged.channels[0].iter().filter(|&&sample| sample == 0.0).count();
        assert!(silent < 48_000, "{percent} %: {silent} frames are silent, clusters have 24,000");
        assert_eq!(damaged.codes(), ["recording-damaged"], "{percent} %");
        assert!((place(&damaged.notes[0]) - 0.06 * percent as f64).abs() < 0.7, "{}", damaged.notes[0]);
    }
}

#[test]
fn a_damaged_list_of_places_does_not_cost_the_sound() {
    let mut bytes = file("long.webm");
    let whole = read(&bytes).unwrap();
    let cues = bytes.windows(4).rposition(|four| four == [0x1c, 0x53, 0xbb, 0x6b]).unwrap();
    let rest = bytes.len() - cues;
    mangle(&mut bytes, cues, rest);
    let damaged = read(&bytes).unwrap();
    assert!(damaged.error.is_none() && same(&whole, &damaged) + 960 > whole.frames(), "{}", damaged.frames());
}

#[test]
fn of_flac_in_ogg_that_breaks_off_the_beginning_is_heard() {
    let bytes = file("long.oga");
    let whole = read(&bytes).unwrap();
    for percent in [60, 90] {
        let cut = read(&bytes[..bytes.len() * percent / 100]).unwrap();
        assert!(cut.error.is_none() && cut.frames() > 0, "{:?}", cut.error);
        assert_eq!(same(&whole, &cut), cut.frames());
        assert_eq!(cut.codes(), ["recording-truncated"], "{percent} %");
        assert!((place(&cut.notes[0]) - seconds(cut.frames(), &cut)).abs() < 0.2, "{}", cut.notes[0]);
    }
}

#[test]
fn a_file_without_anything_whole_is_refused() {
    for name in LONG {
        let bytes = file(name);
        match read(&bytes[..100]) {
            Err(problem) => assert!(!problem.help.is_empty(), "{name}"),
            Ok(read) => assert!(read.error.is_some_and(|error| error.code == "broken-audio"), "{name}"),
        }
    }
    let index_gone = file("m4a_aac.m4a");
    let problem = read(&index_gone[..index_gone.len() / 2]).err().expect("is refused");
    assert!(problem.code == "truncated-header" && problem.message.contains("index"), "{problem}");
}

#[test]
fn a_place_is_found_to_the_sample() {
    for name in ["wav_s24le.wav", "flac_s16.flac", "mp3_cbr.mp3", "mp3_bare.mp3", "ogg_vorbis.ogg", "m4a_alac.m4a"] {
        let whole = read(&file(name)).unwrap();
        for start in [0, 1, 1999, whole.frames() - 77, whole.frames(), whole.frames() + 5] {
            let mut recording = open(&file(name)).unwrap();
            recording.next_blocks(1, &mut Vec::new()).unwrap();
            recording.seek(start as u64).unwrap();
            let tail = read_on(recording);
            let from = start.min(whole.frames());
            for (run, all) in tail.channels.iter().zip(&whole.channels) {
                assert!(run[..] == all[from..], "{name} from {start}: {} of {}", run.len(), all.len() - from);
            }
        }
    }
}

#[test]
fn a_webm_of_unknown_length_ends_behind_its_last_block() {
    let told = read(&file("webm_vorbis.webm")).unwrap();
    let piped = file("webm_piped.webm");
    // Browsers tell the length of clusters as little as that of the whole.
    let mut open_clusters = piped.clone();
    let mark = piped.windows(4).position(|word| word == [0x1f, 0x43, 0xb6, 0x75]).unwrap() + 4;
    let width = piped[mark].leading_zeros() as usize + 1;
    open_clusters[mark] = (0x1ff_u16 >> width) as u8;
    open_clusters[mark + 1..mark + width].fill(0xff);
    for (bytes, what) in [(&piped, "piped"), (&open_clusters, "open clusters")] {
        let whole = read(bytes).unwrap();
        assert!(whole.codes().is_empty() && whole.error.is_none(), "{what}: {:?}", whole.notes);
        assert_eq!(whole.frames(), told.frames(), "{what}");
        for missing in [1, 5, 400, bytes.len() / 2] {
            let cut = read(&bytes[..bytes.len() - missing]).unwrap();
            assert_eq!(cut.codes(), ["recording-truncated"], "{what} without {missing}");
        }
    }
}

fn any_file() -> impl Strategy<Value = Vec<u8>> {
    let names: Vec<String> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| ![".f32", ".py", ".json"].iter().any(|ending| name.ends_with(ending)))
        .collect();
    assert!(names.len() > 40);
    prop::sample::select(names).prop_map(|name| file(&name))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever happened to a file: it is refused, or read to an end.
    #[test]
    fn mangled_files_never_panic(
        bytes in any_file(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..12),
        end in 1..100_usize,
    ) {
        let mut bytes = bytes;
        for (place, byte) in changes {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        bytes.truncate(bytes.len() * end / 99);
        match read(&bytes) {
            Err(problem) => prop_assert!(!problem.help.is_empty()),
            Ok(read) => prop_assert!(read.frames() < 50_000_000),
        }
    }
}
