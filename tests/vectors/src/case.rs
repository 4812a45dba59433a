//! A vector as files: what any verifier can be given.

use std::fs;
use std::path::Path;

use serde::Serialize;

use crate::answer::{self, MadeAnswer};
use crate::certificate::{self, Draft};
use crate::login::{NONCE, ORIGIN};
use crate::recipe::{Of, RecipeError, Vector};
use crate::signature::{self, CONTENT, SignatureChange};
use crate::{forge, login};

/// What a verifier is given, and what it must say.
#[derive(Clone, Debug)]
pub struct Case {
    /// The recipe's.
    pub name: String,
    /// What is verified.
    pub of: Of,
    /// SignedData in DER, or a token in JSON.
    pub signed: Vec<u8>,
    /// The content that is given beside it.
    pub content: Option<Vec<u8>>,
    /// For which origin a login is asked.
    pub origin: String,
    /// For which nonce.
    pub nonce: String,
    /// The DER of the CAs' certificates that are trusted.
    pub anchors: Vec<Vec<u8>>,
    /// What sources answer.
    pub answers: Vec<MadeAnswer>,
    /// For which time, as RFC 3339.
    pub at: String,
    /// When the sources answered, as RFC 3339.
    pub answered_at: &'static str,
    /// What must be said.
    pub expected: Expected,
}

/// What a verifier must say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Expected {
    /// `TOTAL-FAILED`, `INDETERMINATE`, or `TOTAL-PASSED`.
    pub indication: String,
    /// EN 319 102-1's, unless it passes.
    pub sub_indication: Option<String>,
    /// Every finding that does not pass, as `check: reason`.
    pub findings: Vec<String>,
}

/// `case.json`
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Written<'a> {
    name: &'a str,
    of: &'static str,
    origin: &'a str,
    nonce: &'a str,
    at: &'a str,
    answered_at: &'static str,
    /// Do the answers decide? Then a verifier that asks nobody cannot come to the same verdict.
    by_answer: bool,
    /// In hexadecimal, what the OCSP answers were asked with.
    #[serde(skip_serializing_if = "Option::is_none")]
    ocsp_nonce: Option<String>,
    expected: &'a Expected,
}

impl Vector {
    /// Makes the bytes, with new signatures.
    #[must_use]
    pub fn make(&self) -> Case {
        let purpose = match self.of {
            Of::Document => jitsuin_test_pki::Purpose::Sign,
            Of::Login => jitsuin_test_pki::Purpose::Auth,
        };
        let holder = Draft::of(purpose, &self.certificate).der();
        let detached = self.signature.iter().any(|change| matches!(change, SignatureChange::Detached));
        let beside = match &self.asked.content {
            Some(text) => Some(text.clone().into_bytes()),
            None => (detached && !self.asked.without_content).then(|| CONTENT.to_vec()),
        };
        Case {
            name: self.name.clone(),
            of: self.of,
            signed: match self.of {
                Of::Document => signature::document(self),
                Of::Login => login::token(self),
            },
            content: beside,
            origin: self.asked.origin.clone().unwrap_or_else(|| ORIGIN.to_owned()),
            nonce: self.asked.nonce.clone().unwrap_or_else(|| NONCE.to_owned()),
            anchors: self
                .trust
                .iter()
                .map(|anchor| certificate::anchor(*anchor, &self.ca, &holder))
                .collect(),
            answers: answer::answers(self),
            at: self.asked.at.map_or_else(|| forge::NOW.0.to_owned(), certificate::rfc_3339),
            answered_at: forge::NOW.0,
            expected: Expected {
                indication: self.indication.clone(),
                sub_indication: self.sub_indication.clone(),
                findings: self.findings.clone(),
            },
        }
    }
}

impl Case {
    /// The trusted certificates in PEM.
    #[must_use]
    pub fn anchors_pem(&self) -> String {
        self.anchors.iter().map(|der| forge::pem("CERTIFICATE", der)).collect()
    }

    /// Writes the case into its folder: `signed.p7s` or `token.json`, `content.bin` if there is one, `anchors.pem`, `answer-0.crl` or
    /// `answer-0.ocsp`…, and `case.json`.
    ///
    /// # Errors
    /// `File`, if the folder cannot be written.
    pub fn write(&self, folder: &Path) -> Result<(), RecipeError> {
        let write = |name: &str, bytes: &[u8]| {
            let path = folder.join(name);
            fs::write(&path, bytes).map_err(|source| RecipeError::File { path, source })
        };
        fs::create_dir_all(folder).map_err(|source| RecipeError::File { path: folder.to_owned(), source })?;
        let (file, of) = match self.of {
            Of::Document => ("signed.p7s", "document"),
            Of::Login => ("token.json", "login"),
        };
        write(file, &self.signed)?;
        write("anchors.pem", self.anchors_pem().as_bytes())?;
        if let Some(content) = &self.content {
            write("content.bin", content)?;
        }
        for (number, answer) in self.answers.iter().enumerate() {
            match answer {
                MadeAnswer::Crl(der) => write(&format!("answer-{number}.crl"), der)?,
                MadeAnswer::Ocsp { response, .. } => write(&format!("answer-{number}.ocsp"), response)?,
            }
        }
        let nonce = self.answers.iter().find_map(|answer| match answer {
            MadeAnswer::Ocsp { nonce, .. } => nonce.as_deref().map(base16ct::lower::encode_string),
            MadeAnswer::Crl(_) => None,
        });
        let written = Written {
            name: &self.name,
            of,
            origin: &self.origin,
            nonce: &self.nonce,
            at: &self.at,
            answered_at: self.answered_at,
            ocsp_nonce: nonce,
            by_answer: self.expected.findings.iter().any(|finding| finding.starts_with("revocation: ")),
            expected: &self.expected,
        };
        let written = serde_json::to_string_pretty(&written).expect("texts and lists");
        write("case.json", written.as_bytes())
    }
}
