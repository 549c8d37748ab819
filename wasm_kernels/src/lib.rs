//! The facade: what a host sees of the crates. Numbers, slices and bytes only, so that the same
//! wasm file runs in a page and, with three stubs for imports, under `wasmtime`.

mod bundle;
mod document;
mod pipeline;
mod reply;
mod sdk_results;
