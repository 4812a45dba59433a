//! What a CA has issued and revoked, in the form of OpenSSL's `index.txt`, so that `openssl ocsp` and `openssl ca` read it.
//!
//! A line has six fields with a tab between them: `V` or `R`; end of validity; time of revocation and reason; serial number in
//! hexadecimal; a file name, which OpenSSL ignores and here is the holder; the subject.

use std::fmt::Write as _;
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use der::Decode;
use time::OffsetDateTime;

use crate::{PkiError, Purpose, RevocationReason, key, utc_time};

/// The register of one of the two CAs: `sign-index.txt` or `auth-index.txt` beside the CA's certificate.
#[derive(Clone, Debug)]
pub struct Register {
    path: PathBuf,
}

/// A line of the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The holder's declaration, without folder and ending: `hanako`.
    pub holder: String,
    /// The serial number, big-endian, without leading zeros.
    pub serial: Vec<u8>,
    /// The certificate's last second.
    pub expires: OffsetDateTime,
    /// When and why it was revoked, if it was.
    pub revoked: Option<(OffsetDateTime, RevocationReason)>,
    /// The subject, a part after each `/`.
    pub subject: String,
}

/// Which of a holder's certificates, in the order in which they were issued.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Issue {
    /// The one that was issued last.
    Current,
    /// The one before it.
    Previous,
}

impl Register {
    /// The register of this CA in the CAs' folder. It need not exist yet.
    #[must_use]
    pub fn of(folder: &Path, purpose: Purpose) -> Self {
        Self { path: folder.join(format!("{}-index.txt", purpose.word())) }
    }

    /// The file, as OpenSSL reads it.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Enters a certificate that was issued to this holder.
    ///
    /// # Errors
    /// `Der` if it is not a certificate, `File` if the register cannot be written.
    pub fn add(&self, holder: &str, certificate: &[u8]) -> Result<(), PkiError> {
        let entry = Entry::of(holder, certificate)?;
        let _lock = self.lock()?;
        let mut file = OpenOptions::new()
            .append(true)
            .create(true)
            .open(&self.path)
            .map_err(PkiError::file(&self.path))?;
        file.write_all(entry.to_line().as_bytes()).map_err(PkiError::file(&self.path))
    }

    /// Everything that was issued, the oldest first.
    ///
    /// # Errors
    /// `File` if the register cannot be read, `Field` if it is not of this form.
    pub fn entries(&self) -> Result<Vec<Entry>, PkiError> {
        let text = match std::fs::read_to_string(&self.path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => String::new(),
            Err(source) => return Err(PkiError::File { path: self.path.clone(), source }),
        };
        text.lines()
            .map(|line| {
                Entry::from_line(line)
                    .ok_or_else(|| PkiError::field("index", format!("{}: {line:?}", self.path.display())))
            })
            .collect()
    }

    /// Revokes a holder's certificate, also if it was revoked already: then with the new time and reason. Returns its serial number.
    ///
    /// # Errors
    /// `Field` if the holder has no such certificate; those of [`Self::entries`]; `File` if the register cannot be written.
    pub fn revoke(
        &self,
        holder: &str,
        which: Issue,
        at: OffsetDateTime,
        reason: RevocationReason,
    ) -> Result<Vec<u8>, PkiError> {
        let _lock = self.lock()?;
        let mut entries = self.entries()?;
        let older = match which {
            Issue::Current => 0,
            Issue::Previous => 1,
        };
        let entry =
            entries.iter_mut().rev().filter(|entry| entry.holder == holder).nth(older).ok_or_else(|| {
                PkiError::field("holder", format!("{}: no such certificate of {holder}", self.path.display()))
            })?;
        entry.revoked = Some((at, reason));
        let serial = entry.serial.clone();
        let text: String = entries.iter().map(Entry::to_line).collect();
        key::replace(&self.path, text.as_bytes())?;
        Ok(serial)
    }

    /// Two programs that write at the same time wait for each other.
    fn lock(&self) -> Result<File, PkiError> {
        let path = self.path.with_extension("lock");
        let file = File::create(&path).map_err(PkiError::file(&path))?;
        file.lock().map_err(PkiError::file(&path))?;
        Ok(file)
    }
}

