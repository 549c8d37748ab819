//! Nodes that cut sound into blocks or say what is wrong with it.

mod support;

use support::{as_audio, as_json, audio, finish, json, node, packet, process, refusal};

#[test]
fn blocks_have_one_length_and_the_rest_comes_at_the_end() {
    for (name, params) in
        [("AudioChunkerNode", r#"{"chunkSize": 3}"#), ("AudioBuffer", r#"{"buffer_size_samples": 3}"#)]
    {
        let mut blocks = node(name, params);
        let mut given = Vec::new();
        // Two channels: 0, 1, 2 … and 100, 101, 102 …
        for (from, frames) in [(0_u16, 4_u16), (4, 1), (5, 2)] {
            let channel = |offset: u16| (from..from + frames).map(move |at| f32::from(at + offset));
            let samples = channel(0).chain(channel(100)).collect();
            given.extend(
                process(&mut *blocks, &packet(audio(10.0, 2, samples), 1.0 + f64::from(from) / 10.0, "")).unwrap(),
            );
        }
        given.extend(finish(&mut *blocks));
        let samples: Vec<Vec<f32>> = given.iter().map(|each| as_audio(each).samples.clone()).collect();
        assert_eq!(
            samples,
            [vec![0.0, 1.0, 2.0, 100.0, 101.0, 102.0], vec![3.0, 4.0, 5.0, 103.0, 104.0, 105.0], vec![6.0, 106.0]]
        );
        let times: Vec<f64> = given.iter().map(|each| each.timestamp).collect();
        assert!(times.iter().zip([1.0, 1.3, 1.6]).all(|(time, expected)| (time - expected).abs() < 1e-9), "{times:?}");
    }
}

#[test]
fn another_format_flushes_what_is_held() {
    let mut blocks = node("AudioBuffer", r#"{"buffer_size_samples": 8}"#);
    assert_eq!(process(&mut *blocks, &packet(audio(8000.0, 1, vec![0.5; 3]), 0.0, "")).unwrap().len(), 0);
    let given = process(&mut *blocks, &packet(audio(16_000.0, 1, vec![0.25; 8]), 0.0, "")).unwrap();
    assert_eq!(given.iter().map(|each| as_audio(each).samples.len()).collect::<Vec<_>>(), [3, 8]);
    assert_eq!(refusal("AudioBuffer", "{}")[0].path.as_deref(), Some("nodes[0].params.buffer_size_samples"));
}

#[test]
fn echo_counts_what_it_says() {
    let mut echo = node("Echo", "{}");
    for count in 1..3 {
        let given = process(&mut *echo, &packet(json("[1.0]"), 0.0, "")).unwrap();
        assert_eq!(as_json(&given[0]), serde_json::json!({"input": [1.0], "counter": count, "node": "Echo"}));
    }
}

/// What a node says of a second of sound in which each channel has one value.
fn said(name: &str, params: &str, channels: &[f32]) -> serde_json::Value {
    let samples = channels.iter().flat_map(|value| vec![*value; 1000]).collect();
    let given =
        process(&mut *node(name, params), &packet(audio(1000.0, channels.len() as u32, samples), 2.5, "")).unwrap();
    as_json(&given[0])
}

#[test]
fn silence_is_sustained_or_drops_in_and_out() {
    let mut detector = node("SilenceDetectorNode", "{}");
    let mut event = |loud: bool, at: f64| {
        let samples = vec![if loud { 0.5 } else { 0.0 }; 200];
        as_json(&process(&mut *detector, &packet(audio(1000.0, 1, samples), at, "")).unwrap()[0])
    };
    let first = event(false, 0.0);
    assert_eq!(first["is_silent"], true);
    assert_eq!(first["silence_duration_ms"], 200.0);
    assert_eq!((&first["rms_db"], &first["_schema"]), (&(-120.0).into(), &"silence_event".into()));
    for at in [0.2, 0.6, 1.0] {
        assert_eq!(event(true, at)["is_silent"], false);
        assert_eq!(event(false, at + 0.2)["is_sustained_silence"], false);
    }
    let third = event(true, 1.4);
    assert_eq!((&third["dropout_count"], &third["has_intermittent_dropouts"]), (&4.into(), &true.into()));
    // They are forgotten once the window has passed; three silent packets are more than half a second.
    event(false, 9.0);
    event(false, 9.2);
    let last = event(false, 9.4);
    assert_eq!((&last["dropout_count"], &last["is_sustained_silence"]), (&0.into(), &true.into()));
    assert_eq!((&last["health"], &last["timestamp_us"]), (&0.0.into(), &9_400_000.into()));
}

#[test]
fn clipping_and_balance_are_seen() {
    let clipped = said("ClippingDetectorNode", "{}", &[1.0]);
    assert_eq!((&clipped["is_clipping"], &clipped["saturation_ratio"]), (&true.into(), &100.0.into()));
    assert_eq!((&clipped["crest_factor_db"], &clipped["health"]), (&0.0.into(), &0.0.into()));
    let fine = said("ClippingDetectorNode", "{}", &[0.5]);
    assert_eq!((&fine["is_clipping"], &fine["health"]), (&false.into(), &1.0.into()));

    let even = said("ChannelBalanceNode", "{}", &[0.5, -0.5]);
    assert_eq!(
        (&even["imbalance_db"], &even["balance_ratio"], &even["health"]),
        (&0.0.into(), &0.0.into(), &1.0.into())
    );
    let left = said("ChannelBalanceNode", "{}", &[0.5, 0.0]);
    assert_eq!((&left["has_dead_channel"], &left["dead_channel"]), (&true.into(), &"right".into()));
    assert_eq!((&left["is_imbalanced"], &left["left_rms_db"]), (&true.into(), &(-6.021).into()));
    let mono = packet(audio(8000.0, 1, vec![0.0; 4]), 0.0, "");
    assert_eq!(process(&mut *node("ChannelBalanceNode", "{}"), &mono).unwrap_err().code, "wrong-input-type");
    // What is no sound passes.
    let text = packet(json("{\"a\": 1}"), 0.0, "");
    for name in ["ChannelBalanceNode", "ClippingDetectorNode", "SilenceDetectorNode"] {
        assert_eq!(process(&mut *node(name, "{}"), &text).unwrap()[0].value, text.value);
    }
}
