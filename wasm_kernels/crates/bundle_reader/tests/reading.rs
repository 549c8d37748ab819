//! What is read, and how.

mod support;

use bundle_reader::{Bundle, DeclaredPorts, Layout, NodeClass, Poll, limits};
use support::{Entry, Host, Zip, assert_unsigned, built, noise, open, report, sha256};

const MANIFEST: &[u8] = br#"{"version": "v1", "nodes": []}"#;
const NODE: &[u8] = b"class Greeter(Node):\n    pass\n";

fn greeter() -> NodeClass {
    NodeClass { name: "Greeter".into(), is_source: false, ports: DeclaredPorts::default() }
}

#[test]
fn a_built_bundle_is_unsigned_and_every_file_is_listed_with_its_hash() {
    let zip = built(&[("manifest.json", MANIFEST), ("nodes/greeter.py", NODE)]).bytes();
    let report = assert_unsigned(&zip, "no-signature");
    let names: Vec<_> = report.entries.iter().map(|entry| (entry.index, entry.name.as_str())).collect();
    assert_eq!(names, [(0, "manifest.json"), (1, "nodes/greeter.py"), (2, "meta/provenance.json")]);
    assert_eq!(report.entries[1].sha256, sha256(NODE));
    assert_eq!((report.entries[1].bytes, report.entries[1].method.as_str()), (NODE.len() as u64, "stored"));
    assert_eq!((report.manifest_entry, report.layout), (Some(0), Layout::Rmpkg));
    assert_eq!(report.bundle_nodes, [greeter()]);
}

#[test]
fn the_report_is_json_as_the_wire_says() {
    let zip = built(&[("manifest.json", MANIFEST)]).bytes();
    let json = serde_json::to_value(report(&zip)).unwrap();
    let keys: Vec<_> = json.as_object().unwrap().keys().cloned().collect();
    assert_eq!(keys, ["verdict", "reasons", "signer", "entries", "manifest_entry", "bundle_nodes", "layout"]);
    assert_eq!((&json["verdict"], &json["layout"]), (&"unsigned".into(), &"rmpkg".into()));
    assert_eq!(json["reasons"][0]["severity"], "warning");
}

#[test]
fn bundles_of_the_sdk_open_whatever_the_order_of_their_entries() {
    let entries = [("metadata.json", &b"{}"[..]), ("runtime.wasm", b"\0asm"), ("manifest.json", MANIFEST)];
    for rotation in 0..3 {
        for (has_signature, is_wide) in [(true, false), (false, false), (true, true), (false, true)] {
            let mut zip = Zip::new();
            for i in 0..3 {
                let (name, content) = entries[(i + rotation) % 3];
                zip = zip.entry(Entry::deflated(name, content).with_descriptor(has_signature, is_wide));
            }
            let report = assert_unsigned(&zip.bytes(), "no-provenance");
            assert_eq!(report.layout, Layout::Sdk);
            assert_eq!(report.entries[report.manifest_entry.unwrap()].name, "manifest.json");
        }
    }
}

#[test]
fn a_plain_zip_with_folders_and_extra_fields_opens() {
    let time = [0x55, 0x54, 5, 0, 3, 1, 2, 3, 4];
    let unix = [0x75, 0x78, 4, 0, 1, 1, 0, 0];
    let folder = |name| Entry::stored(name, b"").change(|e| e.attributes = 0o040_755 << 16 | 0x10);
    let file = |name, content| {
        Entry::deflated(name, content).change(|e| {
            e.attributes = 0o100_644 << 16;
            e.made_by = 0x031e;
            e.local.extra = [&time[..], &unix[..]].concat();
            e.central.extra = time.to_vec();
        })
    };
    let zip = Zip::new()
        .entry(folder("nodes/"))
        .entry(file("nodes/greeter.py", NODE))
        .entry(file("manifest.json", MANIFEST))
        .entry(folder("assets/"))
        .change(|zip| zip.comment = b"made by hand".to_vec());
    let report = assert_unsigned(&zip.bytes(), "no-provenance");
    assert_eq!(report.layout, Layout::Rmpkg);
    assert_eq!(
        report.entries.iter().map(|e| e.name.as_str()).collect::<Vec<_>>(),
        ["nodes/greeter.py", "manifest.json"]
    );
    assert_eq!((report.manifest_entry, report.bundle_nodes), (Some(1), vec![greeter()]));
}

