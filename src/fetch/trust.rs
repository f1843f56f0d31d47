//! Whose certificates are trusted.

use crate::error::{Error, Result};
use std::path::Path;
use ureq::tls::{PemItem, RootCerts, TlsConfig, parse_pem};

/// The variable that names a file of certificates, as OpenSSL and curl read it.
const VARIABLE: &str = "SSL_CERT_FILE";

/// Mozilla's roots, which are built in; or those of the PEM file that
/// `SSL_CERT_FILE` names, for networks whose gateway signs all connections
/// itself.
///
/// # Errors
/// [`Error::Fetch`] for a file that cannot be read or holds no certificate.
pub fn from_environment() -> Result<TlsConfig> {
    let file = std::env::var_os(VARIABLE).filter(|v| !v.is_empty());
    let roots = match &file {
        Some(file) => of_file(file.as_ref())?,
        None => RootCerts::WebPki,
    };
    Ok(TlsConfig::builder().root_certs(roots).build())
}

fn of_file(path: &Path) -> Result<RootCerts> {
    let bad = |problem: String| Error::Fetch {
        address: format!("{VARIABLE}={}", path.display()),
        problem,
        hint: "set it to a PEM file of certificates, or unset it for the built-in roots".into(),
    };
    let text = std::fs::read(path).map_err(|e| bad(e.to_string()))?;
    let mut certificates = Vec::new();
    for item in parse_pem(&text) {
        if let PemItem::Certificate(certificate) = item.map_err(|e| bad(e.to_string()))? {
            certificates.push(certificate);
        }
    }
    if certificates.is_empty() {
        return Err(bad("it contains no certificate".into()));
    }
    Ok(RootCerts::from(certificates))
}
