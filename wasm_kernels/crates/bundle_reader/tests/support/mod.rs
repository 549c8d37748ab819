//! Makes ZIPs with any one thing wrong, and drives a reader over bytes in memory.

#![allow(dead_code, unused_imports)] // every test file uses a part of it

pub mod zip;

use bundle_reader::{Bundle, Poll, Report, Verdict, limits};
use sha2::{Digest, Sha256};

pub use zip::{Entry, Zip};

/// A host over bytes: gives what is wanted, in pieces as the file has them.
pub struct Host<'a> {
    pub bytes: &'a [u8],
    /// (offset, bytes) of every request.
    pub requests: Vec<(u64, usize)>,
}

impl<'a> Host<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, requests: Vec::new() }
    }

    /// Polls until something other than bytes is wanted. Requests stay inside the file, within
    /// bounds, and come to an end.
    pub fn drive(&mut self, bundle: &mut Bundle) -> Poll {
        for _ in 0..100_000 {
            match bundle.poll() {
                Poll::Wants => self.supply(bundle),
                other => return other,
            }
        }
        panic!("the reader asks for bytes without end");
    }

    pub fn supply(&mut self, bundle: &mut Bundle) {
        let (offset, wanted) = bundle.wanted();
        assert!(wanted > 0 && wanted <= limits::WINDOW_BYTES, "wants {wanted} bytes");
        self.requests.push((offset, wanted));
        let from = (offset as usize).min(self.bytes.len());
        let to = (from + wanted).min(self.bytes.len());
        bundle.buffer(wanted)[..to - from].copy_from_slice(&self.bytes[from..to]);
        bundle.supply(to - from);
    }

    /// Everything of one entry, or the code of the failure.
    pub fn extract(&mut self, bundle: &mut Bundle, index: usize) -> Result<Vec<u8>, &'static str> {
        bundle.extract(index);
        let mut all = Vec::new();
        loop {
            match self.drive(bundle) {
                Poll::Chunk => all.extend_from_slice(bundle.chunk()),
                Poll::Ready => return Ok(all),
                Poll::Failed => return Err(bundle.failure()[0].code),
                Poll::Wants => unreachable!(),
            }
        }
    }
}

/// Opens a bundle to its end.
pub fn open(bytes: &[u8]) -> Bundle {
    let mut bundle = Bundle::new(bytes.len() as u64);
    assert_eq!(Host::new(bytes).drive(&mut bundle), Poll::Ready, "opening always ends in a report");
    bundle
}

/// The report on a file.
pub fn report(bytes: &[u8]) -> Report {
    open(bytes).report().expect("an opened bundle has a report").clone()
}

/// The file is broken for this one reason; returns its message, with the entry's name in front.
#[track_caller]
pub fn assert_refused(bytes: &[u8], code: &str) -> String {
    let report = report(bytes);
    let codes: Vec<_> = report.reasons.iter().map(|reason| reason.code).collect();
    assert_eq!((report.verdict, codes), (Verdict::Broken, vec![code]), "{:#?}", report.reasons);
    let reason = &report.reasons[0];
    assert!(!reason.help.is_empty() && reason.message.ends_with('.'), "{reason:?}");
    format!("{}: {}", reason.file.as_deref().unwrap_or_default(), reason.message)
}

/// The file is all right, with this one reason for being no more than unsigned.
#[track_caller]
pub fn assert_unsigned(bytes: &[u8], code: &str) -> Report {
    let report = report(bytes);
    let codes: Vec<_> = report.reasons.iter().map(|reason| reason.code).collect();
    assert_eq!((report.verdict, codes), (Verdict::Unsigned, vec![code]), "{:#?}", report.reasons);
    report
}

/// Lower-case hexadecimal SHA-256.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat()
}

/// A statement that lists `files`.
pub fn provenance(files: &[(&str, &[u8])]) -> Vec<u8> {
    let subjects: Vec<String> = files
        .iter()
        .map(|(name, data)| format!(r#"{{"name": "{name}", "digest": {{"sha256": "{}"}}}}"#, sha256(data)))
        .collect();
    format!(
        r#"{{"_type": "https://in-toto.io/Statement/v1", "subject": [{}], "predicateType": "https://slsa.dev/provenance/v1", "predicate": {{}}}}"#,
        subjects.join(", ")
    )
    .into_bytes()
}

/// A bundle as `rmpkg build` makes it.
pub fn built(files: &[(&str, &[u8])]) -> Zip {
    let statement = provenance(files);
    files.iter().fold(Zip::new(), |zip, (name, data)| zip.file(name, data)).file("meta/provenance.json", &statement)
}

/// Bytes without a pattern, the same for the same seed (xorshift).
pub fn noise(bytes: usize, seed: u64) -> Vec<u8> {
    let mut state = seed | 1;
    (0..bytes)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state as u8
        })
        .collect()
}
