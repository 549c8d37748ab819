//! Both directions against `wire_vectors.json`, which was written from `WIRE.md` without this code.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use serde_json::Value;

use super::{Event, Events, Form, Kind, Outbox, Owner, PacketIn, PacketOut};
use crate::packet::{DType, Tensor};
use crate::wire::{pack_json, unpack_json};

const VECTORS: &str = include_str!("../../../../wire_vectors.json");

fn vectors(which: &str) -> Vec<Value> {
    let all: Value = serde_json::from_str(VECTORS).unwrap();
    all[which].as_array().unwrap().clone()
}

fn bytes_of(vector: &Value) -> Vec<u8> {
    let hex = vector["hex"].as_str().unwrap();
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

fn word(value: &Value, key: &str) -> u32 {
    value[key].as_u64().unwrap() as u32
}

fn owner(code: u32) -> Owner {
    Owner::from_code(code as u8).unwrap()
}

fn form(packet: &Value) -> Form {
    Form {
        kind: Kind::from_code(word(packet, "kind") as u8).unwrap(),
        dtype: word(packet, "dtype") as u8,
        bytes: word(packet, "bytes"),
        arrays: word(packet, "arrays"),
        sample_rate: packet["sample_rate"].as_f64().unwrap(),
        dims: packet["dims"].as_array().unwrap().iter().map(|length| length.as_u64().unwrap() as u32).collect(),
    }
}

fn packet_out<'a>(packet: &'a Value, form: &'a Form) -> PacketOut<'a> {
    PacketOut {
        owner: owner(word(packet, "owner")),
        id: word(packet, "id"),
        address: word(packet, "address"),
        shared: word(packet, "flags") & 1 == 1,
        form,
        timestamp: packet["timestamp"].as_f64().unwrap(),
        sequence: packet["sequence"].as_u64().unwrap(),
        metadata: packet["metadata"].as_str().unwrap(),
    }
}

fn packet_in(packet: &Value) -> PacketIn<'_> {
    PacketIn {
        owner: owner(word(packet, "owner")),
        id: word(packet, "id"),
        form: form(packet),
        timestamp: packet["timestamp"].as_f64().unwrap(),
        metadata: packet["metadata"].as_str().unwrap(),
    }
}

fn write(outbox: &mut Outbox, decoded: &Value) {
    let form = decoded.get("packet").map(form);
    let packet = || packet_out(&decoded["packet"], form.as_ref().unwrap());
    let text = || decoded["diagnostic"].as_str().unwrap();
    let word = |key| word(decoded, key);
    match word("tag") {
        1 => {
            let inputs = decoded["inputs"].as_array().unwrap();
            let forms: Vec<Form> = inputs.iter().map(|input| self::form(&input["packet"])).collect();
            let packets = inputs
                .iter()
                .zip(&forms)
                .map(|(input, form)| (input["port"].as_u64().unwrap() as u32, packet_out(&input["packet"], form)));
            outbox.call(word("call"), word("node"), word("reason"), packets);
        }
        2 => outbox.materialise(owner(word("owner")), word("id"), &packet()),
        3 => outbox.release(owner(word("owner")), word("id")),
        4 => outbox.output(word("output"), &packet()),
        5 => outbox.ready(word("input")),
        6 => outbox.refused(word("input"), &packet()),
        7 => outbox.done(word("how")),
        8 => outbox.failed(text()),
        9 => outbox.abort(word("call")),
        10 => outbox.note(text()),
        11 => outbox.go_on(word("call")),
        tag => panic!("no command has the tag {tag}"),
    }
}

#[test]
fn commands_have_the_bytes_of_the_vectors() {
    let mut tags = Vec::new();
    for vector in vectors("commands") {
        let mut outbox = Outbox::default();
        write(&mut outbox, &vector["decoded"]);
        assert_eq!(outbox.bytes(), bytes_of(&vector), "{}", vector["name"]);
        tags.push(word(&vector["decoded"], "tag"));
    }
    tags.dedup();
    assert_eq!(tags, (1..=11).collect::<Vec<u32>>(), "every command has a vector");
}

