//! A verdict in two halves, with the caller's questions about revocation between them.

use crate::error::Failure;
use crate::{time, to_json};
use jitsuin_core::certificate::Certificate;
use jitsuin_core::revocation::ocsp::{OcspError, Response, request};
use jitsuin_core::revocation::{
    Answer, Crl, MAX_AGE, ReasonCode, Revoked, SourceKind, Status, distribution_point_text,
};
use jitsuin_core::trust_anchor::TrustAnchor;
use jitsuin_core::unix_time::UnixTime;
use jitsuin_core::verify;
use std::rc::Rc;
use std::time::Duration;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

/// A list of revoked certificates (RFC 5280), read and verified once, for as many verdicts as there are.
///
/// A list that must not be believed is no error: `problem` says why, and every report to which it is added names it.
#[wasm_bindgen]
#[derive(Debug)]
pub struct RevocationList(Rc<Result<Crl, String>>);

#[wasm_bindgen]
impl RevocationList {
    /// Reads the DER of a list that one of the anchors signed.
    ///
    /// # Errors
    /// `anchors-malformed`.
    #[wasm_bindgen(constructor)]
    pub fn new(
        der: Vec<u8>,
        #[wasm_bindgen(js_name = anchorsPem)] anchors_pem: &str,
    ) -> Result<Self, JsValue> {
        let anchors = TrustAnchor::from_pem(anchors_pem).map_err(Failure::from)?;
        Ok(Self(Rc::new(Crl::from_der(der, &anchors).map_err(|error| error.to_string()))))
    }

    /// Why the list does not count; undefined where it does.
    #[wasm_bindgen(getter)]
    pub fn problem(&self) -> Option<String> {
        self.0.as_ref().as_ref().err().cloned()
    }

    /// How many certificates it revokes.
    #[wasm_bindgen(getter)]
    pub fn size(&self) -> usize {
        self.0.as_ref().as_ref().map_or(0, Crl::len)
    }

    /// When it was made, RFC 3339.
    #[wasm_bindgen(getter, js_name = thisUpdate)]
    pub fn this_update(&self) -> Option<String> {
        self.0.as_ref().as_ref().ok().map(|crl| crl.this_update().to_string())
    }

    /// When the next one will be there at the latest, RFC 3339.
    #[wasm_bindgen(getter, js_name = nextUpdate)]
    pub fn next_update(&self) -> Option<String> {
        self.0.as_ref().as_ref().ok()?.next_update().map(|time| time.to_string())
    }

    /// Is it a list of the same CA, for the same certificates?
    #[wasm_bindgen(js_name = hasScopeOf)]
    pub fn has_scope_of(&self, other: &RevocationList) -> bool {
        self.with(other).is_some_and(|(own, other)| own.has_scope_of(other))
    }

    /// May it take the place of a list that is kept? Not an older one, which would take a revocation back, nor one of another scope.
    #[wasm_bindgen(js_name = mayReplace)]
    pub fn may_replace(&self, kept: &RevocationList) -> bool {
        self.with(kept).is_some_and(|(own, kept)| own.may_replace(kept))
    }

    /// Is it of the CA that issued the examined certificate, and of its distribution point?
    #[wasm_bindgen(js_name = speaksFor)]
    pub fn speaks_for(&self, examination: &Examination) -> bool {
        self.about(examination).is_some()
    }

    /// Does it speak for the examined certificate and name it as revoked? That stays true when the list's time is over.
    pub fn names(&self, examination: &Examination) -> bool {
        self.about(examination)
            .is_some_and(|(crl, certificate)| crl.find(certificate.serial_number()).is_some())
    }
}

