//! The JSON Schemas of `rmpkg/spec/schemas` are what the Rust types say.
//!
//! `WRITE_SCHEMAS=1` in front of this test writes them.

use std::path::Path;

use graph_engine::native::NativeType;
use graph_engine::params::{Asked, Kind, Params};
use manifest::canonical::Manifest;
use native_nodes::TYPES;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../rmpkg/spec/schemas");
const DRAFT: &str = "https://json-schema.org/draft/2020-12/schema";
/// Objects of the manifest whose every key is known.
const CLOSED: [&str; 9] =
    ["Node", "NodeLimits", "Limits", "Execution", "Input", "Output", "Model", "Permissions", "ErrorHandling"];

/// What stands for a value that is known when it runs.
fn placeholder() -> Value {
    json!({"type": "string", "pattern": "\\$\\{[A-Za-z_][A-Za-z0-9_]*(:[-=].*)?\\}"})
}

/// The params of a type, from what its constructor asks for.
fn params(native: &NativeType) -> Value {
    let nothing = Map::new();
    let mut params = Params::new(&nothing, "params");
    let _ = (native.build)(&mut params);
    let mut properties = Map::new();
    for asked in params.asked() {
        properties.insert(asked.key.into(), param(asked));
        let older = asked.aliases.iter().copied().chain([asked.key]);
        let spellings = asked.aliases.iter().map(|alias| (*alias).to_string()).chain(older.map(camel_case));
        for spelling in spellings.filter(|spelling| spelling != asked.key) {
            let mut older = param(asked);
            older["deprecated"] = true.into();
            older["description"] = format!("An older spelling of {}.", asked.key).into();
            properties.entry(spelling).or_insert(older);
        }
    }
    json!({"type": ["object", "null"], "title": format!("Params of {}", native.name), "properties": properties,
           "additionalProperties": false})
}

fn param(asked: &Asked) -> Value {
    let own = match &asked.kind {
        Kind::Number(range) => bounded("number", *range.start(), *range.end()),
        Kind::Whole(range) => bounded("integer", f64::from(*range.start()), f64::from(*range.end())),
        Kind::Flag => json!({"type": "boolean"}),
        Kind::Text => json!({"type": "string"}),
        // Editors offer the words; the reader does not mind their case.
        Kind::Word(words) => json!({"anyOf": [{"enum": words}, {"type": "string", "pattern": any_case(words)}]}),
        Kind::Json => return with_default(json!({}), asked),
    };
    with_default(json!({"anyOf": [own, {"type": "null"}, placeholder()]}), asked)
}

fn any_case(words: &[&str]) -> String {
    let letter = |letter: char| format!("[{}{}]", letter.to_ascii_lowercase(), letter.to_ascii_uppercase());
    let spelled =
        |word: &&str| word.chars().map(|each| if each.is_alphabetic() { letter(each) } else { each.into() }).collect();
    format!("^({})$", words.iter().map(spelled).collect::<Vec<String>>().join("|"))
}

fn with_default(mut schema: Value, asked: &Asked) -> Value {
    if let Some(default) = &asked.default {
        schema["default"] = default.clone();
    }
    schema
}

fn bounded(kind: &str, least: f64, most: f64) -> Value {
    let mut schema = json!({"type": kind});
    if least.is_finite() {
        schema["minimum"] = least.into();
    }
    if most.is_finite() {
        schema["maximum"] = most.into();
    }
    schema
}

fn camel_case(key: &str) -> String {
    let mut words = key.split('_');
    let first = words.next().unwrap_or_default().to_string();
    words.fold(first, |camel, word| camel + &word[..1].to_uppercase() + &word[1..])
}

/// The manifest in canonical form, with the params of the native types.
fn manifest() -> Value {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    let mut schema = settings.into_generator().into_root_schema_for::<Manifest>().to_value();
    schema["$id"] = "urn:rmpkg:schema:manifest:v1".into();
    schema["title"] = "Manifest of an rmpkg pipeline, version 1".into();
    schema["properties"]["version"] = json!({"const": "v1", "description": "The form of the manifest."});
    schema["properties"]["nodes"]["minItems"] = 1.into();
    // What people keep for themselves passes.
    schema["patternProperties"] = json!({"^(x-|_|\\$|/|#)": {}});
    schema["additionalProperties"] = false.into();
    schema["required"] = json!(["version", "nodes"]);
    let definitions = schema["$defs"].as_object_mut().expect("there are definitions");
    for name in CLOSED {
        if let Some(object) = definitions.get_mut(name).filter(|object| object.get("properties").is_some()) {
            object["additionalProperties"] = false.into();
        }
    }
    let node = definitions.get_mut("Node").expect("there are nodes");
    node["patternProperties"] = json!({"^(x-|_|\\$|/|#)": {}});
    node["required"] = json!(["id", "node_type"]);
    node["properties"]["params"] = json!({"type": ["object", "null"], "description": "What the type takes."});
    let native = TYPES.iter().flat_map(|native| {
        let names = [native.name].into_iter().chain(native.aliases.iter().copied());
        names.map(move |name| (name, native.name))
    });
    let cases: Vec<Value> = native
        .map(|(name, native)| {
            json!({"if": {"properties": {"node_type": {"const": name}}, "required": ["node_type"]},
                   "then": {"properties": {"params": {"$ref": format!("#/$defs/params.{native}")}}}})
        })
        .collect();
    node["allOf"] = cases.into();
    // Editors offer these, and take any other: a bundle brings types of its own.
    let names: Vec<&str> = TYPES.iter().map(|native| native.name).collect();
    node["properties"]["node_type"]["examples"] = json!(names);
    for name in ["Metadata", "Connection"] {
        let object = definitions.get_mut(name).expect("it is defined");
        object["additionalProperties"] = true.into();
        object["required"] = if name == "Connection" { json!(["from", "to"]) } else { json!([]) };
    }
    for native in TYPES {
        definitions.insert(format!("params.{}", native.name), params(native));
    }
    schema
}

/// Compares, or writes where it was asked to.
fn expect(file: &str, schema: &Value) {
    let path = Path::new(ROOT).join(file);
    let text = serde_json::to_string_pretty(schema).expect("it is JSON") + "\n";
    if std::env::var_os("WRITE_SCHEMAS").is_some() {
        std::fs::create_dir_all(path.parent().expect("it lies in a folder")).expect("the folder can be made");
        std::fs::write(&path, text).expect("it can be written");
        return;
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(committed == text, "{file} is not what the types say: put WRITE_SCHEMAS=1 in front of this test");
}

#[test]
fn the_schema_of_the_manifest_is_the_committed_one() {
    expect("manifest.v1.json", &manifest());
}

#[test]
fn the_schemas_of_native_params_are_the_committed_ones() {
    for native in TYPES {
        let mut schema = params(native);
        schema["$schema"] = DRAFT.into();
        schema["$id"] = format!("urn:rmpkg:schema:params:{}", native.name).into();
        expect(&format!("nodes/{}.json", native.name), &schema);
    }
    let nodes = std::fs::read_dir(Path::new(ROOT).join("nodes")).expect("the folder is there");
    let committed: Vec<String> =
        nodes.map(|entry| entry.expect("it can be listed").file_name().to_string_lossy().into_owned()).collect();
    for file in committed {
        assert!(TYPES.iter().any(|native| format!("{}.json", native.name) == file), "{file} belongs to no native type");
    }
}