#[test]
fn events_read_as_the_vectors_say() {
    let mut tags = Vec::new();
    for vector in vectors("events") {
        let bytes = bytes_of(&vector);
        let mut events = Events::new(&bytes);
        let event = events.next().unwrap().unwrap_or_else(|error| panic!("{}: {}", vector["name"], error.0));
        assert!(events.next().is_none());
        let decoded = &vector["decoded"];
        let word = |key| word(decoded, key);
        let packet = || packet_in(&decoded["packet"]);
        let (expected, cause) = match word("tag") {
            1 => (Event::Push { input: word("input"), packet: packet() }, ""),
            2 => (Event::Close { input: word("input") }, ""),
            3 => {
                let outputs = decoded["outputs"].as_array().unwrap().iter();
                let outputs =
                    outputs.map(|output| (output["port"].as_u64().unwrap() as u32, packet_in(&output["packet"])));
                (Event::Complete { call: word("call"), outputs: outputs.collect() }, "")
            }
            4 => (Event::Emit { call: word("call"), port: word("port"), packet: packet() }, ""),
            5 => match event {
                Event::Fail { cause, .. } => (Event::Fail { call: word("call"), cause }, cause),
                _ => panic!("{event:?}"),
            },
            6 => (Event::Materialised { owner: owner(word("owner")), id: word("id"), packet: packet() }, ""),
            7 => (Event::Cancel, ""),
            8 => match event {
                Event::NotMaterialised { cause, .. } => {
                    (Event::NotMaterialised { owner: owner(word("owner")), id: word("id"), cause }, cause)
                }
                _ => panic!("{event:?}"),
            },
            9 => (Event::Spent { call: word("call"), seconds: decoded["seconds"].as_f64().unwrap() }, ""),
            tag => panic!("no event has the tag {tag}"),
        };
        assert_eq!(event, expected, "{}", vector["name"]);
        if !cause.is_empty() {
            assert_eq!(serde_json::from_str::<Value>(cause).unwrap(), decoded["failure"]);
        }
        tags.push(word("tag"));
    }
    tags.dedup();
    assert_eq!(tags, (1..=9).collect::<Vec<u32>>(), "every event has a vector");
}

/// Whatever the inbox holds, reading it ends, and says where it went wrong.
#[test]
fn a_broken_inbox_is_refused_wherever_it_breaks() {
    for vector in vectors("events") {
        let whole = bytes_of(&vector);
        for cut in 1..whole.len() {
            // Cut off, and cut off with a size that owns up to it.
            let mut bytes = whole[..cut].to_vec();
            assert!(Events::new(&bytes).any(|event| event.is_err()), "{} cut at {cut}", vector["name"]);
            if cut >= 8 {
                bytes[..4].copy_from_slice(&(cut as u32).to_le_bytes());
                assert!(Events::new(&bytes).any(|event| event.is_err()), "{} cut at {cut}", vector["name"]);
            }
        }
        let mut longer = whole.clone();
        longer.extend([0; 4]);
        let size = longer.len() as u32;
        longer[..4].copy_from_slice(&size.to_le_bytes());
        assert!(Events::new(&longer).any(|event| event.is_err()), "{} and more", vector["name"]);
        for size in [0_u32, 7, u32::MAX] {
            let mut bytes = whole.clone();
            bytes[..4].copy_from_slice(&size.to_le_bytes());
            assert_eq!(Events::new(&bytes).count(), 1);
        }
    }
}

#[test]
fn arrays_stand_aligned_in_a_json_body() {
    let arrays = [
        Tensor { dtype: DType::Float64, shape: Vec::from([2]), data: Vec::from([7; 16]) },
        Tensor { dtype: DType::Uint8, shape: Vec::new(), data: Vec::from([9]) },
        Tensor { dtype: DType::Int16, shape: Vec::from([0, 3]), data: Vec::new() },
    ];
    let body = pack_json("[{}]", &arrays);
    // Length 4, text 4, head 4, dim 4, bytes 4, padding 4: the data begin at a multiple of 8.
    assert_eq!(body[8..12], [2, 1, 0, 0]);
    assert_eq!(body[24..40], [7; 16]);
    assert_eq!(unpack_json(&body, 3).unwrap(), (String::from("[{}]"), Vec::from(arrays)));
    assert!(unpack_json(&body, 2).unwrap_err().contains("left over"));
    for cut in 0..body.len() {
        assert!(unpack_json(&body[..cut], 3).is_err(), "{}", format!("cut at {cut}"));
    }
}
