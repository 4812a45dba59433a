//! `jitsuin inspect`: what a file says, for people and for programs.
//!
//! 氏名, 住所, 生年月日 and 性別 are shown only on demand: most who look at a certificate want its dates. Lists and OCSP responses are read only
//! after their signature has been verified, so they need the CA's certificate.

mod shown;

use crate::Problem;
use crate::inputs::{Input, Signature};
use crate::language::Language;
use jitsuin_core::authentication::Token;
use jitsuin_core::certificate::{Certificate, CertificateSummary};
use jitsuin_core::cms::SignedData;
use jitsuin_core::revocation::Crl;
use jitsuin_core::revocation::ocsp::Response;
use jitsuin_core::trust_anchor::TrustAnchor;
use jitsuin_core::unix_time::UnixTime;
use jitsuin_core::verify::verify;
use jitsuin_verifier::anchors;
use shown::Shown;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::SystemTime;

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// A certificate, a CMS signature, a list of revoked certificates, an OCSP response (all DER or PEM), or a login token (JSON).
    file: PathBuf,
    /// The CAs, in PEM: needed for lists and OCSP responses.
    #[arg(long, value_name = "FILE")]
    anchors: Vec<PathBuf>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
    /// Show the person too: 氏名, 住所, 生年月日, 性別.
    #[arg(long)]
    show_attributes: bool,
    /// The language of labels and sentences [default: that of the environment].
    #[arg(long, value_enum)]
    lang: Option<Language>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Problem> {
    let anchors: Result<Vec<_>, _> = arguments.anchors.iter().map(|path| anchors::read_pem(path)).collect();
    let anchors = anchors.map_err(|error| Problem::Usage(format!("--anchors: {error}")))?.concat();
    let unreadable = |why: String| Problem::Unreadable(format!("{}: {why}", arguments.file.display()));
    let signature = Input::File(arguments.file.clone()).read(None).map_err(unreadable)?;
    let shown = read(signature, anchors, arguments.show_attributes).map_err(unreadable)?;
    let language = arguments.lang.unwrap_or_else(Language::of_environment);
    let text = if arguments.json { shown.to_json() } else { shown.to_text(language) };
    // Whoever reads it may have seen enough.
    let _ = std::io::Write::write_all(&mut std::io::stdout(), text.as_bytes());
    Ok(ExitCode::SUCCESS)
}

/// Finds out what the bytes are: JSON by its first character, everything else by who can read it.
fn read(file: Signature, anchors: Vec<TrustAnchor>, show_attributes: bool) -> Result<Shown, String> {
    let Signature { signed: der, content } = file;
    let summary = |certificate: &Certificate| {
        let summary = certificate.summary();
        if show_attributes { summary } else { CertificateSummary { holder: None, ..summary } }
    };
    if der.trim_ascii_start().starts_with(b"{") {
        let token = Token::from_json(&der).map_err(|error| error.to_string())?;
        let certificate = Certificate::from_der(token.certificate()).map_err(|error| error.to_string())?;
        return Ok(Shown::Token { certificate: summary(&certificate) });
    }
    if let Ok(certificate) = Certificate::from_der(&der) {
        return Ok(Shown::Certificate { certificate: summary(&certificate) });
    }
    if let Ok(signed_data) = SignedData::from_der(&der) {
        let detached = signed_data.content().is_none();
        let now = UnixTime::try_from(SystemTime::now()).map_err(|error| error.to_string())?;
        let mut report = verify(&der, content.as_deref(), &anchors, now);
        if !show_attributes && let Some(signer) = &mut report.signer {
            signer.holder = None;
        }
        return Ok(Shown::Signature { detached, report: Box::new(report) });
    }
    if anchors.is_empty() {
        return Err("neither a certificate nor a signature nor a token; a list of revoked certificates or an OCSP response is \
                    read with --anchors"
            .into());
    }
    let mut refusals = Vec::new();
    for anchor in &anchors {
        match Response::from_der(&der, anchor) {
            Ok(response) => return Ok(Shown::ocsp(&response, anchor)),
            Err(error) => refusals.push(error.to_string()),
        }
    }
    match Crl::from_der(der, &anchors) {
        Ok(crl) => {
            if let Some(anchor) = anchors.iter().find(|anchor| crl.is_of(anchor)) {
                return Ok(Shown::crl(&crl, anchor));
            }
        }
        Err(error) => refusals.insert(0, error.to_string()),
    }
    refusals.dedup();
    Err(format!("not a certificate, signature, token, list or OCSP response: {}", refusals.join("; ")))
}
