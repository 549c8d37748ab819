//! What the engine says of manifests: plans of good ones, and every problem of bad ones.

mod support;

use graph_engine::Engine;
use serde_json::{Value, json};
use support::nodes::TYPES;
use support::playbook::CONTEXT;

fn open(manifest: &str) -> Value {
    serde_json::from_slice(&Engine::new(TYPES).open(manifest.as_bytes(), CONTEXT.as_bytes())).unwrap()
}

/// The plan of a manifest about which there is nothing to say.
#[track_caller]
fn plan(manifest: &str) -> Value {
    let answer = open(manifest);
    assert_eq!(answer["diagnostics"], json!([]));
    assert_eq!(answer["ok"], true);
    answer["plan"].clone()
}

/// `severity code path line:column message | help` of each diagnostic.
fn problems(manifest: &str) -> Vec<String> {
    let answer = open(manifest);
    let list = answer["diagnostics"].as_array().unwrap();
    let has_error = list.iter().any(|problem| problem["severity"] == "error");
    assert_eq!(answer["ok"], !has_error);
    assert_eq!(answer["plan"].is_null(), has_error);
    list.iter()
        .map(|problem| {
            assert_eq!(problem["file"], "manifest.json");
            let word = |key: &str| problem[key].as_str().unwrap_or("-").to_string();
            let place = format!("{}:{}", problem["line"], problem["column"]);
            let (severity, code, path) = (word("severity"), word("code"), word("path"));
            format!("{severity} {code} {path} {place} {} | {}", word("message"), word("help"))
        })
        .collect()
}

#[track_caller]
fn says(manifest: &str, expected: &[&str]) {
    let got = problems(manifest);
    assert_eq!(got, expected, "\n{}", got.join("\n"));
}

const GOOD: &str = r#"{"version": "v1",
 "metadata": {"name": "p", "version": "2.0", "description": "d", "author": "a", "anything": [1]},
 "runtime": {"target": "browser"},
 "nodes": [
  {"id": "a", "node_type": "PassThrough", "params": {}, "is_streaming": true, "runtime_hint": "auto", "on_error": "skip",
   "execution": {"placement": "local", "fallback": null}, "capabilities": {}},
  {"id": "b", "node_type": "Greeter", "params": {"word": "hi"}, "is_output_node": true},
  {"id": "c.d", "node_type": "PyTwoNode", "on_error": "retry"},
  {"id": "src", "node_type": "PySourceNode"}],
 "connections": [
  {"from": "a", "to": "b", "from_port": "default", "to_port": "default", "anything": 1},
  {"from": "b.extra", "to": "c.d.right", "capacity_packets": 2, "capacity_bytes": 100, "overflow": "block"},
  {"from": "src", "to": "c.d"}],
 "models": [], "permissions": {"network": []}, "extensions": {"x": {"y": 1}}}"#;

