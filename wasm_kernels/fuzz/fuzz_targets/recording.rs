//! Any bytes are a recording: opened, read, sought in and read on.
//!
//! Never: a panic, a recording without end, an error without a way out, another number of samples than
//! frames, a sample that is no number where the file holds integers or coded sound.

#![no_main]

use audio_files::Recording;
use audio_files::planar::BLOCK_FRAMES;
use libfuzzer_sys::fuzz_target;

/// Blocks that are looked at; a few bytes of FLAC may be hours of silence.
const MOST_BLOCKS: usize = 400;

fuzz_target!(|bytes: &[u8]| {
    let mut recording = match Recording::open(Box::new(bytes.to_vec()), bytes.len() as u64) {
        Ok(recording) => recording,
        Err(problem) => {
            assert!(!problem.message.is_empty() && !problem.help.is_empty(), "{problem:?}");
            return;
        }
    };
    read_on(&mut recording);
    let place = bytes.last().map_or(0, |last| u64::from(*last) * 997);
    if recording.seek(place).is_ok() {
        read_on(&mut recording);
    }
    for note in recording.take_notes() {
        assert!(!note.message.is_empty() && !note.help.is_empty(), "{note:?}");
    }
});

fn read_on(recording: &mut Recording) {
    let (channels, floats) = (recording.info().channels, recording.info().codec.starts_with("pcm_f"));
    let mut block = Vec::new();
    for _ in 0..MOST_BLOCKS {
        block.clear();
        match recording.next_blocks(1, &mut block) {
            Ok(0) => return,
            Ok(frames) => {
                assert!(frames <= BLOCK_FRAMES && block.len() == frames * channels);
                assert!(floats || block.iter().all(|sample| sample.is_finite()));
            }
            Err(problem) => {
                assert!(!problem.message.is_empty() && !problem.help.is_empty(), "{problem:?}");
                return;
            }
        }
    }
}
