//! Why a wheel is not used, in words.

use crate::wheel_name::WheelName;
use crate::{Problem, WheelHost};

/// Beginnings of platform tags, and what people call these.
const PLATFORMS: &[(&str, &str)] = &[
    ("manylinux", "Linux"),
    ("musllinux", "Linux"),
    ("linux", "Linux"),
    ("macosx", "macOS"),
    ("win", "Windows"),
    ("android", "Android"),
    ("ios", "iOS"),
    ("pyemscripten", "WebAssembly"),
    ("pyodide", "WebAssembly"),
    ("emscripten", "WebAssembly"),
];

fn problem(code: &'static str, file: &str, message: String, help: String) -> Problem {
    Problem { severity: "error", code, message, help, file: file.to_owned() }
}

pub fn not_a_name(file: &str) -> Problem {
    let help = "Give it back the name that it was built with, NAME-VERSION-PYTHON-ABI-PLATFORM.whl: \
                the name says what Python it is for.";
    problem("wheel-name", file, format!("{file} is not named as a wheel is."), help.into())
}

pub fn provided(wheel: &WheelName<'_>, host: &WheelHost) -> Problem {
    let file = wheel.file;
    let package = wheel.package();
    Problem {
        severity: "warning",
        ..problem(
            "wheel-not-used",
            file,
            format!("{file} is not used: {package} comes with {}.", host.name),
            format!("Leave the wheel of {package} out of the bundle."),
        )
    }
}

pub fn twice(first: &WheelName<'_>, second: &WheelName<'_>) -> Problem {
    let package = first.package();
    let message = format!(
        "The bundle has {package} {} and {package} {}: {} and {}.",
        first.version, second.version, first.file, second.file
    );
    problem("wheel-twice", second.file, message, "Keep the wheel of one version in wheels/.".into())
}

pub fn does_not_fit(wheel: &WheelName<'_>, host: &WheelHost) -> Problem {
    let fits = |own: &str, at: usize| host.tags.iter().any(|tag| part(tag, at).is_some_and(|it| has(own, it)));
    let cause = if !fits(wheel.platforms, 2) {
        format!("has code built for {}", in_words(wheel.platforms))
    } else if !is_python_of(wheel.pythons, host) {
        format!("is for another Python ({})", wheel.pythons)
    } else {
        format!("is for another build of Python ({}-{}-{})", wheel.pythons, wheel.abis, wheel.platforms)
    };
    let file = wheel.file;
    let message = format!("{file} {cause}; {} cannot load it.", host.name);
    problem("wheel-does-not-fit", file, message, way_out(wheel, host))
}

/// The tags also name older Pythons, whose stable-ABI wheels load: these do not count.
fn is_python_of(own: &str, host: &WheelHost) -> bool {
    let mut current = host.tags.iter().filter(|tag| part(tag, 1) != Some("abi3"));
    current.any(|tag| part(tag, 0).is_some_and(|it| has(own, it)))
}

fn way_out(wheel: &WheelName<'_>, host: &WheelHost) -> String {
    let package = wheel.package();
    let pure = format!("Put a wheel of {package} without native code into wheels/ (its name ends in -none-any.whl)");
    match host.tags.first() {
        Some(best) if !best.ends_with("-any") => format!("{pure}, or one built for this Python (…-{best}.whl)."),
        _ => format!("{pure}."),
    }
}

fn part(tag: &str, at: usize) -> Option<&str> {
    tag.splitn(3, '-').nth(at)
}

fn has(own: &str, part: &str) -> bool {
    own.split('.').any(|one| one.eq_ignore_ascii_case(part))
}

/// `Linux (manylinux_2_17_x86_64)`.
fn in_words(platforms: &str) -> String {
    let first = platforms.split('.').next().unwrap_or(platforms);
    let known = PLATFORMS.iter().find(|(prefix, _)| first.starts_with(prefix));
    known.map_or_else(|| first.to_owned(), |(_, words)| format!("{words} ({first})"))
}
