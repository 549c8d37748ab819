//! Two hosts that are driven by bytes.

mod orderly;
mod unruly;

pub use orderly::Orderly;
pub use unruly::unruly;
