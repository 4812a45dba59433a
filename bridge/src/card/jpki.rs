//! The JPKI application: tries, PIN, certificate, signature (CARD.md §2).

use crate::card::channel::{Channel, exchange};
use crate::card::command::{Command, Expected, StatusWord};
use crate::card::digest_info::Digest;
use crate::card::file::{Addressing, Lengths, read_der, select_application, select_file};
use crate::card::pin::Pin;
use crate::card::tables::{EfId, JPKI_AP, Key};
use crate::error::{Error, ErrorCode};

/// The longest signature that is taken from a card: 4096 bits.
const MAX_SIGNATURE: usize = 512;

/// Tries of a PIN, and how the card wants its objects named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tries {
    /// 0 is blocked; `None` where the card does not tell.
    pub left: Option<u8>,
    /// What the card accepted.
    pub addressing: Addressing,
}

/// Reads the tries of a key's PIN without using one (VERIFY without a body, CARD.md §2.3). The JPKI application is selected.
///
/// This is also where the card shows whether it takes short EF identifiers, so that VERIFY itself is never sent to find out.
///
/// # Errors
/// The reader layer's codes; `certificate-missing` if the card has no such PIN; `card-refused`.
pub fn read_tries(channel: &mut dyn Channel, key: Key) -> Result<Tries, Error> {
    let pin = key.row().pin;
    let by_short_id =
        exchange(channel, &Command::new(verify_header(pin, Addressing::ShortEfId), Expected::Nothing))?;
    if let Some(left) = tries_of(by_short_id.status()) {
        return Ok(Tries { left, addressing: Addressing::ShortEfId });
    }
    let addressing = Addressing::Select;
    let selected = select_file(channel, pin)?;
    if selected == StatusWord::NOT_FOUND {
        return Err(Error::new(ErrorCode::CertificateMissing));
    }
    if selected != StatusWord::OK {
        return Err(Error::refused(selected));
    }
    let status =
        exchange(channel, &Command::new(verify_header(pin, addressing), Expected::Nothing))?.status();
    tries_of(status).map(|left| Tries { left, addressing }).ok_or_else(|| Error::refused(status))
}

/// A key that its PIN has opened, in one transaction.
#[derive(Debug)]
pub struct OpenKey {
    key: Key,
    addressing: Addressing,
    /// Whether the key's object is the current EF already.
    selected: bool,
    certificate: Vec<u8>,
}

impl OpenKey {
    /// Selects the JPKI application, reads the tries, verifies the PIN **once**, and reads the certificate that it opens.
    ///
    /// `last_try` says that the person has confirmed to use the last try.
    ///
    /// # Errors
    /// `pin-blocked`, `last-try` (nothing was sent), `pin-wrong`, `card-unsupported`, `certificate-missing`, `card-refused`, `card-garbled`,
    /// and the reader layer's codes.
    pub fn open(
        channel: &mut dyn Channel,
        key: Key,
        pin: &Pin,
        last_try: bool,
        lengths: Lengths,
    ) -> Result<Self, Error> {
        if select_application(channel, JPKI_AP)? != StatusWord::OK {
            return Err(Error::new(ErrorCode::CardUnsupported));
        }
        let Tries { left, addressing } = read_tries(channel, key)?;
        match left {
            Some(0) => return Err(Error::new(ErrorCode::PinBlocked)),
            Some(1) if !last_try => return Err(Error::new(ErrorCode::LastTry)),
            _ => {}
        }
        verify(channel, key.row().pin, pin, addressing)?;
        let certificate = read_der(channel, key.row().certificate, addressing, lengths).map_err(|error| {
            let not_there = error.status_word == Some(StatusWord::NOT_FOUND.to_string());
            if not_there { Error::new(ErrorCode::CertificateMissing) } else { error }
        })?;
        Ok(Self { key, addressing, selected: false, certificate })
    }

    /// The certificate's DER.
    #[must_use]
    pub fn certificate(&self) -> &[u8] {
        &self.certificate
    }

    /// COMPUTE DIGITAL SIGNATURE over the DigestInfo of a digest: the card adds the padding of RSASSA-PKCS1-v1_5 (CARD.md §2.5).
    ///
    /// # Errors
    /// `card-refused`, `card-garbled`, and the reader layer's codes.
    pub fn sign(&mut self, channel: &mut dyn Channel, digest: &Digest) -> Result<Vec<u8>, Error> {
        let key = self.key.row().key;
        if self.addressing == Addressing::Select && !self.selected {
            let status = select_file(channel, key)?;
            if status != StatusWord::OK {
                return Err(Error::refused(status));
            }
            self.selected = true;
        }
        let header = [0x80, 0x2A, 0x00, reference(key, self.addressing)];
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

/// VERIFY, sent exactly once: not through `exchange`, which may send a command again.
fn verify(channel: &mut dyn Channel, object: EfId, pin: &Pin, addressing: Addressing) -> Result<(), Error> {
    let command = Command::with_body(verify_header(object, addressing), pin.as_bytes(), Expected::Nothing)
        .ok_or(Error::new(ErrorCode::PinFormat))?;
    let status = channel.transmit(&command)?.status();
    if status == StatusWord::OK {
        return Ok(());
    }
    match status.tries_left() {
        Some(left) => Err(Error::wrong_pin(left)),
        None if status.is_blocked() => Err(Error::new(ErrorCode::PinBlocked)),
        None => Err(Error::refused(status)),
    }
}

/// What a status word says about tries: `None` if it says nothing.
fn tries_of(status: StatusWord) -> Option<Option<u8>> {
    match status {
        status if status.is_blocked() => Some(Some(0)),
        // Unlimited, and "verified already": both are known from one source only, and neither tells a number.
        StatusWord(0x6300) | StatusWord::OK => Some(None),
        status => status.tries_left().map(Some),
    }
}

/// CLA INS P1 P2 of VERIFY.
fn verify_header(object: EfId, addressing: Addressing) -> [u8; 4] {
    [0x00, 0x20, 0x00, reference(object, addressing)]
}

/// P2 of VERIFY and COMPUTE DIGITAL SIGNATURE: `80` is the current EF, `80 | short id` names one.
fn reference(object: EfId, addressing: Addressing) -> u8 {
    match addressing {
        Addressing::ShortEfId => 0x80 | object.short(),
        Addressing::Select => 0x80,
    }
}
