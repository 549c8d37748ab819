"""The Rust signal nodes and the reader of recordings, through the vendored wasm."""