impl RevocationList {
    fn with<'a>(&'a self, other: &'a Self) -> Option<(&'a Crl, &'a Crl)> {
        self.0.as_ref().as_ref().ok().zip(other.0.as_ref().as_ref().ok())
    }

    fn about<'a>(&'a self, examination: &'a Examination) -> Option<(&'a Crl, &'a Certificate)> {
        let crl = self.0.as_ref().as_ref().ok()?;
        let examination = &examination.examination;
        let (certificate, issuer) = (examination.signer()?, examination.issuer()?);
        (crl.is_of(issuer) && crl.covers(certificate)).then_some((crl, certificate))
    }
}

/// A signature or a login, judged as far as it goes without asking anybody. Add what sources answer, then conclude.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Examination {
    examination: verify::Examination,
    answers: Vec<OwnedAnswer>,
}

/// An answer that owns what it is about.
#[derive(Debug)]
struct OwnedAnswer {
    kind: SourceKind,
    source: String,
    at: UnixTime,
    word: Word,
}

#[derive(Debug)]
enum Word {
    List(Rc<Result<Crl, String>>),
    Ocsp(Response, Option<Vec<u8>>),
    Operator(Status, UnixTime),
    Refused(String),
    Unavailable(String),
}

/// Judges a CMS signature for the time `atMs` (milliseconds after the epoch), all but revocation. `content` is given for a detached one.
///
/// # Errors
/// `anchors-malformed`. A bad signature is not an error but a report.
#[wasm_bindgen]
pub fn examine(
    signed: &[u8],
    content: Option<Box<[u8]>>,
    #[wasm_bindgen(js_name = anchorsPem)] anchors_pem: &str,
    #[wasm_bindgen(js_name = atMs)] at_ms: f64,
) -> Result<Examination, JsValue> {
    let anchors = TrustAnchor::from_pem(anchors_pem).map_err(Failure::from)?;
    Ok(Examination::of(verify::examine(signed, content.as_deref(), &anchors, time(at_ms)?)))
}

/// Judges a login for the time `atMs`, all but revocation. `origin` is the server's own, `nonce` the one that it gave.
///
/// # Errors
/// `anchors-malformed`. A bad login is not an error but a report.
#[wasm_bindgen(js_name = examineLogin)]
pub fn examine_login(
    #[wasm_bindgen(js_name = tokenJson)] token_json: &str,
    origin: &str,
    nonce: &str,
    #[wasm_bindgen(js_name = anchorsPem)] anchors_pem: &str,
    #[wasm_bindgen(js_name = atMs)] at_ms: f64,
) -> Result<Examination, JsValue> {
    let anchors = TrustAnchor::from_pem(anchors_pem).map_err(Failure::from)?;
    let at = time(at_ms)?;
    Ok(Examination::of(verify::examine_login(token_json.as_bytes(), origin, nonce, &anchors, at)))
}

/// Judges a certificate by itself (DER; 現況確認) for the time `atMs`, all but revocation.
///
/// # Errors
/// `anchors-malformed`, `certificate-malformed`. A certificate that is not good is not an error but a report.
#[wasm_bindgen(js_name = examineCertificate)]
pub fn examine_certificate(
    der: &[u8],
    #[wasm_bindgen(js_name = anchorsPem)] anchors_pem: &str,
    #[wasm_bindgen(js_name = atMs)] at_ms: f64,
) -> Result<Examination, JsValue> {
    let anchors = TrustAnchor::from_pem(anchors_pem).map_err(Failure::from)?;
    let certificate = Certificate::from_der(der).map_err(Failure::from)?;
    Ok(Examination::of(verify::examine_certificate(certificate, &anchors, time(at_ms)?)))
}

#[wasm_bindgen]
impl Examination {
    /// Has every other check passed? If not, no answer changes the verdict for the better.
    #[wasm_bindgen(getter, js_name = revocationDecides)]
    pub fn revocation_decides(&self) -> bool {
        self.examination.revocation_decides()
    }

    /// The DER of the certificate that the signature names; undefined where it could not be read that far.
    #[wasm_bindgen(getter)]
    pub fn signer(&self) -> Option<Vec<u8>> {
        self.examination.signer().map(|certificate| certificate.der().to_vec())
    }

