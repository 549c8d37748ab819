//! From the tar and its documents to the report.

use super::documents::{Documents, Target, plain};
use super::files::OciFile;
use super::layout::{INDEX, MARK, blob_path, promised};
use super::reading::Reading;
use crate::content::hex;
use crate::diagnostic::{Diagnostic, counted, shown};
use crate::judging::settle;
use crate::names;
use crate::reason::Reason;
use crate::report::{EntryReport, Layout, MANIFESTS, OciReport, OciTarget, Report};

/// Judges what was read. Returns the report, and the files in its order.
pub fn judge(reading: Reading) -> (Report, Vec<OciFile>) {
    let Reading { mut files, documents, mut problems, .. } = reading;
    let mut opened = None;
    let mut targets = Vec::new();
    if problems.is_empty() {
        let documents = Documents::read(&documents);
        problems.extend(documents.problems);
        if problems.is_empty() {
            problems.extend(check_named(&documents.named, &files));
        }
        targets = documents.targets;
        opened = preferred(&targets);
    }
    if let Some(target) = opened {
        give_names(&targets[target], &mut files);
        names::check_collisions(files.iter().map(|file| file.name.as_str()), &mut problems);
        for file in &files {
            names::check(&file.name, &mut problems);
        }
        problems.extend(notes(&targets, target));
    }
    let verdict = settle(&mut problems);
    let index_of = |digest: &str| files.iter().position(|file| file.path == blob_path(digest));
    let manifest_entry = opened.and_then(|target| index_of(&targets[target].manifest));
    let bundle_id = files.iter().find(|file| file.path == INDEX).map(|file| hex(&file.sha256));
    let report = Report {
        verdict,
        reasons: problems,
        signer: None,
        entries: files.iter().enumerate().map(|(index, file)| entry(index, file)).collect(),
        manifest_entry,
        bundle_nodes: Vec::new(),
        layout: Layout::Oci,
        oci: opened.map(|_| OciReport {
            bundle_id: bundle_id.unwrap_or_default(),
            targets: targets
                .iter()
                .enumerate()
                .map(|(index, target)| described(target, opened == Some(index), index_of(&target.manifest)))
                .collect(),
        }),
    };
    (report, files)
}

fn entry(index: usize, file: &OciFile) -> EntryReport {
    EntryReport {
        index,
        name: shown(&file.name),
        bytes: file.bytes,
        stored_bytes: file.bytes,
        method: "zstd".into(),
        sha256: hex(&file.sha256),
    }
}

/// Every blob is named by a document and is what that says, and every one named is there.
fn check_named(named: &std::collections::BTreeMap<String, (u64, String)>, files: &[OciFile]) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    for file in files.iter().filter(|file| file.path != INDEX && file.path != MARK) {
        match named.get(&file.path) {
            None => problems.push(Diagnostic::of_entry(
                Reason::UnlistedFile,
                &file.path,
                "No document of the layout names this file.",
            )),
            Some((bytes, _)) if *bytes != file.bytes => problems.push(Diagnostic::of_entry(
                Reason::SizeMismatch,
                &file.path,
                format!("The file has {}; its descriptor says {bytes}.", counted(file.bytes)),
            )),
            Some(_) => {}
        }
    }
    let is_there = |path: &str| files.iter().any(|file| file.path == path);
    problems.extend(named.keys().filter(|path| !is_there(path)).map(|path| {
        Diagnostic::of_entry(Reason::MissingFile, path, "A document of the layout names this file: it is not there.")
    }));
    problems
}

/// One for a wasm machine, or else the first: pipelines without machine code are the same for all.
fn preferred(targets: &[Target]) -> Option<usize> {
    let is_wasm =
        |target: &Target| target.platform.as_ref().is_some_and(|platform| platform.architecture.starts_with("wasm"));
    targets.iter().position(is_wasm).or((!targets.is_empty()).then_some(0))
}

/// The names that a pipeline knows its files by.
fn give_names(target: &Target, files: &mut [OciFile]) {
    let wheels = target.lock.python.iter().flat_map(|python| &python.wheels);
    let named = wheels
        .map(|wheel| (plain(&wheel.digest), format!("wheels/{}", wheel.filename)))
        .chain(target.lock.assets.iter().map(|asset| (plain(&asset.digest), format!("assets/{}", asset.name))))
        .chain([(target.manifest.as_str(), MANIFESTS[0].to_owned())]);
    for (digest, name) in named.filter(|(digest, _)| target.layers.iter().any(|layer| layer == digest)) {
        if let Some(file) = files.iter_mut().find(|file| promised(&file.path) == Some(digest)) {
            file.name = name;
        }
    }
}

fn platform(target: &Target) -> String {
    target
        .platform
        .as_ref()
        .map_or_else(|| "any platform".into(), |platform| shown(&format!("{}/{}", platform.os, platform.architecture)))
}

/// How people call a plugin, from whatever the lock has of it.
fn plugins(target: &Target) -> Vec<String> {
    let name = |plugin: &serde_json::Value| {
        let words = ["name", "id", "pluginId"].iter().find_map(|key| plugin.get(key)?.as_str()).or(plugin.as_str());
        shown(words.unwrap_or("one without a name"))
    };
    target.lock.plugins.iter().map(name).collect()
}

fn notes(targets: &[Target], opened: usize) -> Vec<Diagnostic> {
    let target = &targets[opened];
    let others = targets.iter().enumerate().filter(|(index, _)| *index != opened).map(|(_, other)| platform(other));
    let others: Vec<String> = others.collect();
    let wheels = target.lock.python.as_ref().map_or(0, |python| python.wheels.len());
    let also = if others.is_empty() { String::new() } else { format!(" It is also made for {}.", others.join(", ")) };
    let message = format!(
        "This is the SDK's OCI form, opened as made for {}: {} plugins, {wheels} Python wheels, {} assets.{also}",
        platform(target),
        target.lock.plugins.len(),
        target.lock.assets.len(),
    );
    let mut notes = vec![Diagnostic::of_file(Reason::OciLayout, message)];
    let names = plugins(target);
    if !names.is_empty() || target.lock.native_runtime.is_some() {
        let what = if names.is_empty() { "a runtime".into() } else { format!("plugins ({})", names.join(", ")) };
        let message = format!("It brings {what} as machine code for {}, which is never loaded.", platform(target));
        notes.push(Diagnostic::of_file(Reason::NativeParts, message));
    }
    let message = "Nobody signed this bundle. Every file is as the layout's own documents say.";
    notes.push(Diagnostic::of_file(Reason::NoSignature, message));
    notes
}

fn described(target: &Target, is_opened: bool, manifest_entry: Option<usize>) -> OciTarget {
    let lock = &target.lock;
    OciTarget {
        platform: platform(target),
        target_id: lock.target_id.as_deref().map(shown),
        is_opened,
        manifest_entry,
        plugins: plugins(target),
        native_runtime: lock.native_runtime.is_some(),
        python: lock.python.as_ref().map(|python| {
            let words = [python.implementation.as_deref(), python.version.as_deref()];
            shown(&words.into_iter().flatten().collect::<Vec<_>>().join(" "))
        }),
        wheels: lock.python.iter().flat_map(|python| &python.wheels).map(|wheel| shown(&wheel.filename)).collect(),
        assets: lock.assets.iter().map(|asset| shown(&asset.name)).collect(),
    }
}