impl Entry {
    fn of(holder: &str, certificate: &[u8]) -> Result<Self, PkiError> {
        let certificate = x509_cert::Certificate::from_der(certificate)?;
        let fields = certificate.tbs_certificate();
        let expires = fields.validity().not_after.to_unix_duration().as_secs();
        let mut subject = String::new();
        for rdn in fields.subject().iter() {
            let _infallible = write!(subject, "/{rdn}");
        }
        // A tab or a line's end would be another field or line.
        let holder = holder.replace(|character: char| character.is_control(), "");
        Ok(Self {
            holder,
            serial: without_sign(fields.serial_number().as_bytes()),
            expires: i64::try_from(expires)
                .ok()
                .and_then(|seconds| OffsetDateTime::from_unix_timestamp(seconds).ok())
                .unwrap_or(OffsetDateTime::UNIX_EPOCH),
            revoked: None,
            subject: subject.replace(|character: char| character.is_control(), ""),
        })
    }

    fn from_line(line: &str) -> Option<Self> {
        let fields: Vec<&str> = line.split('\t').collect();
        let [status, expires, revocation, serial, holder, subject] = fields.as_slice() else { return None };
        let revoked = match (*status, revocation.split_once(',')) {
            ("V", None) => None,
            ("R", Some((at, reason))) => Some((utc_time::parse(at)?, reason.parse().ok()?)),
            _ => return None,
        };
        Some(Self {
            holder: (*holder).to_owned(),
            serial: from_hexadecimal(serial)?,
            expires: utc_time::parse(expires)?,
            revoked,
            subject: (*subject).to_owned(),
        })
    }

    fn to_line(&self) -> String {
        let (status, revocation) = match self.revoked {
            None => ('V', String::new()),
            Some((at, reason)) => ('R', format!("{},{reason}", utc_time::text(at))),
        };
        let serial = base16ct::upper::encode_string(&self.serial);
        format!(
            "{status}\t{}\t{revocation}\t{serial}\t{}\t{}\n",
            utc_time::text(self.expires),
            self.holder,
            self.subject
        )
    }
}

fn without_sign(serial: &[u8]) -> Vec<u8> {
    serial.iter().copied().skip_while(|byte| *byte == 0).collect()
}

fn from_hexadecimal(text: &str) -> Option<Vec<u8>> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINES: &str = "V\t300217145959Z\t\t4ABCDE\thanako\t/C=JP/CN=1\n\
                         R\t300217145959Z\t261120000000Z,affiliationChanged\t4ABCDF\thanako\t/C=JP/CN=2\n\
                         V\t300217145959Z\t\t01EA01\tchild\t/C=JP/CN=3\n";

    fn register() -> (tempfile::TempDir, Register) {
        let folder = tempfile::tempdir().unwrap();
        let register = Register::of(folder.path(), Purpose::Sign);
        std::fs::write(register.path(), LINES).unwrap();
        (folder, register)
    }

    #[test]
    fn lines_come_back_as_they_were() {
        let (_folder, register) = register();
        let written: String = register.entries().unwrap().iter().map(Entry::to_line).collect();
        assert_eq!(written, LINES);
    }

    #[test]
    fn the_newest_of_a_holder_is_revoked_or_the_one_before() {
        let (_folder, register) = register();
        let at = utc_time::parse("261121000000Z").unwrap();
        let reason = RevocationReason::KeyCompromise;
        assert_eq!(register.revoke("hanako", Issue::Current, at, reason).unwrap(), [0x4A, 0xBC, 0xDF]);
        assert_eq!(register.revoke("hanako", Issue::Previous, at, reason).unwrap(), [0x4A, 0xBC, 0xDE]);
        let revoked: Vec<_> = register.entries().unwrap().into_iter().map(|entry| entry.revoked).collect();
        assert_eq!(revoked, [Some((at, reason)), Some((at, reason)), None]);
        assert!(register.revoke("child", Issue::Previous, at, reason).is_err());
        assert!(register.revoke("nobody", Issue::Current, at, reason).is_err());
    }

    #[test]
    fn a_spoilt_line_is_told() {
        let (_folder, register) = register();
        for line in ["V\t300217145959Z\t\t4ABCDE\thanako", "R\t300217145959Z\t\t4ABC\thanako\t/C=JP", "x"] {
            std::fs::write(register.path(), line).unwrap();
            assert!(register.entries().is_err(), "{line:?}");
        }
    }
}
