//! Trust anchors (RFC 5280 §6.1.1 d): CA certificates that the operator trusts, as PEM (RFC 7468).

mod pinned;

use crate::algorithm::AlgorithmUnsupported;
use crate::certificate::{Certificate, Kind};
use crate::crypto::VerifyDigest;
use crate::facts::Facts;
use crate::malformed::Malformed;
use der::asn1::ObjectIdentifier;
use serde::Serialize;
use std::sync::Arc;

/// Bytes of the largest PEM text that is read.
pub const MAX_ANCHORS_TEXT: usize = 1024 * 1024;

/// Most anchors in one text. J-LIS has published six CA certificates (CARD.md §4.1).
pub const MAX_ANCHORS: usize = 64;

const BEGIN: &str = "-----BEGIN ";
const END: &str = "-----END ";
const CERTIFICATE_LABEL: &str = "CERTIFICATE";

/// A self-signed certificate that is trusted because the operator says so. Its key is ready to verify. A clone costs nothing.
#[derive(Clone, Debug)]
pub struct TrustAnchor(Arc<Anchor>);

#[derive(Debug)]
struct Anchor {
    certificate: Certificate,
    key: Box<dyn VerifyDigest>,
    origin: AnchorOrigin,
    generation: Option<&'static str>,
    kind: Option<Kind>,
}

/// Whose a trust anchor is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum AnchorOrigin {
    /// A CA of J-LIS in production, by the SHA-256 of its certificate.
    JLis,
    /// A test CA (`O=JPKI-TEST`): it proves nothing about anyone.
    Test,
    /// Neither: trusted because the operator says so, and for nothing else.
    Operator,
}

/// Why a text is not a list of trust anchors. Who configured it is at fault.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TrustAnchorError {
    /// Not PEM, not certificates, or not self-signed ones.
    #[error("not trust anchors: {0}")]
    Malformed(#[from] Malformed),
}

impl TrustAnchor {
    /// Reads every certificate of a PEM text; what stands between the blocks is skipped (RFC 7468 §2).
    ///
    /// # Errors
    /// `anchors-malformed`: the position of the block (its `-----BEGIN`) and the reason. A text without any is refused too.
    pub fn from_pem(text: &str) -> Result<Vec<Self>, TrustAnchorError> {
        if text.len() > MAX_ANCHORS_TEXT {
            return Err(Malformed::of("anchors", format!("larger than {MAX_ANCHORS_TEXT} bytes")).into());
        }
        let mut anchors = Vec::new();
        let mut position = 0_usize;
        while let Some((start, block)) = next_block(text, position)? {
            if anchors.len() == MAX_ANCHORS {
                return Err(
                    Malformed::at(start, "anchors", format!("more than {MAX_ANCHORS} anchors")).into()
                );
            }
            let (label, der) = pem_rfc7468::decode_vec(block.as_bytes())
                .map_err(|error| Malformed::at(start, "anchors", format!("not PEM: {error}")))?;
            if label != CERTIFICATE_LABEL {
                return Err(Malformed::at(start, "anchors", "a PEM block that is not a CERTIFICATE").into());
            }
            anchors.push(
                Self::from_der(&der).map_err(|reason| Malformed::at(start, "anchors", reason.to_string()))?,
            );
            position = start.saturating_add(block.len());
        }
        if anchors.is_empty() {
            return Err(Malformed::at(0, "anchors", "no certificate").into());
        }
        Ok(anchors)
    }

    /// Reads one self-signed certificate and verifies its own signature.
    ///
    /// # Errors
    /// `anchors-malformed`.
    pub fn from_der(der: &[u8]) -> Result<Self, TrustAnchorError> {
        let refuse = |reason: String| Malformed::of("anchor", reason);
        let certificate = Certificate::from_der(der).map_err(|error| refuse(error.to_string()))?;
        if certificate.issuer_der() != certificate.subject_der() {
            return Err(refuse("not self-signed: issuer and subject differ".into()).into());
        }
        let key = certificate.load_key().map_err(|error| refuse(error.to_string()))?;
        match certificate.is_signed_by(&certificate, key.as_ref()) {
            Ok(true) => {
                let pinned = pinned::find(certificate.fingerprint());
                let origin = match pinned {
                    Some(_) => AnchorOrigin::JLis,
                    None if certificate.is_test() => AnchorOrigin::Test,
                    None => AnchorOrigin::Operator,
                };
                let (generation, kind) = match pinned {
                    Some(row) => (Some(row.file), Some(row.kind)),
                    None => (None, certificate.kind_of_issued()),
                };
                Ok(Self(Arc::new(Anchor { certificate, key, origin, generation, kind })))
            }
            Ok(false) => Err(refuse("not self-signed: its key did not sign it".into()).into()),
            Err(error) => Err(refuse(error.to_string()).into()),
        }
    }

    /// The certificate.
    pub fn certificate(&self) -> &Certificate {
        &self.0.certificate
    }

