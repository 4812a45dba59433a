//! The files of 券面事項入力補助AP (CARD.md 1.3).

use super::{Access, Application, Body, File, transparent};
use crate::pin::Pin;

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
