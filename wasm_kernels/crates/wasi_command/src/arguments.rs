//! The command line.

/// What a run prints on stdout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// The document of `rmpkg run --json`.
    Own,
    /// The SDK's bare outputs.
    SdkValue,
    /// The SDK's `{"status", "outputs", "graph_info"}`.
    SdkEnvelope,
    /// The same as the SDK's own command printed it, behind [`SDK_LINE`].
    SdkCommand,
}

/// What the SDK's command printed before its envelope, and its callers look for: log lines came before.
pub const SDK_LINE: &str = "\n=== PIPELINE RESULTS ===\n";

/// What a run was asked to do.
#[derive(Debug, PartialEq)]
pub struct Arguments {
    /// Manifest or run file; stdin without one.
    pub file: Option<String>,
    /// Name, where one was written, and JSON.
    pub inputs: Vec<(Option<String>, String)>,
    /// What placeholders of the manifest stand for; of two for one name the later one counts.
    pub values: Vec<(String, String)>,
    pub form: Form,
    /// Diagnostics on stderr as JSON, one a line.
    pub json_diagnostics: bool,
}

/// What the command line asks for.
#[derive(Debug, PartialEq)]
pub enum Asked {
    Help,
    Version,
    Run(Arguments),
}

pub const USAGE: &str = "usage: rmpkg.wasm [run] [FILE] [--input [NAME=]JSON]... [--set NAME=VALUE]... [--sdk-output {value,envelope,command}] [--diagnostics {text,json}]";

pub const HELP: &str = "\
usage: rmpkg.wasm [run] [FILE] [--input [NAME=]JSON]... [--set NAME=VALUE]... [--sdk-output {value,envelope,command}] [--diagnostics {text,json}]

