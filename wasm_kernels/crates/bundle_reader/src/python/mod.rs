//! What a Python source defines, found without running it.

mod classes;
mod lines;
mod ports;

pub use classes::{NodeClass, node_classes};
pub use ports::{DeclaredPort, DeclaredPorts};
