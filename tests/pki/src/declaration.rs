//! The declaration of the hierarchy: names, validity and extensions, in TOML.

use serde::Deserialize;

use crate::PkiError;
use crate::days::Days;
use crate::extension::DeclaredExtension;

/// The two CAs and what they write into certificates, as declared in TOML. `tests/pki/jpki-test.toml` is the example.
///
/// A hierarchy with a defect (a wrong policy, a missing extension, another order) is another declaration.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Declaration {
    pub(crate) organization: String,
    pub(crate) operator: String,
    pub(crate) alternative_organization: String,
    pub(crate) alternative_operator: String,
    pub(crate) cps: String,
    pub(crate) sign: Branch,
    pub(crate) auth: Branch,
}

/// Which of the two certificates: they come from different CAs and differ in profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// 署名用: legally binding signatures; carries name, address, birth date and sex.
    Sign,
    /// 利用者証明用: logging in; carries no personal data.
    Auth,
}

/// One CA and the certificates under it.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct Branch {
    /// The OU that tells the two CAs apart.
    pub(crate) unit: String,
    /// The same in Japanese, for the alternative names.
    pub(crate) alternative_unit: String,
    pub(crate) authority: AuthorityProfile,
    pub(crate) holder: HolderProfile,
}

/// What the CA's own certificate contains.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct AuthorityProfile {
    pub(crate) valid_from: Days,
    pub(crate) valid_until: Days,
    pub(crate) key_usage: Vec<KeyUse>,
    pub(crate) extensions: Vec<DeclaredExtension>,
}

/// What a holder's certificate contains.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct HolderProfile {
    pub(crate) subject: Vec<SubjectPart>,
    pub(crate) identifier: Identifier,
    pub(crate) policy: String,
    pub(crate) key_usage: Vec<KeyUse>,
    pub(crate) ocsp: Option<String>,
    pub(crate) extensions: Vec<DeclaredExtension>,
}

/// A bit of KeyUsage (RFC 5280 4.2.1.3) that this profile uses.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum KeyUse {
    DigitalSignature,
    NonRepudiation,
    KeyCertSign,
    CrlSign,
}

/// One RDN of a holder's subject, in the order of the list.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum SubjectPart {
    Country,
    Prefecture,
    Municipality,
    Identifier,
}

/// The form of the holder's CN, which a reader must treat as opaque (CARD.md 4.2, 4.3).
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Identifier {
    /// 28 characters: time of issue, five digits, municipality code, four characters.
    Timestamp,
    /// 23 characters: fourteen of `A-Z0-9`, municipality code, four characters.
    Opaque,
}

impl Declaration {
    /// Reads a declaration from TOML.
    ///
    /// # Errors
    /// `Syntax` if the text is not of this form; `Field` if the organisation is not marked as a test: material generated here must
    /// never carry the name of the production CAs.
    pub fn from_toml(text: &str) -> Result<Self, PkiError> {
        let declaration: Declaration =
            toml::from_str(text).map_err(|source| PkiError::Syntax { what: "declaration", source })?;
        if !declaration.organization.contains("TEST") {
            return Err(PkiError::field("organization", "a generated hierarchy must have TEST in its name"));
        }
        Ok(declaration)
    }

    pub(crate) fn branch(&self, purpose: Purpose) -> &Branch {
        match purpose {
            Purpose::Sign => &self.sign,
            Purpose::Auth => &self.auth,
        }
    }
}

impl Purpose {
    /// The word of the declaration and of file names: `sign` or `auth`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Purpose::Sign => "sign",
            Purpose::Auth => "auth",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COMMITTED: &str = include_str!("../jpki-test.toml");

    #[test]
    fn the_committed_declaration_is_read() {
        let declaration = Declaration::from_toml(COMMITTED).unwrap();
        assert_eq!(declaration.sign.holder.extensions.len(), 7);
        assert_eq!(declaration.auth.holder.extensions.len(), 8);
    }

    #[test]
    fn the_production_name_is_refused() {
        let production = COMMITTED.replace("\"JPKI-TEST\"", "\"JPKI\"");
        let refusal = Declaration::from_toml(&production).unwrap_err();
        assert!(matches!(refusal, PkiError::Field { field: "organization", .. }), "{refusal}");
    }

    #[test]
    fn an_unknown_field_is_refused() {
        let refusal = Declaration::from_toml(&format!("surprise = 1\n{COMMITTED}")).unwrap_err();
        assert!(matches!(refusal, PkiError::Syntax { what: "declaration", .. }), "{refusal}");
    }
}
