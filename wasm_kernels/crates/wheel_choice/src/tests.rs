use serde_json::{Value, json};

use crate::{Choice, WheelHost, amend, choose};

fn page() -> WheelHost {
    let tags = [
        "cp314-cp314-pyemscripten_2026_0_wasm32",
        "cp314-abi3-pyemscripten_2026_0_wasm32",
        "py314-none-any",
        "py3-none-any",
    ];
    WheelHost {
        name: "the page's Python 3.14".into(),
        tags: tags.map(String::from).to_vec(),
        provided: vec!["numpy".into()],
    }
}

fn chosen(files: &[&str]) -> Choice {
    let files: Vec<String> = files.iter().map(|file| (*file).to_owned()).collect();
    choose(&files, &page())
}

fn only_problem(files: &[&str]) -> (&'static str, String, String) {
    let Choice { chosen, problems } = chosen(files);
    assert_eq!(chosen, [] as [String; 0]);
    let [problem] = &problems[..] else { panic!("{problems:?}") };
    assert_eq!(problem.severity, "error");
    (problem.code, problem.message.clone(), problem.help.clone())
}

#[test]
fn a_pure_wheel_fits_whichever_way_its_tag_is_written() {
    for name in ["a-1-py3-none-any.whl", "a-1.0-py2.py3-none-any.whl", "a-1.0-3-PY3-none-any.whl"] {
        let path = format!("wheels/{name}");
        assert_eq!(chosen(&[&path]), Choice { chosen: vec![path.clone()], problems: vec![] });
    }
}

#[test]
fn of_several_that_fit_the_most_special_is_taken_then_the_highest_build() {
    let native = "wheels/a-1.0-cp314-cp314-pyemscripten_2026_0_wasm32.whl";
    let linux = "wheels/a-1.0-cp314-cp314-manylinux_2_17_x86_64.manylinux2014_x86_64.whl";
    assert_eq!(chosen(&["wheels/a-1.0-py3-none-any.whl", linux, native]).chosen, [native]);
    assert_eq!(chosen(&["wheels/a-1.0-py3-none-any.whl", linux]).problems, []);
    let builds =
        ["wheels/a-1.0-10-py3-none-any.whl", "wheels/a-1.0-9-py3-none-any.whl", "wheels/a-1.0-py3-none-any.whl"];
    assert_eq!(chosen(&builds).chosen, [builds[0]]);
}

#[test]
fn a_wheel_for_another_system_is_refused_by_the_name_of_that_system() {
    for (platform, words) in [
        ("manylinux_2_17_x86_64.manylinux2014_x86_64", "Linux (manylinux_2_17_x86_64)"),
        ("macosx_11_0_arm64", "macOS (macosx_11_0_arm64)"),
        ("win_amd64", "Windows (win_amd64)"),
        ("pyodide_2024_0_wasm32", "WebAssembly (pyodide_2024_0_wasm32)"),
        ("plan9_mips", "plan9_mips"),
    ] {
        let (code, message, help) = only_problem(&[&format!("wheels/Tree.Sitter-0.2-cp314-cp314-{platform}.whl")]);
        assert_eq!(code, "wheel-does-not-fit");
        assert!(message.contains(&format!("built for {words}; the page's Python 3.14 cannot load it")), "{message}");
        assert!(help.contains("a wheel of tree-sitter without native code"), "{help}");
        assert!(help.contains("…-cp314-cp314-pyemscripten_2026_0_wasm32.whl"), "{help}");
    }
}

#[test]
fn a_wheel_for_another_python_says_which() {
    let (_, message, _) = only_problem(&["wheels/a-1.0-cp312-cp312-pyemscripten_2026_0_wasm32.whl"]);
    assert!(message.contains("is for another Python (cp312)"), "{message}");
    let (_, message, _) = only_problem(&["wheels/a-1.0-py2-none-any.whl"]);
    assert!(message.contains("another Python (py2)"), "{message}");
    let (_, message, _) = only_problem(&["wheels/a-1.0-cp314-cp314t-pyemscripten_2026_0_wasm32.whl"]);
    assert!(message.contains("another build of Python (cp314-cp314t-pyemscripten_2026_0_wasm32)"), "{message}");
}

#[test]
fn two_versions_that_fit_are_told_with_both_files() {
    let (code, message, _) = only_problem(&["wheels/a_b-1.0-py3-none-any.whl", "wheels/A.B-2.0-py3-none-any.whl"]);
    assert_eq!(code, "wheel-twice");
    assert!(message.starts_with("The bundle has a-b 1.0 and a-b 2.0: "), "{message}");
}

#[test]
fn what_comes_with_the_runtime_is_left_alone_with_a_warning() {
    let Choice { chosen, problems } = chosen(&["wheels/numpy-2.0.0-cp312-cp312-win_amd64.whl"]);
    assert_eq!(chosen, [] as [String; 0]);
    assert_eq!((problems[0].severity, problems[0].code), ("warning", "wheel-not-used"));
}

#[test]
fn a_file_that_is_not_named_as_a_wheel_is_told() {
    for name in [
        "a.whl",
        "a-1.0.whl",
        "a-1.0-py3-none.whl",
        "a-x-py3-none-any.whl",
        "a-1--none-any.whl",
        "a-1-b-py3-none-any.whl",
    ] {
        assert_eq!(only_problem(&[&format!("wheels/{name}")]).0, "wheel-name", "{name}");
    }
}

fn amended(python: bool, context: &Value) -> Value {
    let answer = json!({"ok": true, "plan": {"nodes": [{"params": {"big": 1.0}}], "needs": {"python": python}}, "diagnostics": []});
    let out = amend(answer.to_string().into_bytes(), context.to_string().as_bytes());
    serde_json::from_slice(&out).unwrap()
}

fn context(wheel: &str) -> Value {
    json!({"wheels": [wheel], "wheel_host": {"name": "here", "tags": ["py3-none-any"]}})
}

#[test]
fn the_plan_lists_what_is_to_be_installed_only_where_python_runs() {
    let pure = context("wheels/a-1.0-py3-none-any.whl");
    assert_eq!(amended(true, &pure)["plan"]["wheels"], json!(["wheels/a-1.0-py3-none-any.whl"]));
    assert_eq!(amended(false, &pure)["plan"].get("wheels"), None);
    assert_eq!(amended(true, &json!({}))["plan"].get("wheels"), None);
}

#[test]
fn a_wheel_that_fits_nothing_ends_the_plan() {
    let answer = amended(true, &context("wheels/a-1.0-cp314-cp314-win_amd64.whl"));
    assert_eq!((&answer["ok"], &answer["plan"]), (&json!(false), &Value::Null));
    assert_eq!(answer["diagnostics"][0]["code"], "wheel-does-not-fit");
    assert_eq!(answer["diagnostics"][0]["file"], "wheels/a-1.0-cp314-cp314-win_amd64.whl");
}