    /// The name of the certificate's distribution point (RFC 4514), whose list speaks for it; undefined where it names none.
    #[wasm_bindgen(getter, js_name = distributionPoint)]
    pub fn distribution_point(&self) -> Option<String> {
        distribution_point_text(self.examination.signer()?)
    }

    /// The bytes to send to an OCSP responder as `application/ocsp-request`; undefined where no anchor issued the certificate. `nonce`:
    /// 32 random bytes, to be given to `addOcspResponse` too.
    #[wasm_bindgen(js_name = ocspRequest)]
    pub fn ocsp_request(&self, nonce: Option<Box<[u8]>>) -> Option<Vec<u8>> {
        let (certificate, issuer) = (self.examination.signer()?, self.examination.issuer()?);
        Some(request(certificate, issuer, nonce.as_deref()))
    }

    /// What a responder answered to `ocspRequest(nonce)` at `atMs`. `source` is its name in the report, such as its URL.
    ///
    /// # Errors
    /// None: what is no answer, or must not be believed, is in the report.
    #[wasm_bindgen(js_name = addOcspResponse)]
    pub fn add_ocsp_response(
        &mut self,
        response: &[u8],
        nonce: Option<Box<[u8]>>,
        source: &str,
        #[wasm_bindgen(js_name = atMs)] at_ms: f64,
    ) -> Result<(), JsValue> {
        let word = match self.examination.issuer().map(|issuer| Response::from_der(response, issuer)) {
            Some(Ok(response)) => Word::Ocsp(response, nonce.map(<[u8]>::into_vec)),
            Some(Err(error @ OcspError::NotSuccessful { .. })) => Word::Unavailable(error.to_string()),
            Some(Err(error)) => Word::Refused(error.to_string()),
            None => Word::Refused("the certificate's issuer is not known".to_owned()),
        };
        self.add(SourceKind::Ocsp, source, at_ms, word)
    }

    /// A list, read at `atMs`. `source` is its name in the report, such as its file or URL.
    ///
    /// # Errors
    /// None of the list: a list with a `problem` is in the report.
    #[wasm_bindgen(js_name = addList)]
    pub fn add_list(
        &mut self,
        list: &RevocationList,
        source: &str,
        #[wasm_bindgen(js_name = atMs)] at_ms: f64,
    ) -> Result<(), JsValue> {
        self.add(SourceKind::Crl, source, at_ms, Word::List(Rc::clone(&list.0)))
    }

