//! Handing something on to a service.

use super::{Options, proxy, trust};
use crate::error::{Error, Result};

/// A service that takes JSON.
#[derive(Debug)]
pub struct Post {
    agent: ureq::Agent,
    base: String,
    token: Option<String>,
}

impl Post {
    /// A service at `base`, as [`super::base`] gives it; nothing is sent yet.
    ///
    /// # Errors
    /// [`Error::Fetch`] for proxy settings or certificates that cannot be used.
    pub fn new(base: &str, token: Option<String>) -> Result<Self> {
        let secure = base.starts_with("https:");
        let times = Options::default();
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .https_only(secure)
            .proxy(proxy::from_environment(secure)?)
            .tls_config(trust::from_environment()?)
            .user_agent(concat!("wp/", env!("CARGO_PKG_VERSION")))
            .timeout_connect(Some(times.connect_timeout))
            .timeout_recv_response(Some(times.idle_timeout))
            .build();
        Ok(Self {
            agent: config.new_agent(),
            base: base.to_owned(),
            token,
        })
    }

    /// Posts JSON to a path.
    ///
    /// # Errors
    /// [`Error::Fetch`] where it was not taken, with the service's words.
    pub fn json(&self, path: &str, json: &str) -> Result<()> {
        let address = format!("{}{path}", self.base);
        let failed = |problem: String, hint: &str| Error::Fetch {
            address: address.clone(),
            problem,
            hint: hint.to_owned(),
        };
        let mut request = self
            .agent
            .post(&address)
            .header("Content-Type", "application/json");
        if let Some(token) = &self.token {
            request = request.header("Authorization", format!("Bearer {token}"));
        }
        let mut response = request
            .send(json)
            .map_err(|e| failed(e.to_string(), "is wp serve running there?"))?;
        if response.status().is_success() {
            return Ok(());
        }
        let body = response.body_mut().read_to_string().unwrap_or_default();
        let problem: serde_json::Value = serde_json::from_str(&body).unwrap_or_default();
        let said = |key: &str| problem[key].as_str().map(str::to_owned);
        let status = response.status();
        Err(failed(
            said("detail").unwrap_or_else(|| format!("the service answered {status}")),
            &said("hint").unwrap_or_default(),
        ))
    }
}
