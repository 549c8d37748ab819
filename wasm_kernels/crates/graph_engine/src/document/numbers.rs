//! Numbers as JSON text.

use alloc::format;
use alloc::string::String;

use serde::Serialize;

use crate::packet::DType;

/// Writes the elements of little-endian `data`, with commas between them.
pub(super) fn write_all(dtype: DType, data: &[u8], out: &mut String) {
    for (index, element) in data.chunks_exact(dtype.size()).enumerate() {
        if index > 0 {
            out.push_str(", ");
        }
        write_one(dtype, element, out);
    }
}

/// A number without a point where it is whole.
pub(super) fn number(value: f64) -> String {
    // Whole numbers beyond 2^53 are whole by lack of digits only.
    if value.fract() == 0.0 && value.abs() < 9e15 { format!("{}", value as i64) } else { spelled(&value) }
}

/// A number in a sentence: at most 17 digits, whatever its size (`Display` writes 309 for 1e308).
#[must_use]
pub fn number_words(value: f64) -> String {
    if value.is_finite() { number(value) } else { format!("{value}") }
}

fn write_one(dtype: DType, element: &[u8], out: &mut String) {
    macro_rules! plain {
        ($($variant:ident: $number:ty),*) => {
            match dtype {
                $(DType::$variant => out.push_str(&spelled(&<$number>::from_le_bytes(bytes(element)))),)*
                DType::Bool => out.push_str(if element[0] == 0 { "false" } else { "true" }),
                DType::Float16 => out.push_str(&half(u16::from_le_bytes(bytes(element)))),
                DType::Complex64 => write_pair(DType::Float32, element, out),
                DType::Complex128 => write_pair(DType::Float64, element, out),
            }
        };
    }
    plain!(
        Float32: f32, Float64: f64, Int8: i8, Uint8: u8, Int16: i16, Uint16: u16, Int32: i32, Uint32: u32,
        Int64: i64, Uint64: u64
    );
}

fn write_pair(dtype: DType, element: &[u8], out: &mut String) {
    out.push('[');
    write_all(dtype, element, out);
    out.push(']');
}

/// The shortest spelling; null for what JSON has no number for.
fn spelled(number: &impl Serialize) -> String {
    serde_json::to_string(number).unwrap_or_default()
}

/// Callers give as many bytes as the element has.
fn bytes<const N: usize>(element: &[u8]) -> [u8; N] {
    core::array::from_fn(|index| element[index])
}

/// The shortest decimal that is nearer to this half-precision number than to its neighbours.
fn half(bits: u16) -> String {
    let value = half_to_f64(bits);
    if !value.is_finite() || value == 0.0 {
        return spelled(&value);
    }
    let magnitude = value.abs();
    let below = half_to_f64((bits & 0x7fff) - 1);
    // Above the largest there is infinity; its step is that of the one below.
    let above = magnitude + (half_to_f64((bits & 0x7fff) + 1) - magnitude).min(magnitude - below);
    let shortest = (0..5).find_map(|digits| {
        let spelling: f64 = format!("{magnitude:.digits$e}").parse().ok()?;
        let distance = (spelling - magnitude).abs();
        (distance < (spelling - below).abs() && distance < (spelling - above).abs()).then_some(spelling)
    });
    spelled(&shortest.unwrap_or(magnitude).copysign(value))
}

/// IEEE 754 binary16.
fn half_to_f64(bits: u16) -> f64 {
    let sign = if bits >> 15 == 0 { 1.0 } else { -1.0 };
    let fraction = f64::from(bits & 0x3ff);
    // Powers of two by their bits, which is exact.
    let power = |exponent: i32| f64::from_bits(((exponent + 1023) as u64) << 52);
    sign * match (bits >> 10) & 0x1f {
        0 => fraction * power(-24),
        0x1f if fraction == 0.0 => f64::INFINITY,
        0x1f => f64::NAN,
        exponent => (1024.0 + fraction) * power(i32::from(exponent) - 25),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(dtype: DType, data: &[u8]) -> String {
        let mut out = String::new();
        write_all(dtype, data, &mut out);
        out
    }

    #[test]
    fn every_width_has_its_own_shortest_spelling() {
        assert_eq!(shown(DType::Float32, &0.1_f32.to_le_bytes()), "0.1");
        assert_eq!(shown(DType::Float64, &(0.1_f64 + 0.2).to_le_bytes()), "0.30000000000000004");
        assert_eq!(shown(DType::Float64, &f64::NEG_INFINITY.to_le_bytes()), "null");
        assert_eq!(shown(DType::Int64, &i64::MIN.to_le_bytes()), "-9223372036854775808");
        assert_eq!(shown(DType::Uint64, &u64::MAX.to_le_bytes()), "18446744073709551615");
        assert_eq!(shown(DType::Bool, &[0, 2]), "false, true");
        assert_eq!(shown(DType::Complex64, &[0, 0, 128, 63, 0, 0, 0, 192]), "[1.0, -2.0]");
        assert_eq!(number(44100.0), "44100");
        assert_eq!(number(0.5), "0.5");
        assert_eq!(number_words(1e308), "1e+308");
        assert_eq!(number_words(-5e-324), "-5e-324");
        assert_eq!(number_words(48000.0), "48000");
        assert_eq!(number_words(f64::NEG_INFINITY), "-inf");
    }

    /// The spellings that numpy gives.
    #[test]
    fn half_precision_is_spelled_in_half_precision() {
        for (bits, spelling) in [
            (0x3c00, "1.0"),
            (0x2e66, "0.1"),
            (0xb555, "-0.3333"),
            (0x7bff, "65500.0"),
            (0x0001, "6e-8"),
            (0x0400, "0.00006104"),
            (0x0000, "0.0"),
            (0x7c00, "null"),
            (0xfe00, "null"),
            (0x3c01, "1.001"),
        ] {
            let shown = shown(DType::Float16, &u16::to_le_bytes(bits));
            let value: Option<f64> = shown.parse().ok();
            assert_eq!(value, spelling.parse().ok(), "{bits:#x}: {shown} for {spelling}");
        }
    }
}
