//! The form document: what a person signs when a site asks for the signature of a form (DESIGN.md D4, D5).
//!
//! It is canonical JSON (RFC 8785), so there is one way to write it and what is shown is what is signed. Origin, nonce and
//! expiry are inside.

mod canonical;
pub(crate) mod limits;
pub(crate) mod origin;

use crate::facts::Facts;
use crate::hidden_characters::escaped;
use crate::malformed::Malformed;
use crate::unix_time::UnixTime;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// Bytes of the largest form document.
pub const MAX_FORM_DOCUMENT: usize = 1024 * 1024;

/// The version of the document that this code writes and reads.
const VERSION: u8 = 1;

/// What a site asks a person to sign.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FormContent {
    /// The form's name, 1 to 200 characters on one line.
    pub title: String,
    /// The fields in the order in which they are shown, 1 to 256.
    pub fields: Vec<FormField>,
    /// What the site wants to be read before signing, at most 20 000 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub notice: Option<String>,
}

/// One field of a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FormField {
    /// The site's name for it, unique in the form, 1 to 200 printable ASCII characters.
    pub name: String,
    /// What the person sees it called, 1 to 200 characters on one line.
    pub label: String,
    /// What was filled in, at most 20 000 characters.
    pub value: String,
}

/// A form with what ties it to one request of one site. A value of this type is valid: it came from
/// [`FormDocument::compose`] or [`FormDocument::from_bytes`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct FormDocument {
    members: Members,
    #[serde(skip)]
    expires: UnixTime,
}

/// The JSON object of a form document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[cfg_attr(feature = "typescript", ts(rename = "FormDocument"))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Members {
    #[serde(rename = "type")]
    document_type: DocumentType,
    #[cfg_attr(feature = "typescript", ts(type = "1"))]
    version: u8,
    title: String,
    /// The site that asked, as the browser vouches for it.
    origin: String,
    /// The server's nonce, 16 to 255 printable ASCII characters.
    nonce: String,
    /// RFC 3339 in UTC.
    expires: String,
    fields: Vec<FormField>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    notice: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub(crate) enum DocumentType {
    #[serde(rename = "jitsuin-form")]
    Form,
}

/// Why something is not a form document.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FormError {
    /// A field or byte that is not of the documented form. The site is at fault.
    #[error("not a form document: {0}")]
    Malformed(#[from] Malformed),
    /// Larger than a form document may be.
    #[error("the form document is larger than {limit} bytes")]
    TooLarge {
        /// Bytes that are allowed.
        limit: usize,
    },
}

impl FormDocument {
    /// Puts a form and its request together. `origin` is the browser's word, `nonce` and `expires` are the server's.
    ///
    /// # Errors
    /// `content-malformed` with the field and the reason, `content-too-large`.
    pub fn compose(
        content: &FormContent,
        origin: &str,
        nonce: &str,
        expires: &str,
    ) -> Result<Self, FormError> {
        let FormContent { title, fields, notice } = content.clone();
        let document = Self::validated(Members {
            document_type: DocumentType::Form,
            version: VERSION,
            title,
            origin: origin.to_owned(),
            nonce: nonce.to_owned(),
            expires: expires.to_owned(),
            fields,
            notice,
        })?;
        let size = document.to_bytes().len();
        if size > MAX_FORM_DOCUMENT {
            return Err(FormError::TooLarge { limit: MAX_FORM_DOCUMENT });
        }
        Ok(document)
    }

