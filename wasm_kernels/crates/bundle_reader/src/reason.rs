//! Every reason that a bundle is refused or warned about for, with the way out.

use crate::diagnostic::Severity;

/// Why. The words are stable; `rmpkg/spec/FORMAT.md` lists them, and a test compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // `meaning` says it, once
pub enum Reason {
    EmptyFile,
    NotAZip,
    OciLayout,
    TruncatedFile,
    BadEndRecord,
    SplitArchive,
    BadDirectory,
    HiddenBytes,
    OverlappingEntries,
    TooManyEntries,
    TooLarge,
    SuspiciousRatio,
    PathEscape,
    UnsafeName,
    DuplicateName,
    NameCollision,
    NotAFile,
    EncryptedEntry,
    UnsupportedMethod,
    HeaderMismatch,
    BrokenData,
    SizeMismatch,
    CrcMismatch,
    NoManifest,
    BadProvenance,
    ChangedFile,
    MissingFile,
    UnlistedFile,
    MoreProblems,
    NoProvenance,
    NoSignature,
    SignatureNotChecked,
    BrokenBundle,
    NoSuchEntry,
    ChangedWhileReading,
}

const GET_AGAIN: &str =
    "Get the file again from where it came from; the copy is damaged or was tampered with.";
const PACK_AGAIN: &str = "Pack the sources again with `rmpkg build`.";

impl Reason {
    /// All of them, in the order of the table in the format text.
    pub const ALL: [Self; 35] = [
        Self::EmptyFile,
        Self::NotAZip,
        Self::OciLayout,
        Self::TruncatedFile,
        Self::BadEndRecord,
        Self::SplitArchive,
        Self::BadDirectory,
        Self::HiddenBytes,
        Self::OverlappingEntries,
        Self::TooManyEntries,
        Self::TooLarge,
        Self::SuspiciousRatio,
        Self::PathEscape,
        Self::UnsafeName,
        Self::DuplicateName,
        Self::NameCollision,
        Self::NotAFile,
        Self::EncryptedEntry,
        Self::UnsupportedMethod,
        Self::HeaderMismatch,
        Self::BrokenData,
        Self::SizeMismatch,
        Self::CrcMismatch,
        Self::NoManifest,
        Self::BadProvenance,
        Self::ChangedFile,
        Self::MissingFile,
        Self::UnlistedFile,
        Self::MoreProblems,
        Self::NoProvenance,
        Self::NoSignature,
        Self::SignatureNotChecked,
        Self::BrokenBundle,
        Self::NoSuchEntry,
        Self::ChangedWhileReading,
    ];

