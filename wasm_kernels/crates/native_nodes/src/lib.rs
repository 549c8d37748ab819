//! The node types written in Rust: engine nodes over `dsp_kernels`.
