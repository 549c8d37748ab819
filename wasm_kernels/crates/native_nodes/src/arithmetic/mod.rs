//! `MultiplyNode` and `AddNode`: every number of a value times, or plus, one number.
//!
//! | | |
//! |---|---|
//! | input `default` | anything |
//! | output `default` | the same form, with timestamp and metadata of the input |
//! | `factor` (`multiplier`) of `MultiplyNode` | a number; default 2 |
//! | `addend` (`value`) of `AddNode` | a number; default 0 |
//!
//! - JSON: numbers, and numbers in lists of any depth; everything else in it passes through. A whole
//!   number whose result is whole stays one (`5 * 4.0` is `20`), and is exact up to 38 digits; a number
//!   with a point keeps its point (`4.0 * 4` is `16.0`). A result that no longer can be exact, or is
//!   beyond float64, is an error.
//! - Audio and arrays: sample by sample. Arrays keep their type; only a whole-number array times or
//!   plus a fraction becomes float64. A result that its type cannot hold is an error.
//! - Text and bytes pass through.

mod json;
mod node;
mod number;
mod tensor;

pub use node::{ADD, MULTIPLY};