#[test]
fn a_plan_says_what_will_run_where() {
    let plan = plan(GOOD);
    assert_eq!(plan["name"], "p");
    assert_eq!(plan["version"], "2.0");
    assert_eq!(plan["description"], "d");
    assert_eq!(plan["author"], "a");
    assert_eq!(plan["needs"], json!({"python": true}));
    assert_eq!(
        plan["nodes"][0],
        json!({"index": 0, "id": "a", "node_type": "PassNode", "runs_in": "engine", "origin": "standard", "params": {},
               "is_streaming": true, "is_source": false, "on_error": "skip", "retries": 2,
               "limits": {"seconds_per_call": null, "memory_bytes": null},
               "inputs": [{"name": "default", "type": "any"}], "outputs": [{"name": "default", "type": "any"}]})
    );
    let bundle = &plan["nodes"][1];
    assert_eq!((&bundle["runs_in"], &bundle["origin"]), (&json!("python"), &json!("bundle")));
    assert_eq!(bundle["params"], json!({"word": "hi"}));
    // A class of the bundle may have ports that only the connections know.
    assert_eq!(bundle["outputs"], json!([{"name": "default", "type": "any"}, {"name": "extra", "type": "any"}]));
    assert_eq!(plan["nodes"][3]["is_source"], true);
    assert_eq!(
        plan["edges"],
        json!([
            {"from": 0, "from_port": 0, "to": 1, "to_port": 0, "capacity_packets": 64, "capacity_bytes": 16_777_216, "overflow": "block", "merge": "time"},
            {"from": 1, "from_port": 1, "to": 2, "to_port": 1, "capacity_packets": 2, "capacity_bytes": 100, "overflow": "block", "merge": "time"},
            {"from": 3, "from_port": 0, "to": 2, "to_port": 0, "capacity_packets": 64, "capacity_bytes": 16_777_216, "overflow": "block", "merge": "time"}
        ])
    );
    assert_eq!(plan["inputs"], json!([{"index": 0, "name": "a", "type": "any", "node": 0, "port": 0}]));
    assert_eq!(
        plan["outputs"],
        json!([
            {"index": 0, "name": "c.d.a", "type": "any", "node": 2, "port": 0},
            {"index": 1, "name": "c.d.b", "type": "text", "node": 2, "port": 1},
            {"index": 2, "name": "b", "type": "any", "node": 1, "port": 0}
        ])
    );
}

#[test]
fn declared_inputs_and_outputs_replace_those_that_are_left_open() {
    let plan = plan(
        r#"{"version": "v1", "nodes": [{"id": "a", "node_type": "JoinNode"}, {"id": "b", "node_type": "ShoutNode"}],
            "connections": [],
            "inputs": [{"name": "x", "type": "json", "to": "a.right"}, {"name": "y", "to": "a", "to_port": "left"},
                       {"to": "b"}],
            "outputs": [{"name": "z", "type": "text", "from": "a"}]}"#,
    );
    let inputs = plan["inputs"].as_array().unwrap();
    let shown: Vec<String> =
        inputs.iter().map(|end| format!("{} {} {} {}", end["name"], end["type"], end["node"], end["port"])).collect();
    assert_eq!(shown, [r#""x" "json" 0 1"#, r#""y" "any" 0 0"#, r#""b" "text" 1 0"#]);
    assert_eq!(plan["outputs"], json!([{"index": 0, "name": "z", "type": "text", "node": 0, "port": 0}]));
}

/// Every spelling of the older SDK means the same, and nothing of it is remarked upon.
#[test]
fn the_spellings_of_the_sdk_are_all_read() {
    let canonical = plan(
        r#"{"version": "v1", "nodes": [{"id": "a b", "node_type": "RepeatNode", "params": {"times": 3}}, {"id": "s", "node_type": "PassNode"}],
            "connections": [{"from": "a b", "to": "s"}]}"#,
    );
    for manifest in [
        // Export of the oldest SDK.
        r#"{"name": "", "connections": [{"from_node": "a b", "to_node": "s", "output_port": "default", "input_port": "default"}],
            "nodes": [{"node_id": "a b", "node_type": "RepeatNode", "config": {"times": 3}, "module": "m", "class_name": "R", "is_remote": false,
                       "remote_endpoint": null, "is_streaming": false, "is_source": true, "is_sink": false},
                      {"node_id": "s", "node_type": "PassNode", "config": {}}],
            "metadata": {"exported_at": 1758.5, "node_count": "2"}, "dependencies": []}"#,
        // Wrapped together with its inputs.
        r#"{"manifest": {"version": "v1", "metadata": {"name": ""}, "runtime": {"target": "wasm32-wasi", "min_version": "0.1.0", "features": []},
             "nodes": [{"id": "a b", "node_type": "RepeatNode", "params": {"times": 3}}, {"id": "s", "node_type": "PassThrough", "params": null}],
             "connections": [{"from": "a b", "to": "s"}]}, "input_data": [1, 2]}"#,
        // camelCase of web apps.
        r#"{"version": "1.0.0", "metadata": {"createdAt": "2026"}, "config": {}, "nodes": [
             {"id": "a b", "nodeType": "RepeatNode", "params": {"times": 3}, "isStreaming": false}, {"id": "s", "nodeType": "PassNode"}],
             "connections": [{"from": "a b", "to": "s", "type": "audio", "description": "", "comment": "", "params": {}}]}"#,
        // Docker.
        r#"{"name": "", "version": "1.0", "metadata": {}, "nodes": [
             {"id": "a b", "type": "RepeatNode", "executor": "multiprocess", "config": {"times": 3}, "metadata": {"use_docker": false}, "docker": {}},
             {"id": "s", "node_type": "my.pkg.PassNode", "comment": "x", "note": "y", "description": "z", "host": "h:1", "fast_path": true,
              "python_deps": [], "python_env": {}, "media_capabilities": {}}],
             "edges": [{"source": "a b", "target": "s", "field_mapping": {"source_field": "text"}}]}"#,
        // Newest core.
        r#"{"version": "1", "metadata": {"name": "", "auto_negotiate": true}, "plugins": ["acme/thing@1.2"], "python_env": {}, "defaults": {},
            "capabilities": {}, "default_python_runtime": "x", "description": "",
            "nodes": [{"id": "a b", "type": "PythonNode", "class": "RepeatNode", "params": {"times": 3}}, {"id": "s", "node_type": "PassNode"}],
            "connections": [{"from": "a b", "to": "s"}]}"#,
    ] {
        assert_eq!(plan(manifest), canonical, "{manifest}");
    }
}