    /// Reads the bytes of a form document. There is one way to write a document, and any other is refused.
    ///
    /// # Errors
    /// `content-malformed` with the position or the field, and the reason; `content-too-large`.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, FormError> {
        if bytes.len() > MAX_FORM_DOCUMENT {
            return Err(FormError::TooLarge { limit: MAX_FORM_DOCUMENT });
        }
        let members = serde_json::from_slice(bytes).map_err(|error| {
            Malformed::at(canonical::offset_of(&error, bytes), "document", escaped(&error.to_string()))
        })?;
        let document = Self::validated(members)?;
        let canonical = document.to_bytes();
        if canonical != bytes {
            let position = canonical.iter().zip(bytes).take_while(|(ours, theirs)| ours == theirs).count();
            return Err(Malformed::at(position, "document", "not the canonical form of RFC 8785").into());
        }
        Ok(document)
    }

    /// The bytes that are signed.
    pub fn to_bytes(&self) -> Vec<u8> {
        canonical::Value::from(&self.members).to_bytes()
    }

    /// The form's name.
    pub fn title(&self) -> &str {
        &self.members.title
    }

    /// The site that asked, as the browser vouched for it.
    pub fn origin(&self) -> &str {
        &self.members.origin
    }

    /// The server's nonce.
    pub fn nonce(&self) -> &str {
        &self.members.nonce
    }

    /// Until when the request holds.
    pub fn expires(&self) -> UnixTime {
        self.expires
    }

    /// The fields in the order in which they were shown.
    pub fn fields(&self) -> &[FormField] {
        &self.members.fields
    }

    /// What the site wanted to be read before signing.
    pub fn notice(&self) -> Option<&str> {
        self.members.notice.as_deref()
    }

    fn validated(members: Members) -> Result<Self, Malformed> {
        if members.version != VERSION {
            return Err(Malformed::of("version", format!("{} instead of {VERSION}", members.version)));
        }
        let refuse = |field: &'static str| move |reason: String| Malformed::of(field, reason);
        limits::line(&members.title).map_err(refuse("title"))?;
        origin::check(&members.origin).map_err(|reason| Malformed::of("origin", reason))?;
        limits::nonce(&members.nonce).map_err(refuse("nonce"))?;
        let expires: UnixTime = members
            .expires
            .parse()
            .map_err(|_| Malformed::of("expires", "not a time of the form 2026-01-31T23:59:59Z"))?;
        limits::field_count(members.fields.len()).map_err(refuse("fields"))?;
        let mut names = HashSet::new();
        for (index, FormField { name, label, value }) in members.fields.iter().enumerate() {
            let refuse = |part: &str, reason| Malformed::of(format!("fields[{index}].{part}"), reason);
            limits::name(name).map_err(|reason| refuse("name", reason))?;
            if !names.insert(name) {
                return Err(refuse("name", "given twice".into()));
            }
            limits::line(label).map_err(|reason| refuse("label", reason))?;
            limits::text(value).map_err(|reason| refuse("value", reason))?;
        }
        if let Some(notice) = &members.notice {
            limits::text(notice).map_err(refuse("notice"))?;
        }
        Ok(Self { members, expires })
    }
}

impl FormError {
    /// The code of bridge/PROTOCOL.md.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Malformed(_) => "content-malformed",
            Self::TooLarge { .. } => "content-too-large",
        }
    }

    /// The facts that the code carries.
    pub fn facts(&self) -> Facts {
        match self {
            Self::Malformed(malformed) => malformed.into(),
            Self::TooLarge { limit } => Facts { limit: Some(*limit), ..Facts::default() },
        }
    }
}

impl From<&Members> for canonical::Value {
    fn from(document: &Members) -> Self {
        let text = |text: &str| Self::String(text.to_owned());
        let field = |field: &FormField| {
            Self::Object(vec![
                ("name".into(), text(&field.name)),
                ("label".into(), text(&field.label)),
                ("value".into(), text(&field.value)),
            ])
        };
        let mut members = vec![
            ("type".into(), text("jitsuin-form")),
            ("version".into(), Self::Integer(document.version.into())),
            ("title".into(), text(&document.title)),
            ("origin".into(), text(&document.origin)),
            ("nonce".into(), text(&document.nonce)),
            ("expires".into(), text(&document.expires)),
            ("fields".into(), Self::Array(document.fields.iter().map(field).collect())),
        ];
        members.extend(document.notice.as_deref().map(|notice| ("notice".into(), text(notice))));
        Self::Object(members)
    }
}

#[cfg(test)]
mod tests;
