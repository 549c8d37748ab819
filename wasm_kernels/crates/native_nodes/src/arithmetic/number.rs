//! One operation on one number, exact for whole ones.

use graph_engine::document::number_words;
use graph_engine::native::NodeError;

/// Every whole number up to this is a float64.
const EXACT_FLOAT: f64 = 9_007_199_254_740_992.0;

/// What is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    Multiply,
    Add,
}

/// An operation with its second operand.
#[derive(Clone, Copy, Debug)]
pub struct Arithmetic {
    operation: Operation,
    /// The operand, if it is whole.
    whole: Option<i128>,
    float: f64,
}

/// A result: whole numbers stay whole where the result is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    Whole(i128),
    Float(f64),
}

impl Arithmetic {
    /// With the operand as it stands in JSON; nothing if it is beyond float64.
    pub fn new(operation: Operation, operand: &str) -> Option<Self> {
        let float: f64 = operand.parse().ok().filter(|float: &f64| float.is_finite())?;
        let whole = operand.parse().ok().or_else(|| whole(float));
        Some(Self { operation, whole, float })
    }

    /// The operand, if it is whole.
    pub fn whole_operand(&self) -> Option<i128> {
        self.whole
    }

    pub fn operation(&self) -> Operation {
        self.operation
    }

    /// Of a whole number; the result is whole if it can be.
    pub fn whole(&self, number: i128) -> Result<Number, NodeError> {
        if let Some(operand) = self.whole {
            let result = match self.operation {
                Operation::Multiply => number.checked_mul(operand),
                Operation::Add => number.checked_add(operand),
            };
            return result.map(Number::Whole).ok_or_else(|| {
                out_of_range(format!("{} is more than 38 digits long.", self.written(&number.to_string())))
            });
        }
        // Beyond 2⁵³ it is rounded to the nearest float64, as Python does with an int beside a float.
        let result = self.float(number as f64)?;
        Ok(whole(result).map_or(Number::Float(result), Number::Whole))
    }

    /// Of a number with a point.
    pub fn float(&self, number: f64) -> Result<f64, NodeError> {
        let result = self.float64(number);
        if result.is_finite() || !number.is_finite() {
            Ok(result)
        } else {
            Err(out_of_range(format!("{} is beyond what a float64 can hold.", self.written(&number_words(number)))))
        }
    }

    /// As IEEE 754 has it, infinities included.
    pub fn float64(&self, number: f64) -> f64 {
        match self.operation {
            Operation::Multiply => number * self.float,
            Operation::Add => number + self.float,
        }
    }

    /// In single precision.
    pub fn sample(&self, sample: f32) -> f32 {
        match self.operation {
            Operation::Multiply => sample * self.float as f32,
            Operation::Add => sample + self.float as f32,
        }
    }

    /// The calculation, for a sentence.
    pub fn written(&self, number: &str) -> String {
        let sign = match self.operation {
            Operation::Multiply => '×',
            Operation::Add => '+',
        };
        match self.whole {
            Some(operand) => format!("{number} {sign} {operand}"),
            None => format!("{number} {sign} {}", number_words(self.float)),
        }
    }
}

pub fn out_of_range(message: String) -> NodeError {
    NodeError { code: "number-out-of-range", message, help: "Use smaller numbers.".into() }
}

fn whole(float: f64) -> Option<i128> {
    (float.abs() <= EXACT_FLOAT && libm::trunc(float).to_bits() == float.to_bits()).then_some(float as i128)
}
