//! Who started the bridge. A browser says so in the arguments; nobody else is served.

/// The extension's origin in Chromium-family browsers. Its id is the hash of the key in the extension's manifest.
pub const CHROMIUM_ORIGIN: &str = "chrome-extension://mdhcpkaipeimhplccapmjaccpenhfgjp/";

/// The add-on's id in Firefox.
pub const FIREFOX_ID: &str = "bridge@jitsuin.example";

/// The name under which browsers know the bridge.
pub const HOST_NAME: &str = "jp.jitsuin.bridge";

/// Whether the arguments (without the program's own name) are those of a browser that starts the bridge for this extension: Chromium
/// gives the origin first (on Windows followed by a window handle), Firefox the manifest's path and the add-on's id.
#[must_use]
pub fn is_extension(arguments: &[String]) -> bool {
    match arguments {
        [origin, ..] if origin == CHROMIUM_ORIGIN => true,
        [_manifest, id] => id == FIREFOX_ID,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn called_by(arguments: &[&str]) -> bool {
        is_extension(&arguments.iter().map(|&argument| argument.to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn knows_both_shapes() {
        assert!(called_by(&[CHROMIUM_ORIGIN]));
        assert!(called_by(&[CHROMIUM_ORIGIN, "--parent-window=12"]));
        assert!(called_by(&["/home/a/.mozilla/native-messaging-hosts/jp.jitsuin.bridge.json", FIREFOX_ID]));
    }

    #[test]
    fn refuses_everybody_else() {
        assert!(!called_by(&[]));
        assert!(!called_by(&["chrome-extension://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/"]));
        assert!(!called_by(&["/path/manifest.json", "other@example.org"]));
        assert!(!called_by(&["--parent-window=12", CHROMIUM_ORIGIN]));
        assert!(!called_by(&["/path/manifest.json", FIREFOX_ID, "more"]));
    }
}
