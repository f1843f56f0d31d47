//! How long to wait before asking again.

use chrono::{DateTime, Datelike, NaiveDateTime, SecondsFormat, Utc};
use std::hash::{BuildHasher, RandomState};
use std::sync::Mutex;
use std::time::{Duration, Instant};
use ureq::http::HeaderMap;

/// The longest wait that nobody asked for.
const LONGEST_BACK_OFF: Duration = Duration::from_secs(30);

/// The wait after `failures` failures in a row: doubled each time, and between
/// half of that and all of it, so that many who failed together do not come
/// back together.
pub fn back_off(first: Duration, failures: u32) -> Duration {
    let doubled = first.saturating_mul(1 << failures.saturating_sub(1).min(16));
    let random = RandomState::new().hash_one(failures);
    doubled
        .min(LONGEST_BACK_OFF)
        .mul_f64(0.5 + 0.5 * (random as f64 / u64::MAX as f64))
}

/// What `Retry-After` asks for, in either of its forms. A date counts from the
/// server's own `Date`, since clocks differ.
pub fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = super::headers::text(headers, "retry-after")?;
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let then = date(&text)?;
    let now = super::headers::text(headers, "date")
        .and_then(|d| date(&d))
        .unwrap_or_else(Utc::now);
    let seconds = (then - now).num_seconds();
    Some(Duration::from_secs(u64::try_from(seconds).unwrap_or(0)))
}

/// Seconds from one HTTP date to another.
pub fn seconds_between(from: &str, to: &str) -> Option<i64> {
    Some((date(to)? - date(from)?).num_seconds())
}

/// An HTTP date in any of its three forms (RFC 9110, 5.6.7).
fn date(text: &str) -> Option<DateTime<Utc>> {
    let text = text.trim();
    let old = |form| NaiveDateTime::parse_from_str(text, form).ok();
    DateTime::parse_from_rfc2822(text)
        .map(|d| d.to_utc())
        .ok()
        .or_else(|| old("%A, %d-%b-%y %H:%M:%S GMT").map(|d| d.and_utc()))
        .or_else(|| old("%a %b %e %H:%M:%S %Y").map(|d| d.and_utc()))
}

/// This moment, for the manifest.
pub fn now() -> String {
    Utc::now().to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// The year by this machine's clock.
pub fn this_year() -> u16 {
    u16::try_from(Utc::now().year()).unwrap_or(super::FIRST_SEASON)
}

/// A server that asks one connection to wait means all of them.
#[derive(Debug, Default)]
pub struct Gate(Mutex<Option<Instant>>);

impl Gate {
    /// Nobody asks before `wait` is over.
    pub fn close_for(&self, wait: Duration) {
        let until = Instant::now().checked_add(wait);
        let mut gate = super::locked(&self.0);
        *gate = until.max(*gate);
    }

    /// How long it stays closed.
    pub fn closed_for(&self) -> Duration {
        super::locked(&self.0).map_or(Duration::ZERO, |until| {
            until.saturating_duration_since(Instant::now())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(n, v)| {
                let name = ureq::http::HeaderName::from_static(n);
                (name, v.parse().unwrap())
            })
            .collect()
    }

    #[test]
    fn all_forms_of_a_date() {
        let dates = [
            "Sun, 06 Nov 1994 08:49:37 GMT",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994",
        ];
        for text in dates {
            assert_eq!(date(text).unwrap().timestamp(), 784_111_777, "{text}");
        }
        for text in [
            "",
            "tomorrow",
            "Sun, 06 Nov",
            "Sun, 99 Nov 1994 08:49:37 GMT",
        ] {
            assert_eq!(date(text), None, "{text}");
        }
    }

    #[test]
    fn retry_after_in_seconds_and_as_a_date() {
        let wait = |pairs: &[(&'static str, &str)]| retry_after(&headers(pairs));
        assert_eq!(wait(&[]), None);
        assert_eq!(wait(&[("retry-after", "7")]), Some(Duration::from_secs(7)));
        assert_eq!(wait(&[("retry-after", "soon")]), None);
        assert_eq!(wait(&[("retry-after", "-7")]), None);
        let server_clock = ("date", "Sun, 06 Nov 1994 08:49:37 GMT");
        let later = ("retry-after", "Sun, 06 Nov 1994 08:50:07 GMT");
        assert_eq!(wait(&[later, server_clock]), Some(Duration::from_secs(30)));
        let past = ("retry-after", "Sun, 06 Nov 1994 08:40:00 GMT");
        assert_eq!(wait(&[past, server_clock]), Some(Duration::ZERO));
        // Without the server's clock: ours, which is later than 1994.
        assert_eq!(wait(&[later]), Some(Duration::ZERO));
    }

    #[test]
    fn back_off_doubles_up_to_a_limit() {
        let first = Duration::from_millis(100);
        for failures in 1..70 {
            let full = first
                .saturating_mul(1 << (failures - 1).min(16))
                .min(LONGEST_BACK_OFF);
            for _ in 0..20 {
                let wait = back_off(first, failures);
                assert!(wait >= full / 2 && wait <= full, "{failures}: {wait:?}");
            }
        }
        let waits: Vec<_> = (0..20).map(|_| back_off(first, 3)).collect();
        assert!(waits.iter().any(|w| *w != waits[0]), "no jitter");
    }

    #[test]
    fn the_longest_of_two_waits_counts() {
        let gate = Gate::default();
        assert_eq!(gate.closed_for(), Duration::ZERO);
        gate.close_for(Duration::from_secs(60));
        gate.close_for(Duration::from_secs(1));
        assert!(gate.closed_for() > Duration::from_secs(30));
    }
}
