//! One of the two CAs as its files say: certificate and key in the CAs' folder.

use std::path::{Path, PathBuf};

use const_oid::ObjectIdentifier;
use const_oid::db::rfc5280::{ID_CE_EXT_KEY_USAGE, ID_CE_KEY_USAGE, ID_KP_OCSP_SIGNING};
use const_oid::db::rfc6960::ID_PKIX_OCSP_NOCHECK;
use der::asn1::{Null, OctetString};
use der::flagset::FlagSet;
use der::pem::LineEnding;
use der::{DecodePem, Encode};
use rsa::RsaPrivateKey;
use time::{Duration, OffsetDateTime};
use x509_cert::ext::Extension;
use x509_cert::ext::pkix::{ExtendedKeyUsage, KeyUsage, KeyUsages};

use crate::certificate::{Certificate, serial};
use crate::{KeyStore, PkiError, Purpose, Register, RevocationList, RevokedEntry, key, name};

/// A CA that can sign: `sign-ca.pem` or `auth-ca.pem` and its key. [`crate::Hierarchy`] makes them.
pub struct Authority {
    pub(crate) key: RsaPrivateKey,
    pub(crate) certificate: x509_cert::Certificate,
    purpose: Purpose,
    folder: PathBuf,
}

impl Authority {
    /// The CA of this purpose in the CAs' folder.
    ///
    /// # Errors
    /// `File`, `Key` or `Der` if the folder does not have it.
    pub fn open(folder: &Path, purpose: Purpose) -> Result<Self, PkiError> {
        let path = certificate_path(folder, purpose);
        let text = std::fs::read_to_string(&path).map_err(PkiError::file(&path))?;
        let name = format!("{}-ca", purpose.word());
        let key = KeyStore::open(folder)?
            .existing(&name)?
            .ok_or_else(|| PkiError::Key { path: folder.join(format!("{name}.key.pem")) })?;
        Ok(Self {
            key,
            certificate: x509_cert::Certificate::from_pem(text)?,
            purpose,
            folder: folder.to_owned(),
        })
    }

    /// The DER of its own certificate.
    ///
    /// # Errors
    /// `Der`, if it cannot be encoded.
    pub fn certificate(&self) -> Result<Vec<u8>, PkiError> {
        Ok(self.certificate.to_der()?)
    }

    /// Its private key.
    #[must_use]
    pub fn key(&self) -> &RsaPrivateKey {
        &self.key
    }

    /// The CAs' folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// What it has issued.
    #[must_use]
    pub fn register(&self) -> Register {
        Register::of(&self.folder, self.purpose)
    }

    /// An unsigned CRL of what its register says was revoked until `this_update`, with the key identifier and the second of
    /// `this_update` as its number.
    ///
    /// # Errors
    /// Those of [`Register::entries`]; `Der`.
    pub fn revocation_list(
        &self,
        this_update: OffsetDateTime,
        next_update: OffsetDateTime,
    ) -> Result<RevocationList, PkiError> {
        let entries = self.register().entries()?.into_iter().filter_map(|entry| {
            let (at, reason) = entry.revoked?;
            (at <= this_update).then_some(RevokedEntry {
                serial: entry.serial,
                at,
                reason: Some(reason),
                extensions: Vec::new(),
            })
        });
        let mut list = RevocationList {
            issuer: self.certificate.tbs_certificate().subject().to_der()?,
            this_update,
            next_update: Some(next_update),
            entries: entries.collect(),
            extensions: Vec::new(),
        };
        list.set_key_identifier(&key::identifier(self.key.as_public_key())?);
        list.set_number(u64::try_from(this_update.unix_timestamp()).unwrap_or(0));
        Ok(list)
    }

    /// A certificate with which another key answers OCSP for this CA (RFC 6960 4.2.2.2), and that key: `sign-ocsp.pem` and
    /// `sign-ocsp.key.pem` in the CAs' folder, valid for thirty days from now, with id-pkix-ocsp-nocheck.
    ///
    /// # Errors
    /// `File`, `Key`, `Rsa` or `Der` if they cannot be made.
    pub fn delegate(&self, now: OffsetDateTime) -> Result<Delegate, PkiError> {
        self.delegate_for(now, Some(ID_KP_OCSP_SIGNING))
    }

    /// The same for another purpose, so that its holder must not answer: a key with a proper certificate, but not one for OCSP.
    ///
    /// # Errors
    /// As [`Self::delegate`].
    pub fn unfit_delegate(&self, now: OffsetDateTime) -> Result<Delegate, PkiError> {
        self.delegate_for(now, None)
    }

    fn delegate_for(
        &self,
        now: OffsetDateTime,
        purpose: Option<ObjectIdentifier>,
    ) -> Result<Delegate, PkiError> {
        let name = format!("{}-{}", self.purpose.word(), if purpose.is_some() { "ocsp" } else { "unfit" });
        let key = KeyStore::open(&self.folder)?.key(&name)?;
        let extension = |extn_id, critical, value| {
            Ok::<_, PkiError>(Extension { extn_id, critical, extn_value: OctetString::new(value)? })
        };
        let usage = KeyUsage(FlagSet::from(KeyUsages::DigitalSignature)).to_der()?;
        let mut extensions = vec![
            extension(ID_CE_KEY_USAGE, true, usage)?,
            extension(ID_PKIX_OCSP_NOCHECK, false, Null.to_der()?)?,
        ];
        if let Some(purpose) = purpose {
            extensions.push(extension(ID_CE_EXT_KEY_USAGE, true, ExtendedKeyUsage(vec![purpose]).to_der()?)?);
        }
        let certificate = Certificate {
            serial: serial()?,
            issuer: self.certificate.tbs_certificate().subject().clone(),
            not_before: now - Duration::hours(1),
            not_after: now + Duration::days(30),
            subject: name::responder(self.certificate.tbs_certificate().subject(), &name)?,
            key: key.as_public_key(),
            extensions,
        }
        .sign(&self.key)?;
        let path = self.folder.join(format!("{name}.pem"));
        key::replace(&path, pem(&certificate)?.as_bytes())?;
        let key_path = self.folder.join(format!("{name}.key.pem"));
        Ok(Delegate { certificate, key, path, key_path })
    }
}

/// One who answers in a CA's name.
pub struct Delegate {
    /// The DER of the certificate that the CA issued for this.
    pub certificate: Vec<u8>,
    /// Its private key.
    pub key: RsaPrivateKey,
    /// The certificate in PEM.
    pub path: PathBuf,
    /// The key in PEM.
    pub key_path: PathBuf,
}

/// Where a CA's own certificate is in the CAs' folder.
pub(crate) fn certificate_path(folder: &Path, purpose: Purpose) -> PathBuf {
    folder.join(format!("{}-ca.pem", purpose.word()))
}

/// A certificate in PEM.
pub(crate) fn pem(certificate: &[u8]) -> Result<String, PkiError> {
    Ok(der::pem::encode_string("CERTIFICATE", LineEnding::LF, certificate).map_err(der::Error::from)?)
}