    /// A platform operator's word at `atMs`. `revokedAtMs` belongs to `"revoked"`, and so does `reason`, where the operator says it.
    /// `thisUpdateMs`: from when its knowledge is; where it does not say, from when it answered.
    ///
    /// # Errors
    /// `internal`: `"revoked"` without `revokedAtMs`, one of the two with another word, another word or another reason.
    #[wasm_bindgen(js_name = addOperatorStatus)]
    pub fn add_operator_status(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "\"good\" | \"revoked\" | \"unknown\"")] status: &str,
        #[wasm_bindgen(js_name = revokedAtMs)] revoked_at_ms: Option<f64>,
        source: &str,
        #[wasm_bindgen(js_name = atMs)] at_ms: f64,
        #[wasm_bindgen(js_name = thisUpdateMs)] this_update_ms: Option<f64>,
        #[wasm_bindgen(unchecked_optional_param_type = "ReasonCode")] reason: Option<String>,
    ) -> Result<(), JsValue> {
        let reason = match reason {
            Some(name) => Some(
                ReasonCode::from_name(&name).ok_or_else(|| Failure::internal("not a reason of RFC 5280"))?,
            ),
            None => None,
        };
        let status = match (status, revoked_at_ms, reason) {
            ("good", None, None) => Status::Good,
            ("unknown", None, None) => Status::Unknown,
            ("revoked", Some(at), reason) => {
                Status::Revoked(Revoked { at: time(at)?, reason, invalidity_date: None })
            }
            _ => return Err(Failure::internal("not a status").into()),
        };
        let this_update = time(this_update_ms.unwrap_or(at_ms))?;
        self.add(SourceKind::Operator, source, at_ms, Word::Operator(status, this_update))
    }

    /// A source that was asked at `atMs` and gave no answer, and why.
    ///
    /// # Errors
    /// `internal`: not a kind of source.
    #[wasm_bindgen(js_name = addUnavailable)]
    pub fn add_unavailable(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "RevocationSourceKind")] kind: &str,
        source: &str,
        explanation: &str,
        #[wasm_bindgen(js_name = atMs)] at_ms: f64,
    ) -> Result<(), JsValue> {
        self.add(source_kind(kind)?, source, at_ms, Word::Unavailable(explanation.to_owned()))
    }

    /// A source that gave something at `atMs` that must not be believed, and why.
    ///
    /// # Errors
    /// `internal`: not a kind of source.
    #[wasm_bindgen(js_name = addRefused)]
    pub fn add_refused(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "RevocationSourceKind")] kind: &str,
        source: &str,
        explanation: &str,
        #[wasm_bindgen(js_name = atMs)] at_ms: f64,
    ) -> Result<(), JsValue> {
        self.add(source_kind(kind)?, source, at_ms, Word::Refused(explanation.to_owned()))
    }

    /// The verdict by what was added. The object is used up. `maxAgeMs`: the greatest age of an answer, from its thisUpdate; a week without.
    ///
    /// # Errors
    /// `internal`: not an age. The verdict itself is a report.
    #[wasm_bindgen(unchecked_return_type = "Report")]
    pub fn conclude(
        self,
        #[wasm_bindgen(js_name = maxAgeMs)] max_age_ms: Option<f64>,
    ) -> Result<JsValue, JsValue> {
        let max_age = match max_age_ms {
            Some(milliseconds) => Duration::try_from_secs_f64(milliseconds / 1000.0)
                .map_err(|_| Failure::internal("not an age in milliseconds"))?,
            None => MAX_AGE,
        };
        let answers: Vec<_> = self.answers.iter().map(OwnedAnswer::as_answer).collect();
        to_json(&self.examination.conclude_within(&answers, max_age))
    }
}

impl Examination {
    fn of(examination: verify::Examination) -> Self {
        Self { examination, answers: Vec::new() }
    }

    fn add(&mut self, kind: SourceKind, source: &str, at_ms: f64, word: Word) -> Result<(), JsValue> {
        self.answers.push(OwnedAnswer { kind, source: source.to_owned(), at: time(at_ms)?, word });
        Ok(())
    }
}

fn source_kind(kind: &str) -> Result<SourceKind, Failure> {
    match kind {
        "crl" => Ok(SourceKind::Crl),
        "ocsp" => Ok(SourceKind::Ocsp),
        "operator" => Ok(SourceKind::Operator),
        _ => Err(Failure::internal("not a kind of source")),
    }
}

impl OwnedAnswer {
    fn as_answer(&self) -> Answer<'_> {
        let Self { kind, source, at, word } = self;
        let (kind, at) = (*kind, *at);
        let refused = |explanation| Answer::Refused { kind, source, explanation, at };
        match word {
            Word::List(list) => match list.as_ref() {
                Ok(crl) => Answer::Crl { crl, source, at },
                Err(explanation) => refused(explanation),
            },
            Word::Ocsp(response, nonce) => Answer::Ocsp { response, nonce: nonce.as_deref(), source, at },
            Word::Operator(status, this_update) => {
                Answer::Operator { status: *status, this_update: *this_update, source, at }
            }
            Word::Refused(explanation) => refused(explanation),
            Word::Unavailable(explanation) => Answer::Unavailable { kind, source, explanation, at },
        }
    }
}
