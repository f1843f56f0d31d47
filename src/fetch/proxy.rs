//! The proxy that the environment names.

use crate::error::{Error, Result};
use ureq::{Proxy, ProxyProtocol};

/// The proxy for encrypted or plain addresses, by the variables that curl
/// reads: `https_proxy` or `http_proxy`, else `all_proxy`, in small or capital
/// letters (`HTTP_PROXY` in capitals too, as `wp` is no CGI program), and
/// `no_proxy`.
///
/// # Errors
/// [`Error::Fetch`] for a proxy that cannot be used: going round it in silence
/// would be the wrong answer where a proxy is the rule.
pub fn from_environment(secure: bool) -> Result<Option<Proxy>> {
    from(secure, |name| {
        std::env::var(name).ok().filter(|v| !v.trim().is_empty())
    })
}

fn from(secure: bool, variable: impl Fn(&str) -> Option<String>) -> Result<Option<Proxy>> {
    let names = if secure {
        ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]
    } else {
        ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"]
    };
    let Some((name, value)) = names.iter().find_map(|n| Some((*n, variable(n)?))) else {
        return Ok(None);
    };
    let bad = |problem: &str| Error::Fetch {
        address: name.to_owned(),
        problem: problem.to_owned(),
        hint: "use a form such as http://host:3128".into(),
    };
    // The value may hold a password, so no message repeats it.
    let proxy = Proxy::new(value.trim()).map_err(|_| bad("it does not name a proxy"))?;
    if !matches!(proxy.protocol(), ProxyProtocol::Http | ProxyProtocol::Https) {
        return Err(bad("wp supports http and https proxies only"));
    }
    let mut builder = Proxy::builder(proxy.protocol())
        .host(proxy.host())
        .port(proxy.port());
    if let Some(user) = proxy.username() {
        builder = builder.username(user);
    }
    if let Some(password) = proxy.password() {
        builder = builder.password(password);
    }
    let around = variable("no_proxy").or_else(|| variable("NO_PROXY"));
    for host in around.iter().flat_map(|list| list.split(',')) {
        let host = host.trim();
        builder = builder.no_proxy(host);
        // As curl has it, a name stands for what is below it too.
        if !host.is_empty() && !host.starts_with(['.', '*']) {
            builder = builder.no_proxy(&format!(".{host}"));
        }
    }
    builder
        .build()
        .map(Some)
        .map_err(|_| bad("it does not name a proxy"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proxy(secure: bool, set: &[(&str, &str)]) -> Result<Option<Proxy>> {
        from(secure, |name| {
            let found = set.iter().find(|(n, _)| *n == name);
            found.map(|(_, v)| (*v).to_owned())
        })
    }

    #[test]
    fn each_kind_of_address_has_its_own() {
        let set = [
            ("https_proxy", "http://safe:1"),
            ("HTTP_PROXY", "http://open:2"),
        ];
        assert_eq!(proxy(true, &set).unwrap().unwrap().host(), "safe");
        assert_eq!(proxy(false, &set).unwrap().unwrap().host(), "open");
        assert!(proxy(true, &set[1..]).unwrap().is_none());
        let all = [("ALL_PROXY", "http://me:p%40ss@all:3")];
        let all = proxy(true, &all).unwrap().unwrap();
        assert_eq!((all.host(), all.port()), ("all", 3));
        assert_eq!(all.password(), Some("p@ss"));
    }

    #[test]
    fn no_proxy_goes_around_it() {
        let set = [
            ("https_proxy", "http://safe:1"),
            ("no_proxy", "localhost, near.org"),
        ];
        let proxy = proxy(true, &set).unwrap().unwrap();
        for (address, around) in [
            ("https://localhost/a", true),
            ("https://near.org/a", true),
            ("https://data.near.org/a", true),
            ("https://far.org/a", false),
        ] {
            assert_eq!(
                proxy.is_no_proxy(&address.parse().unwrap()),
                around,
                "{address}"
            );
        }
    }

    #[test]
    fn what_cannot_be_used_is_an_error_without_the_password() {
        for value in [
            "http://",
            "socks5://me:secret@host:1",
            "what://me:secret@host",
        ] {
            let error = proxy(true, &[("https_proxy", value)]).unwrap_err();
            assert!(!error.to_string().contains("secret"), "{error}");
            assert!(error.to_string().contains("https_proxy"), "{error}");
        }
    }
}
