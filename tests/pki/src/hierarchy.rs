//! The two CAs, made once in a folder, and the certificates they issue.

use std::path::Path;

use const_oid::ObjectIdentifier;
use der::asn1::OctetString;
use getrandom::rand_core::{Rng, UnwrapErr};
use rsa::{RsaPrivateKey, RsaPublicKey};
use time::OffsetDateTime;
use x509_cert::ext::pkix::AuthorityKeyIdentifier;
use x509_cert::ext::pkix::name::GeneralName;

use crate::authority::{certificate_path, pem};
use crate::certificate::{Certificate, serial};
use crate::declaration::{Branch, Declaration, Identifier, Purpose};
use crate::extension::{Contents, Policy};
use crate::holder::Holder;
use crate::{Authority, KeyStore, PkiError, key, name, subject_alternative_name};

/// The two CAs of a declaration, with their keys.
pub struct Hierarchy {
    declaration: Declaration,
    sign: Authority,
    auth: Authority,
}

impl Hierarchy {
    /// The CAs of this folder; if it has none, they are made: `sign-ca.pem`, `auth-ca.pem`, and their keys.
    ///
    /// Two programs that do this at the same time get the same CAs.
    ///
    /// # Errors
    /// `Authority` if the folder's CAs were made from another declaration or have expired; `File`, `Key`, `Der`, `Rsa` if something
    /// cannot be read, written or made.
    pub fn open_or_create(
        declaration: Declaration,
        folder: &Path,
        now: OffsetDateTime,
    ) -> Result<Self, PkiError> {
        let keys = KeyStore::open(folder)?;
        keys.prepare(&["sign-ca", "auth-ca"])?;
        let sign = Authority::open_or_create(&declaration, Purpose::Sign, &keys, folder, now)?;
        let auth = Authority::open_or_create(&declaration, Purpose::Auth, &keys, folder, now)?;
        Ok(Hierarchy { declaration, sign, auth })
    }

    /// The DER of a CA's own certificate.
    ///
    /// # Errors
    /// `Der`, if it cannot be encoded.
    pub fn authority_certificate(&self, purpose: Purpose) -> Result<Vec<u8>, PkiError> {
        self.authority(purpose).certificate()
    }

    /// Both CA certificates in PEM: the trust anchors.
    ///
    /// # Errors
    /// `Der`, if they cannot be encoded.
    pub fn anchors_pem(&self) -> Result<String, PkiError> {
        Ok([Purpose::Sign, Purpose::Auth]
            .into_iter()
            .map(|purpose| pem(&self.authority_certificate(purpose)?))
            .collect::<Result<Vec<_>, _>>()?
            .concat())
    }

    /// The DER of a certificate for this holder's key; `None` if the holder has none of this purpose.
    ///
    /// # Errors
    /// `Extension` if the declaration lists an extension for which it declares no content; `Der`, `Rsa`.
    pub fn issue(
        &self,
        purpose: Purpose,
        holder: &Holder,
        key: &RsaPublicKey,
        now: OffsetDateTime,
    ) -> Result<Option<Vec<u8>>, PkiError> {
        let Some(validity) = holder.certificate(purpose) else { return Ok(None) };
        let profile = &self.declaration.branch(purpose).holder;
        let authority = self.authority(purpose);
        let policy = ObjectIdentifier::new(&profile.policy)
            .map_err(|_| PkiError::field("policy", "not an object identifier"))?;
        let contents = Contents {
            key_usage: &profile.key_usage,
            policy: Some(Policy { identifier: policy, cps: &self.declaration.cps }),
            ocsp: profile.ocsp.as_deref(),
            subject_alternative_name: Some(subject_alternative_name::of(holder)?),
            issuer_alternative_name: Some(name::alternative(&self.declaration, purpose)?),
            distribution_point: name::distribution_point(&self.declaration, purpose, holder)?,
            authority: Some(authority.key_identifier()?),
            key_identifier: OctetString::new(key::identifier(key)?)?,
        };
        let identifier = profile.identifier.make(holder, now);
        let certificate = Certificate {
            serial: serial()?,
            issuer: authority.certificate.tbs_certificate().subject().clone(),
            not_before: validity.valid_from.from(now),
            not_after: validity.valid_until.end_from(now),
            subject: name::subject(&profile.subject, holder, &identifier)?,
            key,
            extensions: profile
                .extensions
                .iter()
                .map(|extension| extension.build(&contents))
                .collect::<Result<_, _>>()?,
        };
        certificate.sign(&authority.key).map(Some)
    }

