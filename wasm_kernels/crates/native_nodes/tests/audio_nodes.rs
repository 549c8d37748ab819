//! The nodes that work on sound.

mod support;

use graph_engine::native::{Emitted, Outputs, PortType, Produced};
use graph_engine::packet::Value;
use support::{as_audio, as_json, audio, finish, json, node, node_type, packet, process, refusal};

fn sine(frequency: f64, rate: f64, from: usize, frames: usize) -> Vec<f32> {
    (from..from + frames).map(|n| libm::sin(core::f64::consts::TAU * frequency * n as f64 / rate) as f32).collect()
}

/// The outputs of a port joined, after a check that each begins where the one before ended.
fn joined(outputs: &[Emitted]) -> Vec<f32> {
    let mut samples = Vec::new();
    for output in outputs {
        let audio = as_audio(output);
        let time = outputs[0].timestamp + samples.len() as f64 / audio.sample_rate;
        assert!((output.timestamp - time).abs() < 1e-9, "{} should be {time}", output.timestamp);
        samples.extend(&audio.samples);
    }
    samples
}

#[test]
fn resampling_keeps_time_and_length_and_gives_the_tail() {
    let mut resampler = node("AudioResampleNode", "{}");
    let mut outputs = Vec::new();
    for block in 0..10 {
        let from = block * 4800;
        let samples = sine(440.0, 48_000.0, from, 4800);
        let input = packet(audio(48_000.0, 1, samples), 3.0 + from as f64 / 48_000.0, r#"{"take":1}"#);
        outputs.extend(process(&mut *resampler, &input).unwrap());
    }
    let before = joined(&outputs).len();
    outputs.extend(finish(&mut *resampler));
    let samples = joined(&outputs);
    assert!(before < samples.len(), "the tail is missing");
    assert_eq!(samples.len(), 16_000);
    assert!((outputs[0].timestamp - 3.0).abs() < 1e-12);
    assert!(outputs.iter().all(|output| &*output.metadata == r#"{"take":1}"#));
    let expected = sine(440.0, 16_000.0, 0, 16_000);
    let worst = samples[200..15_800].iter().zip(&expected[200..]).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    assert!(worst < 1e-4, "off by {worst}");
    assert_eq!(finish(&mut *resampler).len(), 0, "a second end gives nothing");
}

#[test]
fn a_new_format_and_a_gap_flush_what_came_before() {
    let mut resampler = node("AudioResampleNode", r#"{"target_sample_rate": 8000}"#);
    let mut total = 0;
    let inputs = [
        (16_000.0, 1, 1600, 0.0, 800),
        // Goes on.
        (16_000.0, 1, 1600, 0.1, 1600),
        // A gap of one second.
        (16_000.0, 1, 1600, 1.2, 2400),
        // Another rate, then another number of channels.
        (48_000.0, 1, 4800, 1.3, 3200),
        (48_000.0, 2, 4800, 1.4, 4000),
    ];
    let mut starts = Vec::new();
    for (rate, channels, frames, timestamp, expected) in inputs {
        let outputs = process(
            &mut *resampler,
            &packet(audio(rate, channels, vec![0.1; frames * channels as usize]), timestamp, ""),
        )
        .unwrap();
        total += outputs.iter().map(|output| as_audio(output).frames()).sum::<usize>();
        assert!(total <= expected && expected - total < 100, "{total} of {expected}");
        starts.extend(outputs.last().map(|output| output.timestamp));
    }
    total += finish(&mut *resampler).iter().map(|output| as_audio(output).frames()).sum::<usize>();
    assert_eq!(total, 4000);
    for (start, expected) in starts.iter().zip([0.0, 0.1, 1.2, 1.3, 1.4]) {
        assert!((start - expected).abs() < 0.02, "{starts:?}");
    }
}

#[test]
fn audio_at_the_target_rate_passes_untouched() {
    let mut resampler = node("AudioResampleNode", "{}");
    let input = packet(audio(16_000.0, 2, vec![0.5; 64]), 1.0, "");
    let outputs = process(&mut *resampler, &input).unwrap();
    assert!(std::rc::Rc::ptr_eq(&outputs[0].value, &input.value));
    assert_eq!(finish(&mut *resampler).len(), 0);
}

#[test]
fn the_sdk_spellings_of_the_resampler_are_read() {
    node("FastResampleNode", r#"{"sourceRate": 48000, "targetRate": 16000, "quality": "Medium", "channels": 1}"#);
    node("FastResampleNode", r#"{"source_rate": "auto", "target_rate": "auto"}"#);
    node("AudioResampleNode", r#"{"targetSampleRate": 16000, "runtime_hint": "auto", "quality": "high"}"#);
    let problems = refusal("AudioResampleNode", r#"{"target_sample_rate": -1, "quality": "best"}"#);
    assert_eq!(problems.len(), 2, "{problems:?}");
}

#[test]
fn what_is_no_audio_is_named() {
    for name in ["AudioResampleNode", "VoiceActivityNode"] {
        let error = process(&mut *node(name, "{}"), &packet(json("[1, 2]"), 0.0, "")).unwrap_err();
        assert_eq!(error.code, "wrong-input-type");
        assert!(error.message.contains("takes audio, and JSON ([1, 2]) came"), "{}", error.message);
    }
    let error = process(&mut *node("AudioResampleNode", "{}"), &packet(audio(0.0, 1, vec![0.0]), 0.0, "")).unwrap_err();
    assert_eq!(error.code, "malformed-audio");
}

#[test]
fn levels_have_the_sdk_names_and_meanings() {
    let level =
        |value: Value| as_json(&process(&mut *node("AudioLevelNode", "{}"), &packet(value, 0.5, "")).unwrap()[0]);
    let loud = level(audio(16_000.0, 1, sine(1000.0, 16_000.0, 0, 16_000)));
    assert_eq!(
        loud.to_string(),
        r#"{"rms_db":-3.01,"peak_db":0.0,"is_low_volume":false,"is_silence":false,"health":1.0,"stream_id":null,"timestamp_us":500000,"_schema":"audio_level_event"}"#
    );
    let quiet = level(audio(16_000.0, 2, vec![0.01; 200]));
    assert_eq!(
        (&quiet["rms_db"], &quiet["is_low_volume"], &quiet["health"]),
        (&(-40.0).into(), &true.into(), &0.5.into())
    );
    let silent = level(audio(16_000.0, 1, vec![0.0; 200]));
    assert_eq!(
        (&silent["rms_db"], &silent["is_silence"], &silent["is_low_volume"]),
        (&(-120.0).into(), &true.into(), &false.into())
    );
    assert_eq!(level(json("[1]")).to_string(), "[1]");
    assert_eq!(refusal("AudioLevelNode", r#"{"silence_threshold_db": -10}"#).len(), 1);
}

/// Two bursts of a buzz in faint noise, at 1.0 to 1.8 s and 3.0 to 4.0 s; the second channel is silent.
fn two_words(rate: f64) -> Vec<Vec<f32>> {
    let mut state = 1_u32;
    let left = (0..(5.0 * rate) as usize).map(|n| {
        let time = n as f64 / rate;
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let noise = 0.001 * (f64::from(state) / f64::from(u32::MAX) - 0.5);
        let speaks = (1.0..1.8).contains(&time) || (3.0..4.0).contains(&time);
        let buzz: f64 = (1..8).map(|k| libm::sin(core::f64::consts::TAU * 150.0 * f64::from(k) * time)).sum();
        (noise + if speaks { 0.05 * buzz } else { 0.0 }) as f32
    });
    let left: Vec<f32> = left.collect();
    let right = vec![0.0; left.len()];
    vec![left, right]
}

fn speech(rate: f64, block: usize, start: f64, params: &str) -> Vec<Emitted> {
    let channels = two_words(rate);
    let mut detector = node("VoiceActivityNode", params);
    let mut outputs = Vec::new();
    for from in (0..channels[0].len()).step_by(block) {
        let to = channels[0].len().min(from + block);
        let samples = [&channels[0][from..to], &channels[1][from..to]].concat();
        let input = packet(audio(rate, 2, samples), start + from as f64 / rate, "");
        outputs.extend(process(&mut *detector, &input).unwrap());
    }
    outputs.extend(finish(&mut *detector));
    outputs
}

#[test]
fn speech_comes_out_as_one_packet_a_segment_beside_its_activity() {
    let ports: Vec<_> = node_type("VoiceActivityNode").outputs.iter().map(|port| (port.name, port.kind)).collect();
    assert_eq!(ports, [("default", PortType::Audio), ("activity", PortType::Json)]);
    for rate in [16_000.0, 44_100.0] {
        let channels = two_words(rate);
        let outputs = speech(rate, 4096, 10.0, "{}");
        assert_eq!(outputs.iter().map(|output| output.port).collect::<Vec<_>>(), [0, 1, 0, 1]);
        for (index, (from, to)) in [(11.0, 11.8), (13.0, 14.0)].into_iter().enumerate() {
            let (sound, activity) = (&outputs[2 * index], as_json(&outputs[2 * index + 1]));
            let (start, end) = (activity["start_s"].as_f64().unwrap(), activity["end_s"].as_f64().unwrap());
            assert!((from - start) > 0.0 && (from - start) < 0.1, "starts at {start}");
            assert!((end - to) > 0.0 && (end - to) < 0.25, "ends at {end}");
            assert_eq!(activity["segment"], index);
            assert_eq!(sound.timestamp.to_bits(), outputs[2 * index + 1].timestamp.to_bits());
            let metadata: serde_json::Value = serde_json::from_str(&sound.metadata).unwrap();
            assert_eq!(metadata, serde_json::json!({"start_s": start, "end_s": end, "segment": index}));
            // The very samples of the recording, in both channels.
            let first = libm::round((sound.timestamp - 10.0) * rate) as usize;
            let audio = as_audio(sound);
            assert_eq!(audio.channel(0), &channels[0][first..first + audio.frames()]);
            assert_eq!(audio.channel(1), &channels[1][first..first + audio.frames()]);
        }
    }
}

#[test]
fn segments_do_not_depend_on_the_packets() {
    let values = |outputs: Vec<Emitted>| {
        outputs.into_iter().map(|output| (output.port, output.value, output.metadata)).collect::<Vec<_>>()
    };
    let whole = values(speech(16_000.0, usize::MAX / 2, 0.0, "{}"));
    for block in [160, 1000, 4096, 30_000] {
        assert_eq!(values(speech(16_000.0, block, 0.0, "{}")), whole, "packets of {block}");
    }
}

#[test]
fn the_last_segment_comes_at_the_end_of_the_stream_and_before_a_gap() {
    let channels = two_words(16_000.0);
    let upto = &channels[0][..(3.5 * 16_000.0) as usize];
    let mut detector = node("VoiceActivityNode", "{}");
    let input = packet(audio(16_000.0, 1, upto.to_vec()), 0.0, "");
    assert_eq!(process(&mut *detector, &input).unwrap().len(), 2);
    let again = packet(audio(16_000.0, 1, upto.to_vec()), 100.0, "");
    let outputs = process(&mut *detector, &again).unwrap();
    assert_eq!(outputs.len(), 4, "the open segment of before, and the first one after the gap");
    assert!((as_json(&outputs[1])["end_s"].as_f64().unwrap() - 3.5).abs() < 1e-9);
    assert!(as_json(&outputs[3])["start_s"].as_f64().unwrap() > 100.0);
    let last = finish(&mut *detector);
    assert_eq!(as_json(&last[1])["segment"], 3);
}

#[test]
fn voice_activity_params_are_checked() {
    node(
        "VoiceActivityNode",
        r#"{"frame_ms": 30, "threshold_db": 12, "min_speech_duration_ms": 250, "speech_pad_ms": 30, "max_segment_s": 10}"#,
    );
    let problems = refusal("VoiceActivityNode", r#"{"frame_ms": 0, "max_segment_s": "long"}"#);
    assert_eq!(problems.len(), 2, "{problems:?}");
    let slow = packet(audio(500.0, 1, vec![0.0; 10]), 0.0, "");
    let error = process(&mut *node("VoiceActivityNode", "{}"), &slow).unwrap_err();
    assert!(error.message.contains("500 Hz") && error.help.contains("Resample"), "{error:?}");
}

fn produced(params: &str, calls: usize) -> (Vec<Emitted>, Produced) {
    let mut tone = node("ToneNode", params);
    let mut out = Outputs::default();
    let mut state = Produced::More;
    for _ in 0..calls {
        state = tone.produce(&mut out).unwrap();
        if state == Produced::End {
            break;
        }
    }
    (out.drain().collect(), state)
}

#[test]
fn a_tone_is_a_sine_of_its_duration_or_endless() {
    let (outputs, state) = produced(
        r#"{"frequency": 1000, "amplitude": 0.25, "sample_rate": 8000, "block_frames": 300, "duration_s": 0.1}"#,
        100,
    );
    assert_eq!(state, Produced::End);
    let samples = joined(&outputs);
    assert_eq!(samples.len(), 800);
    let worst = samples.iter().zip(sine(1000.0, 8000.0, 0, 800)).map(|(a, b)| (a - 0.25 * b).abs()).fold(0.0, f32::max);
    assert!(worst < 1e-6, "off by {worst}");
    assert!(node_type("ToneNode").inputs.is_empty());

    let (outputs, state) = produced(r#"{"duration_s": null}"#, 1000);
    assert_eq!((outputs.len(), state), (1000, Produced::More));
    assert_eq!(produced(r#"{"duration_s": 0}"#, 10).0.len(), 0);
    assert_eq!(refusal("ToneNode", r#"{"frequency": 9000}"#).len(), 1);
}

#[test]
fn pass_through_gives_the_very_value() {
    let input = packet(json("{}"), 1.5, "{}");
    let outputs = process(&mut *node("PassThrough", "{}"), &input).unwrap();
    assert!(std::rc::Rc::ptr_eq(&outputs[0].value, &input.value));
}
