//! COMPUTE DIGITAL SIGNATURE, `80 2A` (CARD.md 2.5), in the form that every client uses: P1 = 00, PKCS#1 v1.5 padding around the
//! data as given. The card does not look at the data; a DigestInfo is the client's business.

use jitsuin_test_pki::RsaPrivateKey;

use super::command::Command;
use super::status_word::StatusWord;
use super::{Chip, Executed};
use crate::application::{Body, File};
use crate::knob::{Knobs, ShortEfIds};

/// Bytes of an RSA-2048 signature.
const SIGNATURE_LENGTH: usize = 256;
/// What padding of type 1 leaves of them (RFC 8017 9.2).
const MAX_DATA: usize = SIGNATURE_LENGTH - 11;

impl Chip {
    pub(super) fn compute_digital_signature(&mut self, command: &Command<'_>, knobs: &Knobs) -> Executed {
        if command.p1 != 0x00 {
            return Err(StatusWord::INCORRECT_P1_P2);
        }
        let key = self.referenced_key(command.p2, knobs)?;
        if command.ne.is_none_or(|ne| ne < SIGNATURE_LENGTH) {
            return Err(StatusWord::WRONG_LENGTH);
        }
        if !(1..=MAX_DATA).contains(&command.body.len()) {
            return Err(StatusWord::CONDITIONS_NOT_SATISFIED);
        }
        let signature = pad_and_sign(key, command.body).ok_or(StatusWord::NO_DIAGNOSIS)?;
        self.signatures += 1;
        Ok(signature)
    }

    /// The key in P2 (of the current EF, by short EF id, or 00 for the application's default one), if it may be used.
    fn referenced_key(&self, reference: u8, knobs: &Knobs) -> Result<&RsaPrivateKey, StatusWord> {
        let file: &'static File = match reference {
            0x00 => {
                let application = self.session.application().ok_or(StatusWord::NO_CURRENT_EF)?;
                application
                    .default_key
                    .and_then(|id| application.file(id))
                    .ok_or(StatusWord::REFERENCE_NOT_FOUND)?
            }
            0x81.. if knobs.short_ef_ids == ShortEfIds::NotForKeys => {
                return Err(StatusWord::INCORRECT_P1_P2);
            }
            _ => self.referenced_file(reference, knobs, StatusWord::REFERENCE_NOT_FOUND)?,
        };
        match file.body {
            Body::Key { name, using } => {
                self.satisfies(using)?;
                self.contents.key(name).ok_or(StatusWord::REFERENCE_NOT_FOUND)
            }
            _ if reference == 0x80 => Err(StatusWord::INCOMPATIBLE_FILE),
            _ => Err(StatusWord::REFERENCE_NOT_FOUND),
        }
    }
}

fn pad_and_sign(key: &RsaPrivateKey, data: &[u8]) -> Option<Vec<u8>> {
    key.sign(rsa::pkcs1v15::Pkcs1v15Sign::new_unprefixed(), data).ok()
}
