//! One question to the server and what its answer means.

use super::headers::text;
use super::version::Version;
use super::wait;
use super::{Options, part::Begun, proxy, trust};
use crate::error::{Error, Result};
use std::io::Read;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use ureq::http::{HeaderMap, Response, StatusCode};

/// What is asked for.
#[derive(Debug)]
pub enum Ask<'a> {
    /// The whole file.
    Whole,
    /// The whole file unless it is still this version.
    UnlessStill {
        /// Entity tag.
        etag: Option<&'a str>,
        /// Date of the last change, for servers without tags.
        last_modified: Option<&'a str>,
    },
    /// What is missing of a part, if it is a part of what is there now.
    Rest(&'a Begun),
}

/// What came back.
pub enum Answer {
    /// All of the file.
    Whole {
        /// Which version.
        version: Version,
        /// Bytes, where the server says so.
        total: Option<u64>,
        /// The bytes.
        body: Box<dyn Read>,
    },
    /// What was missing of the part.
    Rest {
        /// The bytes.
        body: Box<dyn Read>,
    },
    /// It is still the version that was named.
    Unchanged,
    /// The part does not fit what is there now.
    PartIsUseless {
        /// Why.
        why: String,
    },
    /// There is no such file.
    Absent,
}

/// Why there is no answer.
#[derive(Debug)]
pub enum Trouble {
    /// It may go better later.
    Again {
        /// What went wrong.
        problem: String,
        /// How long the server asks to wait.
        wait: Option<Duration>,
    },
    /// It will not go better.
    Fatal {
        /// What went wrong.
        problem: String,
        /// What to do.
        hint: &'static str,
    },
}

impl Trouble {
    fn again(problem: impl Into<String>) -> Self {
        Self::Again {
            problem: problem.into(),
            wait: None,
        }
    }

    fn fatal(problem: impl Into<String>, hint: &'static str) -> Self {
        Self::Fatal {
            problem: problem.into(),
            hint,
        }
    }
}

const CHECK_ADDRESS: &str = "check the address (--url, WP_FETCH_URL) and the proxy settings";

const CHECK_TRUST: &str = "check the address (--url, WP_FETCH_URL); behind a gateway that signs \
     connections itself, set SSL_CERT_FILE to its certificates";

/// The connections to the server.
#[derive(Debug)]
pub struct Client {
    agent: ureq::Agent,
    connect: Duration,
    idle: Duration,
    answered: AtomicBool,
}

impl Client {
    /// Prepares connections; nothing is sent yet.
    ///
    /// # Errors
    /// [`Error::Fetch`] for proxy settings or certificates that cannot be used.
    pub fn new(options: &Options) -> Result<Self> {
        let secure = options.base.starts_with("https:");
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            // What began encrypted must not be redirected to plain text.
            .https_only(secure)
            .proxy(proxy::from_environment(secure)?)
            .tls_config(trust::from_environment()?)
            .user_agent(concat!("wp/", env!("CARGO_PKG_VERSION")))
            // Ranges and lengths count the bytes of the file itself.
            .accept_encoding("identity")
            .timeout_resolve(Some(options.connect_timeout))
            .timeout_connect(Some(options.connect_timeout))
            .timeout_recv_response(Some(options.idle_timeout))
            .timeout_per_read(Some(options.idle_timeout))
            .timeout_per_write(Some(options.idle_timeout))
            .max_idle_connections_per_host(options.jobs)
            .build();
        Ok(Self {
            agent: config.new_agent(),
            connect: options.connect_timeout,
            idle: options.idle_timeout,
            answered: AtomicBool::new(false),
        })
    }

    /// Whether any answer has come so far, be it a no.
    pub fn was_answered(&self) -> bool {
        self.answered.load(Ordering::Relaxed)
    }

    /// Asks for a file.
    ///
    /// # Errors
    /// [`Trouble`] where no answer came or one that says no.
    pub fn ask(&self, url: &str, ask: &Ask<'_>) -> Result<Answer, Trouble> {
        let mut request = self.agent.get(url);
        match ask {
            Ask::Whole => {}
            Ask::UnlessStill {
                etag: Some(tag), ..
            } => {
                request = request.header("If-None-Match", *tag);
            }
            Ask::UnlessStill { last_modified, .. } => {
                if let Some(date) = last_modified {
                    request = request.header("If-Modified-Since", *date);
                }
            }
            Ask::Rest(part) => {
                request = request.header("Range", format!("bytes={}-", part.len));
                if let Some(version) = part.note.version.exact() {
                    request = request.header("If-Range", version);
                }
            }
        }
        let response = request.call().map_err(|e| self.trouble(&e))?;
        self.answered.store(true, Ordering::Relaxed);
        self.answer(response, ask)
    }

