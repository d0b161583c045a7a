//! What the host passes on of its own environment.

use http::{Uri, uri::Scheme};

use crate::cli::CliError;

/// `NAME=value`, or the host's own variable of this name if it has one.
pub fn variable(pair: &str) -> Result<Option<(String, String)>, CliError> {
    match pair.split_once('=') {
        Some(("", _)) => Err(CliError("--env must be NAME=value or NAME".into())),
        Some((name, value)) => Ok(Some((name.to_owned(), value.to_owned()))),
        None => Ok(own(pair)?.map(|value| (pair.to_owned(), value))),
    }
}

/// `host:port` of the URL in the host's own variable of this name; nothing if there is none, or an empty one.
pub fn named_host(name: &str) -> Result<Option<String>, CliError> {
    let Some(url) = own(name)?.filter(|url| !url.is_empty()) else { return Ok(None) };
    match host_of(&url) {
        Some(host) => Ok(Some(host)),
        None => Err(CliError(format!("{name} must be a URL like http://127.0.0.1:8081, found {url:?}"))),
    }
}

fn own(name: &str) -> Result<Option<String>, CliError> {
    match std::env::var_os(name).map(|value| value.into_string()) {
        None => Ok(None),
        Some(Ok(value)) => Ok(Some(value)),
        Some(Err(value)) => Err(CliError(format!("{name} must be Unicode, found {value:?}"))),
    }
}

/// With the port of its scheme, if it names none, so that no other port is allowed.
fn host_of(url: &str) -> Option<String> {
    let uri: Uri = url.parse().ok()?;
    let authority = uri.authority()?;
    let default_port = match uri.scheme() {
        Some(scheme) if *scheme == Scheme::HTTP => 80,
        Some(scheme) if *scheme == Scheme::HTTPS => 443,
        _ => return None,
    };
    let is_whole = authority.as_str() == authority.host() || authority.port_u16().is_some();
    if !is_whole || authority.host().is_empty() || authority.as_str().contains('@') {
        return None;
    }
    Some(format!("{}:{}", authority.host(), authority.port_u16().unwrap_or(default_port)))
}

#[cfg(test)]
mod tests {
    use super::{host_of, variable};

    #[test]
    fn a_url_names_one_port() {
        for (url, host) in [
            ("http://127.0.0.1:8081", "127.0.0.1:8081"),
            ("http://[::1]:8081/path?query", "[::1]:8081"),
            ("http://api.example", "api.example:80"),
            ("https://api.example/", "api.example:443"),
        ] {
            assert_eq!(host_of(url).as_deref(), Some(host));
        }
        for url in [
            "",
            "api.example",
            "ftp://api.example",
            "http://",
            "http://user@api.example:80",
            "http://a:80800",
        ] {
            assert_eq!(host_of(url), None, "{url}");
        }
    }

    #[test]
    fn a_variable_has_a_name() {
        assert_eq!(variable("A=b=c").unwrap(), Some(("A".into(), "b=c".into())));
        assert_eq!(variable("A=").unwrap(), Some(("A".into(), String::new())));
        assert_eq!(variable("A_VARIABLE_THAT_NOBODY_HAS").unwrap(), None);
        assert!(variable("=a").is_err());
    }
}
