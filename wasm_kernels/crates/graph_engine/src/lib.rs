//! The engine: a graph of nodes, without I/O, clocks or threads.

extern crate alloc;

pub mod diagnostic;
mod json_path;
pub mod native;
pub mod packet;
pub mod params;
mod spelling;
