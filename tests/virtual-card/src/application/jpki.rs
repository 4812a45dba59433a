//! The files of 公的個人認証AP (CARD.md 1.2).

use super::{Access, Application, Body, File, transparent};
use crate::pin::Pin;

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

pub(crate) const SIGN_CERTIFICATE: u16 = 0x0001;
pub(crate) const SIGN_CA_CERTIFICATE: u16 = 0x0002;
pub(crate) const TOKEN_INFORMATION: u16 = 0x0006;
pub(crate) const AVAILABILITY: u16 = 0x0008;
pub(crate) const AUTH_CERTIFICATE: u16 = 0x000A;
pub(crate) const AUTH_CA_CERTIFICATE: u16 = 0x000B;