    fn answer(&self, response: Response<ureq::Body>, ask: &Ask<'_>) -> Result<Answer, Trouble> {
        let status = response.status();
        let headers = response.headers();
        match (status.as_u16(), ask) {
            (200, _) => {
                as_it_is(headers)?;
                let version = Version::of(headers);
                let body = response.into_body();
                Ok(Answer::Whole {
                    version,
                    total: body.content_length(),
                    body: Box::new(body.into_reader()),
                })
            }
            (206, Ask::Rest(part)) => {
                as_it_is(headers)?;
                if let Err(why) = fits(headers, part) {
                    return Ok(Answer::PartIsUseless { why });
                }
                Ok(Answer::Rest {
                    body: Box::new(response.into_body().into_reader()),
                })
            }
            (416, Ask::Rest(_)) => Ok(Answer::PartIsUseless {
                why: "the server has nothing after it (416)".into(),
            }),
            (304, Ask::UnlessStill { .. }) => Ok(Answer::Unchanged),
            (404 | 410, _) => Ok(Answer::Absent),
            (code, _) => Err(refused(status, code, headers)),
        }
    }

    /// The trouble behind an error of a body that broke off.
    pub fn broken_off(&self, error: std::io::Error) -> Trouble {
        let (Trouble::Again { problem, .. } | Trouble::Fatal { problem, .. }) =
            self.trouble(&ureq::Error::from(error));
        Trouble::again(format!("the connection broke: {problem}"))
    }

    fn trouble(&self, error: &ureq::Error) -> Trouble {
        use ureq::{Error as E, Timeout};
        match error {
            E::Timeout(Timeout::Connect | Timeout::Resolve) => Trouble::again(format!(
                "no connection within {} s",
                self.connect.as_secs_f64()
            )),
            E::Timeout(_) => Trouble::again(format!("no data for {} s", self.idle.as_secs_f64())),
            E::HostNotFound => Trouble::again("unknown host name"),
            // What rustls finds wrong with a certificate comes this way.
            E::Io(e) if e.kind() == std::io::ErrorKind::InvalidData => {
                Trouble::fatal(format!("no trusted connection: {e}"), CHECK_TRUST)
            }
            E::Io(e) => Trouble::again(e.to_string()),
            E::RequireHttpsOnly(_) => Trouble::fatal(
                "the server redirects to an unencrypted address",
                CHECK_ADDRESS,
            ),
            E::TooManyRedirects | E::RedirectFailed => {
                Trouble::fatal(format!("too many redirects: {error}"), CHECK_ADDRESS)
            }
            E::Rustls(_) | E::Tls(_) => {
                Trouble::fatal(format!("no trusted connection: {error}"), CHECK_TRUST)
            }
            E::BadUri(_) | E::Http(_) => Trouble::fatal(error.to_string(), CHECK_ADDRESS),
            _ => Trouble::again(error.to_string()),
        }
    }
}

/// An answer that is neither the file nor a way to it.
fn refused(status: StatusCode, code: u16, headers: &HeaderMap) -> Trouble {
    let problem = match status.canonical_reason() {
        Some(reason) => format!("the server answered {code} ({reason})"),
        None => format!("the server answered {code}"),
    };
    let wait = wait::retry_after(headers);
    // GitHub says 403 with Retry-After to those who ask too often.
    let later = matches!(code, 408 | 425 | 429 | 500..=599) || (code == 403 && wait.is_some());
    if later {
        Trouble::Again { problem, wait }
    } else {
        Trouble::fatal(problem, CHECK_ADDRESS)
    }
}

/// Lengths and ranges of a compressed answer would not be those of the file.
fn as_it_is(headers: &HeaderMap) -> Result<(), Trouble> {
    match text(headers, "content-encoding") {
        Some(coding) if !coding.eq_ignore_ascii_case("identity") => Err(Trouble::fatal(
            format!("the server sent the file compressed ({coding}) although asked not to"),
            "use a server that sends files uncompressed",
        )),
        _ => Ok(()),
    }
}

