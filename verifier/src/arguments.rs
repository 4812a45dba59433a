//! Whom a verifier trusts and whom it asks, from the command line: the same words for the program `jitsuin` and for sites.

use crate::anchors;
use crate::mode::Mode;
use crate::revocation::{
    CrlFile, CrlFolder, CrlUrl, HttpClient, HttpOperator, Ocsp, Operator, RevocationSource, Url,
    configured_url,
};
use crate::verifier::Verifier;
use jitsuin_core::certificate::Kind;
use jitsuin_core::trust_anchor::TrustAnchor;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// An option that cannot be served: which, and why, in English.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{option}: {reason}")]
pub struct ArgumentError {
    /// Such as `--crl`.
    pub option: &'static str,
    /// An English clause.
    pub reason: String,
}

/// The part of a command line that makes a [`Verifier`]. Flatten it into your own with `#[command(flatten)]`.
#[derive(Debug, clap::Args)]
pub struct VerifierArguments {
    /// The certification authorities that count: PEM certificates. In every mode but test, each must be one of J-LIS's.
    #[arg(long, value_name = "FILE")]
    anchors: Vec<PathBuf>,
    /// A list of revoked certificates (DER or PEM): a file, which is read again when it changes, a folder of such files (.crl,
    /// .der, .pem), or a URL, which is kept until its next update.
    #[arg(long, value_name = "FILE|FOLDER|URL")]
    crl: Vec<String>,
    /// The OCSP responder for signing certificates.
    #[arg(long, value_name = "URL", value_parser = configured_url)]
    ocsp_sign: Option<Url>,
    /// The OCSP responder for authentication certificates.
    #[arg(long, value_name = "URL", value_parser = configured_url)]
    ocsp_auth: Option<Url>,
    /// One OCSP responder for both.
    #[arg(long, value_name = "URL", value_parser = configured_url, conflicts_with_all = ["ocsp_sign", "ocsp_auth"])]
    ocsp: Option<Url>,
    /// The service of a platform operator (`jitsuin serve` at the operator's), for who may not ask J-LIS. An https address.
    #[arg(long, value_name = "URL", value_parser = configured_url)]
    operator: Option<Url>,
    /// Who runs this (公的個人認証法 17条): administrative, accredited-operator, service-provider or test. It stands in each verdict.
    #[arg(long, value_name = "MODE", default_value_t = Mode::Test)]
    mode: Mode,
}

impl VerifierArguments {
    /// The verifier that the options describe. Nothing is read or fetched yet but the anchors.
    ///
    /// # Errors
    /// [`ArgumentError`]: files that hold no anchors, addresses that are none, sources or anchors that the mode does not allow.
    pub fn verifier(&self) -> Result<Verifier, ArgumentError> {
        let anchors = self.anchors()?;
        let http = HttpClient::new().map_err(|reason| ArgumentError { option: "https", reason })?;
        let mut sources: Vec<Box<dyn RevocationSource>> = Vec::new();
        let responders =
            [(&self.ocsp, None), (&self.ocsp_sign, Some(Kind::Sign)), (&self.ocsp_auth, Some(Kind::Auth))];
        for (url, kind) in responders {
            if let Some(url) = url {
                sources.push(Box::new(Ocsp::new(url.clone(), kind, http.clone())));
            }
        }
        for list in &self.crl {
            let is_url = list.starts_with("http://") || list.starts_with("https://");
            sources.push(if is_url {
                let url = configured_url(list).map_err(|error| refused("--crl", &error))?;
                Box::new(CrlUrl::new(url, anchors.clone(), http.clone()))
            } else if Path::new(list).is_dir() {
                Box::new(CrlFolder::new(Path::new(list).to_owned(), anchors.clone()))
            } else {
                Box::new(CrlFile::new(Path::new(list).to_owned(), anchors.clone()))
            });
        }
        if let Some(url) = &self.operator {
            let operator = HttpOperator::new(url, http).map_err(|error| refused("--operator", &error))?;
            sources.push(Box::new(Operator::new(Arc::new(operator))));
        }
        Verifier::new(anchors, sources, self.mode).map_err(|error| refused("--mode", &error))
    }

    fn anchors(&self) -> Result<Vec<TrustAnchor>, ArgumentError> {
        let files = self.anchors.iter().map(|path| anchors::read_pem(path));
        let anchors: Result<Vec<_>, _> = files.collect();
        Ok(anchors.map_err(|error| refused("--anchors", &error))?.concat())
    }
}

fn refused(option: &'static str, error: &dyn std::fmt::Display) -> ArgumentError {
    ArgumentError { option, reason: error.to_string() }
}