#[test]
fn a_class_of_the_bundle_wins_over_a_standard_node() {
    let manifest =
        r#"{"version": "v1", "nodes": [{"id": "a", "node_type": "PassNode"}, {"id": "b", "node_type": "PyTextNode"}]}"#;
    let context = CONTEXT.replace(r#""Greeter""#, r#""PassNode", "PyTextNode""#);
    let answer: Value =
        serde_json::from_slice(&Engine::new(TYPES).open(manifest.as_bytes(), context.as_bytes())).unwrap();
    for node in answer["plan"]["nodes"].as_array().unwrap() {
        assert_eq!((&node["runs_in"], &node["origin"]), (&json!("python"), &json!("bundle")));
        assert_eq!(node["inputs"], json!([{"name": "default", "type": "any"}]));
    }
}

#[test]
fn json_that_is_none_is_told_with_line_and_column() {
    says(
        "{\"version\": \"v1\",\n \"nodes\": [{\"id\": \"é\" \"node_type\": \"PassNode\",}]}",
        &[
            "error bad-json - 2:23 This is not valid JSON: a comma is missing before this. | Put a comma between two values.",
            "warning json-comma - 2:46 A comma stands before a closing bracket, which JSON does not have. | Remove the comma: other programs refuse it.",
        ],
    );
    says(
        "{\"nodes\": [",
        &[
            "error bad-json - 1:12 This is not valid JSON: the text ends inside the list that begins in line 1, column 11. | A closing bracket or quote is missing, or the file was cut off.",
        ],
    );
    says(
        "[]",
        &[
            "error bad-manifest  1:1 The manifest must be an object, and is a list. | Give it \"version\", \"nodes\" and \"connections\".",
        ],
    );
    let answer: Value = serde_json::from_slice(&Engine::new(TYPES).open(b"{\n\"\xff\"}", CONTEXT.as_bytes())).unwrap();
    assert_eq!((&answer["diagnostics"][0]["line"], &answer["diagnostics"][0]["column"]), (&json!(2), &json!(2)));
}

#[test]
fn a_manifest_without_nodes_or_of_another_version() {
    says(
        "{\"version\": \"v2\",\n\"nodes\": []}",
        &[
            "error unsupported-version version 1:2 The manifest has version \"v2\"; this runtime reads \"v1\". | Write \"version\": \"v1\"; the pipeline's own version belongs into metadata. If it is of a later form, run it with a newer runtime.",
            "error no-nodes nodes 2:1 The manifest has no nodes, so there is nothing to run. | Give it a list \"nodes\" with at least one {\"id\": …, \"node_type\": …}.",
        ],
    );
}

#[test]
fn a_slip_in_node_type_is_one_problem_with_the_key_that_was_meant() {
    says(
        r#"{"version": "v1", "nodes": [
 {"id": "a", "node_typ": "PassNode"},
 {"id": "b", "tpye": "PassNode", "parms": {}}]}"#,
        &[
            "error bad-node nodes[0].node_typ 2:14 Node \"a\" has no \"node_type\". | Did you mean \"node_type\" where it says \"node_typ\"?",
            "error bad-node nodes[1].tpye 3:14 Node \"b\" has no \"node_type\". | Did you mean \"node_type\" where it says \"tpye\"?",
            "warning unknown-key nodes[1].parms 3:34 \"parms\" is no key of a manifest at this place and means nothing. | Did you mean \"params\"?",
        ],
    );
}

