//! The resampler against sines, whose resampled form is known exactly.

use core::f64::consts::TAU;

use dsp_kernels::resample::{Quality, ResampleError, Resampler};
use proptest::prelude::*;

const RATES: [(f64, f64); 9] = [
    (48_000.0, 16_000.0),
    (44_100.0, 16_000.0),
    (8000.0, 16_000.0),
    (16_000.0, 48_000.0),
    (22_050.0, 16_000.0),
    (44_100.0, 48_000.0),
    (96_000.0, 44_100.0),
    // No common divisor worth the name: these interpolate between phases.
    (44_099.0, 16_000.0),
    (11_025.5, 47_999.0),
];

fn sine(frequency: f64, rate: f64, frames: usize) -> Vec<f32> {
    (0..frames).map(|n| libm::sin(TAU * libm::fmod(frequency * n as f64 / rate, 1.0)) as f32).collect()
}

fn resample(input: &[f32], from: f64, to: f64, quality: Quality) -> Vec<f32> {
    let mut resampler = Resampler::new(from, to, 1, quality).unwrap();
    let mut output = resampler.process(input).unwrap();
    output.extend(resampler.finish().unwrap());
    output
}

/// Frames at either end that the silence around the stream reaches into.
fn edge(from: f64, to: f64, quality: Quality) -> usize {
    let delay = Resampler::new(from, to, 1, quality).unwrap().delay_frames();
    libm::ceil(delay as f64 * to / from) as usize + 1
}

/// RMS of the middle of `output`, in dB relative to a full-scale sine.
fn level(output: &[f32], edge: usize) -> f64 {
    let middle = &output[edge..output.len() - edge];
    let power: f64 = middle.iter().map(|&x| f64::from(x) * f64::from(x)).sum::<f64>() / middle.len() as f64;
    10.0 * libm::log10(2.0 * power + 1e-30)
}

#[test]
fn the_pass_band_is_flat_and_the_delay_taken_out() {
    for (from, to) in RATES {
        for quality in [Quality::Low, Quality::Medium, Quality::High] {
            let nyquist = from.min(to) / 2.0;
            let edge = edge(from, to, quality);
            for part in [0.01, 0.2, 0.5, 0.7, 0.9, 0.97, 1.0] {
                let frequency = part * quality.pass_band() * nyquist;
                let output = resample(&sine(frequency, from, from as usize / 6), from, to, quality);
                let expected = sine(frequency, to, output.len());
                let worst = output[edge..output.len() - edge]
                    .iter()
                    .zip(&expected[edge..])
                    .map(|(a, b)| f64::from((a - b).abs()))
                    .fold(0.0, f64::max);
                // Far stricter than 0.1 dB (1.2 %): both size and phase of every sample are right.
                assert!(worst < 1e-4, "{from} to {to}, {quality:?}, {frequency} Hz: off by {worst}");
            }
        }
    }
}

#[test]
fn what_would_fold_back_is_gone() {
    for (from, to) in RATES.into_iter().filter(|(from, to)| from > to) {
        for quality in [Quality::Low, Quality::Medium, Quality::High] {
            let edge = edge(from, to, quality);
            for part in [0.0, 0.01, 0.1, 0.33, 0.7, 0.99] {
                let frequency = to / 2.0 + part * (from - to) / 2.0;
                let output = resample(&sine(frequency, from, from as usize / 6), from, to, quality);
                let level = level(&output, edge);
                assert!(
                    level < 1.0 - quality.attenuation_db(),
                    "{from} to {to}, {quality:?}, {frequency} Hz: {level} dB"
                );
            }
        }
    }
}

#[test]
fn images_are_gone_when_the_rate_goes_up() {
    // Of a sine at 1 kHz, 8 kHz to 16 kHz would give an image at 7 kHz: correlate with it.
    for quality in [Quality::Low, Quality::Medium, Quality::High] {
        let output = resample(&sine(1000.0, 8000.0, 8000), 8000.0, 16_000.0, quality);
        let (mut real, mut imaginary) = (0.0, 0.0);
        for (n, &sample) in output[800..].iter().take(14_400).enumerate() {
            let angle = TAU * 7000.0 * n as f64 / 16_000.0;
            real += f64::from(sample) * libm::cos(angle) / 7200.0;
            imaginary += f64::from(sample) * libm::sin(angle) / 7200.0;
        }
        let image = 20.0 * libm::log10(libm::hypot(real, imaginary));
        assert!(image < -quality.attenuation_db(), "{quality:?}: {image} dB");
    }
}