#[test]
fn sixty_four_bit_records_are_read() {
    let zip = Zip::new()
        .entry(Entry::stored("manifest.json", MANIFEST).with_wide_sizes())
        .entry(Entry::deflated("a.bin", &noise(5000, 7)).with_wide_sizes())
        .change(|zip| zip.wide_end = true);
    let report = assert_unsigned(&zip.bytes(), "no-provenance");
    assert_eq!(report.entries[1].bytes, 5000);
}

#[test]
fn names_may_be_in_any_script() {
    let zip = built(&[("manifest.json", MANIFEST), ("assets/Grüße 你好.txt", b"x")]);
    let zip = zip.change(|zip| zip.entries[1] = zip.entries[1].clone().both(|h| h.flags |= 1 << 11));
    assert_unsigned(&zip.bytes(), "no-signature");
}

#[test]
fn entries_are_delivered_as_they_were_packed() {
    let (big, text) = (noise(3_000_000, 3), b"so it goes ".repeat(50_000));
    let zip = Zip::new()
        .file("manifest.json", MANIFEST)
        .file("big.bin", &big)
        .entry(Entry::deflated("text.txt", &text).with_descriptor(true, false))
        .file("empty", b"")
        .entry(Entry::deflated("empty-deflated", b""))
        .bytes();
    let (mut bundle, mut host) = (open(&zip), Host::new(&zip));
    for (index, content) in [(2, &text[..]), (1, &big), (0, MANIFEST), (3, b""), (4, b""), (1, &big)] {
        assert!(host.extract(&mut bundle, index).unwrap() == content, "entry {index}");
    }
}

#[test]
fn a_small_bundle_takes_one_read_and_a_large_one_as_many_as_it_has_windows() {
    let small = built(&[("manifest.json", MANIFEST)]).bytes();
    let mut host = Host::new(&small);
    let mut bundle = Bundle::new(small.len() as u64);
    host.drive(&mut bundle);
    for index in [0, 1, 0] {
        host.extract(&mut bundle, index).unwrap();
    }
    assert_eq!(host.requests, [(0, small.len())]);

    let large = built(&[("manifest.json", MANIFEST), ("models/big.bin", &noise(5 << 20, 1))]).bytes();
    let mut host = Host::new(&large);
    host.drive(&mut Bundle::new(large.len() as u64));
    let windows = large.len() / limits::WINDOW_BYTES + 1;
    // The head and the tail come first, to find the table of contents.
    assert!(host.requests.len() <= windows + 3, "{:?}", host.requests);
}

#[test]
fn a_file_that_changes_after_it_was_checked_is_not_delivered() {
    let content = noise(2 << 20, 5);
    let zip = built(&[("manifest.json", MANIFEST), ("models/m.bin", &content)]).bytes();
    let mut bundle = open(&zip);
    let mut changed = zip.clone();
    let at = zip.len() / 2;
    changed[at] ^= 1;
    assert_eq!(Host::new(&changed).extract(&mut bundle, 1), Err("changed-while-reading"));
    assert_eq!(Host::new(&zip[..at]).extract(&mut bundle, 1), Err("changed-while-reading"));
    // The failure is the entry's, not the bundle's.
    assert_eq!(Host::new(&zip).extract(&mut bundle, 1).unwrap(), content);
}

#[test]
fn nothing_is_delivered_of_a_broken_bundle_and_no_entry_that_is_not_there() {
    let broken = Zip::new().file("manifest.json", MANIFEST).file("../x", b"x").bytes();
    assert_eq!(Host::new(&broken).extract(&mut open(&broken), 0), Err("broken-bundle"));
    let good = Zip::new().file("manifest.json", MANIFEST).bytes();
    assert_eq!(Host::new(&good).extract(&mut open(&good), 1), Err("no-such-entry"));
    let mut unopened = Bundle::new(good.len() as u64);
    unopened.extract(0);
    assert_eq!(unopened.poll(), Poll::Failed);
}
