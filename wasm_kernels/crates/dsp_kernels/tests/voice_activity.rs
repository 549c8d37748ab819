//! Voice activity on sounds whose places are known.

use core::f64::consts::TAU;

use dsp_kernels::voice_activity::{Segment, Settings, SettingsError, VoiceActivity};
use proptest::prelude::*;

/// Noise of the same loudness at every frequency, from a generator that is the same everywhere.
struct Noise(u32);

impl Noise {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        f64::from(self.0) / f64::from(u32::MAX) * 2.0 - 1.0
    }
}

/// Something with the rhythm of speech: a buzz at 120 Hz with harmonics, four syllables a second,
/// between the given seconds; white noise of the given amplitude all along.
fn recording(rate: f64, seconds: f64, noise: f64, speech: &[(f64, f64)]) -> Vec<f32> {
    let mut source = Noise(1);
    (0..(rate * seconds) as usize)
        .map(|n| {
            let time = n as f64 / rate;
            let mut sample = noise * source.next();
            if speech.iter().any(|&(from, to)| (from..to).contains(&time)) {
                let syllable = 0.2 + 0.8 * libm::fabs(libm::sin(TAU * 2.0 * time));
                let buzz: f64 = (1..12).map(|k| libm::sin(TAU * 120.0 * f64::from(k) * time) / f64::from(k)).sum();
                sample += 0.1 * syllable * buzz;
            }
            sample as f32
        })
        .collect()
}

fn segments(rate: f64, settings: Settings, samples: &[f32], block: usize) -> Vec<Segment> {
    let mut found = Vec::new();
    let mut detector = VoiceActivity::new(rate, settings).unwrap();
    for block in samples.chunks(block) {
        detector.process(block, |segment| found.push(segment));
    }
    detector.finish(|segment| found.push(segment));
    found
}

/// Whether the segments are these, in seconds, with padding and hangover allowed for.
fn assert_places(found: &[Segment], rate: f64, expected: &[(f64, f64)]) {
    let seconds: Vec<(f64, f64)> = found.iter().map(|s| (s.start as f64 / rate, s.end as f64 / rate)).collect();
    assert_eq!(found.len(), expected.len(), "{seconds:?} should be {expected:?}");
    for ((start, end), (from, to)) in seconds.iter().zip(expected) {
        assert!((-0.1..=0.02).contains(&(start - from)), "starts at {start}, speech at {from}");
        assert!((-0.02..=0.25).contains(&(end - to)), "ends at {end}, speech at {to}");
    }
}

#[test]
fn speech_is_found_at_any_rate_and_noise() {
    let speech = [(1.0, 2.2), (3.0, 4.5), (6.0, 7.0)];
    for rate in [8000.0, 16_000.0, 22_050.0, 44_100.0, 48_000.0] {
        for noise in [0.0, 0.0005, 0.005, 0.02] {
            let samples = recording(rate, 8.0, noise, &speech);
            let found = segments(rate, Settings::default(), &samples, 4096);
            assert_places(&found, rate, &speech);
            assert!(found.iter().all(|segment| segment.level_db > segment.noise_floor_db + 9.0), "{found:?}");
        }
    }
}

#[test]
fn speech_from_the_first_sample_to_the_last_is_found() {
    let samples = recording(16_000.0, 2.0, 0.001, &[(0.0, 2.0)]);
    let found = segments(16_000.0, Settings::default(), &samples, 4096);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].start < 1600 && found[0].end == 32_000, "{found:?}");
}

#[test]
fn silence_and_steady_noise_are_no_speech() {
    for noise in [0.0, 0.001, 0.05, 0.5] {
        let samples = recording(16_000.0, 10.0, noise, &[]);
        assert_eq!(segments(16_000.0, Settings::default(), &samples, 4096), [], "noise {noise}");
    }
    assert_eq!(segments(16_000.0, Settings::default(), &[], 1), []);
}

#[test]
fn hum_and_rumble_are_no_speech() {
    let mut samples = recording(16_000.0, 8.0, 0.001, &[(5.0, 6.0)]);
    for (n, sample) in samples.iter_mut().enumerate() {
        let time = n as f64 / 16_000.0;
        if (1.0..4.0).contains(&time) {
            *sample += (0.02 * libm::sin(TAU * 50.0 * time)) as f32;
        }
    }
    assert_places(&segments(16_000.0, Settings::default(), &samples, 4096), 16_000.0, &[(5.0, 6.0)]);
}

#[test]
fn a_fan_that_is_switched_on_is_learnt() {
    let mut samples = recording(16_000.0, 30.0, 0.001, &[(25.0, 26.0)]);
    let mut source = Noise(7);
    for sample in &mut samples[4 * 16_000..] {
        *sample += (0.01 * source.next()) as f32;
    }
    let found = segments(16_000.0, Settings::default(), &samples, 4096);
    assert_places(&found[found.len() - 1..], 16_000.0, &[(25.0, 26.0)]);
    assert!(found.len() <= 2, "{found:?}");
}

