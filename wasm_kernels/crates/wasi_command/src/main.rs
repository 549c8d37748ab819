//! `rmpkg.wasm`: runs a pipeline of native nodes under a plain WASI runtime, without Python.
//!
//! ```text
//! wasmtime rmpkg.wasm < run.json
//! wasmtime --dir . rmpkg.wasm run graph.json --input numbers=[1,2]
//! ```
//!
//! Exit status as `rmpkg` has it (`rmpkg/cli/exit_codes.py`): 0 done, 1 refused or failed, 2 wrong usage.

mod arguments;
mod commands;
mod document;
mod events;
mod inputs;
mod plan;
mod report;
mod session;

use std::io::{Read, Write};
use std::process::ExitCode;

use arguments::{Arguments, Asked, Form};
use graph_engine::diagnostic::Diagnostic;
use graph_engine::document::run_values;

/// It did what was asked.
const OK: u8 = 0;
/// Refused or failed; the reasons were printed.
const FAILED: u8 = 1;
/// The command line makes no sense, or names a file that is not there.
const USAGE: u8 = 2;

/// A run file may be so many bytes long: what is read is held several times over in 32-bit memory.
const LONGEST_RUN_FILE: u64 = 256 << 20;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let asked = match arguments::read(&words) {
        Ok(asked) => asked,
        Err(message) => {
            complain(&format!("{}\nrmpkg: error: {message}\n", arguments::USAGE));
            return USAGE.into();
        }
    };
    let arguments = match asked {
        Asked::Help => return print(arguments::HELP).into(),
        Asked::Version => return print(concat!("rmpkg ", env!("CARGO_PKG_VERSION"), "\n")).into(),
        Asked::Run(arguments) => arguments,
    };
    match run_file(&arguments) {
        Ok(text) => run(&arguments, &text).into(),
        Err(message) => {
            complain(&format!("{}\nrmpkg: error: {message}\n", arguments::USAGE));
            USAGE.into()
        }
    }
}

/// The text of the manifest or run file.
fn run_file(arguments: &Arguments) -> Result<Vec<u8>, String> {
    let mut text = Vec::new();
    let read = match &arguments.file {
        Some(file) => std::fs::File::open(file)
            .and_then(|file| file.take(LONGEST_RUN_FILE + 1).read_to_end(&mut text))
            .map_err(|error| format!("the file {file} cannot be read: {error} (is its folder open to it: --dir?)")),
        None => std::io::stdin()
            .take(LONGEST_RUN_FILE + 1)
            .read_to_end(&mut text)
            .map_err(|error| format!("stdin cannot be read: {error}")),
    }?;
    if read as u64 > LONGEST_RUN_FILE {
        return Err(format!("the manifest with its inputs is longer than {} MiB", LONGEST_RUN_FILE >> 20));
    }
    if arguments.file.is_none() && text.trim_ascii().is_empty() {
        return Err("nothing came on stdin: name a file, or send a manifest or a run file there".into());
    }
    Ok(text)
}

fn run(arguments: &Arguments, text: &[u8]) -> u8 {
    let name = arguments.file.as_deref().unwrap_or("stdin");
    let mut form = arguments.form;
    let bad_values = |mut problem: Box<Diagnostic>| {
        problem.file = Some(name.into());
        vec![*problem]
    };
    let outcome = run_values(text).map_err(bad_values).and_then(|values| {
        // Who asks in the SDK's way is answered in the SDK's way, to the line that its callers look for.
        if values.input_data.is_some() && form == Form::Own {
            form = Form::SdkCommand;
        }
        session::run(text, name, &values, &arguments.inputs, &arguments.values)
    });
    match outcome {
        Ok(ended) => {
            report::print(&ended.problems, name, arguments.json_diagnostics);
            let failed = ended.has_failed();
            let document = match form {
                Form::Own => document::own(&ended),
                // As the SDK's command: what failed has no outputs.
                Form::SdkValue | Form::SdkEnvelope | Form::SdkCommand if failed => String::new(),
                Form::SdkValue => ended.sdk.outputs(&ended.sdk_plan) + "\n",
                Form::SdkEnvelope => ended.sdk.envelope(&ended.sdk_plan) + "\n",
                Form::SdkCommand => format!("{}{}\n", arguments::SDK_LINE, ended.sdk.envelope(&ended.sdk_plan)),
            };
            let printed = print(&document);
            if failed { FAILED } else { printed }
        }
        Err(problems) => refused(&problems, name, form, arguments),
    }
}

/// Nothing ran.
fn refused(problems: &[Diagnostic], name: &str, form: Form, arguments: &Arguments) -> u8 {
    report::print(problems, name, arguments.json_diagnostics);
    if form == Form::Own {
        print(&document::refused(problems));
    }
    FAILED
}

/// Whoever read our output may have gone: then the work was for nothing.
fn print(text: &str) -> u8 {
    let mut out = std::io::stdout().lock();
    if out.write_all(text.as_bytes()).and_then(|()| out.flush()).is_ok() { OK } else { FAILED }
}

fn complain(text: &str) {
    // There is nowhere to tell that stderr is closed.
    let _ = std::io::stderr().write_all(text.as_bytes());
}
