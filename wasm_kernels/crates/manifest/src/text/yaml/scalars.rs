//! What a plain scalar means: the core schema of YAML 1.2 (section 10.3.2).

use serde_json::Number;

use crate::tree::Value;

/// The value of a plain scalar, or nothing where it is a number that no JSON can say.
pub(crate) fn plain_scalar(text: &str) -> Option<Value> {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Some(Value::Null),
        "true" | "True" | "TRUE" => return Some(Value::Bool(true)),
        "false" | "False" | "FALSE" => return Some(Value::Bool(false)),
        ".nan" | ".NaN" | ".NAN" => return None,
        _ => {}
    }
    let (sign, digits) = match text.as_bytes()[0] {
        b'+' => ("", &text[1..]),
        b'-' => ("-", &text[1..]),
        _ => ("", text),
    };
    if matches!(digits, ".inf" | ".Inf" | ".INF") {
        return None;
    }
    if let Some(whole) = radix(text, "0o", 8).or_else(|| radix(text, "0x", 16)) {
        return Some(Value::Number(whole.into()));
    }
    if !is_decimal(digits) {
        return Some(Value::Text(text.into()));
    }
    let number = format!("{sign}{}", as_json(digits));
    if !number.parse().is_ok_and(f64::is_finite) {
        return None;
    }
    Some(serde_json::from_str::<Number>(&number).map_or_else(|_| Value::Text(text.into()), Value::Number))
}

fn radix(text: &str, prefix: &str, radix: u32) -> Option<u64> {
    let digits = text.strip_prefix(prefix).filter(|digits| !digits.starts_with('+'))?;
    u64::from_str_radix(digits, radix).ok()
}

/// `[0-9]+`, or `( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?`.
fn is_decimal(text: &str) -> bool {
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent.strip_prefix(['-', '+']).unwrap_or(exponent))),
        None => (text, None),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    all_digits(whole)
        && all_digits(fraction)
        && !(whole.is_empty() && fraction.is_empty())
        && exponent.is_none_or(|exponent| !exponent.is_empty() && all_digits(exponent))
}

/// As JSON spells it: no zeros before, digits on both sides of a point.
fn as_json(text: &str) -> String {
    let end = text.find(['e', 'E']).unwrap_or(text.len());
    let (mantissa, exponent) = text.split_at(end);
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(if fraction.is_empty() { "0" } else { fraction })),
        None => (mantissa, None),
    };
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    let point = fraction.map(|fraction| format!(".{fraction}")).unwrap_or_default();
    format!("{whole}{point}{exponent}")
}

#[cfg(test)]
mod tests {
    use super::plain_scalar;
    use crate::tree::{Place, Tree, Value};

    fn shown(text: &str) -> String {
        let tree = |value| Tree { place: Place { line: 1, column: 1 }, value, is_verbatim: false };
        plain_scalar(text).map_or_else(|| "none".into(), |value| tree(value).to_json().to_string())
    }

    /// The examples of section 10.3.2, and what looks like them and is text.
    #[test]
    fn the_core_schema() {
        for (text, meaning) in [
            ("null", "null"),
            ("", "null"),
            ("~", "null"),
            ("true", "true"),
            ("FALSE", "false"),
            ("0", "0"),
            ("0o7", "7"),
            ("0x3A", "58"),
            ("-19", "-19"),
            ("+007", "7"),
            ("0.", "0.0"),
            ("-0.0", "-0.0"),
            (".5", "0.5"),
            ("+12e03", "12e+03"),
            ("-2E+05", "-2e+05"),
            ("00.50", "0.50"),
            (".inf", "none"),
            ("-.Inf", "none"),
            (".NAN", "none"),
            ("1e999", "none"),
            ("123456789012345678901234567890", "123456789012345678901234567890"),
            ("yes", "\"yes\""),
            ("off", "\"off\""),
            ("1_000", "\"1_000\""),
            ("1:30", "\"1:30\""),
            ("2026-01-02", "\"2026-01-02\""),
            ("0b11", "\"0b11\""),
            ("-", "\"-\""),
            (".", "\".\""),
            ("1e", "\"1e\""),
            ("e5", "\"e5\""),
            ("1.2.3", "\"1.2.3\""),
            ("-0x1", "\"-0x1\""),
            ("0x", "\"0x\""),
        ] {
            assert_eq!(shown(text), meaning, "{text}");
        }
        assert!(matches!(plain_scalar("é"), Some(Value::Text(_))));
    }
}
