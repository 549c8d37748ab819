//! [`AudioFile`]: decodes a recording from bytes that the host reads, and encodes wav.
