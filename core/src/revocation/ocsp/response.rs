//! `OCSPResponse` (RFC 6960 §4.2): read, and its signature verified. Whether it answers a question is judged later.

use super::cert_id::CertId;
use super::responder::{self, ResponderId, Signed};
use crate::algorithm::{AlgorithmIdentifier, AlgorithmUnsupported};
use crate::certificate::{Certificate, time};
use crate::field_reader::{Element, FieldReader, context_specific};
use crate::malformed::Malformed;
use crate::revocation::reason_code::invalidity_date;
use crate::revocation::{Issuer, ReasonCode, Revoked, Status};
use crate::trust_anchor::TrustAnchor;
use crate::unix_time::UnixTime;
use const_oid::db::rfc5280::ID_CE_INVALIDITY_DATE;
use const_oid::db::rfc6960::{ID_PKIX_OCSP_BASIC, ID_PKIX_OCSP_NONCE};
use der::Tag;
use der::asn1::ObjectIdentifier;

/// Bytes of the largest response that is read. One about one certificate, with the responder's own, has about 2 kB.
pub const MAX_RESPONSE: usize = 64 * 1024;

/// RFC 6960 §4.4.8
const ID_PKIX_OCSP_EXTENDED_REVOKE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.1.9");

/// More statements than this in one response are refused; one is asked for.
const MAX_SINGLE_RESPONSES: usize = 16;

/// More extensions than this in one place are refused.
const MAX_EXTENSIONS: usize = 16;

/// A response whose signature has been verified.
#[derive(Debug)]
pub struct Response {
    issuer: Issuer,
    produced_at: UnixTime,
    nonce: Option<Box<[u8]>>,
    responder: Option<Box<Certificate>>,
    responses: Vec<SingleResponse>,
}

/// What the responder says of one certificate.
#[derive(Debug)]
pub(crate) struct SingleResponse {
    /// `None`: named by a hash that is not supported.
    cert_id: Option<CertId>,
    pub(crate) status: Status,
    pub(crate) this_update: UnixTime,
    pub(crate) next_update: Option<UnixTime>,
}

