//! Which applications and files the card has and what opens them: CARD.md 1.1 to 1.3 as tables, one for each application.

pub(crate) mod jpki;
pub(crate) mod text;

use crate::pin::Pin;
pub(crate) use jpki::JPKI;
pub(crate) use text::TEXT;

/// An application (DF).
#[derive(Debug)]
pub(crate) struct Application {
    pub(crate) aid: &'static [u8],
    /// The folder of its EFs in a card's folder.
    pub(crate) folder: &'static str,
    pub(crate) files: &'static [File],
    /// The key that COMPUTE DIGITAL SIGNATURE uses with P2 = 00.
    pub(crate) default_key: Option<u16>,
}

/// An elementary file. Its short EF id is the lower five bits of its id.
#[derive(Debug)]
pub(crate) struct File {
    pub(crate) id: u16,
    pub(crate) body: Body,
}

#[derive(Debug)]
pub(crate) enum Body {
    /// Bytes, from `<folder>/<id>.bin`; if there is no such file, the card does not have this EF.
    Transparent { read: Access },
    /// A PIN or code.
    Pin(Pin),
    /// A private key, from `keys/<name>.key.pem`.
    Key { name: &'static str, using: Access },
    /// An internal EF of unknown use: it can be selected and nothing else.
    Internal,
}

/// What must have been verified.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Access {
    Free,
    AnyOf(&'static [Pin]),
    /// Nothing known opens it.
    Never,
}

/// GlobalPlatform's Issuer Security Domain, current after power-on.
pub(crate) const ISSUER_SECURITY_DOMAIN: &[u8] = &[0xA0, 0x00, 0x00, 0x01, 0x51, 0x00, 0x00];

const fn transparent(id: u16, read: Access) -> File {
    File { id, body: Body::Transparent { read } }
}

impl Application {
    pub(crate) fn file(&'static self, id: u16) -> Option<&'static File> {
        self.files.iter().find(|file| file.id == id)
    }

    /// The file with this short EF id, 1 to 30 (JICSAP 4.2 (2)).
    pub(crate) fn file_by_short_id(&'static self, id: u8) -> Option<&'static File> {
        self.file(u16::from(id & 0x1F))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_has_a_short_id_of_its_own() {
        for application in [&JPKI, &TEXT] {
            for file in application.files {
                assert!((1..=30).contains(&file.id), "{:04X}", file.id);
                let by_short_id = application.file_by_short_id(u8::try_from(file.id).unwrap()).unwrap();
                assert!(std::ptr::eq(by_short_id, file));
            }
        }
    }
}
