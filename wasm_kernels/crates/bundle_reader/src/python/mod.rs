//! What a Python source defines, found without running it.

mod classes;
mod lines;

pub use classes::{NodeClass, node_classes};