#[test]
fn problems_of_nodes_are_all_reported_in_the_order_of_the_file() {
    says(
        r#"{"version": "v1", "nodez": 1, "nodes": [
 {"id": "a", "node_type": "PasNode"},
 {"id": "a", "node_type": "PassNode", "param": {}},
 {"node_type": "PassNode", "on_error": "skp"},
 {"id": "d", "params": 5},
 {"id": "e", "node_type": "RepeatNode", "params": {"times": -1, "tims": 2}, "runtime_hint": "fast"},
 7,
 {"id": "g", "node_type": "Zebra"}]}"#,
        &[
            "warning unknown-key nodez 1:19 \"nodez\" is no key of a manifest at this place and means nothing. | Did you mean \"nodes\"?",
            "error unknown-node-type nodes[0].node_type 2:14 Node \"a\" has the type \"PasNode\", which is not known. | Did you mean \"PassNode\"?",
            "error duplicate-id nodes[1].id 3:3 Nodes 0 and 1 have the same id \"a\". | Give each node an id of its own.",
            "warning unknown-key nodes[1].param 3:39 \"param\" is no key of a manifest at this place and means nothing. | Did you mean \"params\"?",
            "error bad-node nodes[2].id 4:2 Node 2 has no \"id\". | Give it an id that connections can name.",
            "error bad-on-error nodes[2].on_error 4:28 \"on_error\" must be fail, skip or retry, and is \"skp\". | Did you mean \"skip\"?",
            "error bad-node nodes[3].node_type 5:2 Node \"d\" has no \"node_type\". | Say which type of node it is.",
            "error bad-param nodes[3].params 5:14 \"params\" of node \"d\" must be an object, and is 5. | Write {\"key\": value}.",
            "error bad-param nodes[4].params.times 6:52 \"times\" must be from 0 to 1000, and is -1. | Leave it out for its default, 2.",
            "warning unknown-param nodes[4].params.tims 6:65 \"tims\" is no param of this node type. | Did you mean \"times\"?",
            "warning bad-runtime-hint nodes[4].runtime_hint 6:77 \"fast\" is no runtime_hint, and means nothing. | Use one of auto, rust_python, cpython, cpython_wasm.",
            "error bad-node nodes[5] 7:2 Node 5 must be an object with \"id\" and \"node_type\". | Write {\"id\": \"…\", \"node_type\": \"…\"}.",
            "error unknown-node-type nodes[6].node_type 8:14 Node \"g\" has the type \"Zebra\", which is not known. | Put a Python file that defines a class Zebra into the bundle's nodes folder, or use a standard node.",
        ],
    );
}

