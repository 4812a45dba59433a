//! A list that is kept in memory: whose it is, and whether it still may be used.

use super::now;
use jitsuin_core::revocation::{Crl, CrlError};
use jitsuin_core::trust_anchor::TrustAnchor;
use jitsuin_core::unix_time::UnixTime;
use std::sync::Arc;

/// A list that an anchor signed.
#[derive(Clone, Debug)]
pub(super) struct KeptCrl {
    pub(super) crl: Arc<Crl>,
    /// When it was read.
    pub(super) read_at: UnixTime,
}

impl KeptCrl {
    /// Reads a list, DER or PEM (`X509 CRL`), which one of the anchors must have signed. It takes as long as one signature and one pass
    /// over the entries, so it belongs on a thread that may block.
    pub(super) fn read(bytes: Vec<u8>, anchors: &[TrustAnchor]) -> Result<Self, CrlError> {
        let der = match pem_rfc7468::decode_vec(&bytes) {
            Ok(("X509 CRL", der)) => der,
            _ => bytes,
        };
        // All generations of a CA have one name (CARD.md §4.1): the one whose key fits is it.
        let mut refusal = CrlError::OtherIssuer;
        for anchor in anchors {
            match Crl::from_der(der.clone(), anchor) {
                Ok(crl) => return Ok(Self { crl: Arc::new(crl), read_at: now() }),
                Err(CrlError::OtherIssuer) => {}
                Err(other) => refusal = other,
            }
        }
        Err(refusal)
    }

    pub(super) fn is_of(&self, issuer: &TrustAnchor) -> bool {
        self.crl.is_of(issuer)
    }

    /// May it take the place of `kept`? Not an older list, which would take a revocation back, and not one of another CA.
    pub(super) fn may_replace(&self, kept: &Self, anchors: &[TrustAnchor]) -> bool {
        let same_issuer = anchors.iter().any(|anchor| self.is_of(anchor) && kept.is_of(anchor));
        same_issuer && self.crl.this_update() >= kept.crl.this_update()
    }

    /// Has its next update not come yet?
    pub(super) fn is_current(&self, at: UnixTime) -> bool {
        self.crl.next_update().is_none_or(|next_update| at <= next_update)
    }
}
