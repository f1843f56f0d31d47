//! Values of the feed, whose numbers are text as often as not.

use serde_json::Value;

/// The value at a path of keys; null where there is none.
pub(super) fn at<'v>(value: &'v Value, path: &[&str]) -> &'v Value {
    path.iter()
        .fold(value, |value, key| value.get(key).unwrap_or(&Value::Null))
}

/// A number, or text that is one.
pub(super) fn number(value: &Value) -> Option<f64> {
    let number = match value {
        Value::Number(n) => n.as_f64(),
        Value::String(s) => s.trim().parse().ok(),
        _ => None,
    };
    number.filter(|n| n.is_finite())
}

/// A whole number in a range.
pub(super) fn whole(value: &Value, range: std::ops::RangeInclusive<i32>) -> Option<i32> {
    let number = number(value)?;
    let whole = number as i32;
    (f64::from(whole) == number && range.contains(&whole)).then_some(whole)
}

/// Text, or a number as text: ids come as both.
pub(super) fn text(value: &Value) -> String {
    match value {
        Value::String(s) => s.clone(),
        Value::Number(n) => n.to_string(),
        _ => String::new(),
    }
}

/// A list; none where it is none.
pub(super) fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// "2:10" → 130.
pub(super) fn clock(text: &str) -> Option<u16> {
    let (minutes, seconds) = text.trim().split_once(':')?;
    let (minutes, seconds): (u16, u16) = (minutes.parse().ok()?, seconds.parse().ok()?);
    (minutes <= 15 && seconds < 60).then_some(60 * minutes + seconds)
}