#[test]
fn a_param_that_a_placeholder_must_give_is_not_to_be_left_out() {
    let nodes = r#"[{"id": "a", "node_type": "RepeatNode", "params": {"times": "${TIMES}"}},
        {"id": "b", "node_type": "RepeatNode", "params": {"times": "${OTHER:-x}"}}]"#;
    // Wrapped, and plainly.
    for manifest in [
        format!(r#"{{"version": "v1", "metadata": {{"name": "p"}}, "nodes": {nodes}}}"#),
        format!(r#"{{"manifest": {{"version": "v1", "metadata": {{"name": "p"}}, "nodes": {nodes}}}}}"#),
    ] {
        let context = r#"{"manifest_file": "manifest.json", "values": {"TIMES": "five"}}"#;
        let answer: Value =
            serde_json::from_slice(&Engine::new(TYPES).open(manifest.as_bytes(), context.as_bytes())).unwrap();
        let helps: Vec<_> = answer["diagnostics"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|problem| problem["code"] == "bad-param")
            .map(|problem| &problem["help"])
            .collect();
        assert_eq!(helps, ["Give TIMES another value.", "Leave it out for its default, 2."], "{answer}");
        // Without a plan too.
        assert_eq!((&answer["name"], &answer["plan"]), (&json!("p"), &Value::Null));
    }
}

#[test]
fn problems_of_connections_name_both_ends() {
    says(
        r#"{"version": "v1", "nodes": [{"id": "resample", "node_type": "PassNode"}, {"id": "vad", "node_type": "JoinNode"},
  {"id": "src", "node_type": "CountNode"}, {"id": "gauge", "node_type": "GaugeNode"}, {"id": "shout", "node_type": "ShoutNode"},
  {"id": "meter", "node_type": "Meter"}],
 "connections": [
 {"from": "resampel", "to": "nowhere"},
 {"from": "resample.side", "to": "vad.lft"},
 {"from": "resample", "to": "src"},
 {"from": "shout", "to": "gauge"},
 {"from": "shout"},
 {"from": "gauge", "to": "meter"},
 {"from": "resample", "to": "vad", "capacity_packets": 0, "overflow": "drop"}]}"#,
        &[
            "error connection-to-nowhere connections[0].from 5:3 The connection from \"resampel\" to \"nowhere\" names \"resampel\", and there is no such node. | Did you mean \"resample\"?",
            "error connection-to-nowhere connections[0].to 5:23 The connection from \"resampel\" to \"nowhere\" names \"nowhere\", and there is no such node. | The nodes are: resample, vad, src, gauge, shout, meter.",
            "error unknown-port connections[1].from 6:3 The connection from \"resample\" to \"vad\" names the output \"side\" of node \"resample\", which has no such port. | Its outputs are: default.",
            "error unknown-port connections[1].to 6:28 The connection from \"resample\" to \"vad\" names the input \"lft\" of node \"vad\", which has no such port. | Did you mean \"left\"?",
            "error unknown-port connections[2].to 7:23 The connection from \"resample\" to \"src\" needs an input of node \"src\", which has none. | -",
            "error port-types connections[3] 8:2 The connection from \"shout\" to \"gauge\" joins the output \"default\" of type text to the input \"default\" of type audio, which cannot take it. | Put a node between them that takes text and gives audio.",
            "error bad-connection connections[4] 9:2 A connection must say \"from\" and \"to\", each the id of a node. | Write {\"from\": \"a\", \"to\": \"b\"}.",
            "error port-types connections[5] 10:2 The connection from \"gauge\" to \"meter\" joins the output \"default\" of type text to the input \"default\" of type audio, which cannot take it. | Put a node between them that takes text and gives audio.",
            "error bad-capacity connections[6].capacity_packets 11:36 \"capacity_packets\" must be a whole number from 1, and is 0. | Leave it out for the usual bound.",
            "error bad-overflow connections[6].overflow 11:59 \"overflow\" must be block, drop_oldest or drop_newest, and is \"drop\". | Did you mean \"drop_oldest\"?",
        ],
    );
}

