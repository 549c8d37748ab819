//! Manifests: text → a tree with the place of every value → the canonical form, whichever era wrote
//! it, with every problem at once. Knows words and references, nothing of node types or queues.

mod asked;
pub mod canonical;
mod changes;
pub mod diagnostic;
pub mod path;
mod placeholders;
mod places;
mod problems;
mod reading;
pub mod spelling;
mod text;
mod tree;

pub use asked::{Host, Placeholder};
pub use changes::{Change, ChangeKind};
pub use placeholders::Filling;
pub use problems::Problems;
pub use reading::{Options, Reading, has_shape, read};
pub use text::has_ending;