    /// The stable word, and what it means.
    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::EmptyFile => ("empty-file", "The file has no bytes."),
            Self::NotAZip => ("not-a-zip", "The file neither starts nor ends as a ZIP."),
            Self::OciLayout => (
                "oci-layout",
                "The file is the SDK's newer container, an OCI layout in a zstd tar.",
            ),
            Self::TruncatedFile => (
                "truncated-file",
                "The file ends before something that it announces.",
            ),
            Self::BadEndRecord => (
                "bad-end-record",
                "The record at the end of the ZIP contradicts itself or is there twice.",
            ),
            Self::SplitArchive => ("split-archive", "The ZIP is one part of several."),
            Self::BadDirectory => (
                "bad-directory",
                "The table of contents cannot be read to its end.",
            ),
            Self::HiddenBytes => (
                "hidden-bytes",
                "The file has bytes that belong to no entry: before, between or after them.",
            ),
            Self::OverlappingEntries => (
                "overlapping-entries",
                "Two entries claim the same bytes of the file.",
            ),
            Self::TooManyEntries => ("too-many-entries", "More entries than a bundle may have."),
            Self::TooLarge => (
                "too-large",
                "An entry, all entries together, or the table of contents is larger than it may be.",
            ),
            Self::SuspiciousRatio => (
                "suspicious-ratio",
                "An entry unpacks to far more than it is stored as.",
            ),
            Self::PathEscape => (
                "path-escape",
                "A name leads out of the bundle: absolute, with `..`, with a backslash or a drive letter.",
            ),
            Self::UnsafeName => (
                "unsafe-name",
                "A name that some system cannot store, or that hides what it is.",
            ),
            Self::DuplicateName => ("duplicate-name", "Two entries have the same name."),
            Self::NameCollision => (
                "name-collision",
                "Two names differ only in case, or one is a file and a folder at once.",
            ),
            Self::NotAFile => (
                "not-a-file",
                "An entry is a link, a device or a folder with content.",
            ),
            Self::EncryptedEntry => ("encrypted-entry", "An entry is encrypted."),
            Self::UnsupportedMethod => (
                "unsupported-method",
                "An entry is compressed by something other than deflate.",
            ),
            Self::HeaderMismatch => (
                "header-mismatch",
                "The header before an entry says something else than the table of contents.",
            ),
            Self::BrokenData => (
                "broken-data",
                "The compressed bytes of an entry make no sense.",
            ),
            Self::SizeMismatch => (
                "size-mismatch",
                "An entry unpacks to another size than announced.",
            ),
            Self::CrcMismatch => (
                "crc-mismatch",
                "The checksum of an entry is not the one announced.",
            ),
            Self::NoManifest => (
                "no-manifest",
                "There is no `manifest.json` at the top of the bundle.",
            ),
            Self::BadProvenance => (
                "bad-provenance",
                "`meta/provenance.json` is not an in-toto statement with SHA-256 subjects.",
            ),
            Self::ChangedFile => (
                "changed-file",
                "A file has another SHA-256 than the provenance says.",
            ),
            Self::MissingFile => (
                "missing-file",
                "The provenance lists a file that is not in the bundle.",
            ),
            Self::UnlistedFile => (
                "unlisted-file",
                "The bundle holds a file that the provenance does not list.",
            ),
            Self::MoreProblems => (
                "more-problems",
                "There are more problems than are told one by one.",
            ),
            Self::NoProvenance => (
                "no-provenance",
                "Nothing says what the files should be: they were checked for damage only.",
            ),
            Self::NoSignature => (
                "no-signature",
                "Nobody signed the bundle: its files are as its own list says, whoever wrote that.",
            ),
            Self::SignatureNotChecked => (
                "signature-not-checked",
                "The bundle has a signature that this version cannot check; it counts as none.",
            ),
            Self::BrokenBundle => (
                "broken-bundle",
                "A file of a broken bundle was asked for; none is handed out.",
            ),
            Self::NoSuchEntry => (
                "no-such-entry",
                "An entry was asked for that the bundle has not.",
            ),
            Self::ChangedWhileReading => (
                "changed-while-reading",
                "The file changed on disk after it was checked.",
            ),
        }
    }

    /// The stable word for programs.
    #[must_use]
    pub const fn code(self) -> &'static str {
        self.words().0
    }

    /// What it means, one sentence.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        self.words().1
    }

    /// A warning leaves the bundle `unsigned`; an error makes it `broken`.
    #[must_use]
    pub const fn severity(self) -> Severity {
        match self {
            Self::NoProvenance | Self::NoSignature | Self::SignatureNotChecked => Severity::Warning,
            _ => Severity::Error,
        }
    }

    /// What to do about it, one sentence.
    #[must_use]
    pub const fn way_out(self) -> &'static str {
        match self {
            Self::EmptyFile | Self::TruncatedFile => {
                "Get the file again: a download or a copy of it stopped early."
            }
            Self::NotAZip => {
                "Choose a file made by `rmpkg build`; a folder of sources has to be packed first."
            }
            Self::OciLayout => {
                "Pack the pipeline's sources as a ZIP with `rmpkg build`; this form cannot be run yet."
            }
            Self::SplitArchive => {
                "Join the parts into one ZIP, or pack the sources again with `rmpkg build`."
            }
            Self::BadEndRecord
            | Self::BadDirectory
            | Self::HiddenBytes
            | Self::OverlappingEntries
            | Self::HeaderMismatch
            | Self::BrokenData
            | Self::SizeMismatch
            | Self::CrcMismatch
            | Self::BadProvenance
            | Self::ChangedFile
            | Self::MissingFile
            | Self::BrokenBundle => GET_AGAIN,
            Self::TooManyEntries | Self::TooLarge => {
                "Split the package, or leave out what the pipeline does not read."
            }
            Self::SuspiciousRatio => {
                "Pack the sources again with `rmpkg build`, which stores files as they are."
            }
            Self::PathEscape | Self::UnsafeName | Self::DuplicateName | Self::NameCollision => {
                "Do not unpack this file; ask its maker to rename the file and pack again with `rmpkg build`."
            }
            Self::NotAFile => {
                "Replace the link or device by a plain file and pack again with `rmpkg build`."
            }
            Self::EncryptedEntry => "Pack the sources again without a password.",
            Self::UnsupportedMethod => PACK_AGAIN,
            Self::NoManifest => {
                "Pack the folder's content, not the folder itself: `rmpkg build FOLDER -o FILE`."
            }
            Self::UnlistedFile => {
                "Someone added the file after the bundle was made: get the file again, or pack the sources again with `rmpkg build`."
            }
            Self::MoreProblems => "Start with the ones above.",
            Self::NoProvenance => {
                "Run it only if you trust where it came from, or pack it again with `rmpkg build`."
            }
            Self::NoSignature | Self::SignatureNotChecked => {
                "Run it only if you trust where it came from."
            }
            Self::NoSuchEntry => "Choose one of the entries that the report lists.",
            Self::ChangedWhileReading => {
                "Open the file again, and leave it alone while it is read."
            }
        }
    }
}