#[test]
fn short_sounds_are_dropped_and_short_pauses_bridged() {
    let settings = Settings { min_speech_ms: 200.0, min_silence_ms: 300.0, ..Settings::default() };
    // A click, then two words with a pause of 0.25 s, then one after a long pause.
    let speech = [(1.0, 1.05), (2.0, 2.6), (2.85, 3.5), (5.0, 6.0)];
    let samples = recording(16_000.0, 7.0, 0.001, &speech);
    assert_places(&segments(16_000.0, settings, &samples, 4096), 16_000.0, &[(2.0, 3.5), (5.0, 6.0)]);
}

#[test]
fn the_hangover_is_part_of_the_segment_and_holds_short_sounds_together() {
    // Four taps of 40 ms, 120 ms apart: speech only if the gaps are bridged.
    let taps: Vec<(f64, f64)> = (0..4).map(|k| 1.0 + 0.12 * f64::from(k)).map(|start| (start, start + 0.04)).collect();
    let samples = recording(16_000.0, 3.0, 0.0, &taps);
    let with = |hangover_ms| {
        let settings = Settings { hangover_ms, padding_ms: 0.0, ..Settings::default() };
        segments(16_000.0, settings, &samples, 4096)
    };
    assert_eq!(with(0.0), []);
    assert_eq!(with(120.0).len(), 1);
    assert_eq!(with(180.0)[0].end - with(120.0)[0].end, 960);
}

#[test]
fn long_speech_is_cut_into_adjoining_segments() {
    let settings = Settings { max_segment_s: 5.0, ..Settings::default() };
    let samples = recording(16_000.0, 20.0, 0.001, &[(1.0, 18.0)]);
    let found = segments(16_000.0, settings, &samples, 4096);
    assert!(found.len() >= 4, "{found:?}");
    for pair in found.windows(2) {
        assert_eq!(pair[0].end, pair[1].start);
        assert!(pair[0].cut);
    }
    assert!(found.iter().all(|segment| (segment.end - segment.start) as f64 <= 5.0 * 16_000.0));
    assert!(!found[found.len() - 1].cut);
}

#[test]
fn a_value_that_is_no_number_does_no_lasting_harm() {
    let mut samples = recording(16_000.0, 4.0, 0.001, &[(2.0, 3.0)]);
    samples[100] = f32::NAN;
    samples[200] = f32::INFINITY;
    assert_places(&segments(16_000.0, Settings::default(), &samples, 4096), 16_000.0, &[(2.0, 3.0)]);
}

#[test]
fn settings_out_of_range_are_named() {
    let settings = Settings { frame_ms: 0.0, ..Settings::default() };
    let error = VoiceActivity::new(16_000.0, settings).err().unwrap();
    assert_eq!(error, SettingsError::OutOfRange { setting: "frame_ms", actual: 0.0, min: 5.0, max: 100.0 });
    assert!(matches!(VoiceActivity::new(10.0, Settings::default()), Err(SettingsError::Rate { .. })));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Segments come in order, do not overlap, lie within the stream, begin with nothing that
    /// `keep_from` gave up, and are the same however the stream is cut into blocks.
    #[test]
    fn segments_are_in_order_and_blocks_do_not_matter(
        bursts in prop::collection::vec((0.0_f64..6.0, 0.02_f64..1.5), 0..6),
        block in 1_usize..5000,
        padding_ms in 0.0_f64..400.0,
        min_silence_ms in 0.0_f64..400.0,
        hangover_ms in 0.0_f64..300.0,
    ) {
        let settings = Settings { padding_ms, min_silence_ms, hangover_ms, max_segment_s: 2.0, ..Settings::default() };
        let speech: Vec<(f64, f64)> = bursts.iter().map(|&(start, length)| (start, start + length)).collect();
        let samples = recording(8000.0, 7.0, 0.002, &speech);
        let whole = segments(8000.0, settings, &samples, samples.len());
        for pair in whole.windows(2) {
            prop_assert!(pair[0].end <= pair[1].start);
        }
        for segment in &whole {
            prop_assert!(segment.start < segment.end && segment.end <= samples.len() as u64);
        }
        prop_assert_eq!(&segments(8000.0, settings, &samples, block), &whole);

        let mut detector = VoiceActivity::new(8000.0, settings).unwrap();
        let mut kept = 0;
        let mut taken = 0;
        let mut bad = false;
        for block in samples.chunks(block) {
            taken += block.len() as u64;
            detector.process(block, |segment| bad |= segment.start < kept || segment.end > taken);
            bad |= detector.keep_from() < kept || detector.keep_from() > taken;
            kept = detector.keep_from();
        }
        detector.finish(|segment| bad |= segment.start < kept);
        prop_assert!(!bad);
    }
}
