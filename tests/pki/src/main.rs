//! `test-pki`: revokes certificates of the test CAs and answers about them. README.md shows how.
//!
//! Standard output carries JSON lines or a CRL and nothing else; what went wrong is a sentence on standard error.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::mpsc;

use clap::{Parser, Subcommand};
use jitsuin_test_pki::{
    Authority, Issue, Manner, Moment, Purpose, Register, Responder, RevocationReason, Scenario,
};
use time::OffsetDateTime;

/// The CAs of the test cards: what they issued, what they revoked, and answers about both.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// The CAs' folder, which `virtual-card make` has made.
    #[arg(long, value_name = "DIR", global = true, default_value = "ca")]
    ca: PathBuf,
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Revoke a holder's certificate.
    Revoke {
        /// The holder's declaration, without folder and ending.
        #[arg(long)]
        holder: String,
        /// `sign` or `auth`.
        #[arg(long, value_parser = purpose)]
        which: Purpose,
        /// A CRLReason: affiliationChanged (moved, married), cessationOfOperation (died, moved abroad), keyCompromise,
        /// certificateHold, superseded…
        #[arg(long)]
        reason: RevocationReason,
        /// `now`, `-2d`, or a time of RFC 3339.
        #[arg(long, default_value = "now", allow_hyphen_values = true)]
        at: Moment,
        /// The certificate before the one that was issued last.
        #[arg(long)]
        previous: bool,
    },
    /// Write a CRL in DER.
    Crl {
        /// `sign` or `auth`.
        #[arg(long, value_parser = purpose)]
        which: Purpose,
        /// When it was made: `now`, `-2d`, or a time of RFC 3339.
        #[arg(long, default_value = "now", allow_hyphen_values = true)]
        this_update: Moment,
        /// When the next one comes at the latest.
        #[arg(long, default_value = "+1d", allow_hyphen_values = true)]
        next_update: Moment,
        /// So many more entries, of serial numbers that nobody has.
        #[arg(long, value_name = "NUMBER", default_value_t = 0)]
        random_entries: usize,
        /// The file; without it, standard output.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Answer by OCSP and CRL over HTTP until standard input ends or SIGTERM comes.
    Respond {
        /// The port of 127.0.0.1 [default: a free one].
        #[arg(long)]
        port: Option<u16>,
        /// Sign OCSP answers with keys that the CAs have certified for it, instead of their own.
        #[arg(long, conflicts_with = "scenario")]
        delegated: bool,
        /// First revoke what this scenario says (tests/pki/scenarios/*.toml), and answer as it says.
        #[arg(long, value_name = "FILE")]
        scenario: Option<PathBuf>,
    },
}

type Outcome = Result<(), Box<dyn std::error::Error>>;

fn main() -> ExitCode {
    let Arguments { ca, action } = Arguments::parse();
    let outcome = match action {
        Action::Revoke { holder, which, reason, at, previous } => {
            let issue = if previous { Issue::Previous } else { Issue::Current };
            revoke(&Register::of(&ca, which), &holder, issue, at, reason)
        }
        Action::Crl { which, this_update, next_update, random_entries, out } => {
            crl(&ca, which, (this_update, next_update), random_entries, out.as_deref())
        }
        Action::Respond { port, delegated, scenario } => respond(&ca, port, delegated, scenario.as_deref()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "test-pki: {error}");
            ExitCode::FAILURE
        }
    }
}

fn revoke(register: &Register, holder: &str, issue: Issue, at: Moment, reason: RevocationReason) -> Outcome {
    let serial = register.revoke(holder, issue, at.from(OffsetDateTime::now_utc()), reason)?;
    let serial = base16ct::upper::encode_string(&serial);
    say(&serde_json::json!({ "revoked": serial, "reason": reason.to_string() }))
}

fn crl(
    ca: &Path,
    which: Purpose,
    (this_update, next_update): (Moment, Moment),
    random_entries: usize,
    out: Option<&Path>,
) -> Outcome {
    let now = OffsetDateTime::now_utc();
    let authority = Authority::open(ca, which)?;
    let mut list = authority.revocation_list(this_update.from(now), next_update.from(now))?;
    list.add_random_entries(random_entries)?;
    let der = list.sign(authority.key())?;
    match out {
        Some(out) => std::fs::write(out, der).map_err(|error| format!("{}: {error}", out.display()))?,
        None => std::io::stdout().lock().write_all(&der)?,
    }
    Ok(())
}

fn respond(ca: &Path, port: Option<u16>, delegated: bool, scenario: Option<&Path>) -> Outcome {
    let responder = match scenario {
        Some(file) => {
            let text =
                std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
            let scenario = Scenario::from_toml(&text)?;
            scenario.revoke(ca, OffsetDateTime::now_utc())?;
            scenario.respond(ca, port)?
        }
        None => {
            let manner = Manner { delegated, ..Manner::default() };
            Responder::start(ca, port, manner.clone(), manner)?
        }
    };
    let urls =
        |purpose| serde_json::json!({ "ocsp": responder.ocsp(purpose), "crl": responder.crl(purpose) });
    let (ended, end) = mpsc::channel::<()>();
    let by_input = ended.clone();
    std::thread::spawn(move || {
        // What is written there means nothing; only the end does.
        let _read = std::io::copy(&mut std::io::stdin().lock(), &mut std::io::sink());
        by_input.send(())
    });
    let mut signals =
        signal_hook::iterator::Signals::new([signal_hook::consts::SIGTERM, signal_hook::consts::SIGINT])?;
    std::thread::spawn(move || signals.forever().next().map(|_| ended.send(())));
    say(&serde_json::json!({ "event": "ready", "sign": urls(Purpose::Sign), "auth": urls(Purpose::Auth) }))?;
    end.recv()?;
    Ok(())
}

fn purpose(word: &str) -> Result<Purpose, String> {
    [Purpose::Sign, Purpose::Auth]
        .into_iter()
        .find(|purpose| purpose.word() == word)
        .ok_or_else(|| "either sign or auth".to_owned())
}

/// Writes a JSON line to standard output, at once.
fn say(line: &serde_json::Value) -> Outcome {
    let mut output = std::io::stdout().lock();
    writeln!(output, "{line}")?;
    Ok(output.flush()?)
}