#[test]
fn the_node_that_would_convert_is_named() {
    let manifest = r#"{"version": "v1", "nodes": [{"id": "g", "node_type": "GaugeNode"}, {"id": "p", "node_type": "Meter"}, {"id": "t", "node_type": "ShoutNode"}],
      "connections": [{"from": "p", "to": "t"}]}"#;
    let context = CONTEXT.replace("\"PyNode\"", r#""ToTextNode": {"inputs": [{"name": "default", "type": "json"}], "outputs": [{"name": "default", "type": "text"}]}, "PyNode""#);
    let answer: Value =
        serde_json::from_slice(&Engine::new(TYPES).open(manifest.as_bytes(), context.as_bytes())).unwrap();
    assert_eq!(answer["diagnostics"][0]["help"], "Put a ToTextNode between them.");
}

#[test]
fn a_circle_is_named_by_the_nodes_in_it() {
    says(
        r#"{"version": "v1", "nodes": [{"id": "in", "node_type": "PassNode"},
 {"id": "a", "node_type": "PassNode"}, {"id": "b", "node_type": "PassNode"}, {"id": "c", "node_type": "PassNode"}, {"id": "out", "node_type": "PassNode"}],
 "connections": [{"from": "in", "to": "b"}, {"from": "a", "to": "b"}, {"from": "b", "to": "c"}, {"from": "c", "to": "a"}, {"from": "c", "to": "out"}]}"#,
        &[
            "error cycle connections[3] 3:97 The connections go in a circle: a → b → c → a. | Remove one of these connections: packets must be able to leave.",
        ],
    );
    says(
        r#"{"version": "v1", "nodes": [{"id": "a", "node_type": "PassNode"}], "connections": [{"from": "a", "to": "a"}]}"#,
        &[
            "error cycle connections[0] 1:84 The connections go in a circle: a → a. | Remove one of these connections: packets must be able to leave.",
        ],
    );
}

#[test]
fn problems_of_inputs_and_outputs() {
    says(
        r#"{"version": "v1", "nodes": [{"id": "g", "node_type": "GaugeNode"}, {"id": "h", "node_type": "GaugeNode"}],
 "inputs": [{"name": "x", "to": "q"}, {"name": "y", "to": "g", "type": "text"}, {"name": "y", "to": "g", "tipe": 1},
  {"name": "y", "to": "g"}, {"name": "z"}],
 "outputs": [{"name": "x", "from": "g", "type": "sound"}]}"#,
        &[
            "error connection-to-nowhere inputs[0].to 2:27 The input \"x\" names \"q\", and there is no such node. | The nodes are: g, h.",
            "error port-types inputs[1].type 2:64 The input \"y\" is of type text, but node \"g\" has audio there. | Write \"type\": \"audio\".",
            "error duplicate-name inputs[2].name 2:82 Two of the inputs are called \"y\". | Give each a name of its own.",
            "warning unknown-key inputs[2].tipe 2:106 \"tipe\" is no key of a manifest at this place and means nothing. | Did you mean \"type\"?",
            "error duplicate-name inputs[3].name 3:4 Two of the inputs are called \"y\". | Give each a name of its own.",
            "error bad-end inputs[4] 3:29 An input must be an object with \"name\" and \"to\". | Write {\"name\": \"…\", \"to\": \"id of a node\"}.",
            "error bad-port-type outputs[0].type 4:41 \"sound\" is no type of port. | Use one of any, audio, text, json, tensor, bytes, transcript.",
        ],
    );
}

