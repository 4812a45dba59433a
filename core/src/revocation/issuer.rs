//! Whose word an answer is.

use crate::trust_anchor::TrustAnchor;

/// A CA by its name and its key. All generations of a CA have one name (CARD.md §4.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Issuer {
    name: Box<[u8]>,
    /// SHA-256 of the `SubjectPublicKeyInfo`, hexadecimal.
    key: Box<str>,
}

impl Issuer {
    /// Is it this one?
    pub(crate) fn is(&self, anchor: &TrustAnchor) -> bool {
        let certificate = anchor.certificate();
        *self.name == *certificate.subject_der() && *self.key == *certificate.public_key().sha256()
    }

    pub(crate) fn of(anchor: &TrustAnchor) -> Self {
        let certificate = anchor.certificate();
        Self { name: certificate.subject_der().into(), key: certificate.public_key().sha256().into() }
    }
}
