//! The JPKI application: certificates, and the two keys with what each of them signs (CARD.md §2).

use crate::card::channel::{Channel, exchange};
use crate::card::command::{Command, Expected, Response, StatusWord};
use crate::card::digest_info::Digest;
use crate::card::file::{Addressing, Lengths, der_length, read_value, require_application, select_file};
use crate::card::login::Login;
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
    require_application(channel, JPKI_AP)?;
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
        require_application(channel, JPKI_AP)?;
        let kind = key.row().pin;
        let tries = read_tries(channel, kind)?.ok_or_else(|| Error::missing(kind))?;
        verification.send(channel, tries, last_try)?;
        let certificate = read_certificate(channel, key, tries.addressing, lengths)?;
        Ok(Self { key, addressing: tries.addressing, selected: false, certificate })
    }

    /// Signs a digest. A card that took the PIN by its short identifier may know the key by SELECT alone (CARD.md §2.8): it is asked once more,
    /// which costs no try.
    fn sign(&mut self, channel: &mut dyn Channel, digest: &Digest) -> Result<Vec<u8>, Error> {
        let mut response = self.compute(channel, digest)?;
        if self.addressing == Addressing::ShortEfId && response.status().is_unknown_name() {
            self.addressing = Addressing::Select;
            response = self.compute(channel, digest)?;
        }
        if !response.is_ok() {
            return Err(Error::refused(response.status()));
        }
        if response.body().is_empty() || response.body().len() > MAX_SIGNATURE {
            return Err(Error::garbled("the signature has an impossible length"));
        }
        Ok(response.into_body())
    }

    /// COMPUTE DIGITAL SIGNATURE over the DigestInfo of a digest: the card adds the padding of RSASSA-PKCS1-v1_5 (CARD.md §2.5).
    fn compute(&mut self, channel: &mut dyn Channel, digest: &Digest) -> Result<Response, Error> {
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
        exchange(channel, &command)
    }
}

/// Reads a key's certificate and cuts off what follows it: its file is larger (CARD.md §1.2). One that is not there is `certificate-missing`.
fn read_certificate(
    channel: &mut dyn Channel,
    key: Key,
    addressing: Addressing,
    lengths: Lengths,
) -> Result<Vec<u8>, Error> {
    read_value(channel, key.row().certificate, addressing, lengths, certificate_length).map_err(|error| {
        if error.is_refusal(StatusWord::NOT_FOUND) {
            Error::new(ErrorCode::CertificateMissing)
        } else {
            error
        }
    })
}

/// The whole length of a certificate at the start of its file; a file in which nothing was written holds none.
fn certificate_length(bytes: &[u8]) -> Result<usize, Error> {
    if is_blank(bytes) { Err(Error::new(ErrorCode::CertificateMissing)) } else { der_length(bytes) }
}

/// Whether these bytes of a file are those of a memory in which nothing was written: all 00, or all FF.
pub(in crate::card) fn is_blank(bytes: &[u8]) -> bool {
    [0x00, 0xFF].iter().any(|blank| bytes.iter().all(|byte| byte == blank))
}
