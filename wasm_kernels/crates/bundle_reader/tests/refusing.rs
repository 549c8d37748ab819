//! One bundle per defect; each is refused for exactly that.

mod support;

use bundle_reader::{Poll, Verdict};
use support::{Entry, Host, Zip, assert_refused, built, noise, provenance, report, zip::DESCRIPTOR};

const MANIFEST: &[u8] = b"{}";

fn with(entry: Entry) -> Vec<u8> {
    Zip::new().file("manifest.json", MANIFEST).entry(entry).bytes()
}

fn named(name: &str) -> Vec<u8> {
    with(Entry::stored(name, b"x"))
}

#[test]
fn files_that_are_no_zip_are_told_what_they_are() {
    assert_refused(b"", "empty-file");
    assert!(assert_refused(b"<!doctype html>", "not-a-zip").contains("HTML"));
    assert!(assert_refused(b"\x01\x02", "not-a-zip").contains("01 02"));
    assert!(assert_refused(b"\x28\xb5\x2f\xfd", "truncated-file").contains("packed data"));
}

#[test]
fn a_file_cut_anywhere_is_broken() {
    let zip = built(&[("manifest.json", MANIFEST), ("a.txt", &noise(2000, 1))]).bytes();
    for end in 2..zip.len() {
        assert_refused(&zip[..end], "truncated-file");
    }
}

#[test]
fn a_file_that_is_shorter_than_its_size_is_broken() {
    let zip = built(&[("manifest.json", MANIFEST), ("a.bin", &noise(3 << 20, 1))]).bytes();
    for end in [0, 100, 1 << 20, 2 << 20, zip.len() - 1] {
        let mut bundle = bundle_reader::Bundle::new(zip.len() as u64);
        Host::new(&zip[..end]).drive(&mut bundle);
        let report = bundle.report().unwrap();
        assert!(report.reasons.iter().all(|reason| reason.code == "truncated-file"), "{:?}", report.reasons);
    }
}

#[test]
fn a_file_that_shrinks_while_it_is_checked_is_broken() {
    let zip = built(&[("manifest.json", MANIFEST), ("a.bin", &noise(3 << 20, 1))]).bytes();
    let mut bundle = bundle_reader::Bundle::new(zip.len() as u64);
    // The head and the tail are read first.
    for _ in 0..2 {
        assert_eq!(bundle.poll(), Poll::Wants);
        Host::new(&zip).supply(&mut bundle);
    }
    Host::new(&zip[..2 << 20]).drive(&mut bundle);
    let report = bundle.report().unwrap();
    assert_eq!(report.verdict, Verdict::Broken);
    let codes: Vec<_> = report.reasons.iter().map(|reason| (reason.code, reason.file.as_deref())).collect();
    assert!(codes.contains(&("truncated-file", Some("a.bin"))), "{codes:?}");
}

#[test]
fn bytes_that_belong_to_no_entry_are_refused() {
    let zip = || Zip::new().file("manifest.json", MANIFEST).file("a.txt", b"a");
    assert_refused(&zip().change(|z| z.prefix = b"#!/bin/sh\n".to_vec()).bytes(), "hidden-bytes");
    assert_refused(&[b"#!/bin/sh\n", &zip().bytes()[..]].concat(), "hidden-bytes");
    assert_refused(&zip().change(|z| z.gap = vec![0; 7]).bytes(), "hidden-bytes");
    assert_refused(&zip().change(|z| z.suffix = b"x".to_vec()).bytes(), "hidden-bytes");
    let between = assert_refused(&zip().change(|z| z.entries[0].tail = vec![0; 12]).bytes(), "hidden-bytes");
    assert!(between.starts_with("manifest.json: Behind the entry, 12 bytes"), "{between}");
    let descriptor = Entry::stored("b", b"b").with_descriptor(true, false).change(|e| e.tail.push(0));
    assert_refused(&with(descriptor), "hidden-bytes");
}

#[test]
fn an_end_that_is_there_twice_is_refused() {
    let inner = Zip::new().file("manifest.json", b"{\"evil\": 1}").bytes();
    let end = &inner[inner.len() - 22..];
    let zip = Zip::new().file("manifest.json", MANIFEST).change(|z| z.comment = end.to_vec());
    assert_refused(&zip.bytes(), "bad-end-record");
    // One that only a careless reader would take for the end.
    assert_refused(&zip.change(|z| z.comment.push(b'x')).bytes(), "bad-end-record");
}

