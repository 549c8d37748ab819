//! MP3 files that were damaged, and several put together into one.

mod support;

use audio_files::info::Length;
use support::{Read, file, open, read, read_on};

/// Frames from which on the sound is that of the whole file again, to the bit, seen from the end.
fn same_at_end(a: &Read, b: &Read) -> usize {
    let (a, b) = (a.channels[0].iter().rev(), b.channels[0].iter().rev());
    a.zip(b).take_while(|(a, b)| a.to_bits() == b.to_bits()).count()
}

fn mangled(bytes: &[u8], from: usize, count: usize, junk: bool) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for (byte, at) in bytes[from..from + count].iter_mut().zip((0..=u8::MAX).cycle()) {
        *byte = if junk { byte.wrapping_mul(31) ^ 0x5a ^ at } else { 0 };
    }
    bytes
}

#[test]
fn one_file_behind_another_is_heard_to_its_end() {
    for (name, tagged) in [("mp3_cbr.mp3", false), ("mp3_vbr_mono.mp3", false), ("long.mp3", true)] {
        let one = file(name);
        let tag = if tagged { [&b"TAG"[..], &[0x41; 125]].concat() } else { Vec::new() };
        let whole = read(&one).unwrap();
        let joined = read(&[&one[..], &tag, &one, &tag, &one].concat()).unwrap();
        assert!(joined.error.is_none() && joined.notes.is_empty(), "{name}: {:?}", joined.notes);
        assert_eq!(joined.info.length, Length::Exact(3 * whole.frames() as u64), "{name}");
        for (joined, whole) in joined.channels.iter().zip(&whole.channels) {
            assert!(joined[..] == [&whole[..], whole, whole].concat(), "{name}: {}", joined.len());
        }
    }
}

/// Of what LAME says, behind the word `Info`; 0 is taken for any.
const CHECKSUM: usize = 154;

/// Where the first frame tells no bytes nobody knows of the others before they come.
#[test]
fn a_recording_that_is_longer_than_it_says_is_heard_to_its_end() {
    let one = file("mp3_cbr.mp3");
    let info = one.windows(4).position(|word| word == b"Info").unwrap();
    let mut first = one.clone();
    first[info + 12..info + 16].fill(0);
    first[info + CHECKSUM..info + CHECKSUM + 2].fill(0);
    let whole = read(&one).unwrap();
    let joined = read(&[&first[..], &one].concat()).unwrap();
    assert_eq!(joined.info.length, whole.info.length);
    assert_eq!(joined.frames(), 2 * whole.frames());
    assert_eq!(joined.codes(), ["recording-longer"]);
    // A count that is too small.
    let mut short = one.clone();
    let count = u32::from_be_bytes(one[info + 8..info + 12].try_into().unwrap());
    short[info + 8..info + 12].copy_from_slice(&(count - 5).to_be_bytes());
    short[info + CHECKSUM..info + CHECKSUM + 2].fill(0);
    let short = read(&short).unwrap();
    assert_eq!(short.codes(), ["recording-longer"]);
    assert!(short.frames() >= whole.frames(), "{}", short.frames());
}

#[test]
fn a_file_of_another_form_behind_one_is_told_with_its_place() {
    for (behind, words) in [("long.mp3", "22050 Hz with 1 channel"), ("mp3_vbr_mono.mp3", "44100 Hz with 1 channel")] {
        let whole = read(&file("mp3_cbr.mp3")).unwrap();
        let joined = read(&[file("mp3_cbr.mp3"), file(behind)].concat()).unwrap();
        assert_eq!(joined.codes(), ["format-changes"], "{behind}");
        let message = &joined.notes[0].message;
        assert!(message.contains("At 0:00.6") && message.contains(words), "{behind}: {message}");
        assert!(joined.channels == whole.channels, "{behind}");
        assert_eq!(joined.info.length, whole.info.length, "{behind}");
    }
}

#[test]
fn a_place_in_joined_files_is_found_to_the_sample() {
    let one = file("mp3_cbr.mp3");
    let joined = [&one[..], &one].concat();
    let whole = read(&joined).unwrap();
    for start in [0, 1, 29_000, 30_011, 30_012, 45_000, 60_022, 70_000] {
        let mut recording = open(&joined).unwrap();
        recording.next_blocks(1, &mut Vec::new()).unwrap();
        recording.seek(start as u64).unwrap();
        let rest = read_on(recording);
        let from = start.min(whole.frames());
        for (rest, whole) in rest.channels.iter().zip(&whole.channels) {
            assert!(rest[..] == whole[from..], "from {start}: {} frames", rest.len());
        }
    }
}

#[test]
fn what_comes_behind_damage_stands_where_it_was_to_the_sample() {
    for (name, each) in [("mp3_cbr.mp3", 1152), ("mp3_vbr_mono.mp3", 1152), ("long.mp3", 576)] {
        let bytes = file(name);
        let whole = read(&bytes).unwrap();
        for junk in [false, true] {
            for percent in (8..90).step_by(7) {
                for count in [3, 50, bytes.len() / 30] {
                    let from = bytes.len() * percent / 100;
                    let what = format!("{name} {percent} % {count} {junk}");
                    let damaged = read(&mangled(&bytes, from, count, junk)).unwrap();
                    assert_eq!(damaged.frames(), whole.frames(), "{what}");
                    assert!(damaged.codes().iter().all(|code| *code == "recording-damaged"), "{what}");
                    // Behind it two frames may draw on what is lost, and one may have been taken for junk.
                    let share = (from + count) as f64 / bytes.len() as f64;
                    let behind = (whole.frames() as f64 * (1.0 - share)) as usize;
                    let same = same_at_end(&damaged, &whole);
                    assert!(same + 12 * each >= behind, "{what}: {same} of {behind}");
                }
            }
        }
    }
}

#[test]
fn bytes_that_were_put_in_take_no_time() {
    for name in ["mp3_cbr.mp3", "mp3_vbr_mono.mp3", "long.mp3"] {
        let bytes = file(name);
        let whole = read(&bytes).unwrap();
        let half = bytes.len() / 2;
        let grown = [&bytes[..half], &[0x5a; 3000], &bytes[half..]].concat();
        let damaged = read(&grown).unwrap();
        assert_eq!(damaged.frames(), whole.frames(), "{name}");
        assert!(same_at_end(&damaged, &whole) > whole.frames() / 3, "{name}: {}", same_at_end(&damaged, &whole));
    }
}
