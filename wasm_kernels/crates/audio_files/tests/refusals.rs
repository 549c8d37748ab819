//! Sound that cannot be read, or not in the plain way: what is said of it.

mod support;

use audio_files::info::Length;
use support::{file, open, read, read_on};

#[test]
fn sound_that_is_not_read_is_named() {
    for (name, words) in [
        ("refused_ac3.mp4", "AC-3 (Dolby Digital)"),
        ("refused_ac3.mov", "AC-3 (Dolby Digital)"),
        ("refused_speex.ogg", "ogg file is Speex"),
        ("refused_vorbis.mp4", "mp4 file is Vorbis"),
        ("refused_ima4.aiff", "IMA ADPCM"),
    ] {
        let problem = open(&file(name)).err().expect("is refused");
        assert_eq!(problem.code, "unsupported-codec", "{name}: {problem}");
        assert!(problem.message.contains(words), "{name}: {problem}");
        assert!(problem.help.contains("ffmpeg"), "{name}");
    }
}

#[test]
fn packets_of_plain_samples_are_frames_whatever_the_description_says() {
    let whole = read(&file("caf_s16.caf")).unwrap();
    for frames in [[0x80, 0, 0, 0], [0, 0, 0, 0], [0, 0, 4, 0], [0xff; 4]] {
        let mut bytes = file("caf_s16.caf");
        bytes[40..44].copy_from_slice(&frames);
        let mangled = read(&bytes).unwrap();
        assert!(mangled.channels == whole.channels && mangled.info == whole.info, "{frames:?}");
    }
}

#[test]
fn the_length_of_fragments_is_told_from_the_last_one() {
    let fragments = read(&file("long_fragments.m4a")).unwrap();
    let Length::Estimated(told) = fragments.info.length else { panic!("{:?}", fragments.info.length) };
    // The last packet may say that less of it is meant.
    assert!(told.abs_diff(fragments.frames() as u64) <= 1024, "{told} of {}", fragments.frames());
    assert!(fragments.frames() > 6 * 22_050 && fragments.notes.is_empty(), "{:?}", fragments.notes);
    // Where the last fragment is damaged the one before it tells.
    let mut bytes = file("long_fragments.m4a");
    let place = bytes.windows(4).rposition(|word| word == b"tfdt").unwrap();
    bytes[place] = b'x';
    let told = open(&bytes).unwrap().info().length.frames().unwrap();
    assert!((5 * 22_050..6 * 22_050 + 1024).contains(&told), "{told}");
}

#[test]
fn a_place_is_found_where_the_container_does_not_lead_to_it() {
    for name in ["long.ogg", "long_fragments.m4a", "wav_adpcm_ms.wav", "wav_adpcm_ima_wav.wav"] {
        let whole = read(&file(name)).unwrap();
        assert!(whole.notes.is_empty(), "{name} {:?}", whole.notes);
        for start in [0, 1, 1999, whole.frames() / 2 + 7, whole.frames() - 77] {
            let mut recording = open(&file(name)).unwrap();
            recording.seek(start as u64).unwrap();
            let rest = read_on(recording);
            for (run, all) in rest.channels.iter().zip(&whole.channels) {
                assert_eq!(run.len(), all.len() - start, "{name} from {start}");
                assert!(run[..] == all[start..], "{name} from {start}: other sound");
            }
        }
    }
}
