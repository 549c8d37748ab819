//! Which of a bundle's wheels fit the Python that is to run it, told from their names alone
//! (packaging.python.org, "Binary distribution format"), so that a wheel for another system is
//! refused before anything starts. What is inside a wheel is for Python to say.

mod refusal;
mod wheel_name;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use wheel_name::WheelName;

/// The Python of a host, as the host tells it: see "Context of `open`" in `WIRE.md`.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct WheelHost {
    /// In words, such as `the page's Python 3.14`.
    pub name: String,
    /// `python-abi-platform`, the most special first.
    pub tags: Vec<String>,
    /// Normalised names of packages that are always there, whose wheels are not used.
    pub provided: Vec<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Context {
    wheels: Vec<String>,
    wheel_host: Option<WheelHost>,
}

/// What is wrong with one wheel, in the shape of every diagnostic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// `error` or `warning`.
    pub severity: &'static str,
    /// A stable word.
    pub code: &'static str,
    /// One sentence.
    pub message: String,
    /// The way out.
    pub help: String,
    /// The wheel, by its path in the bundle.
    pub file: String,
}

/// The wheels to install, one for each package, and what is wrong with the others.
#[derive(Debug, PartialEq, Eq)]
pub struct Choice {
    /// Paths in the bundle, in the order of the packages' names.
    pub chosen: Vec<String>,
    /// In the same order.
    pub problems: Vec<Problem>,
}

/// Adds to the engine's answer which wheels the plan installs (`plan.wheels`), where the plan needs
/// Python and the context tells of wheels. A wheel that fits nothing ends the plan.
#[must_use]
pub fn amend(answer: Vec<u8>, context: &[u8]) -> Vec<u8> {
    let Some((wheels, host)) = told(context) else { return answer };
    let Ok(mut whole) = serde_json::from_slice::<Value>(&answer) else { return answer };
    if whole["plan"]["needs"]["python"] != Value::Bool(true) {
        return answer;
    }
    let Choice { chosen, problems } = choose(&wheels, &host);
    if problems.iter().any(|problem| problem.severity == "error") {
        whole["ok"] = Value::Bool(false);
        whole["plan"] = Value::Null;
    } else {
        whole["plan"]["wheels"] = json!(chosen);
    }
    if let Some(diagnostics) = whole["diagnostics"].as_array_mut() {
        diagnostics.extend(problems.into_iter().map(|problem| json!(problem)));
    }
    serde_json::to_vec(&whole).unwrap_or(answer)
}

fn told(context: &[u8]) -> Option<(Vec<String>, WheelHost)> {
    let context: Context = serde_json::from_slice(context).ok()?;
    let host = context.wheel_host?;
    (!context.wheels.is_empty()).then_some((context.wheels, host))
}

/// Chooses among wheels by their paths in the bundle: for each package the one that fits `host` best.
#[must_use]
pub fn choose(files: &[String], host: &WheelHost) -> Choice {
    let mut packages: BTreeMap<String, Vec<WheelName<'_>>> = BTreeMap::new();
    let mut choice = Choice { chosen: Vec::new(), problems: Vec::new() };
    for file in files {
        match WheelName::of(file) {
            Some(wheel) => packages.entry(wheel.package()).or_default().push(wheel),
            None => choice.problems.push(refusal::not_a_name(file)),
        }
    }
    for (package, wheels) in &packages {
        if host.provided.contains(package) {
            choice.problems.extend(wheels.iter().map(|wheel| refusal::provided(wheel, host)));
            continue;
        }
        match best_of(wheels, host) {
            Ok(Some(wheel)) => choice.chosen.push(wheel.file.to_owned()),
            Ok(None) => choice.problems.extend(wheels.iter().map(|wheel| refusal::does_not_fit(wheel, host))),
            Err((first, second)) => choice.problems.push(refusal::twice(first, second)),
        }
    }
    choice
}

type Pair<'a, 'b> = (&'a WheelName<'b>, &'a WheelName<'b>);

/// The wheel with the most special tag; an error where two versions fit, which nobody can choose between.
fn best_of<'a, 'b>(wheels: &'a [WheelName<'b>], host: &WheelHost) -> Result<Option<&'a WheelName<'b>>, Pair<'a, 'b>> {
    let fitting: Vec<_> = wheels.iter().filter_map(|wheel| Some((rank(wheel, host)?, wheel))).collect();
    if let Some((_, first)) = fitting.first()
        && let Some((_, other)) = fitting.iter().find(|(_, wheel)| wheel.version != first.version)
    {
        return Err((first, other));
    }
    // The higher build number where the tags are as good; the later name where even that is equal.
    Ok(fitting
        .into_iter()
        .max_by_key(|(rank, wheel)| (usize::MAX - rank, wheel.build_number()))
        .map(|(_, wheel)| wheel))
}

/// Place of the wheel's best tag among the host's.
fn rank(wheel: &WheelName<'_>, host: &WheelHost) -> Option<usize> {
    host.tags.iter().position(|tag| wheel.has_tag(tag))
}

#[cfg(test)]
mod tests;
