//! A list that is kept in memory: whose it is, whether it still may be used, and what went wrong since.

use super::{OwnedAnswer, now};
use jitsuin_core::certificate::Certificate;
use jitsuin_core::revocation::{Crl, CrlError, SourceKind};
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

/// What is known of the list at one place, a file or a URL.
#[derive(Clone, Debug, Default)]
pub(super) struct Known {
    /// The last one that counts. It goes on being used while it is valid, whatever comes after it.
    pub(super) kept: Option<KeptCrl>,
    /// What went wrong the last time.
    pub(super) failure: Option<Failure>,
}

/// Why there is no newer list.
#[derive(Clone, Debug)]
pub(super) struct Failure {
    pub(super) at: UnixTime,
    /// Did something come that must not be believed?
    pub(super) refused: bool,
    pub(super) explanation: String,
}

impl KeptCrl {
    /// Reads a list, DER or PEM (`X509 CRL`), which one of the anchors must have signed. It takes as long as one signature and one pass
    /// over the entries, so it belongs on a thread that may block.
    pub(super) fn read(bytes: Vec<u8>, anchors: &[TrustAnchor]) -> Result<Self, CrlError> {
        let der = match pem_rfc7468::decode_vec(&bytes) {
            Ok(("X509 CRL", der)) => der,
            _ => bytes,
        };
        Ok(Self { crl: Arc::new(Crl::from_der(der, anchors)?), read_at: now() })
    }

    /// Is it of the certificate's issuer, and of its distribution point?
    pub(super) fn speaks_for(&self, certificate: &Certificate, issuer: &TrustAnchor) -> bool {
        self.crl.is_of(issuer) && self.crl.covers(certificate)
    }

    /// Has its next update not come yet?
    pub(super) fn is_current(&self, at: UnixTime) -> bool {
        self.crl.next_update().is_none_or(|next_update| at <= next_update)
    }

    fn answer(self, source: Arc<str>) -> OwnedAnswer {
        OwnedAnswer::Crl { crl: self.crl, source, at: self.read_at }
    }
}

impl Known {
    /// Keeps a list that has just been read, unless that would take a revocation back: an older one of the same scope never counts, and one
    /// of another CA or distribution point only when the kept one's time is over.
    pub(super) fn take(&mut self, new: KeptCrl) {
        let at = new.read_at;
        let refused = self.kept.as_ref().and_then(|kept| {
            if new.crl.has_scope_of(&kept.crl) {
                (!new.crl.may_replace(&kept.crl)).then_some("the list is older than the one before")
            } else {
                kept.is_current(at).then_some("the list is of another CA or distribution point than before")
            }
        });
        match refused {
            Some(explanation) => self.fail(at, true, explanation.to_owned()),
            None => *self = Self { kept: Some(new), failure: None },
        }
    }

    pub(super) fn fail(&mut self, at: UnixTime, refused: bool, explanation: String) {
        self.failure = Some(Failure { at, refused, explanation });
    }

    pub(super) fn is_usable(&self, at: UnixTime) -> bool {
        self.kept.as_ref().is_some_and(|kept| kept.is_current(at))
    }

    /// What the place says of a certificate; `None` where its list does not speak for it.
    pub(super) fn answer(
        self,
        source: Arc<str>,
        certificate: &Certificate,
        issuer: &TrustAnchor,
    ) -> Option<OwnedAnswer> {
        let kind = SourceKind::Crl;
        match (self.kept, self.failure) {
            (Some(kept), _) if !kept.speaks_for(certificate, issuer) => None,
            (Some(kept), None) => Some(kept.answer(source)),
            // A revocation is for ever: core judges whether the old word still counts.
            (Some(kept), Some(_))
                if kept.is_current(now()) || kept.crl.find(certificate.serial_number()).is_some() =>
            {
                Some(kept.answer(source))
            }
            (_, Some(Failure { at, refused: true, explanation })) => {
                Some(OwnedAnswer::Refused { kind, source, explanation, at })
            }
            (_, Some(Failure { at, refused: false, explanation })) => {
                Some(OwnedAnswer::Unavailable { kind, source, explanation, at })
            }
            (None, None) => {
                let explanation = "the list is still being fetched".to_owned();
                Some(OwnedAnswer::Unavailable { kind, source, explanation, at: now() })
            }
        }
    }
}
