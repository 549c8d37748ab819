//! The engine: a graph of nodes, without I/O, clocks or threads.
//!
//! [`Engine`] is the whole of it; [`native`] is what a node type written in Rust has to give.

extern crate alloc;

pub mod document;
mod edge;
mod engine;
mod json_problem;
mod metrics;
mod migration;
pub mod native;
pub mod packet;
pub mod params;
mod payload;
mod plan;
mod planning;
mod room;
mod trace;
mod wire;

pub use engine::Engine;
pub use manifest::diagnostic;
pub use migration::migrate;