    /// One of the two CAs.
    #[must_use]
    pub fn authority(&self, purpose: Purpose) -> &Authority {
        match purpose {
            Purpose::Sign => &self.sign,
            Purpose::Auth => &self.auth,
        }
    }
}

impl Authority {
    fn open_or_create(
        declaration: &Declaration,
        purpose: Purpose,
        keys: &KeyStore,
        folder: &Path,
        now: OffsetDateTime,
    ) -> Result<Self, PkiError> {
        let path = certificate_path(folder, purpose);
        let key = keys.key(&format!("{}-ca", purpose.word()))?;
        if !path.exists() {
            let made = Self::make(declaration, declaration.branch(purpose), purpose, &key, now)?;
            key::write_new(&path, pem(&made)?.as_bytes())?;
        }
        let authority = Self::open(folder, purpose)?;
        let certificate = &authority.certificate;
        let unusable = |reason| PkiError::Authority { path: folder.to_owned(), reason };
        if *certificate.tbs_certificate().subject() != name::authority(declaration, purpose)? {
            return Err(unusable("its authorities were made from another declaration"));
        }
        let end = certificate.tbs_certificate().validity().not_after.to_unix_duration().as_secs();
        if u64::try_from(now.unix_timestamp()).is_ok_and(|now| now > end) {
            return Err(unusable("its authorities have expired"));
        }
        Ok(authority)
    }

    /// The DER of a self-signed CA certificate (CARD.md 4.1).
    fn make(
        declaration: &Declaration,
        branch: &Branch,
        purpose: Purpose,
        key: &RsaPrivateKey,
        now: OffsetDateTime,
    ) -> Result<Vec<u8>, PkiError> {
        let own_name = name::authority(declaration, purpose)?;
        let alternative = name::alternative(declaration, purpose)?;
        let profile = &branch.authority;
        let contents = Contents {
            key_usage: &profile.key_usage,
            policy: None,
            ocsp: None,
            subject_alternative_name: Some(vec![GeneralName::DirectoryName(alternative)]),
            issuer_alternative_name: None,
            distribution_point: own_name.clone(),
            authority: None,
            key_identifier: OctetString::new(key::identifier(key.as_public_key())?)?,
        };
        let certificate = Certificate {
            serial: serial()?,
            issuer: own_name.clone(),
            not_before: profile.valid_from.from(now),
            not_after: profile.valid_until.end_from(now),
            subject: own_name,
            key: key.as_public_key(),
            extensions: profile
                .extensions
                .iter()
                .map(|extension| extension.build(&contents))
                .collect::<Result<_, _>>()?,
        };
        certificate.sign(key)
    }

    /// How the certificates it issues name it: by key, and by issuer and serial number.
    fn key_identifier(&self) -> Result<AuthorityKeyIdentifier, PkiError> {
        let certificate = self.certificate.tbs_certificate();
        Ok(AuthorityKeyIdentifier {
            key_identifier: Some(OctetString::new(key::identifier(self.key.as_public_key())?)?),
            authority_cert_issuer: Some(vec![GeneralName::DirectoryName(certificate.issuer().clone())]),
            authority_cert_serial_number: Some(certificate.serial_number().clone()),
        })
    }
}

impl Identifier {
    fn make(self, holder: &Holder, now: OffsetDateTime) -> String {
        const LETTERS: &[u8; 36] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
        let mut random = UnwrapErr(getrandom::SysRng);
        let code = &holder.municipality_code;
        match self {
            Identifier::Timestamp => format!(
                "{:04}{:02}{:02}{:02}{:02}{:02}{:05}{code}003A",
                now.year(),
                u8::from(now.month()),
                now.day(),
                now.hour(),
                now.minute(),
                now.second(),
                random.next_u32() % 100_000,
            ),
            Identifier::Opaque => {
                let letters: String = std::iter::repeat_with(|| random.next_u32())
                    .filter_map(|number| LETTERS.get(usize::try_from(number % 36).ok()?).copied())
                    .map(char::from)
                    .take(14)
                    .collect();
                format!("{letters}{code}003A")
            }
        }
    }
}
