//! What sources answer about revocation in a recipe.

use jitsuin_test_pki::{
    Moment, OcspAnswer, OcspQuestion, OcspStatus, Purpose, RevocationList, RevocationReason, RevokedEntry,
};
use serde::Deserialize;

use crate::bytes::{ByteChange, hexadecimal};
use crate::certificate::{Draft, distribution_point, now, utc_time};
use crate::forge::certificate::{Certificate, auth_ca_name, ca_name, name};
use crate::forge::{Key, octet_string, oid, printable, revocation, sequence, tlv, utf8};
use crate::recipe::{KeyName, Of, Vector};

/// One answer, good where nothing is said.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum AnswerRecipe {
    /// A CRL.
    Crl(Box<CrlRecipe>),
    /// An OCSP answer.
    Ocsp(Box<OcspRecipe>),
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct CrlRecipe {
    /// Is the certificate on it?
    revoked: Option<RevokedRecipe>,
    /// The certificate of a delegated responder is on it, too.
    #[serde(default)]
    responder_revoked: bool,
    this_update: Option<Moment>,
    next_update: Option<Moment>,
    #[serde(default)]
    without_next_update: bool,
    /// Of the other kind's CA.
    #[serde(default)]
    other_issuer: bool,
    /// This key signs it, and its identifier is in it.
    signed_by: Option<KeyName>,
    /// This key's identifier is in it.
    identifier_of: Option<KeyName>,
    /// Changes only.
    #[serde(default)]
    delta: bool,
    /// An issuingDistributionPoint of a municipality's name.
    distribution_point: Option<String>,
    /// A critical extension that nobody has defined.
    #[serde(default)]
    unknown_extension: bool,
    #[serde(default)]
    bytes: Vec<ByteChange>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct OcspRecipe {
    revoked: Option<RevokedRecipe>,
    #[serde(default)]
    unknown: bool,
    this_update: Option<Moment>,
    next_update: Option<Moment>,
    #[serde(default)]
    without_next_update: bool,
    /// The answer is about the certificate with this serial number.
    serial: Option<String>,
    /// The answer is about a certificate of the other kind's CA.
    #[serde(default)]
    other_issuer: bool,
    /// The nonce is this, in hexadecimal.
    nonce: Option<String>,
    #[serde(default)]
    without_nonce: bool,
    /// The question had no nonce, and so the answer has none.
    #[serde(default)]
    asked_without_nonce: bool,
    /// The extension that says how this responder tells what was never issued (RFC 6960 4.4.8).
    #[serde(default)]
    extended_revoke: bool,
    signed_by: Option<KeyName>,
    /// A key that the CA has certified signs it.
    delegate: Option<DelegateRecipe>,
    /// Not an answer but a refusal of this status.
    refusal: Option<u8>,
    #[serde(default)]
    bytes: Vec<ByteChange>,
}

/// A delegated responder's certificate.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct DelegateRecipe {
    /// Not for OCSP.
    #[serde(default)]
    unfit: bool,
    /// Without the promise that nobody need ask about it.
    #[serde(default)]
    without_nocheck: bool,
    /// Its last second.
    not_after: Option<Moment>,
    /// Certified by this key instead of the CA's.
    certified_by: Option<KeyName>,
    /// By the other kind's CA.
    #[serde(default)]
    other_issuer: bool,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct RevokedRecipe {
    at: Moment,
    reason: Option<RevocationReason>,
    /// A number in the place of a reason.
    reason_number: Option<u8>,
    /// Since when it was not to be trusted (RFC 5280 5.3.2).
    invalid_since: Option<Moment>,
}

/// An answer as a source gives it.
#[derive(Clone, Debug)]
pub enum MadeAnswer {
    /// The DER of a CRL.
    Crl(Vec<u8>),
    /// The DER of an OCSP answer, and the nonce of the question.
    Ocsp {
        /// The answer.
        response: Vec<u8>,
        /// What was asked with.
        nonce: Option<Vec<u8>>,
    },
}

/// The nonce of every OCSP question.
const NONCE: [u8; 32] = [0x5A; 32];

/// An extension that nobody has defined.
const OF_NOBODY: &str = "1.3.6.1.4.1.99999.1";

/// Of every delegated responder's certificate.
const RESPONDER_SERIAL: [u8; 2] = [0x0C, 0x5B];

const EXTENDED_KEY_USAGE: &str = "2.5.29.37";

/// The answers of a recipe.
pub(crate) fn answers(vector: &Vector) -> Vec<MadeAnswer> {
    let purpose = match vector.of {
        Of::Document => Purpose::Sign,
        Of::Login => Purpose::Auth,
    };
    let certificate = Draft::of(purpose, &vector.certificate).certificate;
    let asked = Asked { issuer: certificate.issuer, serial: certificate.serial_number };
    vector
        .answers
        .iter()
        .map(|answer| match answer {
            AnswerRecipe::Crl(recipe) => MadeAnswer::Crl(crl(recipe, &asked)),
            AnswerRecipe::Ocsp(recipe) => MadeAnswer::Ocsp {
                response: ocsp(recipe, &asked),
                nonce: (!recipe.asked_without_nonce).then(|| NONCE.to_vec()),
            },
        })
        .collect()
}

/// The certificate that is asked about.
struct Asked {
    issuer: Vec<u8>,
    serial: Vec<u8>,
}

impl Asked {
    /// The name of its issuer, or of the CA of the other kind.
    fn issuer(&self, other: bool) -> Vec<u8> {
        match (other, self.issuer == ca_name()) {
            (false, _) => self.issuer.clone(),
            (true, true) => auth_ca_name(),
            (true, false) => ca_name(),
        }
    }
}

fn crl(recipe: &CrlRecipe, asked: &Asked) -> Vec<u8> {
    let signer = recipe.signed_by.unwrap_or(KeyName::Ca);
    let at = |moment: Option<Moment>, default: &str| moment.unwrap_or_else(|| own(default)).from(now());
    let entries = recipe.revoked.iter().map(|revoked| RevokedEntry {
        serial: asked.serial.clone(),
        at: revoked.at.from(now()),
        reason: revoked.reason,
        extensions: entry_extensions(revoked),
    });
    let of_responder = recipe.responder_revoked.then(|| RevokedEntry {
        serial: RESPONDER_SERIAL.to_vec(),
        at: own("-1h").from(now()),
        reason: Some(RevocationReason::KeyCompromise),
        extensions: Vec::new(),
    });
    let mut list = RevocationList {
        issuer: asked.issuer(recipe.other_issuer),
        this_update: at(recipe.this_update, "-1h"),
        next_update: (!recipe.without_next_update).then(|| at(recipe.next_update, "+23h")),
        entries: entries.chain(of_responder).collect(),
        extensions: Vec::new(),
    };
    // Others, so that the list is not empty.
    list.add_random_entries(3).expect("randomness");
    list.set_key_identifier(&recipe.identifier_of.unwrap_or(signer).key().identifier());
    list.set_number(7);
    if recipe.delta {
        list.set_delta(6);
    }
    if let Some(municipality) = &recipe.distribution_point {
        list.set_distribution_point(&distribution_point(municipality));
    }
    if recipe.unknown_extension {
        list.push(der::asn1::ObjectIdentifier::new_unwrap(OF_NOBODY), true, &[0x05, 0x00]);
    }
    crate::bytes::change(list.sign(signer.key().private()).expect("a usable key"), &recipe.bytes)
}

fn entry_extensions(recipe: &RevokedRecipe) -> Vec<Vec<u8>> {
    let reason = recipe.reason_number.map(revocation::reason);
    let invalid_since = recipe.invalid_since.map(|moment| {
        let utc_time = utc_time(moment);
        // GeneralizedTime: the same with the century.
        let date = tlv(0x18, &[&b"20"[..], &utc_time[2..]].concat());
        revocation::extension(revocation::INVALIDITY_DATE, false, &date)
    });
    reason.into_iter().chain(invalid_since).collect()
}

fn ocsp(recipe: &OcspRecipe, asked: &Asked) -> Vec<u8> {
    if let Some(status) = recipe.refusal {
        return OcspAnswer::refusal(status);
    }
    let at = |moment: Option<Moment>, default: &str| moment.unwrap_or_else(|| own(default)).from(now());
    let serial = recipe.serial.as_deref().map_or_else(|| asked.serial.clone(), hexadecimal);
    let issuer = asked.issuer(recipe.other_issuer);
    let status = match &recipe.revoked {
        Some(revoked) => OcspStatus::Revoked(revoked.at.from(now()), revoked.reason),
        None if recipe.unknown => OcspStatus::Unknown,
        None => OcspStatus::Good,
    };
    let delegate = recipe.delegate.as_ref();
    let key = recipe.signed_by.unwrap_or(if delegate.is_some() { KeyName::Other } else { KeyName::Ca }).key();
    let this_update = at(recipe.this_update, "-1m");
    let answer = OcspAnswer {
        certificate: OcspQuestion::certificate_id(&issuer, Key::ca().private().as_public_key(), &serial)
            .expect("a usable key"),
        status,
        this_update,
        next_update: (!recipe.without_next_update).then(|| at(recipe.next_update, "+5m")),
        produced_at: this_update,
        extensions: recipe
            .extended_revoke
            .then(|| revocation::extension("1.3.6.1.5.5.7.48.1.9", false, &[0x05, 0x00]))
            .into_iter()
            .collect(),
        nonce: match (&recipe.nonce, recipe.without_nonce || recipe.asked_without_nonce) {
            (_, true) => None,
            (Some(nonce), false) => Some(hexadecimal(nonce)),
            (None, false) => Some(NONCE.to_vec()),
        },
        responder: key.private().to_public_key(),
        certificates: delegate.map(|delegate| certified(delegate, asked)).into_iter().collect(),
    };
    crate::bytes::change(answer.sign(key.private()).expect("a usable key"), &recipe.bytes)
}

/// The certificate of the key [`KeyName::Other`] as a delegated responder.
fn certified(recipe: &DelegateRecipe, asked: &Asked) -> Vec<u8> {
    let mut certificate = Certificate::auth();
    certificate.issuer = asked.issuer(recipe.other_issuer);
    certificate.subject = name(&[("2.5.4.6", printable("JP")), ("2.5.4.3", utf8("OCSP responder"))]);
    certificate.spki = Key::other().spki();
    certificate.serial_number = RESPONDER_SERIAL.to_vec();
    let purpose = if recipe.unfit { "1.3.6.1.5.5.7.3.2" } else { "1.3.6.1.5.5.7.3.9" };
    certificate.set(EXTENDED_KEY_USAGE, false, &sequence(&[&oid(purpose)]));
    if !recipe.without_nocheck {
        certificate.set("1.3.6.1.5.5.7.48.1.5", false, &[0x05, 0x00]);
    }
    certificate.set("2.5.29.14", false, &octet_string(&Key::other().identifier()));
    if let Some(moment) = recipe.not_after {
        certificate.not_after = utc_time(moment);
    }
    certificate.signed_by(recipe.certified_by.unwrap_or(KeyName::Ca).key())
}

fn own(moment: &str) -> Moment {
    moment.parse().expect("a moment")
}
