//! One calculation with two numbers, as Python does it.

use graph_engine::document::number_words;
use serde_json::Value;

/// Every whole number up to this is a float64.
const EXACT_FLOAT: f64 = 9_007_199_254_740_992.0;

/// What is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    Add,
    Subtract,
    Multiply,
    Divide,
    Power,
    Modulo,
}

/// Whole numbers stay whole where the result is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    Whole(i128),
    Float(f64),
}

impl Operation {
    /// The operation of that name.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "add" => Self::Add,
            "subtract" => Self::Subtract,
            "multiply" => Self::Multiply,
            "divide" => Self::Divide,
            "power" => Self::Power,
            "modulo" => Self::Modulo,
            _ => return None,
        })
    }

    /// The result, or a sentence that says why there is none.
    pub fn apply(self, a: Number, b: Number) -> Result<Number, String> {
        match (self, b.float() == 0.0) {
            (Self::Divide, true) => return Err("Division by zero".into()),
            (Self::Modulo, true) => return Err("Modulo by zero".into()),
            _ => {}
        }
        match (a, b) {
            (Number::Whole(a), Number::Whole(b)) if self.stays_whole(b) => self.whole(a, b).map(Number::Whole),
            _ => self.float(a.float(), b.float()).map(Number::Float),
        }
    }

    fn stays_whole(self, b: i128) -> bool {
        match self {
            Self::Divide => false,
            Self::Power => b >= 0,
            _ => true,
        }
    }

    fn whole(self, a: i128, b: i128) -> Result<i128, String> {
        let result = match self {
            Self::Add => a.checked_add(b),
            Self::Subtract => a.checked_sub(b),
            Self::Multiply => a.checked_mul(b),
            // Powers of -1, 0 and 1 are small, however large the exponent.
            Self::Power if matches!(a, 0 | 1) => Some(if b == 0 { 1 } else { a }),
            Self::Power if a == -1 => Some(if b % 2 == 0 { 1 } else { -1 }),
            Self::Power => u32::try_from(b).ok().and_then(|b| a.checked_pow(b)),
            Self::Modulo => {
                let rest = a.checked_rem(b).unwrap_or(0);
                Some(if rest != 0 && (rest < 0) != (b < 0) { rest + b } else { rest })
            }
            Self::Divide => None,
        };
        result.ok_or_else(|| "The result is more than 38 digits long".into())
    }

    fn float(self, a: f64, b: f64) -> Result<f64, String> {
        let result = match self {
            Self::Add => a + b,
            Self::Subtract => a - b,
            Self::Multiply => a * b,
            Self::Divide => a / b,
            Self::Power if a == 0.0 && b < 0.0 => return Err("Zero cannot be raised to a negative power".into()),
            Self::Power => libm::pow(a, b),
            Self::Modulo => {
                let rest = libm::fmod(a, b);
                match rest == 0.0 {
                    true => libm::copysign(0.0, b),
                    false if (rest < 0.0) != (b < 0.0) => rest + b,
                    false => rest,
                }
            }
        };
        match result {
            _ if result.is_nan() => Err("The result is no real number".into()),
            _ if result.is_infinite() => Err("The result is beyond what a float64 can hold".into()),
            _ => Ok(result),
        }
    }
}

impl Number {
    /// A number of JSON; nothing for all else, and for a number that is beyond both forms.
    pub fn of(value: &Value) -> Option<Self> {
        Self::read(value.as_number()?.as_str())
    }

    /// A number as it is written.
    pub fn read(text: &str) -> Option<Self> {
        if let Ok(whole) = text.parse() {
            return Some(Self::Whole(whole));
        }
        text.parse().ok().filter(|float: &f64| float.is_finite()).map(Self::Float)
    }

    /// Without a point where it is whole.
    pub fn or_whole(self) -> Self {
        match self {
            Self::Float(float) if float.abs() <= EXACT_FLOAT && libm::trunc(float).to_bits() == float.to_bits() => {
                Self::Whole(float as i128)
            }
            other => other,
        }
    }

    /// As JSON text.
    pub fn written(self) -> String {
        match self {
            Self::Whole(whole) => whole.to_string(),
            Self::Float(float) => {
                serde_json::Number::from_f64(float).map_or_else(|| number_words(float), |it| it.to_string())
            }
        }
    }

    fn float(self) -> f64 {
        match self {
            Self::Whole(whole) => whole as f64,
            Self::Float(float) => float,
        }
    }
}
