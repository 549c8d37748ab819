//! Any bytes are a bundle, opened to the verdict and every file of it delivered.
//!
//! Never: a panic, a request outside of the file or without end, an error without a way out, a file
//! handed out of a broken bundle, a file with another hash than the report has.

#![no_main]

use bundle_reader::{Bundle, Poll, Verdict, limits};
use libfuzzer_sys::fuzz_target;
use sha2::{Digest, Sha256};

fuzz_target!(|bytes: &[u8]| {
    let mut bundle = Bundle::new(bytes.len() as u64);
    assert_eq!(drive(&mut bundle, bytes), Poll::Ready, "opening always ends in a report");
    let report = bundle.report().expect("an opened bundle has a report").clone();
    assert!(report.reasons.len() <= limits::REASONS + 1);
    for reason in &report.reasons {
        assert!(!reason.message.is_empty() && !reason.help.is_empty(), "{reason:?}");
        assert!(!reason.message.contains(char::is_control), "{reason:?}");
    }
    if report.verdict == Verdict::Broken {
        assert!(!report.reasons.is_empty());
        bundle.extract(0);
        assert_eq!(drive(&mut bundle, bytes), Poll::Failed);
        return;
    }
    assert_eq!(report.verdict, Verdict::Unsigned, "nobody signed this");
    assert!(report.manifest_entry.is_some());
    // Backwards: an OCI layout is read from its start each time.
    for entry in report.entries.iter().rev().take(20) {
        let (mut hash, mut length) = (Sha256::new(), 0);
        bundle.extract(entry.index);
        loop {
            match drive(&mut bundle, bytes) {
                Poll::Chunk => {
                    hash.update(bundle.chunk());
                    length += bundle.chunk().len() as u64;
                }
                Poll::Ready => break,
                other => panic!("{other:?} of {entry:?}"),
            }
        }
        let hash: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!((hash, length), (entry.sha256.clone(), entry.bytes));
    }
});

/// Gives what is wanted until there is something else to say.
fn drive(bundle: &mut Bundle, bytes: &[u8]) -> Poll {
    for _ in 0..1000 + bytes.len() / 16 {
        match bundle.poll() {
            Poll::Wants => {
                let (offset, wanted) = bundle.wanted();
                let from = usize::try_from(offset).expect("an offset inside the file");
                assert!(wanted > 0 && wanted <= limits::WINDOW_BYTES && from + wanted <= bytes.len());
                bundle.buffer(wanted).copy_from_slice(&bytes[from..from + wanted]);
                bundle.supply(wanted);
            }
            other => return other,
        }
    }
    panic!("the reader asks for bytes without end");
}