#[test]
fn a_table_of_contents_that_miscounts_is_refused() {
    let zip = || Zip::new().file("manifest.json", MANIFEST).file("a.txt", b"a");
    assert_refused(&zip().change(|z| z.count_error = 1).bytes(), "bad-directory");
    assert_refused(&zip().change(|z| z.count_error = -1).bytes(), "bad-directory");
    let mut contradicting = zip().bytes();
    let at = contradicting.len() - 14;
    contradicting[at] += 1;
    assert_refused(&contradicting, "bad-end-record");
    let mut wide = zip().change(|z| z.wide_end = true).bytes();
    let at = wide.len() - 22 - 20 - 56 + 32;
    wide[at] += 1;
    assert_refused(&wide, "bad-end-record");
    for (from_end, field) in [(12, "entries"), (10, "bytes"), (6, "offset")] {
        let mut narrow = zip().change(|z| z.wide_end = true).bytes();
        let at = narrow.len() - from_end;
        narrow[at] = 5;
        narrow[at + 1] = 0;
        assert!(assert_refused(&narrow, "bad-end-record").contains("contradict"), "{field}");
    }
}

#[test]
fn parts_of_a_split_zip_are_refused() {
    assert_refused(&with(Entry::stored("a", b"a").change(|e| e.disk = 1)), "split-archive");
    let mut zip = Zip::new().file("manifest.json", MANIFEST).bytes();
    let at = zip.len() - 18;
    zip[at] = 1;
    assert_refused(&zip, "split-archive");
}

#[test]
fn names_that_lead_out_of_the_bundle_are_refused() {
    for name in ["../x", "a/../../x", "/etc/passwd", "a\\..\\x", "\\x", "C:x", "c:/x", ".."] {
        let message = assert_refused(&named(name), "path-escape");
        assert!(message.starts_with(&format!("{name}: ")), "{message}");
    }
}

#[test]
fn names_that_some_system_cannot_store_are_refused() {
    let long = "n".repeat(513);
    let deep = "d/".repeat(16) + "x";
    for name in [
        "a//b",
        "./a",
        "a/./b",
        "a\u{1b}[2J",
        "a\nb",
        "x\u{202e}gpj.exe",
        "ab:c",
        "w?",
        "end.",
        "end ",
        "nul",
        "a/COM1.txt",
        "con.py",
        &long,
        &deep,
    ] {
        assert_refused(&named(name), "unsafe-name");
    }
    for name in ["console.py", "com.txt", "lpt10", "a.b.c", "..a", "a..b", "-", "100%"] {
        support::assert_unsigned(&named(name), "no-provenance");
    }
    let hidden = assert_refused(&named("a\u{1b}[2Jb"), "unsafe-name");
    assert!(!hidden.contains('\u{1b}'), "{hidden:?}");
    let second =
        Entry::stored("a.txt", b"a").change(|e| e.central.extra = b"\x75\x70\x0a\x00\x01\0\0\0\0b.txt".to_vec());
    assert_refused(&with(second), "unsafe-name");
    let latin = Entry::stored("x", b"a").both(|h| h.name = b"gr\xfc\xdfe".to_vec());
    assert_refused(&with(latin), "unsafe-name");
}

#[test]
fn names_that_mean_one_file_are_refused() {
    let two = |a, b| Zip::new().file("manifest.json", MANIFEST).file(a, b"a").file(b, b"b").bytes();
    assert_refused(&two("a.txt", "a.txt"), "duplicate-name");
    assert_refused(&two("a.txt", "A.txt"), "name-collision");
    assert_refused(&two("ä.txt", "Ä.txt"), "name-collision");
    assert_refused(&two("nodes/a.py", "Nodes/b.py"), "name-collision");
    assert_refused(&two("nodes", "nodes/b.py"), "name-collision");
    assert_refused(&two("nodes/b.py", "nodes"), "name-collision");
    let folder = Zip::new().file("manifest.json", MANIFEST).file("a/", b"").file("a", b"");
    assert_refused(&folder.bytes(), "name-collision");
}

#[test]
fn what_is_no_plain_file_is_refused() {
    let mode = |mode: u32| with(Entry::stored("a", b"/etc/passwd").change(|e| e.attributes = mode << 16));
    assert!(assert_refused(&mode(0o120_777), "not-a-file").contains("symbolic link"));
    for other in [0o060_644, 0o010_644, 0o140_755, 0o040_755] {
        assert_refused(&mode(other), "not-a-file");
    }
    assert_refused(&with(Entry::stored("folder/", b"content")), "not-a-file");
}

