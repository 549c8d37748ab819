//! Every reason that a bundle is refused or warned about for, with the way out.

use serde::Serialize;

/// How bad it is: an error makes the bundle broken, a warning does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The bundle never runs.
    Error,
    /// It may run; somebody should know.
    Warning,
}

/// One row per reason: name, severity, the stable word, what it means, the way out.
macro_rules! reasons {
    ($($name:ident, $severity:ident, $code:literal, $meaning:expr, $way_out:expr;)+) => {
        /// Why. The words are stable; `rmpkg/spec/FORMAT.md` lists them, and a test compares.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Reason {
            $(#[doc = $meaning] $name,)+
        }

        const ROWS: &[(Reason, Severity, &str, &str, &str)] =
            &[$((Reason::$name, Severity::$severity, $code, $meaning, $way_out),)+];
    };
}

const GET_AGAIN: &str = "Get the file again from where it came from; the copy is damaged or was tampered with.";
const COPIED_SHORT: &str = "Get the file again: a download or a copy of it stopped early.";
const TRIM: &str = "Split the package, or leave out what the pipeline does not read.";
const RENAME: &str = "Do not unpack this file; ask its maker to rename the file and pack again with `rmpkg build`.";
const TRUST: &str = "Run it only if you trust where it came from.";

reasons! {
    EmptyFile, Error, "empty-file",
        "The file has no bytes.",
        COPIED_SHORT;
    NotAZip, Error, "not-a-zip",
        "The file neither starts nor ends as a ZIP, and is no zstd tar either.",
        "Choose a file made by `rmpkg build`; a folder of sources has to be packed first.";
    TruncatedFile, Error, "truncated-file",
        "The file ends before something that it announces.",
        COPIED_SHORT;
    BadEndRecord, Error, "bad-end-record",
        "The record at the end of the ZIP contradicts itself or is there twice.",
        GET_AGAIN;
    SplitArchive, Error, "split-archive",
        "The ZIP is one part of several.",
        "Join the parts into one ZIP, or pack the sources again with `rmpkg build`.";
    BadDirectory, Error, "bad-directory",
        "The table of contents cannot be read to its end.",
        GET_AGAIN;
    HiddenBytes, Error, "hidden-bytes",
        "The file has bytes that belong to no entry: before, between or after them.",
        GET_AGAIN;
    OverlappingEntries, Error, "overlapping-entries",
        "Two entries claim the same bytes of the file.",
        GET_AGAIN;
    TooManyEntries, Error, "too-many-entries",
        "More entries than a bundle may have.",
        TRIM;
    TooLarge, Error, "too-large",
        "An entry, all entries together, or the table of contents is larger than it may be.",
        TRIM;
    SuspiciousRatio, Error, "suspicious-ratio",
        "An entry, or the bundle as a whole, unpacks to far more than it is stored as.",
        "Pack the sources again with `rmpkg build`, which stores files as they are.";
    PathEscape, Error, "path-escape",
        "A name leads out of the bundle: absolute, with `..`, with a backslash or a drive letter, or with what looks like it.",
        RENAME;
    UnsafeName, Error, "unsafe-name",
        "A name that some system cannot store, or that hides what it is.",
        RENAME;
    DuplicateName, Error, "duplicate-name",
        "Two entries have the same name.",
        RENAME;
    NameCollision, Error, "name-collision",
        "Two names differ only in case or in how a letter is written down, or one is a file and a folder at once.",
        RENAME;
    NotAFile, Error, "not-a-file",
        "An entry is a link, a device or a folder with content.",
        "Replace the link or device by a plain file and pack again with `rmpkg build`.";
    EncryptedEntry, Error, "encrypted-entry",
        "An entry is encrypted.",
        "Pack the sources again without a password.";
    UnsupportedMethod, Error, "unsupported-method",
        "An entry is compressed by something other than deflate, or the whole file by zstd with a dictionary.",
        "Pack the sources again with `rmpkg build`.";
    HeaderMismatch, Error, "header-mismatch",
        "The header before an entry says something else than the table of contents.",
        GET_AGAIN;
    BrokenData, Error, "broken-data",
        "The compressed bytes of an entry, or of the whole file, make no sense.",
        GET_AGAIN;
    SizeMismatch, Error, "size-mismatch",
        "An entry has another size than announced.",
        GET_AGAIN;
    CrcMismatch, Error, "crc-mismatch",
        "The checksum of an entry, or of all packed data, is not the one announced.",
        GET_AGAIN;
    NoManifest, Error, "no-manifest",
        "There is no `manifest.json` (or `.yaml`, `.yml`) at the top of the bundle, nor of the one folder that holds everything.",
        "Pack the folder's content, not the folder itself: `rmpkg build FOLDER -o FILE`.";
    SeveralManifests, Error, "several-manifests",
        "The bundle has more than one of `manifest.json`, `manifest.yaml` and `manifest.yml`.",
        "Keep one of them and pack again with `rmpkg build`.";
    BadProvenance, Error, "bad-provenance",
        "`meta/provenance.json` is not an in-toto statement with SHA-256 subjects.",
        GET_AGAIN;
    ChangedFile, Error, "changed-file",
        "A file has another SHA-256 than the provenance says, or than its name in an OCI layout.",
        GET_AGAIN;
    MissingFile, Error, "missing-file",
        "A file is not in the bundle that the provenance lists, or that a document of the OCI layout names.",
        GET_AGAIN;
    UnlistedFile, Error, "unlisted-file",
        "The bundle holds a file that the provenance does not list, or that nothing in the OCI layout names.",
        "Someone added the file after the bundle was made: get the file again, or pack the sources again with `rmpkg build`.";
    MoreProblems, Error, "more-problems",
        "There are more problems than are told one by one.",
        "Start with the ones above.";
    BadTar, Error, "bad-tar",
        "What is packed by zstd is no tar, or a damaged one.",
        GET_AGAIN;
    BadDocument, Error, "bad-document",
        "A document of the OCI layout cannot be read, contradicts another, or lists nothing.",
        GET_AGAIN;
    UnknownVersion, Error, "unknown-version",
        "A document of the OCI layout is of a version that is not known here.",
        "Use a newer version of this program, or pack the pipeline's sources with `rmpkg build`.";
    OciLayout, Warning, "oci-layout",
        "The file is the SDK's newer container, an OCI layout in a zstd tar; the message says what is in it.",
        "It runs where its nodes are ones that this runtime has; pack the pipeline's sources with `rmpkg build` for all others.";
    NativeParts, Warning, "native-parts",
        "The OCI layout brings plugins or a runtime as machine code, which is never loaded.",
        "Nodes that come from these are missing: write them in Python or use standard ones, and pack with `rmpkg build`.";
    NoProvenance, Warning, "no-provenance",
        "Nothing says what the files should be: they were checked for damage only.",
        "Run it only if you trust where it came from, or pack it again with `rmpkg build`.";
    NoSignature, Warning, "no-signature",
        "Nobody signed the bundle: its files are as its own list says, whoever wrote that.",
        TRUST;
    SignatureNotChecked, Warning, "signature-not-checked",
        "The bundle has a signature that this version cannot check; it counts as none.",
        TRUST;
    TopFolder, Warning, "top-folder",
        "Everything lies below one folder, which was packed from outside; it is opened from there.",
        "Nothing needs to be done; `rmpkg build FOLDER` packs the folder's content.";
    BrokenBundle, Error, "broken-bundle",
        "A file of a broken bundle was asked for; none is handed out.",
        GET_AGAIN;
    NoSuchEntry, Error, "no-such-entry",
        "An entry was asked for that the bundle has not.",
        "Choose one of the entries that the report lists.";
    ChangedWhileReading, Error, "changed-while-reading",
        "The file changed on disk after it was checked.",
        "Open the file again, and leave it alone while it is read.";
}

impl Reason {
    /// All of them, in the order of the table in the format text.
    pub fn all() -> impl Iterator<Item = Self> {
        ROWS.iter().map(|row| row.0)
    }

    /// The stable word for programs.
    #[must_use]
    pub const fn code(self) -> &'static str {
        ROWS[self as usize].2
    }

    /// What it means, one sentence.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        ROWS[self as usize].3
    }

    /// A warning leaves the bundle `unsigned`; an error makes it `broken`.
    #[must_use]
    pub const fn severity(self) -> Severity {
        ROWS[self as usize].1
    }

    /// What to do about it, one sentence.
    #[must_use]
    pub const fn way_out(self) -> &'static str {
        ROWS[self as usize].4
    }
}
