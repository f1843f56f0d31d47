//! Numbers as a reader sees them.

use crate::evaluate::{Estimate, Interval, PredictableDrift};

/// 41234 → "41,234".
pub(super) fn count(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// 0.7731 → "77.3%".
pub(super) fn percent(share: f64) -> String {
    format!("{:.1}%", share * 100.0)
}

/// Four digits, a true minus, no −0.
pub(super) fn small(value: f64) -> String {
    let text = format!("{value:.4}");
    if text == "-0.0000" {
        "0.0000".into()
    } else {
        text.replace('-', "−")
    }
}

/// −0.0034 → "−0.0034", with a true minus.
pub(super) fn signed(value: f64, digits: usize) -> String {
    format!("{value:+.digits$}").replace('-', "−")
}

/// "0.4570", or "—" where there is none.
pub(super) fn plain(estimate: &Estimate, digits: usize) -> String {
    estimate
        .value
        .map_or_else(|| "—".into(), |v| format!("{v:.digits$}").replace('-', "−"))
}

/// "0.4431 to 0.4702", or "—".
pub(super) fn range(interval: Option<Interval>, digits: usize) -> String {
    let text = |Interval { low, high }| format!("{low:.digits$} to {high:.digits$}");
    interval.map_or_else(|| "—".into(), |i| text(i).replace('-', "−"))
}

/// "77.3% (75.9–78.6)", "77.3%" without an interval, or "—".
pub(super) fn percent_range(estimate: &Estimate) -> String {
    match (estimate.value, estimate.interval) {
        (Some(v), Some(i)) => {
            format!(
                "{} ({:.1}–{:.1})",
                percent(v),
                i.low * 100.0,
                i.high * 100.0
            )
        }
        (Some(v), None) => percent(v),
        (None, _) => "—".into(),
    }
}

/// The predictable drift in a sentence; `of_interval` is the interval's level.
#[must_use]
pub fn drift_in_words(drift: &PredictableDrift, of_interval: f64) -> String {
    let hundredth = |share: f64| format!("{:.2}", 100.0 * share).replace('-', "−");
    let Some(share) = drift.share.value else {
        return "Predictable drift: the win probability never changes on these plays.".into();
    };
    let interval = drift.share.interval.map_or_else(String::new, |i| {
        let (low, high) = (hundredth(i.low), hundredth(i.high));
        format!(" ({} interval {low} to {high})", level(of_interval))
    });
    format!(
        "Predictable drift: {}%{interval} of the variance of the change to the next snap \
         ({:.0} millionths) is predicted by a forest fitted on {}.",
        hundredth(share),
        1e6 * drift.mean_squared_change,
        drift.fitted_on
    )
}

/// 0.9 → "90%".
pub(super) fn level(level: f64) -> String {
    format!("{}%", (level * 1000.0).round() / 10.0)
}
