//! A web origin (HTML standard, "ASCII serialisation of an origin") of a site that may ask for signatures and logins.

use std::net::{Ipv4Addr, Ipv6Addr};

/// Longest host name in the DNS.
const MAX_HOST: usize = 253;

/// `https://host[:port]`, or `http:` on the machine itself, as a browser writes it: lower case, no default port, no path.
pub(crate) fn check(origin: &str) -> Result<(), &'static str> {
    let (scheme, authority) = origin.split_once("://").ok_or("not a web origin")?;
    let default_port = match scheme {
        "https" => "443",
        "http" => "80",
        _ => return Err("neither https nor http"),
    };
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (authority, None),
    };
    if !is_host(host) {
        return Err("not a host as a browser writes it");
    }
    if let Some(port) = port {
        let number: u16 = port.parse().map_err(|_| "not a port")?;
        if number == 0 || number.to_string() != port || port == default_port {
            return Err("not a port as a browser writes it");
        }
    }
    if scheme == "http" && !matches!(host, "localhost" | "127.0.0.1") {
        return Err("http is only for localhost");
    }
    Ok(())
}

fn is_host(host: &str) -> bool {
    if let Some(address) = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
        return address.parse::<Ipv6Addr>().is_ok_and(|parsed| parsed.to_string() == address);
    }
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_'))
    };
    let ends_in_number =
        host.rsplit('.').next().is_some_and(|last| last.bytes().all(|byte| byte.is_ascii_digit()));
    host.len() <= MAX_HOST
        && host.split('.').all(label)
        && (!ends_in_number || host.parse::<Ipv4Addr>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn origins_as_browsers_write_them() {
        let origins = [
            "https://shinsei.city.example.lg.jp",
            "https://xn--wgv71a.example:8443",
            "https://192.0.2.1",
            "https://[2001:db8::1]:444",
            "http://localhost:8787",
            "http://127.0.0.1",
        ];
        for origin in origins {
            assert_eq!(check(origin), Ok(()), "{origin}");
        }
    }

    #[test]
    fn everything_else_is_refused() {
        let origins = [
            "",
            "null",
            "https://",
            "https:///",
            "https://city.example/",
            "https://city.example/form",
            "https://City.example",
            "https://市.example",
            "https://user@city.example",
            "https://city.example:443",
            "https://city.example:0443",
            "https://city.example:0",
            "https://city.example:65536",
            "https://city.example:",
            "https://city..example",
            "https://city.example ",
            "https://256.0.0.1",
            "https://[2001:DB8::1]",
            "https://[::1",
            "http://city.example",
            "http://localhost:80",
            "http://localhost.example",
            "file:///etc/passwd",
            "chrome-extension://mdhcpkaipeimhplccapmjaccpenhfgjp",
        ];
        for origin in origins {
            assert!(check(origin).is_err(), "{origin}");
        }
    }
}