#[test]
fn lengths_are_exact() {
    for (from, to) in RATES {
        for frames in [0, 1, 2, 3, 160, 441, 1023, 4096, 12_000] {
            let output = resample(&vec![0.5; frames], from, to, Quality::High);
            let exact = frames as f64 * to / from;
            assert!(
                (output.len() as f64 - exact).abs() <= 0.5 + 1e-9,
                "{from} to {to}: {frames} gave {}",
                output.len()
            );
        }
    }
}

#[test]
fn an_impulse_stays_where_it_was() {
    for (from, to) in [(48_000.0, 16_000.0), (16_000.0, 48_000.0), (44_100.0, 16_000.0)] {
        let mut input = vec![0.0; from as usize];
        input[from as usize / 2] = 1.0;
        let output = resample(&input, from, to, Quality::High);
        let peak = (0..output.len()).max_by(|&a, &b| output[a].total_cmp(&output[b])).unwrap();
        assert_eq!(peak, to as usize / 2, "{from} to {to}");
    }
}

#[test]
fn a_finished_resampler_begins_anew() {
    let input = sine(440.0, 44_100.0, 5000);
    let mut resampler = Resampler::new(44_100.0, 16_000.0, 1, Quality::High).unwrap();
    let mut outputs = (0..2).map(|_| {
        let mut output = resampler.process(&input).unwrap();
        output.extend(resampler.finish().unwrap());
        output
    });
    assert_eq!(outputs.next(), outputs.next());
}

#[test]
fn equal_rates_change_nothing() {
    let input = sine(440.0, 16_000.0, 3000);
    assert_eq!(resample(&input, 16_000.0, 16_000.0, Quality::High), input);
}

#[test]
fn refusals_name_both_sides() {
    assert_eq!(Resampler::new(0.0, 16_000.0, 1, Quality::Low).err(), Some(ResampleError::Rate { actual: 0.0 }));
    assert_eq!(Resampler::new(8000.0, 16_000.0, 0, Quality::Low).err(), Some(ResampleError::NoChannels));
    let mut resampler = Resampler::new(8000.0, 16_000.0, 2, Quality::Low).unwrap();
    assert_eq!(resampler.process(&[0.0; 3]), Err(ResampleError::InputLength { actual: 3, channels: 2 }));
    let frames = resampler.output_frames_next(4096);
    let error = resampler.process_into(&vec![0.0; 8192], &mut [0.0; 7]).unwrap_err();
    assert_eq!(error, ResampleError::OutputLength { expected: 2 * frames, actual: 7 });
    // Nothing was taken by the refused call.
    assert_eq!(resampler.output_frames_next(4096), frames);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// "The same stream gives the same bits, however it is cut into blocks", for each channel by itself.
    #[test]
    fn blocks_do_not_matter(
        pair in 0..RATES.len(),
        cuts in prop::collection::vec(0_usize..3000, 1..12),
        seed in any::<u32>(),
    ) {
        let (from, to) = RATES[pair];
        let frames: usize = cuts.iter().sum();
        let mut state = seed;
        let mut noise = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (f64::from(state) / f64::from(u32::MAX) * 2.0 - 1.0) as f32
        };
        let left: Vec<f32> = (0..frames).map(|_| noise()).collect();
        let right: Vec<f32> = (0..frames).map(|_| noise()).collect();
        let whole = [resample(&left, from, to, Quality::Medium), resample(&right, from, to, Quality::Medium)];

        let mut resampler = Resampler::new(from, to, 2, Quality::Medium).unwrap();
        let mut cut = [Vec::new(), Vec::new()];
        let mut place = 0;
        for length in cuts {
            let block = [&left[place..place + length], &right[place..place + length]].concat();
            let output = resampler.process(&block).unwrap();
            let half = output.len() / 2;
            cut[0].extend_from_slice(&output[..half]);
            cut[1].extend_from_slice(&output[half..]);
            place += length;
        }
        let output = resampler.finish().unwrap();
        cut[0].extend_from_slice(&output[..output.len() / 2]);
        cut[1].extend_from_slice(&output[output.len() / 2..]);
        prop_assert!(whole == cut);
    }
}
