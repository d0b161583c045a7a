use std::env::VarError;

use crate::ListenError;

/// Where to listen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// A host name or an IP address.
    pub host: String,
    /// A TCP port; 0 lets the system choose.
    pub port: u16,
}

impl Address {
    /// `HOST` and `PORT`, by default 127.0.0.1 and 8080.
    pub fn from_env() -> Result<Self, ListenError> {
        Self::parse(variable("HOST")?, variable("PORT")?)
    }

    fn parse(host: Option<String>, port: Option<String>) -> Result<Self, ListenError> {
        let port = match port {
            None => 8080,
            Some(port) => port.parse().map_err(|_| ListenError::InvalidPort { found: port })?,
        };
        Ok(Self { host: host.unwrap_or_else(|| "127.0.0.1".into()), port })
    }
}

fn variable(name: &'static str) -> Result<Option<String>, ListenError> {
    match std::env::var(name) {
        Ok(value) if value.is_empty() => Ok(None),
        Ok(value) => Ok(Some(value)),
        Err(VarError::NotPresent) => Ok(None),
        Err(VarError::NotUnicode(_)) => Err(ListenError::NotUnicode { name }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_8080_is_the_default() {
        let address = Address::parse(None, None).unwrap();
        assert_eq!(address, Address { host: "127.0.0.1".into(), port: 8080 });
    }

    #[test]
    fn a_port_that_is_none_names_the_variable_and_the_value() {
        for port in ["http", "-1", "65536", "80 "] {
            let error = Address::parse(None, Some(port.into())).unwrap_err().to_string();
            assert!(error.starts_with("LISTEN_PORT_INVALID: PORT"), "{error}");
            assert!(error.contains(port), "{error}");
        }
    }
}
