//! One address, asked again and again: politely.

use super::client::{Answer, Ask, Client, Trouble};
use super::version::Version;
use super::{Options, wait};
use crate::error::{Error, Result};
use std::io::Read;
use std::time::Duration;

/// The longest document that is read.
const LONGEST: u64 = 32 << 20;

/// An address that is asked for what is new at it.
#[derive(Debug)]
pub struct Poll {
    client: Client,
    address: String,
    version: Option<Version>,
    failures: u32,
    back_off: Duration,
}

/// What is new at an address.
#[derive(Debug)]
pub enum Polled {
    /// Another document.
    New(String),
    /// The same as before.
    Same,
    /// No answer: not to be asked again before the wait is over.
    Later {
        /// What went wrong.
        problem: String,
        /// How long to wait.
        wait: Duration,
    },
}

impl Poll {
    /// Prepares to ask `address`; nothing is sent yet.
    ///
    /// # Errors
    /// [`Error::Fetch`] for proxy settings or certificates that cannot be used.
    pub fn new(address: &str) -> Result<Self> {
        let options = Options {
            base: address.to_owned(),
            jobs: 1,
            ..Options::default()
        };
        Ok(Self {
            client: Client::new(&options)?,
            address: address.to_owned(),
            version: None,
            failures: 0,
            back_off: options.back_off,
        })
    }

    /// Asks once.
    ///
    /// # Errors
    /// [`Error::Fetch`] where asking again will not help.
    pub fn ask(&mut self) -> Result<Polled> {
        let (etag, last_modified) = match &self.version {
            Some(version) => (version.etag.as_deref(), version.last_modified.as_deref()),
            None => (None, None),
        };
        let ask = match (etag, last_modified) {
            (None, None) => Ask::Whole,
            _ => Ask::UnlessStill {
                etag,
                last_modified,
            },
        };
        match self.client.ask(&self.address, &ask) {
            Ok(Answer::Whole { version, body, .. }) => {
                let mut text = String::new();
                if let Err(e) = body.take(LONGEST).read_to_string(&mut text) {
                    return Ok(self.later(format!("the answer broke off: {e}"), None));
                }
                self.version = Some(version);
                self.failures = 0;
                Ok(Polled::New(text))
            }
            Ok(Answer::Unchanged) => {
                self.failures = 0;
                Ok(Polled::Same)
            }
            Ok(Answer::Absent) => Err(Error::Fetch {
                address: self.address.clone(),
                problem: "there is nothing (404)".into(),
                hint: "is the game's number right, and the address?".into(),
            }),
            Ok(Answer::Rest { .. } | Answer::PartIsUseless { .. }) => {
                Ok(self.later("the server sent a part".into(), None))
            }
            Err(Trouble::Again { problem, wait }) => Ok(self.later(problem, wait)),
            Err(Trouble::Fatal { problem, hint }) => Err(Error::Fetch {
                address: self.address.clone(),
                problem,
                hint: hint.into(),
            }),
        }
    }

    /// Says that the document could not be used: it is asked for again, whole.
    pub fn distrust(&mut self) {
        self.version = None;
    }

    fn later(&mut self, problem: String, asked: Option<Duration>) -> Polled {
        self.failures += 1;
        let wait = asked.unwrap_or_else(|| wait::back_off(self.back_off, self.failures));
        Polled::Later { problem, wait }
    }
}
