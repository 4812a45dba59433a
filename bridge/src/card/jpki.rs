//! The JPKI application: certificates, and the two keys with what each of them signs (CARD.md §2).

use crate::card::channel::{Channel, exchange};
use crate::card::command::{Command, Expected, StatusWord};
use crate::card::digest_info::Digest;
use crate::card::file::{Addressing, Lengths, read_der, select_application, select_file};
use crate::card::login::Login;
use crate::card::look::{has_certificate, read_flags};
use crate::card::pin::PinEntry;
use crate::card::tables::{JPKI_AP, Key};
use crate::card::verify::{Verification, read_tries};
use crate::error::{Error, ErrorCode};

/// The longest signature that is taken from a card: 4096 bits.
const MAX_SIGNATURE: usize = 512;

/// A key that its PIN has opened, in one transaction. Its kind decides what it can sign: there is no way to have the signing key sign a login, or the
/// authentication key a digest of the caller's.
pub trait UnlockedKey: Sized {
    /// Which of the card's keys it is.
    const KEY: Key;

    /// What it signs.
    type Statement: Send + 'static;

    /// Selects the JPKI application, reads the tries, verifies the PIN **once**, and reads the certificate.
    ///
    /// `last_try` says that the person has confirmed to use the last try.
    ///
    /// # Errors
    /// As [`Verification::prepare`] and [`Verification::send`]; `card-unsupported`, `certificate-missing`, `card-refused`, `card-garbled`, and the reader layer's codes.
    fn open(
        channel: &mut dyn Channel,
        entry: &PinEntry,
        last_try: bool,
        lengths: Lengths,
    ) -> Result<Self, Error>;

    /// The certificate's DER.
    fn certificate(&self) -> &[u8];

    /// Signs, with RSASSA-PKCS1-v1_5 and SHA-256.
    ///
    /// # Errors
    /// `card-refused`, `card-garbled`, and the reader layer's codes.
    fn sign(&mut self, channel: &mut dyn Channel, statement: &Self::Statement) -> Result<Vec<u8>, Error>;
}

/// 署名用: signs the digests of documents.
#[derive(Debug)]
pub struct SigningKey(OpenKey);

impl UnlockedKey for SigningKey {
    const KEY: Key = Key::Sign;
    type Statement = Digest;

    fn open(
        channel: &mut dyn Channel,
        entry: &PinEntry,
        last_try: bool,
        lengths: Lengths,
    ) -> Result<Self, Error> {
        OpenKey::open(channel, Self::KEY, entry, last_try, lengths).map(Self)
    }

    fn certificate(&self) -> &[u8] {
        &self.0.certificate
    }

    fn sign(&mut self, channel: &mut dyn Channel, digest: &Digest) -> Result<Vec<u8>, Error> {
        self.0.sign(channel, digest)
    }
}

/// 利用者証明用: signs logins, which are composed here.
#[derive(Debug)]
pub struct AuthenticationKey(OpenKey);

impl UnlockedKey for AuthenticationKey {
    const KEY: Key = Key::Auth;
    type Statement = Login;

    fn open(
        channel: &mut dyn Channel,
        entry: &PinEntry,
        last_try: bool,
        lengths: Lengths,
    ) -> Result<Self, Error> {
        OpenKey::open(channel, Self::KEY, entry, last_try, lengths).map(Self)
    }

    fn certificate(&self) -> &[u8] {
        &self.0.certificate
    }

    fn sign(&mut self, channel: &mut dyn Channel, login: &Login) -> Result<Vec<u8>, Error> {
        let digest = login.digest(&self.0.certificate);
        self.0.sign(channel, &digest)
    }
}

/// The authentication certificate of a card that gives it without a PIN: `None` where there is none, or where it wants the PIN, as on a
/// telephone.
///
/// # Errors
/// `card-unsupported`, `card-refused`, `card-garbled`, and the reader layer's codes.
pub fn read_free_certificate(channel: &mut dyn Channel, lengths: Lengths) -> Result<Option<Vec<u8>>, Error> {
    if select_application(channel, JPKI_AP)? != StatusWord::OK {
        return Err(Error::new(ErrorCode::CardUnsupported));
    }
    if !has_certificate(read_flags(channel)?.as_deref(), Key::Auth) {
        return Ok(None);
    }
    match read_certificate(channel, Key::Auth, Addressing::ShortEfId, lengths) {
        Err(error) if error.is_refusal(StatusWord::SECURITY_STATUS) => Ok(None),
        Err(error) if error.code == ErrorCode::CertificateMissing => Ok(None),
        certificate => certificate.map(Some),
    }
}

/// What both keys are.
#[derive(Debug)]
struct OpenKey {
    key: Key,
    addressing: Addressing,
    /// Whether the key's object is the current EF already.
    selected: bool,
    certificate: Vec<u8>,
}

impl OpenKey {
    fn open(
        channel: &mut dyn Channel,
        key: Key,
        entry: &PinEntry,
        last_try: bool,
        lengths: Lengths,
    ) -> Result<Self, Error> {
        let verification = Verification::prepare(channel, entry)?;
        if select_application(channel, JPKI_AP)? != StatusWord::OK {
            return Err(Error::new(ErrorCode::CardUnsupported));
        }
        let kind = key.row().pin;
        let tries = read_tries(channel, kind)?.ok_or_else(|| Error::missing(kind))?;
        verification.send(channel, tries, last_try)?;
        let certificate = read_certificate(channel, key, tries.addressing, lengths)?;
        Ok(Self { key, addressing: tries.addressing, selected: false, certificate })
    }

    /// COMPUTE DIGITAL SIGNATURE over the DigestInfo of a digest: the card adds the padding of RSASSA-PKCS1-v1_5 (CARD.md §2.5).
    fn sign(&mut self, channel: &mut dyn Channel, digest: &Digest) -> Result<Vec<u8>, Error> {
        let key = self.key.row().key;
        if self.addressing == Addressing::Select && !self.selected {
            let status = select_file(channel, key)?;
            if status != StatusWord::OK {
                return Err(Error::refused(status));
            }
            self.selected = true;
        }
        let header = [0x80, 0x2A, 0x00, self.addressing.reference(key)];
        let command = Command::with_body(header, &digest.to_digest_info(), Expected::Short(256))
            .ok_or_else(|| Error::protocol("the digest is too long for one command"))?;
        let response = exchange(channel, &command)?;
        if !response.is_ok() {
            return Err(Error::refused(response.status()));
        }
        if response.body().is_empty() || response.body().len() > MAX_SIGNATURE {
            return Err(Error::garbled("the signature has an impossible length"));
        }
        Ok(response.into_body())
    }
}

/// Reads a key's certificate; one that is not there is `certificate-missing`.
fn read_certificate(
    channel: &mut dyn Channel,
    key: Key,
    addressing: Addressing,
    lengths: Lengths,
) -> Result<Vec<u8>, Error> {
    read_der(channel, key.row().certificate, addressing, lengths).map_err(|error| {
        if error.is_refusal(StatusWord::NOT_FOUND) {
            Error::new(ErrorCode::CertificateMissing)
        } else {
            error
        }
    })
}
