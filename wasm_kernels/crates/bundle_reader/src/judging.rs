//! From what was found to the verdict.

use crate::checking::{Checking, Finding};
use crate::content::hex;
use crate::diagnostic::Diagnostic;
use crate::limits;
use crate::provenance::{PROVENANCE, Provenance, SIGNATURE};
use crate::python::NodeClass;
use crate::reason::{Reason, Severity};
use crate::report::{EntryReport, Layout, Report, Verdict, is_manifest};
use crate::zip::entry::Entry;

/// `problems`: of the table of contents; with any, the entries were not read. Returns the report,
/// and the files in its order, folders left out.
pub fn judge(
    entries: Vec<Entry>,
    mut problems: Vec<Diagnostic>,
    note: Option<Diagnostic>,
    checking: Checking,
) -> (Report, Vec<Entry>) {
    let were_read = problems.is_empty();
    let Checking { findings, classes, provenance, .. } = checking;
    let has = |name: &str| entries.iter().any(|entry| entry.name == name);
    let is_sdk = provenance.is_none() && (has("runtime.wasm") || has("metadata.json"));
    let layout = if is_sdk { Layout::Sdk } else { Layout::Rmpkg };
    let has_list = provenance.is_some();
    if were_read {
        let listed = match &provenance {
            Some(Ok(provenance)) => Some(provenance),
            _ => None,
        };
        for (entry, finding) in entries.iter().zip(findings) {
            problems.extend(finding.and_then(|finding| check_entry(entry, finding, listed)));
        }
        if let Some(listed) = listed {
            problems.extend(listed.names().filter(|name| !has(name)).map(missing));
        }
        let manifests: Vec<&str> =
            entries.iter().map(|entry| entry.name.as_str()).filter(|name| is_manifest(name)).collect();
        match manifests[..] {
            [] => problems.push(no_manifest(&entries)),
            [_] => {}
            [first, second, ..] => {
                let message =
                    format!("The bundle has `{first}` and `{second}`, and which of them counts nobody can say.");
                problems.push(Diagnostic::of_file(Reason::SeveralManifests, message));
            }
        }
        if let Some(Err(problem)) = provenance {
            problems.push(problem);
        }
        problems.extend(unsigned(has_list, has(SIGNATURE)));
        problems.extend(note);
    }
    let verdict = settle(&mut problems);

    let mut bundle_nodes: Vec<NodeClass> = Vec::new();
    for class in classes.into_iter().flat_map(|(_, classes)| classes) {
        if verdict != Verdict::Broken && bundle_nodes.iter().all(|other| other.name != class.name) {
            bundle_nodes.push(class);
        }
    }
    let files: Vec<Entry> = entries.into_iter().filter(|entry| !entry.is_directory()).collect();
    let report = Report {
        verdict,
        reasons: problems,
        signer: None,
        entries: files.iter().enumerate().map(|(index, entry)| EntryReport::new(index, entry)).collect(),
        manifest_entry: files.iter().position(|entry| is_manifest(&entry.name)),
        bundle_nodes,
        layout,
        oci: None,
    };
    (report, files)
}

fn check_entry(entry: &Entry, finding: Finding, provenance: Option<&Provenance>) -> Option<Diagnostic> {
    let crc = match finding {
        Finding::Faulty(problem) => return Some(problem),
        Finding::Read { crc } => crc,
    };
    let is_listed = !entry.is_directory() && entry.name != PROVENANCE && entry.name != SIGNATURE;
    if let Some(provenance) = provenance.filter(|_| is_listed) {
        let Some(expected) = provenance.expected(&entry.name) else {
            let message = "The provenance does not list this file.";
            return Some(Diagnostic::of_entry(Reason::UnlistedFile, &entry.name, message));
        };
        let actual = entry.sha256.map(|hash| hex(&hash)).unwrap_or_default();
        if actual != expected {
            let message = format!("The file was changed: its SHA-256 should be {expected} and is {actual}.");
            return Some(Diagnostic::of_entry(Reason::ChangedFile, &entry.name, message));
        }
    }
    (crc != entry.crc).then(|| {
        let message = format!("The file is damaged: its checksum should be {:08x} and is {crc:08x}.", entry.crc);
        Diagnostic::of_entry(Reason::CrcMismatch, &entry.name, message)
    })
}

fn missing(name: &str) -> Diagnostic {
    Diagnostic::of_entry(Reason::MissingFile, name, "The provenance lists this file, and the bundle does not hold it.")
}

fn no_manifest(entries: &[Entry]) -> Diagnostic {
    let elsewhere = entries.iter().find(|entry| entry.name.rsplit('/').next().is_some_and(is_manifest));
    let message = elsewhere.map_or_else(
        || "The bundle has no `manifest.json` or `manifest.yaml`, so there is nothing to run.".into(),
        |entry| format!("The bundle has no manifest at its top; there is one at `{}`.", entry.name),
    );
    Diagnostic::of_file(Reason::NoManifest, message)
}

/// Why the bundle is no more than unsigned.
fn unsigned(has_list: bool, has_signature: bool) -> [Diagnostic; 1] {
    [if has_signature {
        Diagnostic::of_entry(
            Reason::SignatureNotChecked,
            SIGNATURE,
            "The bundle has a signature, which this version does not check.",
        )
    } else if has_list {
        Diagnostic::of_file(Reason::NoSignature, "Nobody signed this bundle. Every file is as its provenance says.")
    } else {
        Diagnostic::of_file(
            Reason::NoProvenance,
            "The bundle has no provenance that lists its files: nothing says what they should be.",
        )
    }]
}

/// The verdict; of a broken bundle only the errors are told, and not without end.
pub fn settle(problems: &mut Vec<Diagnostic>) -> Verdict {
    let is_error = |problem: &Diagnostic| problem.severity == Severity::Error;
    if !problems.iter().any(is_error) {
        return Verdict::Unsigned;
    }
    problems.retain(is_error);
    let more = problems.len().saturating_sub(limits::REASONS);
    if more > 0 {
        problems.truncate(limits::REASONS);
        problems.push(Diagnostic::of_file(Reason::MoreProblems, format!("There are {more} more problems.")));
    }
    Verdict::Broken
}
