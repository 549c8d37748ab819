//! How far a bundle may go before it is refused, and how much memory reading one takes.

/// Most bytes of the file that are held, and that are asked of the host, at a time.
pub const WINDOW_BYTES: usize = 1 << 20;

/// Room for bytes that come out of an inflating entry.
pub const INFLATED_CHUNK_BYTES: usize = 1 << 17;

/// Entries, directories included.
pub const ENTRIES: u64 = 16_384;

/// The central directory, in bytes.
pub const DIRECTORY_BYTES: u64 = 16 << 20;

/// One entry, unpacked, in bytes.
pub const ENTRY_BYTES: u64 = 4 << 30;

/// All entries together, unpacked, in bytes.
pub const TOTAL_BYTES: u64 = 16 << 30;

/// An entry may unpack to this many times its stored size …
pub const RATIO: u64 = 200;

/// … and this many bytes more, so that a short silent recording is no bomb.
pub const RATIO_SLACK_BYTES: u64 = 16 << 20;

/// Most bytes that so many stored ones may unpack to; also for the bundle as a whole.
#[must_use]
pub const fn most_unpacked(stored_bytes: u64) -> u64 {
    stored_bytes.saturating_mul(RATIO).saturating_add(RATIO_SLACK_BYTES)
}

/// Name of an entry, in bytes of UTF-8.
pub const NAME_BYTES: usize = 512;

/// Segments of a name: `a/b/c` has three.
pub const NAME_DEPTH: usize = 16;

/// Files that a host or this crate holds whole: the manifest and the provenance, in bytes.
pub const METADATA_BYTES: u64 = 8 << 20;

/// One Python source under `nodes/`, in bytes.
pub const PYTHON_BYTES: u64 = 4 << 20;

/// Errors that are told one by one; the rest is counted.
pub const REASONS: usize = 50;

/// All documents of an OCI layout together, in bytes.
pub const DOCUMENTS_BYTES: u64 = 16 << 20;

/// How far back zstd may look while it unpacks: 8 MiB at the level that the SDK uses, in bytes.
pub const ZSTD_WINDOW_BYTES: u64 = 32 << 20;
