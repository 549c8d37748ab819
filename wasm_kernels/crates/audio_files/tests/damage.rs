//! Files that were cut, mangled or glued together.

mod support;

use support::{file, open, read, read_on};

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