Run a pipeline of native nodes; nodes in Python need `rmpkg run` or the page.

  FILE                 a manifest or a run file (JSON), from a folder that --dir opens; without it, stdin.
                       A run file holds the inputs too: {\"manifest\": ..., \"inputs\": {NAME: [...]}}, or
                       {\"manifest\": ..., \"input_data\": [...]}, which goes to every input element by element
  -i, --input          what an input is given: JSON, an array gives a packet for each element; the name may
                       be left out where there is only one input; counts before what the run file gives
  --set                what ${NAME} in the manifest stands for; 0.5 counts as a number, true as true
  --sdk-output         print what the RemoteMedia SDK would: value (bare where there is one result, else a
                       list), envelope (status, outputs, graph_info) or command (the envelope behind the line
                       === PIPELINE RESULTS ===, as its own command did); command if input_data was given
  --diagnostics        problems on stderr as text (the default) or json, one a line
  --version, --help

exit status: 0 done, 1 refused or failed (the reasons are printed), 2 wrong usage
";

/// Reads the words after the program's name.
///
/// # Errors
/// What makes no sense, one sentence.
pub fn read(words: &[String]) -> Result<Asked, String> {
    let mut asked =
        Arguments { file: None, inputs: Vec::new(), values: Vec::new(), form: Form::Own, json_diagnostics: false };
    let mut words = words.iter().map(String::as_str).peekable();
    words.next_if_eq(&"run");
    while let Some(word) = words.next() {
        let (option, attached) = match word.split_once('=') {
            Some((option, value)) if option.starts_with("--") => (option, Some(value)),
            _ => (word, None),
        };
        let mut value =
            || attached.or_else(|| words.next()).ok_or_else(|| format!("argument {option}: expected one argument"));
        match option {
            "-h" | "--help" => return Ok(Asked::Help),
            "--version" => return Ok(Asked::Version),
            "-i" | "--input" => {
                let input = input(value()?);
                if asked.inputs.iter().any(|(name, _)| *name == input.0) {
                    return Err(match &input.0 {
                        Some(name) => format!("the input {name} is given twice"),
                        None => "two inputs are given without a name".into(),
                    });
                }
                asked.inputs.push(input);
            }
            "--set" => asked.values.push(placeholder(option, value()?)?),
            "--sdk-output" => {
                asked.form = match value()? {
                    "value" => Form::SdkValue,
                    "envelope" => Form::SdkEnvelope,
                    "command" => Form::SdkCommand,
                    other => return Err(choice(option, other, "'value', 'envelope', 'command'")),
                }
            }
            "--diagnostics" => {
                asked.json_diagnostics = match value()? {
                    "text" => false,
                    "json" => true,
                    other => return Err(choice(option, other, "'text', 'json'")),
                }
            }
            _ if word.starts_with('-') && word.len() > 1 => return Err(format!("unrecognized arguments: {word}")),
            _ if asked.file.is_some() => return Err(format!("unrecognized arguments: {word}")),
            // As many commands have it: a dash for stdin.
            "-" => {}
            _ => asked.file = Some(word.into()),
        }
    }
    Ok(Asked::Run(asked))
}

fn choice(option: &str, given: &str, choices: &str) -> String {
    format!("argument {option}: invalid choice: '{given}' (choose from {choices})")
}

/// A name is what could be one: `{"a": "b=c"}` holds an = of its own. It may be a number.
fn input(word: &str) -> (Option<String>, String) {
    let is_name = |name: &str| !name.is_empty() && is_identifier(&format!("_{}", name.replace(['-', '.', ' '], "_")));
    match word.split_once('=') {
        Some((name, value)) if is_name(name) => (Some(name.into()), value.into()),
        _ => (None, word.into()),
    }
}

fn is_identifier(name: &str) -> bool {
    let mut letters = name.chars();
    letters.next().is_some_and(|first| first == '_' || first.is_alphabetic())
        && letters.all(|letter| letter == '_' || letter.is_alphanumeric())
}

/// Name and value of NAME=VALUE.
fn placeholder(option: &str, word: &str) -> Result<(String, String), String> {
    let pair = word.split_once('=').filter(|(name, _)| is_identifier(name));
    let (name, value) = pair.ok_or_else(|| format!("argument {option}: '{word}' is not of the form NAME=VALUE"))?;
    Ok((name.into(), value.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(words: &[&str]) -> Result<Asked, String> {
        read(&words.iter().map(ToString::to_string).collect::<Vec<_>>())
    }

    #[test]
    fn values_of_placeholders() {
        let Ok(Asked::Run(run)) = asked(&["--set", "A=b=c", "--set=E="]) else { panic!("it asks for a run") };
        assert_eq!(run.values, [("A".into(), "b=c".into()), ("E".into(), String::new())]);
        for wrong in ["A", "=b"] {
            assert!(asked(&["--set", wrong]).is_err_and(|words| words.ends_with("is not of the form NAME=VALUE")));
        }
    }

    #[test]
    fn a_file_inputs_and_a_form() {
        let Ok(Asked::Run(run)) =
            asked(&["run", "g.json", "-i", "1 a-b=[1]", "--input={\"x\": \"y=z\"}", "--sdk-output=value"])
        else {
            panic!("it asks for a run")
        };
        assert_eq!(run.file.as_deref(), Some("g.json"));
        assert_eq!(run.inputs, [(Some("1 a-b".into()), "[1]".into()), (None, "{\"x\": \"y=z\"}".into())]);
        assert_eq!((run.form, run.json_diagnostics), (Form::SdkValue, false));
    }

    #[test]
    fn what_makes_no_sense_is_named() {
        for (words, message) in [
            (&["a.json", "b.json"][..], "unrecognized arguments: b.json"),
            (&["--inputs"], "unrecognized arguments: --inputs"),
            (&["-i"], "argument -i: expected one argument"),
            (&["-i", "1", "-i", "2"], "two inputs are given without a name"),
            (
                &["--sdk-output", "x"],
                "argument --sdk-output: invalid choice: 'x' (choose from 'value', 'envelope', 'command')",
            ),
        ] {
            assert_eq!(asked(words).unwrap_err(), message);
        }
    }
}