    /// The subject as RFC 4514 writes it.
    pub fn name(&self) -> &str {
        self.certificate().subject_text()
    }

    /// Whose it is. Production is [`AnchorOrigin::JLis`] and nothing else.
    pub fn origin(&self) -> AnchorOrigin {
        self.0.origin
    }

    /// J-LIS's file of a pinned certificate, such as `signca02`.
    pub fn generation(&self) -> Option<&'static str> {
        self.0.generation
    }

    /// The kind of certificates that it issues; `None` where its name does not say.
    pub fn kind(&self) -> Option<Kind> {
        self.0.kind
    }

    pub(crate) fn key(&self) -> &dyn VerifyDigest {
        self.0.key.as_ref()
    }

    /// Did the anchor's key make this signature of `message`, which calls itself `algorithm`?
    ///
    /// # Errors
    /// No row covers the algorithm for this key.
    pub(crate) fn has_signed(
        &self,
        message: &[u8],
        algorithm: ObjectIdentifier,
        signature: &[u8],
    ) -> Result<bool, AlgorithmUnsupported> {
        self.certificate().has_signed(self.key(), message, algorithm, signature)
    }
}

impl TrustAnchorError {
    /// The code of bridge/PROTOCOL.md.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Malformed(_) => "anchors-malformed",
        }
    }

    /// The facts that the code carries.
    pub fn facts(&self) -> Facts {
        match self {
            Self::Malformed(malformed) => Facts { field: None, ..malformed.into() },
        }
    }
}

/// The next PEM block from `position` on, with where it begins.
fn next_block(text: &str, position: usize) -> Result<Option<(usize, &str)>, Malformed> {
    let rest = text.get(position..).unwrap_or_default();
    let Some(offset) = rest.find(BEGIN) else { return Ok(None) };
    let start = position.saturating_add(offset);
    let block = rest.get(offset..).unwrap_or_default();
    let unfinished = || Malformed::at(start, "anchors", "a PEM block without an end");
    let end = block.find(END).ok_or_else(unfinished)?;
    let after_end = block
        .get(end..)
        .and_then(|line| line.find('\n'))
        .map_or(block.len(), |line| end.saturating_add(line).saturating_add(1));
    Ok(Some((start, block.get(..after_end).unwrap_or(block))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forge::certificate::Certificate as Forged;
    use crate::forge::{Key, pem};

    fn ca_pem(key: &Key) -> String {
        pem("CERTIFICATE", &Forged::ca(key).signed_by(key))
    }

    fn refusal(text: &str) -> Facts {
        let error = TrustAnchor::from_pem(text).unwrap_err();
        assert_eq!(error.code(), "anchors-malformed");
        error.facts()
    }

    #[test]
    fn every_certificate_of_a_text_is_read() {
        let text = format!("署名用CA\n{}\nanother one:\r\n{}", ca_pem(Key::ca()), ca_pem(Key::other()));
        let anchors = TrustAnchor::from_pem(&text).unwrap();
        assert_eq!(anchors.len(), 2);
        assert_ne!(anchors[0].certificate().fingerprint(), anchors[1].certificate().fingerprint());
        assert!(anchors[0].certificate().is_test());
        let windows = ca_pem(Key::ca()).replace('\n', "\r\n");
        assert_eq!(TrustAnchor::from_pem(&windows).unwrap().len(), 1);
    }

    #[test]
    fn a_text_without_anchors_is_refused() {
        for text in ["", "no PEM here", "-----BEGIN"] {
            assert_eq!(refusal(text).reason.as_deref(), Some("no certificate"), "{text}");
        }
    }

    #[test]
    fn the_block_that_is_wrong_is_named() {
        let good = ca_pem(Key::ca());
        let leaf = pem("CERTIFICATE", &Forged::sign().signed_by(Key::ca()));
        let forged_ca = pem("CERTIFICATE", &Forged::ca(Key::ca()).signed_by(Key::other()));
        let cases = [
            (leaf, "issuer and subject differ"),
            (forged_ca, "its key did not sign it"),
            (pem("PRIVATE KEY", &[0x30, 0x00]), "not a CERTIFICATE"),
            (pem("CERTIFICATE", &[0x30, 0x00]), "tbsCertificate at byte 2: missing"),
            (good.replace("-----END CERTIFICATE-----\n", ""), "without an end"),
            (good.replace("MII", "M!I"), "not PEM"),
        ];
        for (bad, reason) in cases {
            let facts = refusal(&format!("{good}{bad}"));
            assert_eq!(facts.position, Some(good.len()));
            assert!(facts.reason.as_ref().unwrap().contains(reason), "{facts:?}");
        }
    }

    #[test]
    fn a_text_is_bounded() {
        assert!(refusal(&ca_pem(Key::ca()).repeat(MAX_ANCHORS + 1)).reason.unwrap().contains("more than 64"));
        assert!(refusal(&" ".repeat(MAX_ANCHORS_TEXT + 1)).reason.unwrap().contains("larger than"));
    }
}