#[test]
fn encrypted_and_unknown_methods_are_refused() {
    for bit in [0, 6, 13] {
        assert_refused(&with(Entry::stored("a", b"a").both(|h| h.flags |= 1 << bit)), "encrypted-entry");
    }
    assert_refused(&with(Entry::stored("a", b"a").both(|h| h.method = 99)), "encrypted-entry");
    let message = assert_refused(&with(Entry::stored("a", b"a").both(|h| h.method = 93)), "unsupported-method");
    assert!(message.contains("zstd"), "{message}");
}

#[test]
fn bombs_are_refused_before_they_are_unpacked() {
    let bomb = Entry::deflated("a", &vec![0; 24 << 20]);
    assert_refused(&with(bomb), "suspicious-ratio");
    let huge = Entry::stored("a", b"a").both(|h| (h.bytes, h.stored_bytes) = (u32::MAX - 1, u32::MAX - 1));
    assert_refused(&with(huge), "overlapping-entries");
    let manifest = Entry::stored("manifest.json", &vec![b' '; (8 << 20) + 1]);
    assert_refused(&Zip::new().entry(manifest).bytes(), "too-large");
    let many = (0..=16_384).fold(Zip::new(), |zip, i| zip.file(&format!("f{i}"), b""));
    assert_refused(&many.bytes(), "too-many-entries");
}

#[test]
fn entries_that_share_bytes_are_refused() {
    let same = Entry::stored("b", b"same").change(|e| e.offset_error = -35);
    assert_refused(
        &Zip::new().file("manifest.json", MANIFEST).file("a", b"same").entry(same).bytes(),
        "overlapping-entries",
    );
    let long = Entry::stored("a", b"abc").both(|h| (h.bytes, h.stored_bytes) = (40, 40));
    assert_refused(
        &Zip::new().file("manifest.json", MANIFEST).entry(long).file("b", b"b").bytes(),
        "overlapping-entries",
    );
}

#[test]
fn a_header_that_says_otherwise_is_refused() {
    let lies: [fn(&mut Entry); 8] = [
        |e| e.local.name = b"b".to_vec(),
        |e| e.local.method = 8,
        |e| e.local.flags |= 1,
        |e| e.local.flags |= DESCRIPTOR,
        |e| e.local.crc ^= 1,
        |e| e.local.bytes += 1,
        |e| e.local.stored_bytes += 1,
        |e| e.local.crc = 0,
    ];
    for lie in lies {
        let message = assert_refused(&with(Entry::stored("a", b"abc").change(lie)), "header-mismatch");
        assert!(message.starts_with("a: "), "{message}");
    }
    for at in 4..16 {
        let descriptor = Entry::stored("a", b"abc").with_descriptor(true, false).change(|e| e.tail[at] ^= 1);
        assert_refused(&with(descriptor), "header-mismatch");
    }
    let partly = Entry::stored("a", b"abc").with_descriptor(true, false).change(|e| e.local.bytes = 4);
    assert_refused(&with(partly), "header-mismatch");
    let elsewhere = report(&with(Entry::stored("a", b"abc").change(|e| e.offset_error = 1)));
    assert!(elsewhere.reasons.iter().any(|reason| reason.code == "header-mismatch"));
}

#[test]
fn content_that_is_not_what_was_announced_is_refused() {
    let text = b"so it goes ".repeat(400);
    let lie = |change: fn(&mut support::zip::Header)| with(Entry::deflated("a", &text).both(change));
    // A bomb is left at once, not counted to its end.
    let bomb = assert_refused(&lie(|h| h.bytes -= 1), "size-mismatch");
    assert!(bomb.contains("more than the 4399 bytes announced"), "{bomb}");
    assert_refused(&lie(|h| h.bytes += 1), "size-mismatch");
    assert_refused(&lie(|h| h.crc ^= 1), "crc-mismatch");
    assert_refused(&with(Entry::stored("a", b"abc").both(|h| h.bytes += 1)), "size-mismatch");
    assert_refused(&with(Entry::deflated("a", &text).change(|e| e.data[0] = 0x07)), "broken-data");
    let cut = Entry::deflated("a", &text).change(|e| {
        e.data.pop();
        e.local.stored_bytes -= 1;
        e.central.stored_bytes -= 1;
    });
    assert_refused(&with(cut), "broken-data");
    let more = Entry::deflated("a", &text).change(|e| {
        e.data.push(0);
        e.local.stored_bytes += 1;
        e.central.stored_bytes += 1;
    });
    assert_refused(&with(more), "broken-data");
}