/// Whether a 206 continues the part.
fn fits(headers: &HeaderMap, part: &Begun) -> Result<(), String> {
    let range = text(headers, "content-range").unwrap_or_default();
    let Some((first, total)) = content_range(&range) else {
        return Err(format!("the server sent the range `{range}`"));
    };
    if first != part.len {
        return Err(format!(
            "the server sent it from byte {first}, not from {}",
            part.len
        ));
    }
    if let (Some(total), Some(expected)) = (total, part.note.total)
        && total != expected
    {
        return Err(format!("the file now has {total} bytes, not {expected}"));
    }
    // A 206 has the marks that a 200 would have (RFC 9110, 15.3.7).
    let before = &part.note.version;
    if before.etag.is_some() && text(headers, "etag") != before.etag {
        return Err("the file has changed".into());
    }
    Ok(())
}

/// First byte and length of the whole in `bytes 100-199/1000`.
fn content_range(text: &str) -> Option<(u64, Option<u64>)> {
    let (range, total) = text.trim().strip_prefix("bytes ")?.split_once('/')?;
    let (first, last) = range.trim().split_once('-')?;
    let (first, last): (u64, u64) = (first.parse().ok()?, last.parse().ok()?);
    let total = match total.trim() {
        "*" => None,
        n => Some(n.parse().ok()?),
    };
    (first <= last && total.is_none_or(|t| last < t)).then_some((first, total))
}

/// The address under which files are found, without a slash at its end.
///
/// # Errors
/// [`Error::Parameter`] for anything but `http://host/…` and `https://host/…`.
pub fn base(text: &str) -> Result<String> {
    let bad = || {
        Error::parameter(
            "the address",
            "such as https://host/folder (http or https, without password, `?` and `#`)",
            format!("`{text}`"),
        )
    };
    let uri: ureq::http::Uri = text.trim().parse().map_err(|_| bad())?;
    let scheme = uri.scheme_str().unwrap_or_default();
    let host = uri.host().unwrap_or_default();
    let secret = uri.authority().is_some_and(|a| a.as_str().contains('@'));
    let plain = uri.query().is_none() && !text.contains('#');
    if !matches!(scheme, "http" | "https") || host.is_empty() || secret || !plain {
        return Err(bad());
    }
    Ok(text.trim().trim_end_matches('/').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_ranges() {
        for (text, expected) in [
            ("bytes 100-199/1000", Some((100, Some(1000)))),
            ("bytes 0-0/1", Some((0, Some(1)))),
            ("bytes 5-9/*", Some((5, None))),
            ("bytes 9-5/10", None),
            ("bytes 0-10/10", None),
            ("bytes */10", None),
            ("items 0-1/2", None),
            ("", None),
            ("bytes 99999999999999999999-1/2", None),
        ] {
            assert_eq!(content_range(text), expected, "{text}");
        }
    }

    #[test]
    fn only_what_names_the_bytes_continues_a_part() {
        let version = |etag: Option<&str>, date: Option<&str>, settled| Version {
            etag: etag.map(str::to_owned),
            last_modified: date.map(str::to_owned),
            settled,
        };
        let date = "Sun, 06 Nov 1994 08:49:37 GMT";
        assert_eq!(version(Some("\"a\""), None, false).exact(), Some("\"a\""));
        assert_eq!(version(Some("W/\"a\""), Some(date), true).exact(), None);
        assert_eq!(version(None, Some(date), true).exact(), Some(date));
        assert_eq!(version(None, Some(date), false).exact(), None);
        assert_eq!(version(None, None, false).exact(), None);
    }

    #[test]
    fn addresses() {
        for good in ["https://host/a/", "http://127.0.0.1:80", " https://host "] {
            let base = base(good).unwrap();
            assert!(!base.ends_with('/') && !base.contains(' '), "{base}");
        }
        for bad in [
            "",
            "host/a",
            "ftp://host/a",
            "https://",
            "https://me:secret@host/a",
            "https://host/a?b",
            "https://host/a#b",
            "file:///tmp",
        ] {
            assert!(base(bad).is_err(), "{bad}");
        }
    }
}
