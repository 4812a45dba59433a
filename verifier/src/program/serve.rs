//! `jitsuin serve`: the verifier over HTTP, until SIGTERM or Ctrl+C.

use crate::Problem;
use jitsuin_verifier::arguments::VerifierArguments;
use jitsuin_verifier::listen::{Bounds, listen, told_to_end};
use jitsuin_verifier::mode::Mode;
use jitsuin_verifier::service::{Limits, Service};
use std::io::{IsTerminal, Write};
use std::net::SocketAddr;
use std::process::ExitCode;
use std::time::Duration;
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Where to listen. The service knows no passwords: let it be reached by this machine's programs only, or put a proxy before it.
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8788")]
    listen: SocketAddr,
    /// The largest request, in MiB. A content takes 4/3 of its size.
    #[arg(long, value_name = "MIB", default_value_t = 32, value_parser = clap::value_parser!(u16).range(1..=1024))]
    max_body: u16,
    /// The most memory for all requests together, in MiB. Who comes when it is taken waits for a turn.
    #[arg(long, value_name = "MIB", default_value_t = 1024, value_parser = clap::value_parser!(u32).range(1..=1_048_576))]
    max_memory: u32,
    /// How long a request may take, in seconds.
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u16).range(1..))]
    timeout: u16,
    #[command(flatten)]
    verifier: VerifierArguments,
}

pub(crate) fn run(arguments: Arguments) -> Result<ExitCode, Problem> {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let colours = std::io::stderr().is_terminal();
    tracing_subscriber::fmt().with_writer(std::io::stderr).with_ansi(colours).with_env_filter(filter).init();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Problem::Usage(error.to_string()))?;
    runtime.block_on(serve(arguments))
}

async fn serve(arguments: Arguments) -> Result<ExitCode, Problem> {
    let problem = |error: std::io::Error| Problem::Usage(format!("{}: {error}", arguments.listen));
    let verifier = arguments.verifier.verifier()?;
    verifier.prepare().await;
    let mode = verifier.mode();
    let limits = Limits {
        body: usize::from(arguments.max_body).saturating_mul(1024 * 1024),
        time: Duration::from_secs(arguments.timeout.into()),
        memory: usize::try_from(arguments.max_memory).unwrap_or(usize::MAX).saturating_mul(1024 * 1024),
    };
    let end = told_to_end().map_err(problem)?;
    let listener = TcpListener::bind(arguments.listen).await.map_err(problem)?;
    let address = listener.local_addr().map_err(problem)?;
    if mode == Mode::Test {
        tracing::warn!("mode test: only declared test CAs count, and no verdict is about a real person");
    }
    // One line for whoever started the program and waits for it. It may have stopped listening; that is its affair.
    let _ = writeln!(std::io::stdout(), "listening on {address}, mode {mode}");
    listen(listener, Service::new(verifier, limits).router(), Bounds::default(), end).await;
    Ok(ExitCode::SUCCESS)
}