#[test]
fn a_bundle_without_a_manifest_says_where_one_is() {
    assert_refused(&Zip::new().bytes(), "no-manifest");
    let beside = Zip::new().file("my/manifest.json", MANIFEST).file("other.txt", b"");
    let message = assert_refused(&beside.bytes(), "no-manifest");
    assert!(message.contains("`my/manifest.json`"), "{message}");
}

#[test]
fn files_are_held_to_the_provenance() {
    let zip = |files: &[(&str, &[u8])], listed: &[(&str, &[u8])]| {
        files
            .iter()
            .fold(Zip::new(), |zip, (name, data)| zip.file(name, data))
            .file("meta/provenance.json", &provenance(listed))
            .bytes()
    };
    let [a, manifest]: [(&str, &[u8]); 2] = [("a.txt", b"as it was"), ("manifest.json", MANIFEST)];
    let changed = assert_refused(&zip(&[manifest, ("a.txt", b"as it is")], &[manifest, a]), "changed-file");
    assert!(changed.starts_with("a.txt: "), "{changed}");
    assert!(
        changed.contains(&support::sha256(b"as it was")) && changed.contains(&support::sha256(b"as it is")),
        "{changed}"
    );
    assert!(assert_refused(&zip(&[manifest], &[manifest, a]), "missing-file").starts_with("a.txt: "));
    assert!(assert_refused(&zip(&[manifest, a], &[manifest]), "unlisted-file").starts_with("a.txt: "));
}

#[test]
fn a_flipped_byte_names_the_file_that_it_is_in() {
    let zip = built(&[("manifest.json", MANIFEST), ("a.txt", b"as it was")]).bytes();
    let at = zip.windows(9).position(|w| w == b"as it was").unwrap();
    let mut flipped = zip;
    flipped[at] ^= 1;
    assert!(assert_refused(&flipped, "changed-file").starts_with("a.txt: "));
}

#[test]
fn a_provenance_that_is_none_is_refused() {
    let good = String::from_utf8(provenance(&[("manifest.json", MANIFEST)])).unwrap();
    let zip =
        |text: &str| Zip::new().file("manifest.json", MANIFEST).file("meta/provenance.json", text.as_bytes()).bytes();
    let subject = &good[good.find("{\"name\"").unwrap()..good.find(']').unwrap()];
    for bad in [
        "",
        "{}",
        "[1",
        "null",
        &good.replace("Statement/v1", "Statement/v0.1"),
        &good.replace("slsa.dev/provenance/v1", "slsa.dev/provenance/v0.2"),
        &good.replace("\"sha256\"", "\"sha512\""),
        &good.replace(subject, &format!("{subject}, {subject}")),
        &good.replace("\"sha256\": \"", "\"sha256\": \"A"),
        &good.replace("manifest.json", "meta/signature.sig"),
    ] {
        assert!(report(&zip(bad)).reasons.iter().any(|reason| reason.code == "bad-provenance"), "{bad}");
    }
    // A provenance in another place is a file like any other.
    support::assert_unsigned(
        &Zip::new().file("manifest.json", MANIFEST).file("a/meta/provenance.json", b"x").bytes(),
        "no-provenance",
    );
}

#[test]
fn a_signature_that_is_not_checked_vouches_for_nothing() {
    let zip = built(&[("manifest.json", MANIFEST)]).file("meta/signature.sig", b"whatever");
    support::assert_unsigned(&zip.bytes(), "signature-not-checked");
}

#[test]
fn all_problems_are_told_together_up_to_a_limit() {
    let zip =
        Zip::new().file("../a", b"").file("b\\c", b"").entry(Entry::stored("d", b"").both(|h| h.flags |= 1)).bytes();
    let codes: Vec<_> = report(&zip).reasons.iter().map(|reason| reason.code).collect();
    assert_eq!(codes, ["path-escape", "path-escape", "encrypted-entry"]);
    let many = (0..200).fold(Zip::new(), |zip, i| zip.file(&format!("../{i}"), b"")).bytes();
    let reasons = report(&many).reasons;
    assert_eq!(
        (reasons.len(), reasons[50].code, reasons[50].message.as_str()),
        (51, "more-problems", "There are 150 more problems.")
    );
}
