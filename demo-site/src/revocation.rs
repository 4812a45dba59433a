//! Whom the site trusts and whom it asks about revocation, from the command line: the same words as of the program `jitsuin`.

use jitsuin_core::certificate::Kind;
use jitsuin_verifier::anchors;
use jitsuin_verifier::mode::Mode;
use jitsuin_verifier::revocation::{
    CrlFile, CrlFolder, CrlUrl, HttpClient, Ocsp, RevocationSource, Url, configured_url,
};
use jitsuin_verifier::verifier::Verifier;
use std::path::{Path, PathBuf};

#[derive(Debug, clap::Args)]
pub(crate) struct Revocation {
    /// The certification authorities that count: PEM certificates. In every mode but test, each must be one of J-LIS's.
    #[arg(long, value_name = "FILE")]
    anchors: PathBuf,
    /// The OCSP responder for signing certificates.
    #[arg(long, value_name = "URL", value_parser = configured_url)]
    ocsp_sign: Option<Url>,
    /// The OCSP responder for authentication certificates.
    #[arg(long, value_name = "URL", value_parser = configured_url)]
    ocsp_auth: Option<Url>,
    /// A list of revoked certificates (DER or PEM): a file, a folder of such files, or a URL.
    #[arg(long, value_name = "FILE|FOLDER|URL")]
    crl: Vec<String>,
    /// Who runs this (公的個人認証法 17条): administrative, accredited-operator, service-provider or test. It stands in each report.
    #[arg(long, value_name = "MODE", default_value_t = Mode::Test)]
    mode: Mode,
}

impl Revocation {
    pub(crate) fn verifier(&self) -> Result<Verifier, String> {
        let anchors = anchors::read_pem(&self.anchors).map_err(|error| error.to_string())?;
        let http = HttpClient::new()?;
        let mut sources: Vec<Box<dyn RevocationSource>> = Vec::new();
        for (url, kind) in [(&self.ocsp_sign, Kind::Sign), (&self.ocsp_auth, Kind::Auth)] {
            if let Some(url) = url {
                sources.push(Box::new(Ocsp::new(url.clone(), Some(kind), http.clone())));
            }
        }
        for list in &self.crl {
            let is_url = list.starts_with("http://") || list.starts_with("https://");
            sources.push(if is_url {
                let url = configured_url(list).map_err(|error| format!("--crl: {error}"))?;
                Box::new(CrlUrl::new(url, anchors.clone(), http.clone()))
            } else if Path::new(list).is_dir() {
                Box::new(CrlFolder::new(Path::new(list).to_owned(), anchors.clone()))
            } else {
                Box::new(CrlFile::new(Path::new(list).to_owned(), anchors.clone()))
            });
        }
        Verifier::new(anchors, sources, self.mode).map_err(|error| error.to_string())
    }
}