#[test]
fn a_flood_of_problems_is_cut_short_and_no_error_is_lost() {
    let keys: Vec<String> = (0..300).map(|index| format!("\"k{index}\": 0")).collect();
    let manifest = format!(r#"{{{}, "nodes": [{{"id": "a", "node_type": "Nope"}}]}}"#, keys.join(", "));
    let got = problems(&manifest);
    assert_eq!(got.len(), 101);
    assert!(got.iter().any(|problem| problem.starts_with("error unknown-node-type")), "{got:#?}");
    assert!(got[100].contains("more problems"));
}

#[test]
fn nothing_in_a_manifest_makes_the_engine_panic() {
    for manifest in [
        "",
        "null",
        "{}",
        "{\"nodes\": {}}",
        "{\"nodes\": [null]}",
        "{\"nodes\": [{\"id\": 5, \"node_type\": {}}]}",
        "{\"nodes\": [{\"id\": \"a\", \"node_type\": \"PassNode\"}], \"connections\": 5, \"inputs\": {}, \"outputs\": 3}",
        "{\"nodes\": [{\"id\": \"a\", \"node_type\": \"PassNode\"}], \"connections\": [null, 5, {\"from\": \".\", \"to\": \"a.\"}]}",
        "{\"manifest\": {\"manifest\": {}}}",
        "{\"nodes\": [{\"id\": \"\", \"node_type\": \"\"}], \"version\": []}",
    ] {
        let answer = open(manifest);
        assert_eq!(answer["ok"], false, "{manifest}");
        assert!(!answer["diagnostics"].as_array().unwrap().is_empty());
    }
    let deep = "[".repeat(100_000);
    assert_eq!(open(&deep)["ok"], false);
    let answer: Value = serde_json::from_slice(&Engine::new(TYPES).open(b"{}", b"[")).unwrap();
    assert_eq!(answer["diagnostics"][0]["code"], "host-protocol");
}

/// A bundle is hostile until proven otherwise: what takes long for its size must not take for ever.
#[test]
fn a_large_manifest_full_of_faults_is_soon_told() {
    let many = |piece: &dyn Fn(usize) -> String| (0..5000).map(piece).collect::<Vec<_>>().join(",");
    let nodes = many(&|index| format!(r#"{{"id": "node{index}", "node_type": "PassNod{index}", "x{index}": 0}}"#));
    let links = many(&|index| format!(r#"{{"from": "nod{index}.{}", "to": "node{index}.x"}}"#, ".".repeat(50)));
    let long = "a.".repeat(100_000);
    let manifest = format!(
        r#"{{"nodes": [{{"id": "a", "node_type": "{long}"}}, {nodes}], "connections": [{{"from": "{long}", "to": "a"}}, {links}]}}"#
    );
    let begun = std::time::Instant::now();
    let answer = open(&manifest);
    assert_eq!(answer["ok"], false);
    assert!(answer.to_string().len() < 100_000);
    // Without a build's optimisations this takes about a second.
    assert!(begun.elapsed().as_secs() < 30, "{:?}", begun.elapsed());
}

#[test]
fn names_that_a_node_lists_mean_its_ports_by_position() {
    let plan = plan(
        r#"{"version": "v1", "nodes": [
 {"id": "two", "type": "PythonNode", "class": "PyTwoNode", "inputs": ["audio_in", "text_in"]},
 {"id": "a", "type": "PassNode", "outputs": ["sound_out"]},
 {"id": "b", "type": "PythonNode", "class": "PassNode"},
 {"id": "c", "type": "PassNode", "inputs": ["x"]}],
 "connections": [{"from": "a.sound_out", "to": "two.text_in"}, {"from": "b.anything", "to": "two.audio_in"},
  {"from": "b.other", "to": "c.x"}]}"#,
    );
    let ends: Vec<Value> =
        plan["edges"].as_array().unwrap().iter().map(|edge| json!([edge["from_port"], edge["to_port"]])).collect();
    assert_eq!(ends, [json!([0, 1]), json!([0, 0]), json!([0, 0])]);
    let wrong = r#"{"version": "v1", "nodes": [{"id": "a", "type": "PassNode", "outputs": ["x", "y"]}, {"id": "b", "type": "PassNode"}],
 "connections": [{"from": "a.y", "to": "b"}, {"from": "a.x", "to": "b.z"}]}"#;
    let codes: Vec<String> =
        problems(wrong).iter().map(|told| told.split(' ').take(3).collect::<Vec<_>>().join(" ")).collect();
    assert_eq!(codes, ["error unknown-port connections[0].from", "error unknown-port connections[1].to"]);
}

#[test]
fn types_of_the_sdk_that_are_not_here_have_a_reason() {
    for node_type in [
        "remotemedia.nodes.SerializedClassExecutorNode",
        "SileroVADNode",
        "SileroVAD",
        "LFM2AudioNode",
        "HealthEmitterNode",
        "RustWhisperTranscriber",
        "RustWhisperNode",
        "KokoroTTSNode",
    ] {
        let got = problems(&format!(r#"{{"version": "v1", "nodes": [{{"id": "a", "node_type": "{node_type}"}}]}}"#));
        assert!(got[0].starts_with("error unsupported-node-type nodes[0].node_type"), "{got:#?}");
        assert!(!got[0].ends_with("| ") && !got[0].contains("Did you mean"), "{got:#?}");
    }
}

#[test]
fn of_a_manifest_by_itself_it_is_said_where_the_code_of_a_type_belongs() {
    let graph = r#"{"nodes": [{"id": "g", "node_type": "my.Zebra"}], "connections": []}"#;
    for (host, way_out) in [
        ("page", "Drop the bundle instead that `rmpkg build` makes of a folder with this manifest"),
        ("terminal", "Run a folder with this manifest"),
    ] {
        let context = format!(r#"{{"alone": true, "host": "{host}"}}"#);
        let answer = Engine::new(TYPES).open(graph.as_bytes(), context.as_bytes());
        let answer: Value = serde_json::from_slice(&answer).unwrap();
        let problem = &answer["diagnostics"][0];
        assert_eq!(problem["message"], "Node \"g\" has the type \"my.Zebra\", whose code is not in this file.");
        let help = problem["help"].as_str().unwrap();
        assert!(help.starts_with(way_out) && help.contains("defines a class Zebra"), "{help}");
    }
}

#[test]
fn a_type_is_known_with_and_without_node_behind_it() {
    let plan = plan(
        r#"{"version": "v1", "nodes": [{"id": "a", "node_type": "Pass"}, {"id": "b", "node_type": "my.PyTwo"}],
 "connections": [{"from": "a", "to": "b"}]}"#,
    );
    assert_eq!(plan["nodes"][0]["node_type"], "PassNode");
    assert_eq!(plan["nodes"][1]["node_type"], "PyTwoNode");
    let got = problems(r#"{"version": "v1", "nodes": [{"id": "a", "node_type": "Node"}]}"#);
    assert!(got[0].starts_with("error unknown-node-type"), "{got:#?}");
}

#[test]
fn an_input_that_leads_nowhere_is_told_once() {
    says(
        r#"{"version": "v1", "nodes": [{"id": "g", "node_type": "PassNode"}, {"id": "h", "node_type": "PassNode"}],
 "inputs": [{"name": "x", "to": "g"}]}"#,
        &[
            "warning unfed-node nodes[1] 1:67 Nothing leads to node \"h\", so it will have nothing to do. | Connect it, or add it to \"inputs\".",
        ],
    );
    let got = problems(
        r#"{"version": "v1", "nodes": [{"id": "a", "node_type": "PassNode"}], "inputs": [{"name": "x", "to": "b"}]}"#,
    );
    assert_eq!(got.len(), 1, "{got:#?}");
    assert!(got[0].starts_with("error connection-to-nowhere inputs[0].to"), "{got:#?}");
}
