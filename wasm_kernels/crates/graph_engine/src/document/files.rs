//! What a file is: the packets of an input, or a pipeline.

use crate::wire::Kind;

const RECORDINGS: &[&str] = &[
    "wav", "wave", "rf64", "bwf", "flac", "mp3", "mp2", "ogg", "oga", "opus", "m4a", "m4b", "aac", "aif", "aiff",
    "aifc", "caf", "mp4", "m4v", "mov", "webm", "mkv", "mka", "3gp", "weba",
];
const TEXTS: &[&str] = &["txt", "md", "csv"];

/// By the type of the input and, where that takes several kinds, by the ending of the name. A file of
/// JSON stands for the packets in it, except as bytes. The codes are those of packets in `WIRE.md`.
#[must_use]
pub fn file_kind(port_type: &str, name: &str) -> u32 {
    kind_of(port_type, name) as u32
}

fn kind_of(port_type: &str, name: &str) -> Kind {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let is_one_of = |endings: &[&str]| endings.iter().any(|each| each.eq_ignore_ascii_case(ending));
    match port_type {
        "audio" => Kind::Audio,
        "any" if is_one_of(RECORDINGS) => Kind::Audio,
        "bytes" => Kind::Bytes,
        _ if is_one_of(&["json"]) => Kind::Json,
        "text" => Kind::Text,
        "any" if is_one_of(TEXTS) => Kind::Text,
        "json" => Kind::Json,
        _ => Kind::Bytes,
    }
}

/// Whether a file is a pipeline by itself. Bit 0: its name says a manifest, or one with its inputs, and no
/// bundle. Bit 1: its text has the shape of one, right or wrong in detail.
#[must_use]
pub fn manifest_signs(name: &str, text: &[u8]) -> u32 {
    u32::from(manifest::has_ending(name)) | (u32::from(manifest::has_shape(text, name)) << 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_as_the_input_takes_it() {
        for (port_type, name, kind) in [
            ("audio", "speech", Kind::Audio),
            ("audio", "values.json", Kind::Audio),
            ("any", "Song.MP3", Kind::Audio),
            ("any", "clip.webm", Kind::Audio),
            ("any", "values.json", Kind::Json),
            ("any", "notes.txt", Kind::Text),
            ("any", "picture.png", Kind::Bytes),
            ("any", "no_ending", Kind::Bytes),
            ("text", "values.json", Kind::Json),
            ("text", "song.mp3", Kind::Text),
            ("bytes", "values.json", Kind::Bytes),
            ("json", "values.txt", Kind::Json),
            ("tensor", "values.npy", Kind::Bytes),
        ] {
            assert!(kind_of(port_type, name) == kind, "{port_type} {name}");
        }
    }

    #[test]
    fn data_is_told_from_a_pipeline_by_its_content() {
        for (name, text, signs) in [
            ("g.json", r#"{"nodes": [{"id": "a", "node_type": "Echo"}]}"#, 3),
            ("g.json", r#"{"nodes": [{"id": "a", "nodeType": 3}], "connections": 1}"#, 3),
            ("g.yml", "version: v1\nnodes:\n  - id: a\n    type: Echo\n", 3),
            ("run.JSON", r#"{"manifest": {"nodes": [{"id": "a", "type": "Echo"}]}, "input_data": [1]}"#, 3),
            ("g.txt", r#"{"pipeline": {"nodes": [{"class": "Echo"}]}}"#, 2),
            ("drawing.json", r#"{"nodes": [{"id": 1, "type": "person"}], "edges": []}"#, 1),
            ("values.json", "[1, 2, 3]", 1),
            ("values.json", r#"{"version": 2, "nodes": []}"#, 1),
            ("values.json", r#"{"manifest": "of a ship"}"#, 1),
            ("broken.json", "{\"nodes\": [{\"node_type\": \"Echo\"}", 1),
            ("a.rmpkg", "PK", 0),
        ] {
            assert_eq!(manifest_signs(name, text.as_bytes()), signs, "{name} {text}");
        }
    }
}
