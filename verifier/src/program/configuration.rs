//! Whom the verifier trusts and whom it asks, from the command line.

use crate::Problem;
use jitsuin_core::certificate::Kind;
use jitsuin_core::trust_anchor::TrustAnchor;
use jitsuin_verifier::anchors;
use jitsuin_verifier::mode::Mode;
use jitsuin_verifier::revocation::{
    CrlFile, CrlFolder, CrlUrl, HttpClient, Ocsp, RevocationSource, Url, configured_url,
};
use jitsuin_verifier::verifier::Verifier;
use std::path::{Path, PathBuf};

/// The part of the command line that `verify` and `serve` share.
#[derive(Debug, clap::Args)]
pub(crate) struct Configuration {
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
    /// Who runs this (公的個人認証法 17条): administrative, accredited-operator, service-provider or test. It stands in each verdict.
    #[arg(long, value_name = "MODE", default_value_t = Mode::Test)]
    mode: Mode,
}

impl Configuration {
    pub(crate) fn verifier(&self) -> Result<Verifier, Problem> {
        let anchors = self.anchors()?;
        let http = HttpClient::new().map_err(Problem::Usage)?;
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
                let url = configured_url(list).map_err(|error| usage("--crl", &error))?;
                Box::new(CrlUrl::new(url, anchors.clone(), http.clone()))
            } else if Path::new(list).is_dir() {
                Box::new(CrlFolder::new(Path::new(list).to_owned(), anchors.clone()))
            } else {
                Box::new(CrlFile::new(Path::new(list).to_owned(), anchors.clone()))
            });
        }
        Verifier::new(anchors, sources, self.mode).map_err(|error| usage("--mode", &error))
    }

    fn anchors(&self) -> Result<Vec<TrustAnchor>, Problem> {
        let files = self.anchors.iter().map(|path| anchors::read_pem(path));
        let anchors: Result<Vec<_>, _> = files.collect();
        Ok(anchors.map_err(|error| usage("--anchors", &error))?.concat())
    }
}

fn usage(option: &str, error: &dyn std::fmt::Display) -> Problem {
    Problem::Usage(format!("{option}: {error}"))
}
