//! `CalculatorNode`: the three nodes that the SDK has had under this name, told apart by params and input.
//!
//! | | |
//! |---|---|
//! | input `default`, output `default` | anything |
//! | `operation` | what is done with every value: `add` (default), `subtract`, `multiply`, `divide`; an unknown one changes nothing, and a warning says so |
//! | `operand` | with this number; default 0 |
//!
//! | what comes | what is given |
//! |---|---|
//! | a number or a text, or anything where `operation` or `operand` is given | a number: `operation` done with `operand`. A text that is no number counts as 0, and results that are whole have no point. All else passes through |
//! | `{"operation", "operands": [a, b]}` | `{"result", "operation", "operands"}`; what cannot be calculated is an error |
//! | `{"operation", "args": [a, b]}`; further args are not looked at | `{"operation", "args", "result", "processed_by", "node_config"}`; what cannot be calculated, and what is of no form at all, is answered by an object with `error` |
//!
//! The last knows `power` and `modulo` too. Whole numbers are exact up to 38 digits; `divide` gives a
//! float; `modulo` has the sign of the divisor, as in Python.

mod node;
mod operation;

pub use node::CALCULATOR;
