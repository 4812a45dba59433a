//! A web origin (RFC 6454 §4): scheme, host and port, written the one way a browser writes it.

/// The origin under which people reach this site. Forms name it, and requests must come from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin(String);

/// Why a text is not an origin that a site can have.
#[derive(Debug, thiserror::Error)]
#[error("{0:?} is not an origin such as https://www.example.jp or http://localhost:8787")]
pub struct OriginError(String);

impl Origin {
    /// The origin as browsers send it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// True for `https:`, where a browser may be told never to come back without it.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.0.starts_with("https://")
    }
}

impl std::str::FromStr for Origin {
    type Err = OriginError;

    /// # Errors
    ///
    /// A text that no browser would send as `Origin`: a path, capitals, a default port, user or password, a host outside
    /// ASCII (write the `xn--` form). It could never equal what arrives, so it is refused at the start.
    fn from_str(text: &str) -> Result<Self, OriginError> {
        let refused = || OriginError(text.to_owned());
        let (rest, default_port) = text
            .strip_prefix("https://")
            .map(|rest| (rest, "443"))
            .or_else(|| text.strip_prefix("http://").map(|rest| (rest, "80")))
            .ok_or_else(refused)?;
        let (host, port) = match rest.rsplit_once(':') {
            // The colons of an IPv6 address stand before its bracket.
            Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
            _ => (rest, None),
        };
        let host_fits = match host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
            Some(address) => address.parse::<std::net::Ipv6Addr>().is_ok_and(|ip| ip.to_string() == address),
            None => {
                !host.is_empty()
                    && host.len() <= 253
                    && host.bytes().all(|byte| {
                        byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-.".contains(&byte)
                    })
            }
        };
        let port_fits = port.is_none_or(|port| {
            port != default_port && port.parse::<u16>().is_ok_and(|number| number.to_string() == port)
        });
        if host_fits && port_fits { Ok(Self(text.to_owned())) } else { Err(refused()) }
    }
}

#[cfg(test)]
mod tests {
    use super::Origin;

    #[test]
    fn only_what_a_browser_would_send() {
        for fits in ["https://www.mihon.example", "http://localhost:8787", "http://127.0.0.1:80801"] {
            assert_eq!(fits.parse::<Origin>().is_ok(), !fits.ends_with("80801"), "{fits}");
        }
        assert!("http://[::1]:8080".parse::<Origin>().is_ok());
        for unfit in [
            "",
            "localhost:8787",
            "ftp://a",
            "https://",
            "https://a/",
            "https://A",
            "https://a:443",
            "http://a:80",
            "https://a:",
            "https://a:08",
            "https://u@a",
            "https://日本.example",
            "http://[::1",
            "http://[0:0:0:0:0:0:0:1]",
            "null",
        ] {
            assert!(unfit.parse::<Origin>().is_err(), "{unfit}");
        }
    }
}
