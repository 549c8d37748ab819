//! Property: whatever happens to the bytes, the reader ends in a verdict, and what it hands out is
//! what was packed.

mod support;

use bundle_reader::Verdict;
use proptest::collection::vec;
use proptest::prelude::*;
use support::{Entry, Host, Zip, built, noise, open, provenance};

/// Bundles of every kind that is read, with the contents of their entries.
fn samples() -> Vec<(Vec<u8>, Vec<Vec<u8>>)> {
    let text = b"class A(Node):\n    x = '''\n".repeat(40);
    let files: [(&str, &[u8]); 3] =
        [("manifest.json", b"{\"version\": \"v1\"}"), ("nodes/a.py", &text), ("a.bin", &noise(700, 9))];
    let statement = provenance(&files);
    let contents = |with_statement: bool| {
        let statement = with_statement.then(|| statement.clone());
        files.iter().map(|(_, data)| data.to_vec()).chain(statement).collect::<Vec<_>>()
    };
    let descriptors = files
        .iter()
        .fold(Zip::new(), |zip, (name, data)| zip.entry(Entry::deflated(name, data).with_descriptor(true, false)));
    let wide =
        files.iter().fold(Zip::new(), |zip, (name, data)| zip.entry(Entry::deflated(name, data).with_wide_sizes()));
    vec![
        (built(&files).bytes(), contents(true)),
        (descriptors.bytes(), contents(false)),
        (wide.change(|zip| zip.wide_end = true).bytes(), contents(false)),
    ]
}

/// Opens the bytes; whatever is delivered of a bundle that is not broken must have been checked.
fn check(bytes: &[u8], has_provenance: bool, contents: &[Vec<u8>]) {
    let mut bundle = open(bytes);
    let report = bundle.report().unwrap().clone();
    match report.verdict {
        Verdict::Broken => {
            assert!(!report.reasons.is_empty());
            assert_eq!(Host::new(bytes).extract(&mut bundle, 0), Err("broken-bundle"));
        }
        Verdict::Unsigned => {
            assert!(report.manifest_entry.is_some());
            for entry in &report.entries {
                let data = Host::new(bytes).extract(&mut bundle, entry.index).expect("what was checked is delivered");
                assert_eq!(support::sha256(&data), entry.sha256);
                if has_provenance && report.entries.len() == contents.len() {
                    assert!(contents.contains(&data), "{} has other bytes than were packed", entry.name);
                }
            }
        }
        verdict => panic!("no signature, and yet {verdict:?}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn flipped_bytes_never_panic_hang_or_pass(sample in 0usize..3, flips in vec((any::<prop::sample::Index>(), 1u8..), 1..4)) {
        let (mut bytes, contents) = samples().swap_remove(sample);
        for (at, mask) in flips {
            let at = at.index(bytes.len());
            bytes[at] ^= mask;
        }
        check(&bytes, sample == 0, &contents);
    }

    #[test]
    fn cut_and_spliced_files_never_panic_or_hang(sample in 0usize..3, from in any::<prop::sample::Index>(), to in any::<prop::sample::Index>(), into in any::<prop::sample::Index>()) {
        let (bytes, contents) = samples().swap_remove(sample);
        let (from, to) = (from.index(bytes.len()), to.index(bytes.len()));
        let piece = bytes[from.min(to)..from.max(to)].to_vec();
        check(&bytes[..from], sample == 0, &contents);
        let mut spliced = bytes.clone();
        let at = into.index(bytes.len());
        spliced.splice(at..at, piece);
        check(&spliced, sample == 0, &contents);
    }

    #[test]
    fn headers_of_any_numbers_never_panic_or_hang(at in any::<prop::sample::Index>(), value in any::<u64>(), width in prop::sample::select(vec![2usize, 4, 8]), sample in 0usize..3) {
        let (mut bytes, contents) = samples().swap_remove(sample);
        let marks: Vec<usize> = (0..bytes.len() - 4).filter(|&i| bytes[i..].starts_with(b"PK")).collect();
        let at = marks[at.index(marks.len())] + 4 + (value % 44) as usize;
        let end = (at + width).min(bytes.len());
        if at < end {
            bytes[at..end].copy_from_slice(&value.rotate_left(16).to_le_bytes()[..end - at]);
        }
        check(&bytes, sample == 0, &contents);
    }

    #[test]
    fn any_bytes_are_no_bundle(bytes in vec(any::<u8>(), 0..400)) {
        check(&bytes, false, &[]);
    }

    #[test]
    fn any_text_may_be_scanned_for_classes(source in "([a-z@()\\[\\]'\"\\\\#,:= \n\r\t\u{fc}]|class |'''|def process|@node){0,60}") {
        let _ = bundle_reader::node_classes(&source);
    }
}