/// Why a response is not used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OcspError {
    /// Not DER, or not the structure of RFC 6960 §4.2.
    #[error("not an OCSP response: {0}")]
    Malformed(#[from] Malformed),
    /// More than [`MAX_RESPONSE`] bytes.
    #[error("the response has more than {MAX_RESPONSE} bytes")]
    TooLarge,
    /// The responder gave no answer, and says why (`OCSPResponseStatus`). Nobody signs that.
    #[error("the responder says {status}")]
    NotSuccessful {
        /// The name of RFC 6960 §4.2.1, such as `tryLater`.
        status: &'static str,
    },
    /// Another type of response than id-pkix-ocsp-basic.
    #[error("a response of the type {oid}")]
    TypeUnsupported {
        /// The type.
        oid: String,
    },
    /// Neither the issuer nor any certificate in the response is the one that the response names as its signer.
    #[error("the responder's certificate is not in the response")]
    ResponderUnknown,
    /// The issuer did not allow the responder to answer for it.
    #[error("the responder is not authorised: {explanation}")]
    ResponderNotAuthorised {
        /// What is missing.
        explanation: &'static str,
    },
    /// The responder did not sign it, or it was changed.
    #[error("the response was not signed by its responder, or was changed")]
    SignatureMismatch,
    /// It is signed with an algorithm that no row covers.
    #[error(transparent)]
    AlgorithmUnsupported(#[from] AlgorithmUnsupported),
    /// A critical extension that is not understood.
    #[error("the response has the critical extension {oid}, which is not understood")]
    ExtensionUnknown {
        /// The extension.
        oid: String,
    },
}

impl Response {
    /// Reads a response and verifies that `issuer`, or a responder whom it authorised, signed it.
    ///
    /// # Errors
    /// Everything that would make the response an unsafe answer; see [`OcspError`]. [`OcspError::NotSuccessful`] is no answer at all.
    pub fn from_der(der: &[u8], issuer: &TrustAnchor) -> Result<Self, OcspError> {
        if der.len() > MAX_RESPONSE {
            return Err(OcspError::TooLarge);
        }
        // BasicOCSPResponse ::= SEQUENCE { tbsResponseData, signatureAlgorithm, signature, certs [0] EXPLICIT OPTIONAL }
        let basic = basic_response(der)?;
        let mut basic_contents = basic.contents();
        let mut outer = basic_contents.sequence("basicOCSPResponse")?;
        basic_contents.finish("basicOCSPResponse")?;
        let tbs = outer.tagged("tbsResponseData", Tag::Sequence)?;
        let algorithm = signature_algorithm(&outer.element("signatureAlgorithm")?)?;
        let signature = der.get(outer.element("signature")?.bit_string_range()?).unwrap_or_default();
        let certificates = outer.optional("certs", context_specific(0, true))?;
        outer.finish("basicOCSPResponse")?;

        // ResponseData ::= SEQUENCE { version [0] DEFAULT v1, responderID, producedAt, responses, responseExtensions [1] OPTIONAL }
        let mut fields = tbs.contents();
        if let Some(version) = fields.optional("version", context_specific(0, true))? {
            // DER leaves the default out; a responder that writes it means the same.
            if version.decode_contents::<u8>()? != 0 {
                return Err(version.refuse("not version 1").into());
            }
        }
        let id = ResponderId::read(&fields.element("responderID")?)?;
        let signed = Signed { message: tbs.der, algorithm, signature };
        let responder = responder::verify(&id, &signed, certificates, issuer)?;
        let produced_at = generalized_time(&mut fields, "producedAt")?;
        let mut list = fields.sequence("responses")?;
        let mut responses = Vec::new();
        while !list.is_finished() {
            let element = list.tagged("singleResponse", Tag::Sequence)?;
            if responses.len() == MAX_SINGLE_RESPONSES {
                return Err(element.refuse(format!("more than {MAX_SINGLE_RESPONSES} responses")).into());
            }
            responses.push(SingleResponse::read(element.contents())?);
        }
        let (mut nonce, mut extended_revoke) = (None, false);
        if let Some(explicit) = fields.optional("responseExtensions", context_specific(1, true))? {
            read_extensions(&explicit, |oid, value| {
                match oid {
                    ID_PKIX_OCSP_NONCE => {
                        let mut contents = value.contents();
                        nonce = Some(contents.tagged("nonce", Tag::OctetString)?.value.into());
                        contents.finish("nonce")?;
                    }
                    ID_PKIX_OCSP_EXTENDED_REVOKE => extended_revoke = true,
                    _ => return Ok(false),
                }
                Ok(true)
            })?;
        }
        if extended_revoke {
            responses.iter_mut().for_each(SingleResponse::tell_never_issued);
        }
        fields.finish("tbsResponseData")?;
        let responder = responder.map(Box::new);
        Ok(Self { issuer: Issuer::of(issuer), produced_at, nonce, responder, responses })
    }

    /// When the responder signed it.
    pub fn produced_at(&self) -> UnixTime {
        self.produced_at
    }

    /// The nonce that came back (RFC 9654).
    pub fn nonce(&self) -> Option<&[u8]> {
        self.nonce.as_deref()
    }

    pub(crate) fn issuer(&self) -> &Issuer {
        &self.issuer
    }

    /// The certificate of a delegated responder; `None` where the issuer itself signed.
    pub(crate) fn responder(&self) -> Option<&Certificate> {
        self.responder.as_deref()
    }

    /// What it says of a certificate of this issuer.
    pub(crate) fn find<'a>(
        &'a self,
        certificate: &'a Certificate,
        issuer: &'a Certificate,
    ) -> impl Iterator<Item = &'a SingleResponse> {
        self.responses.iter().filter(move |response| {
            response.cert_id.as_ref().is_some_and(|cert_id| cert_id.names(certificate, issuer))
        })
    }
}

impl SingleResponse {
    /// `SEQUENCE { certID, certStatus, thisUpdate, nextUpdate [0] OPTIONAL, singleExtensions [1] OPTIONAL }`
    fn read(mut fields: FieldReader<'_>) -> Result<Self, OcspError> {
        let cert_id = CertId::read(fields.sequence("certID")?)?;
        let status = status(&fields.element("certStatus")?)?;
        let this_update = generalized_time(&mut fields, "thisUpdate")?;
        let next_update = match fields.optional("nextUpdate", context_specific(0, true))? {
            Some(explicit) => {
                let mut contents = explicit.contents();
                let next_update = generalized_time(&mut contents, "nextUpdate")?;
                contents.finish("nextUpdate")?;
                Some(next_update)
            }
            None => None,
        };
        let mut invalid_since = None;
        if let Some(explicit) = fields.optional("singleExtensions", context_specific(1, true))? {
            // Every extension of an entry of a list can be here (RFC 6960 §4.4.5). The reason is part of the status.
            read_extensions(&explicit, |oid, value| {
                if oid == ID_CE_INVALIDITY_DATE {
                    invalid_since = Some(invalidity_date(value)?);
                }
                Ok(oid == ID_CE_INVALIDITY_DATE)
            })?;
        }
        fields.finish("singleResponse")?;
        let status = match status {
            Status::Revoked(revoked) => {
                Status::Revoked(Revoked { invalidity_date: invalid_since, ..revoked })
            }
            other => other,
        };
        Ok(Self { cert_id, status, this_update, next_update })
    }

