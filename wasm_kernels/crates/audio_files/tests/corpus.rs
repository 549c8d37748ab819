//! Every recording of `tests/files` against what other programs make of it (`make_files.py`).

mod support;

use audio_files::info::Length;
use serde_json::Value;
use sha2::{Digest, Sha256};
use support::{Read, file, folder, read};

/// One frame in seven of the reference is kept.
const EVERY: usize = 7;

fn expected() -> Vec<(String, Value)> {
    let text = std::fs::read_to_string(folder().join("expected.json")).unwrap();
    let all: serde_json::Map<String, Value> = serde_json::from_str(&text).unwrap();
    assert!(all.len() > 40, "{} recordings", all.len());
    all.into_iter().collect()
}

fn hash(read: &Read) -> String {
    let bytes: Vec<u8> = read.channels.iter().flatten().flat_map(|sample| sample.to_le_bytes()).collect();
    let digits = b"0123456789abcdef";
    let nibbles = Sha256::digest(&bytes).into_iter().flat_map(|byte| [byte >> 4, byte & 15]);
    nibbles.map(|nibble| char::from(digits[usize::from(nibble)])).collect()
}

/// How far the error lies below the sound, in dB.
fn distance(read: &Read, reference: &[u8]) -> f64 {
    let kept: Vec<f32> = reference.as_chunks::<4>().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
    let per_channel = kept.len() / read.channels.len();
    let (mut sound, mut error) = (0.0, 1e-30);
    for (channel, run) in read.channels.iter().enumerate() {
        let reference = &kept[channel * per_channel..][..per_channel];
        for (sample, wanted) in run.iter().step_by(EVERY).zip(reference) {
            sound += f64::from(*wanted) * f64::from(*wanted);
            let off = f64::from(*sample) - f64::from(*wanted);
            error += off * off;
        }
    }
    10.0 * libm::log10(sound / error)
}

#[test]
fn every_recording_is_what_other_programs_make_of_it() {
    let mut wrong = Vec::new();
    for (name, wanted) in expected() {
        let read = match read(&file(&name)) {
            Ok(read) => read,
            Err(problem) => {
                wrong.push(format!("{name}: {problem}"));
                continue;
            }
        };
        let mut complain = |what: String| wrong.push(format!("{name}: {what}"));
        if let Some(error) = &read.error {
            complain(error.to_string());
        }
        for (key, actual) in [("format", read.info.format), ("codec", read.info.codec)] {
            if wanted.get(key).is_some_and(|value| value != actual) {
                complain(format!("{key} {actual}, not {}", wanted[key]));
            }
        }
        if wanted.get("sample_rate").is_some_and(|rate| rate != read.info.sample_rate) {
            complain(format!("{} Hz", read.info.sample_rate));
        }
        let frames = wanted["frames"].as_u64().unwrap();
        if wanted["channels"] != read.info.channels || read.frames() as u64 != frames {
            complain(format!(
                "{} × {} frames, not {} × {frames}",
                read.channels.len(),
                read.frames(),
                wanted["channels"]
            ));
        }
        let exact = wanted.get("exact").is_none_or(|exact| exact == true);
        if exact && read.info.length != Length::Exact(frames) {
            complain(format!("{:?} told before, not {frames}", read.info.length));
        }
        for (tag, value) in wanted.get("tags").and_then(Value::as_object).into_iter().flatten() {
            if read.info.tags.get(tag.as_str()).map(String::as_str) != value.as_str() {
                complain(format!("{tag} is {:?}, not {value}", read.info.tags.get(tag.as_str())));
            }
        }
        if let Some(reference) = wanted.get("reference") {
            let decibels = distance(&read, &file(reference.as_str().unwrap()));
            if decibels < wanted["decibels"].as_f64().unwrap() {
                complain(format!("the error is {decibels:.1} dB below the sound, not {}", wanted["decibels"]));
            }
        } else if wanted["sha256"] != hash(&read) {
            complain("other samples".to_owned());
        }
        if !matches!(name.as_str(), "mkv_two_tracks.mkv") && !read.notes.is_empty() {
            complain(format!("{:?}", read.notes));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
