//! Wrong OCSP answers, each in one way.

use serde::Deserialize;
use time::{Duration, OffsetDateTime};

use crate::door::Reply;
use crate::ocsp::{OcspAnswer, OcspQuestion, OcspStatus};
use crate::responder::{OCSP_RESPONSE, Side};
use crate::{KeyStore, PkiError};

/// How an OCSP responder answers wrongly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Lie {
    /// Nobody listens.
    Down,
    /// The connection opens, and nothing comes.
    Silence,
    /// A body without end.
    Endless,
    /// Half of OpenSSL's answer.
    Half,
    /// Status 503.
    HttpError,
    /// Bytes that are no answer.
    Garbage,
    /// `OCSPResponseStatus` tryLater.
    TryLater,
    /// "Good", signed by a key of nobody in the CA's name.
    WrongKey,
    /// "Good", signed by a key that the CA has certified, but not for OCSP.
    UnfitDelegate,
    /// "Good", signed by the CA, of the certificate with the next serial number.
    OtherCertificate,
    /// "Unknown", signed by the CA, and then altered to "good".
    StatusFlipped,
    /// "Good", signed by the CA, of the day before yesterday, and over since yesterday.
    Stale,
    /// "Good", signed by the CA, of tomorrow.
    Future,
    /// "Good", signed by the CA, without the nonce.
    NoNonce,
    /// "Good", signed by the CA, with another nonce.
    OtherNonce,
    /// "Unknown", signed by the CA.
    Unknown,
}

impl Lie {
    /// The wrong answer to this request. `honest` is OpenSSL's.
    ///
    /// # Errors
    /// The request cannot be read, or no answer can be made.
    pub(crate) fn tell(
        self,
        side: &Side,
        request: &[u8],
        honest: impl FnOnce() -> Result<Vec<u8>, PkiError>,
    ) -> Result<Reply, PkiError> {
        let whole = |body| Ok(Reply::Whole(200, OCSP_RESPONSE, body));
        let question = OcspQuestion::from_der(request)?;
        let key = side.authority.key();
        let now = OffsetDateTime::now_utc();
        let mut good = good(&question, side, now);
        match self {
            Self::Down | Self::Silence => return Ok(Reply::Silence),
            Self::Endless => return Ok(Reply::Endless(OCSP_RESPONSE)),
            Self::Half => return Ok(Reply::Half(OCSP_RESPONSE, honest()?)),
            Self::HttpError => return Ok(Reply::Whole(503, "text/plain", b"busy\n".to_vec())),
            Self::Garbage => return whole(b"<html>Log in to the hotel's network</html>".to_vec()),
            Self::TryLater => return whole(OcspAnswer::refusal(3)),
            Self::StatusFlipped => {
                let unknown = OcspAnswer { status: OcspStatus::Unknown, ..good.clone() };
                return whole(good.with_signature_of(&unknown, key)?);
            }
            Self::WrongKey => {
                let stranger = KeyStore::open(side.authority.folder())?.key("stranger")?;
                return whole(good.sign(&stranger)?);
            }
            Self::UnfitDelegate => {
                let unfit = side.authority.unfit_delegate(now)?;
                good.responder = unfit.key.to_public_key();
                good.certificates = vec![unfit.certificate.clone()];
                return whole(good.sign(&unfit.key)?);
            }
            Self::OtherCertificate => {
                if let Some(last) = good.certificate.last_mut() {
                    *last = last.wrapping_add(1);
                }
            }
            Self::Stale => {
                good.this_update -= Duration::days(2);
                good.produced_at = good.this_update;
                good.next_update = Some(good.this_update + Duration::DAY);
            }
            Self::Future => {
                good.this_update += Duration::DAY;
                good.produced_at = good.this_update;
                good.next_update = Some(good.this_update + Duration::DAY);
            }
            Self::NoNonce => good.nonce = None,
            Self::OtherNonce => good.nonce = Some(vec![0xA5; 32]),
            Self::Unknown => good.status = OcspStatus::Unknown,
        }
        whole(good.sign(key)?)
    }
}

/// What the CA would say of a certificate that it never revoked.
fn good(question: &OcspQuestion, side: &Side, now: OffsetDateTime) -> OcspAnswer {
    OcspAnswer {
        certificate: question.certificate.clone(),
        status: OcspStatus::Good,
        this_update: now,
        next_update: Some(now + Duration::minutes(5)),
        produced_at: now,
        extensions: Vec::new(),
        nonce: question.nonce.clone(),
        responder: side.authority.key().to_public_key(),
        certificates: Vec::new(),
    }
}