    /// In a response with the extension id-pkix-ocsp-extended-revoke, a hold since 1970-01-01 is how the CA says that it never issued the
    /// certificate (RFC 6960 §2.2).
    fn tell_never_issued(&mut self) {
        if let Status::Revoked(Revoked { at, reason: Some(ReasonCode::CertificateHold), .. }) = self.status
            && at.seconds() == 0
        {
            self.status = Status::NeverIssued;
        }
    }
}

/// `CHOICE { good [0] NULL, revoked [1] RevokedInfo, unknown [2] NULL }`, all IMPLICIT
fn status(element: &Element<'_>) -> Result<Status, OcspError> {
    let null = |status| match element.value {
        [] => Ok(status),
        _ => Err(element.refuse("not NULL").into()),
    };
    if element.tag == context_specific(0, false) {
        return null(Status::Good);
    }
    if element.tag == context_specific(2, false) {
        return null(Status::Unknown);
    }
    if element.tag != context_specific(1, true) {
        return Err(element.refuse("not a status of RFC 6960").into());
    }
    // RevokedInfo ::= SEQUENCE { revocationTime, revocationReason [0] EXPLICIT CRLReason OPTIONAL }
    let mut fields = element.contents();
    let at = generalized_time(&mut fields, "revocationTime")?;
    let reason = match fields.optional("revocationReason", context_specific(0, true))? {
        Some(explicit) => Some(ReasonCode::read(explicit.contents())?),
        None => None,
    };
    fields.finish("revokedInfo")?;
    Ok(Status::Revoked(Revoked { at, reason, invalidity_date: None }))
}

/// From the outermost SEQUENCE to the OCTET STRING of the basic response.
fn basic_response(der: &[u8]) -> Result<Element<'_>, OcspError> {
    // OCSPResponse ::= SEQUENCE { responseStatus ENUMERATED, responseBytes [0] EXPLICIT OPTIONAL }
    let mut whole = FieldReader::new(der);
    let mut fields = whole.sequence("ocspResponse")?;
    whole.finish("ocspResponse")?;
    let status = fields.tagged("responseStatus", Tag::Enumerated)?;
    let name = match status.value {
        [0] => None,
        [1] => Some("malformedRequest"),
        [2] => Some("internalError"),
        [3] => Some("tryLater"),
        [5] => Some("sigRequired"),
        [6] => Some("unauthorized"),
        _ => return Err(status.refuse("not a status of RFC 6960").into()),
    };
    if let Some(status) = name {
        return Err(OcspError::NotSuccessful { status });
    }
    let mut explicit = fields.tagged("responseBytes", context_specific(0, true))?.contents();
    fields.finish("ocspResponse")?;
    let mut bytes = explicit.sequence("responseBytes")?;
    explicit.finish("responseBytes")?;
    let response_type = bytes.oid("responseType")?;
    if response_type != ID_PKIX_OCSP_BASIC {
        return Err(OcspError::TypeUnsupported { oid: response_type.to_string() });
    }
    let response = bytes.tagged("response", Tag::OctetString)?;
    bytes.finish("responseBytes")?;
    Ok(response)
}

/// `explicit` holds a SEQUENCE OF extensions; `take` says which it understands.
fn read_extensions(
    explicit: &Element<'_>,
    mut take: impl FnMut(ObjectIdentifier, &Element<'_>) -> Result<bool, Malformed>,
) -> Result<(), OcspError> {
    let mut contents = explicit.contents();
    let mut list = contents.sequence(explicit.field)?;
    contents.finish(explicit.field)?;
    let mut seen = Vec::new();
    while !list.is_finished() {
        let extension = list.extension(explicit.field, &mut seen, MAX_EXTENSIONS)?;
        if !take(extension.oid, &extension.value)? && extension.critical {
            return Err(OcspError::ExtensionUnknown { oid: extension.oid.to_string() });
        }
    }
    Ok(())
}

/// Nothing signs it, and RSA's has no parameters (RFC 4055 §5: NULL), so that no other bytes mean the same.
fn signature_algorithm(element: &Element<'_>) -> Result<ObjectIdentifier, Malformed> {
    let algorithm = AlgorithmIdentifier::read(element)?;
    match algorithm.parameters {
        Some(_) => Err(element.refuse("with parameters")),
        None => Ok(algorithm.oid),
    }
}

fn generalized_time(fields: &mut FieldReader<'_>, field: &'static str) -> Result<UnixTime, Malformed> {
    time(&fields.tagged(field, Tag::GeneralizedTime)?)
}

#[cfg(test)]
mod tests;
