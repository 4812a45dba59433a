//! Which applications and files the card has and what opens them: CARD.md 1.1 to 1.3 as tables.

use crate::pin::Pin;

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

/// 公的個人認証AP.
pub(crate) static JPKI: Application = Application {
    aid: &[0xD3, 0x92, 0xF0, 0x00, 0x26, 0x01, 0x00, 0x00, 0x00, 0x01],
    folder: "jpki",
    files: &[
        transparent(SIGN_CERTIFICATE, Access::AnyOf(&[Pin::Sign])),
        transparent(SIGN_CA_CERTIFICATE, Access::Free),
        transparent(TOKEN_INFORMATION, Access::Free),
        transparent(AVAILABILITY, Access::Free),
        transparent(0x0009, Access::Never),
        transparent(AUTH_CERTIFICATE, Access::Free),
        transparent(AUTH_CA_CERTIFICATE, Access::Free),
        File { id: 0x0016, body: Body::Internal },
        File { id: 0x0017, body: Body::Key { name: "auth", using: Access::AnyOf(&[Pin::Auth]) } },
        File { id: 0x0018, body: Body::Pin(Pin::Auth) },
        File { id: 0x001A, body: Body::Key { name: "sign", using: Access::AnyOf(&[Pin::Sign]) } },
        File { id: 0x001B, body: Body::Pin(Pin::Sign) },
    ],
    default_key: None,
};

/// 券面事項入力補助AP.
pub(crate) static TEXT: Application = Application {
    aid: &[0xD3, 0x92, 0x10, 0x00, 0x31, 0x00, 0x01, 0x01, 0x04, 0x08],
    folder: "text",
    files: &[
        transparent(PERSONAL_NUMBER, Access::AnyOf(&[Pin::Text, Pin::CodeA])),
        transparent(ATTRIBUTES, Access::AnyOf(&[Pin::Text, Pin::CodeB])),
        // Sources differ on whether code B opens it (CARD.md 1.3).
        transparent(INTEGRITY, ANY_TEXT_PIN),
        transparent(CERTIFICATE, Access::Free),
        transparent(BASIC_INFORMATION, Access::Free),
        transparent(SESSION_PUBLIC_KEY, ANY_TEXT_PIN),
        transparent(SIGNED_PUBLIC_KEY, ANY_TEXT_PIN),
        transparent(FILLER, Access::Never),
        File { id: 0x0011, body: Body::Pin(Pin::Text) },
        File { id: 0x0012, body: Body::Pin(Pin::BlockedAsIssued) },
        File { id: TEXT_KEY, body: Body::Key { name: "text", using: Access::Free } },
        File { id: 0x0014, body: Body::Pin(Pin::CodeA) },
        File { id: 0x0015, body: Body::Pin(Pin::CodeB) },
    ],
    default_key: Some(TEXT_KEY),
};

pub(crate) const SIGN_CERTIFICATE: u16 = 0x0001;
pub(crate) const SIGN_CA_CERTIFICATE: u16 = 0x0002;
pub(crate) const TOKEN_INFORMATION: u16 = 0x0006;
pub(crate) const AVAILABILITY: u16 = 0x0008;
pub(crate) const AUTH_CERTIFICATE: u16 = 0x000A;
pub(crate) const AUTH_CA_CERTIFICATE: u16 = 0x000B;

pub(crate) const PERSONAL_NUMBER: u16 = 0x0001;
pub(crate) const ATTRIBUTES: u16 = 0x0002;
pub(crate) const INTEGRITY: u16 = 0x0003;
pub(crate) const CERTIFICATE: u16 = 0x0004;
pub(crate) const BASIC_INFORMATION: u16 = 0x0005;
pub(crate) const SESSION_PUBLIC_KEY: u16 = 0x0006;
pub(crate) const SIGNED_PUBLIC_KEY: u16 = 0x0007;
pub(crate) const FILLER: u16 = 0x0008;
const TEXT_KEY: u16 = 0x0013;

const ANY_TEXT_PIN: Access = Access::AnyOf(&[Pin::Text, Pin::CodeA, Pin::CodeB]);

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
