//! Files that are written here, read here and by `flac` where that is installed.

mod support;

use std::process::Command;

use audio_files::info::Length;
use audio_files::write::{Format, Writer};
use proptest::prelude::*;
use support::read;

fn written(format: Format, width: u32, rate: u32, channels: &[Vec<f32>], pieces: usize) -> Vec<u8> {
    let mut writer = Writer::new(format, channels.len(), rate, width).unwrap();
    let frames = channels[0].len();
    let mut body = Vec::new();
    for from in (0..frames).step_by(pieces) {
        let to = (from + pieces).min(frames);
        let planar: Vec<f32> = channels.iter().flat_map(|run| &run[from..to]).copied().collect();
        body.extend(writer.write(&planar));
    }
    body.extend(writer.finish());
    [writer.header(), body].concat()
}

/// Samples that so many bits hold without loss.
fn tone(frames: usize, channels: usize, width: u32) -> Vec<Vec<f32>> {
    let full = (1_i64 << (width.min(24) - 1)) as f32;
    let run = |channel: usize| {
        (0..frames).map(move |n| {
            let angle = n as f32 * 0.01 * (channel + 1) as f32;
            (libm::sinf(angle) * 0.7 * full + (n * 7919 % 97) as f32).round().min(full - 1.0) / full
        })
    };
    (0..channels).map(|channel| run(channel).collect()).collect()
}

#[test]
fn what_is_written_is_read_again() {
    for (format, codec) in [(Format::Wav, "pcm_"), (Format::Flac, "flac")] {
        for width in [16, 24] {
            for (frames, channels, rate) in [(10_000, 2, 48_000), (4096, 1, 8000), (1, 6, 96_000), (9000, 8, 44_100)] {
                let sound = tone(frames, channels, width);
                let read = read(&written(format, width, rate, &sound, 1000)).unwrap();
                assert!(read.info.codec.starts_with(codec) && read.info.sample_rate == rate);
                assert_eq!(read.info.length, Length::Exact(frames as u64));
                assert!(read.notes.is_empty() && read.error.is_none(), "{:?} {:?}", read.notes, read.error);
                assert!(read.channels == sound, "{format:?} {width} {frames} × {channels}");
            }
        }
    }
    let sound = tone(5000, 2, 32);
    assert_eq!(read(&written(Format::Wav, 32, 48_000, &sound, 4096)).unwrap().channels, sound);
}

#[test]
fn full_scale_and_what_is_no_number_stay_in_bounds() {
    let sound = vec![vec![1.5, -1.5, 1.0, -1.0, f32::NAN, f32::INFINITY, 0.000_01]];
    for format in [Format::Wav, Format::Flac] {
        let read = read(&written(format, 16, 8000, &sound, 3)).unwrap();
        let top = 32_767.0 / 32_768.0;
        assert_eq!(read.channels, [[top, -1.0, top, -1.0, 0.0, 0.0, 0.0]]);
    }
}

#[test]
fn silence_and_noise_are_written() {
    let noise: Vec<f32> =
        (0..9000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 16) as i16 as f32 / 32_768.0).collect();
    let silence = vec![0.0; 9000];
    let file = written(Format::Flac, 16, 8000, &[noise.clone(), silence.clone()], 777);
    assert!(file.len() < 9000 * 2 + 500, "{} bytes", file.len());
    assert_eq!(read(&file).unwrap().channels, [noise, silence]);
}

#[test]
fn what_a_format_cannot_hold_is_refused() {
    for (format, channels, rate, width) in [
        (Format::Flac, 9, 48_000, 16),
        (Format::Flac, 1, 2_000_000, 16),
        (Format::Flac, 1, 48_000, 32),
        (Format::Wav, 0, 1, 16),
    ] {
        let problem = Writer::new(format, channels, rate, width).err().expect("is refused");
        assert_eq!(problem.code, "not-writable");
    }
}

/// Its own test checks every frame's hash and the MD5 of the whole.
#[test]
fn the_flac_program_finds_no_fault() {
    let folder = std::env::temp_dir().join(format!("flac-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    for width in [16, 24] {
        let path = folder.join("written.flac");
        std::fs::write(&path, written(Format::Flac, width, 44_100, &tone(600_000, 2, width), 4096)).unwrap();
        match Command::new("flac").args(["--test", "--silent"]).arg(&path).output() {
            Ok(done) => assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr)),
            Err(_) => println!("flac is not installed: left out"),
        }
    }
    std::fs::remove_dir_all(&folder).unwrap();
}

proptest! {
    /// "Without loss": any samples, any cut.
    #[test]
    fn flac_loses_nothing(samples in prop::collection::vec(any::<i16>(), 1..6000), pieces in 1_usize..5000) {
        let sound = vec![samples.iter().map(|&sample| f32::from(sample) / 32_768.0).collect::<Vec<f32>>()];
        prop_assert_eq!(read(&written(Format::Flac, 16, 8000, &sound, pieces)).unwrap().channels, sound);
    }
}

#[test]
fn what_is_no_number_is_silence_in_integers_and_told_once() {
    let planar = [0.5, f32::NAN, 0.25, f32::INFINITY, 0.0, -0.5, 0.0, f32::NEG_INFINITY];
    for (format, width) in [(Format::Wav, 16), (Format::Wav, 24), (Format::Flac, 24)] {
        let mut writer = Writer::new(format, 2, 10, width).unwrap();
        let mut body = writer.write(&[0.0; 200]);
        body.extend(writer.write(&planar));
        body.extend(writer.finish());
        let notes = writer.take_notes();
        assert_eq!(notes.len(), 1);
        assert_eq!(notes[0].code, "samples-not-finite");
        assert_eq!(notes[0].message, "3 samples (the first at 0:10.1) are NaN or infinite: written as silence.");
        assert!(writer.take_notes().is_empty());
        let read = read(&[writer.header(), body].concat()).unwrap();
        assert_eq!(read.channels[0][100..], [0.5, 0.0, 0.25, 0.0]);
        assert_eq!(read.channels[1][100..], [0.0, -0.5, 0.0, 0.0]);
    }
}

#[test]
fn float_samples_stay_what_they_are() {
    let mut writer = Writer::new(Format::Wav, 1, 8000, 32).unwrap();
    let body = writer.write(&[1.0, f32::NEG_INFINITY]);
    assert_eq!(body, [1.0_f32.to_le_bytes(), f32::NEG_INFINITY.to_le_bytes()].concat());
    let notes = writer.take_notes();
    assert!(notes[0].message.starts_with("1 sample (at 0:00.0) is NaN or infinite: kept as such"), "{notes:?}");
}
