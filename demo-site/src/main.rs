//! The program: reads its arguments, opens its port, serves until it is told to end.

use clap::Parser;
use jitsuin_demo_site::origin::Origin;
use jitsuin_demo_site::pseudonym::PseudonymKey;
use jitsuin_demo_site::rate_limit::{ClientAddress, Limit, PASSWORDS, REQUESTS};
use jitsuin_demo_site::staff_password::StaffPassword;
use jitsuin_demo_site::store::{Evidence, Limits, Store};
use jitsuin_demo_site::{Site, background, routes};
use jitsuin_verifier::arguments::VerifierArguments;
use jitsuin_verifier::listen::{Bounds, listen, told_to_end};
use std::io::Write;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use time::OffsetDateTime;
use tokio::net::TcpListener;

/// A municipality's site that takes applications signed with a My Number Card.
///
/// With --hash-staff-password alone, it reads a password from standard input and prints its hash for --staff-password-file.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    /// Where to listen, such as 127.0.0.1:8787.
    #[arg(long, default_value = "127.0.0.1:8787")]
    listen: SocketAddr,
    /// The origin under which people reach the site; signed forms and logins must be for it.
    #[arg(long, default_value = "http://localhost:8787")]
    origin: Origin,
    #[command(flatten)]
    verifier: VerifierArguments,
    /// What of the evidence is kept once an application is decided.
    #[arg(long, value_enum, default_value = "full")]
    evidence: Kept,
    /// The folder that holds jitsuin.js, the API that pages import.
    #[arg(long, value_name = "DIR")]
    api: PathBuf,
    /// The id of the extension, where it is not the published one.
    #[arg(long, value_name = "ID", value_parser = extension_id)]
    extension_id: Option<String>,
    /// The database: sqlite://FILE?mode=rwc or postgres://…
    #[arg(
        long,
        env = "DATABASE_URL",
        hide_env_values = true,
        value_name = "URL",
        default_value = "sqlite://jitsuin-demo-site.sqlite3?mode=rwc"
    )]
    database: String,
    /// The key behind the pseudonyms of members; made at the first start. Keep it for good, and apart from the database.
    #[arg(long, value_name = "FILE", default_value = "jitsuin-demo-site.pseudonym-key")]
    pseudonym_key_file: PathBuf,
    /// The Argon2id hash of the password of staff, as --hash-staff-password prints it. Without it there is no console.
    #[arg(long, value_name = "FILE")]
    staff_password_file: Option<PathBuf>,
    /// A proxy stands in front and writes X-Forwarded-For: clients are told apart by its last entry.
    #[arg(long)]
    behind_proxy: bool,
}

/// The values of `--evidence`.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Kept {
    /// The signed form and its signature, with the certificate.
    Full,
    /// Their SHA-256 and the report: for those who may not keep certificates.
    Digest,
}

/// How much is kept at most: some 100 MB of nonces, and of applications with their evidence what the limit says.
const LIMITS: Limits = Limits {
    nonces: 1_000_000,
    open_nonces: 100,
    applications: 100_000,
    application_bytes: 4 * 1024 * 1024 * 1024,
    logins: 1_000_000,
    sessions: 1_000_000,
};

/// The largest file of anchors or script that is read: far above a real one.
const LARGEST_FILE: u64 = 1024 * 1024;

/// `--hash-staff-password`: a password from standard input, its hash on standard output. It needs nothing else.
const HASH: &str = "--hash-staff-password";

fn main() -> ExitCode {
    if std::env::args().skip(1).eq([HASH]) {
        return hash_staff_password();
    }
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_default_env()
                .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info")),
        )
        .init();
    match run(Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            tracing::error!("{problem}");
            ExitCode::FAILURE
        }
    }
}

#[tokio::main]
async fn run(arguments: Arguments) -> Result<(), String> {
    let verifier = arguments.verifier.verifier().map_err(|error| error.to_string())?;
    if verifier.anchors().is_empty() {
        return Err("--anchors: without certification authorities no signature counts".to_owned());
    }
    verifier.prepare().await;
    let evidence = match arguments.evidence {
        Kept::Full => Evidence::Full,
        Kept::Digest => Evidence::Digest,
    };
    let address = if arguments.behind_proxy { ClientAddress::Proxy } else { ClientAddress::Peer };
    let store =
        Store::open(&arguments.database, LIMITS, evidence).await.map_err(|error| error.to_string())?;
    let pseudonym_key = PseudonymKey::open(&arguments.pseudonym_key_file)
        .map_err(|error| format!("{}: {error}", arguments.pseudonym_key_file.display()))?;
    let is_common = store.agree_on("pseudonym-key", &pseudonym_key.fingerprint()).await;
    if !is_common.map_err(|error| error.to_string())? {
        return Err(format!(
            "{}: another key than that of the other instances, or of before: everybody would be somebody else",
            arguments.pseudonym_key_file.display()
        ));
    }
    let site = Site {
        origin: arguments.origin,
        verifier,
        operator: None,
        api: read(&arguments.api.join("jitsuin.js"))?,
        extension_id: arguments.extension_id,
        store,
        requests: Limit::new(REQUESTS, address).ok_or("a limit without burst")?,
        passwords: Limit::new(PASSWORDS, address).ok_or("a limit without burst")?,
        staff: arguments.staff_password_file.as_deref().map(staff).transpose()?,
        pseudonym_key,
        clock: Box::new(OffsetDateTime::now_utc),
    };

    let end = told_to_end().map_err(|error| error.to_string())?;
    let listener = TcpListener::bind(arguments.listen)
        .await
        .map_err(|error| format!("cannot listen on {}: {error}", arguments.listen))?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    // One line for whoever started the program and waits for it. It may have stopped listening; that is its affair.
    let _ = writeln!(std::io::stdout(), "listening on {address} as {}", site.origin.as_str());

    let site = Arc::new(site);
    let work = tokio::spawn(background::work(site.clone()));
    listen(listener, routes::router(site), Bounds::default(), end).await;
    work.abort();
    Ok(())
}

fn staff(file: &Path) -> Result<StaffPassword, String> {
    StaffPassword::open(file).map_err(|error| format!("{}: {error}", file.display()))
}

fn hash_staff_password() -> ExitCode {
    let mut password = String::new();
    let hash = std::io::stdin()
        .read_line(&mut password)
        .map_err(|error| error.to_string())
        .and_then(|_| StaffPassword::hash(password.trim_end_matches(['\r', '\n'])));
    let written = match hash {
        Ok(hash) => writeln!(std::io::stdout(), "{hash}"),
        Err(problem) => writeln!(std::io::stderr(), "{problem}").and(Err(std::io::Error::other(problem))),
    };
    if written.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn read(path: &Path) -> Result<String, String> {
    let problem = |error: std::io::Error| format!("cannot read {}: {error}", path.display());
    if std::fs::metadata(path).map_err(problem)?.len() > LARGEST_FILE {
        return Err(format!("{} is larger than {LARGEST_FILE} bytes", path.display()));
    }
    std::fs::read_to_string(path).map_err(problem)
}

/// Chromium derives an id from a key: 32 letters from a to p.
fn extension_id(text: &str) -> Result<String, String> {
    if text.len() == 32 && text.bytes().all(|byte| (b'a'..=b'p').contains(&byte)) {
        Ok(text.to_owned())
    } else {
        Err("an extension id has 32 letters from a to p".to_owned())
    }
}
