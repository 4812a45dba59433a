//! `jitsuin verify`: one line a signature, and an exit code for scripts.

use crate::Problem;
use crate::inputs::Input;
use crate::language::Language;
use futures_util::StreamExt;
use futures_util::stream;
use jitsuin_core::report::{Check, Indication, Outcome, Report};
use jitsuin_core::unix_time::UnixTime;
use jitsuin_core::verify::Examination;
use jitsuin_verifier::arguments::VerifierArguments;
use jitsuin_verifier::mode::Mode;
use jitsuin_verifier::verdict::Verdict;
use jitsuin_verifier::verifier::Verifier;
use serde::Serialize;
use std::borrow::Cow;
use std::io::{BufWriter, ErrorKind, IsTerminal, Write};
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};
use tokio::sync::Semaphore;

/// The exit code where a file cannot be read.
pub(crate) const UNREADABLE: u8 = 3;

/// EX_IOERR of sysexits.h: the verdicts cannot be written.
const UNWRITTEN: u8 = 74;

/// How often the progress is written.
const PROGRESS: Duration = Duration::from_millis(100);

/// Signatures that wait for their turn to be printed, for each that is judged: a slow one does not stop the others.
const AHEAD: usize = 16;

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Signatures: files, folders (with every .p7s and .p7m in them), or - for standard input.
    #[arg(required_unless_present = "files_from")]
    files: Vec<PathBuf>,
    /// Read further names from this file (- for standard input), one a line or with NUL between them.
    #[arg(long, value_name = "FILE")]
    files_from: Option<PathBuf>,
    /// What one detached signature signs. Without it, for x.p7s that is the file x beside it.
    #[arg(long, value_name = "FILE")]
    content: Option<PathBuf>,
    /// The time for which the verdict is asked, such as 2026-01-31T23:59:59Z [default: now]. Whoever names a time in the past vouches that
    /// the signature was there then: a later revocation leaves it good.
    #[arg(long, value_name = "TIME")]
    at: Option<UnixTime>,
    /// Print the whole report of each signature, a line of JSON each.
    #[arg(long)]
    json: bool,
    /// The language of the sentences [default: that of the environment].
    #[arg(long, value_enum)]
    lang: Option<Language>,
    /// So many signatures are read and judged at once [default: as many as there are processors].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    jobs: Option<u16>,
    #[command(flatten)]
    verifier: VerifierArguments,
}

/// What came of one input.
type Judged = Result<Box<Report>, String>;

/// A line of `--json`.
#[derive(Serialize)]
struct Line<'a> {
    file: Cow<'a, str>,
    #[serde(flatten)]
    verdict: Option<Verdict<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'a str>,
}

pub(crate) fn run(arguments: Arguments) -> Result<ExitCode, Problem> {
    let inputs = Input::all(&arguments.files, arguments.files_from.as_deref())?;
    if arguments.content.is_some() && inputs.len() != 1 {
        return Err(Problem::Usage("--content is of one signature, and there is not exactly one".into()));
    }
    let at = match arguments.at {
        Some(at) => at,
        None => UnixTime::try_from(SystemTime::now()).map_err(|error| Problem::Usage(error.to_string()))?,
    };
    let jobs = match arguments.jobs {
        Some(jobs) => usize::from(jobs),
        None => std::thread::available_parallelism().map_or(1, NonZeroUsize::get),
    };
    let verifier = Arc::new(arguments.verifier.verifier()?);
    let output = Output {
        mode: verifier.mode(),
        json: arguments.json,
        language: arguments.lang.unwrap_or_else(Language::of_environment),
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(jobs)
        .enable_all()
        .build()
        .map_err(|error| Problem::Usage(error.to_string()))?;
    Ok(ExitCode::from(runtime.block_on(judge_all(verifier, inputs, arguments.content, at, jobs, &output))))
}

/// Judges in parallel and prints in order. Returns the exit code.
async fn judge_all(
    verifier: Arc<Verifier>,
    inputs: Vec<Input>,
    content: Option<PathBuf>,
    at: UnixTime,
    jobs: usize,
    output: &Output,
) -> u8 {
    verifier.prepare().await;
    let mut progress = Progress::of(inputs.len());
    let content = content.map(Arc::new);
    // So many files are in memory at once; more may wait for a responder.
    let places = Arc::new(Semaphore::new(jobs));
    let mut judged = stream::iter(inputs)
        .map(|input| {
            let task = judge(verifier.clone(), input.clone(), content.clone(), at, places.clone());
            let task = tokio::spawn(task);
            async move { (input, task.await.unwrap_or_else(|error| Err(error.to_string()))) }
        })
        .buffered(jobs.saturating_mul(AHEAD));
    let mut stdout = BufWriter::new(std::io::stdout());
    let (mut code, mut written) = (0, Ok(()));
    while let Some((input, judged)) = judged.next().await {
        code = code.max(exit_code(&judged));
        // Where whoever read the verdicts has gone, the exit code still tells, of every file.
        if written.is_ok() {
            written = output.print(&mut stdout, &input, &judged);
        }
        progress.step();
    }
    progress.clear();
    match written.and_then(|()| stdout.flush()) {
        Ok(()) => code,
        Err(error) if error.kind() == ErrorKind::BrokenPipe => code,
        Err(_) => UNWRITTEN,
    }
}

/// Judges one input, when there is a place for it.
async fn judge(
    verifier: Arc<Verifier>,
    input: Input,
    content: Option<Arc<PathBuf>>,
    at: UnixTime,
    places: Arc<Semaphore>,
) -> Judged {
    let place = places.acquire_owned().await;
    let examining = verifier.clone();
    // Reading and hashing keep a thread busy: not one that waits for responders, whose answers would seem to come too late.
    let examination = tokio::task::spawn_blocking(move || -> Result<Examination, String> {
        let signature = input.read(content.as_deref().map(PathBuf::as_path))?;
        Ok(examining.examine_document(&signature.signed, signature.content.as_deref(), at))
    });
    let examination = examination.await.map_err(|error| error.to_string())??;
    drop(place);
    Ok(Box::new(verifier.conclude(examination, at).await))
}

fn exit_code(judged: &Judged) -> u8 {
    match judged.as_ref().map(|report| report.indication) {
        Ok(Indication::TotalPassed) => 0,
        Ok(Indication::Indeterminate) => 1,
        Ok(Indication::TotalFailed) => 2,
        Err(_) => UNREADABLE,
    }
}

/// How verdicts are printed.
struct Output {
    mode: Mode,
    json: bool,
    language: Language,
}

impl Output {
    fn print(&self, out: &mut impl Write, input: &Input, judged: &Judged) -> std::io::Result<()> {
        if self.json {
            let line = Line {
                file: input.name(),
                verdict: judged.as_deref().ok().map(|report| Verdict { mode: self.mode, report }),
                error: judged.as_ref().err().map(String::as_str),
            };
            serde_json::to_writer(&mut *out, &line)?;
            return writeln!(out);
        }
        match judged {
            Ok(report) => {
                let indication = match report.indication {
                    Indication::TotalPassed => "TOTAL-PASSED ",
                    Indication::Indeterminate => "INDETERMINATE",
                    Indication::TotalFailed => "TOTAL-FAILED ",
                };
                writeln!(out, "{indication} [{}] {input}: {}", self.mode, self.sentence(report))
            }
            Err(problem) => writeln!(out, "UNREADABLE    [{}] {input}: {problem}", self.mode),
        }
    }

    /// Of the finding that led to the indication; where all passed, of revocation: it names who was asked.
    fn sentence(&self, report: &Report) -> Cow<'static, str> {
        let led = report
            .findings
            .iter()
            .find(|finding| {
                finding.outcome != Outcome::Passed && finding.sub_indication == report.sub_indication
            })
            .or_else(|| report.finding(Check::Revocation));
        led.map(|finding| self.language.of(finding.sentences())).unwrap_or_default()
    }
}

/// How far it is, on standard error, where a person looks at it and does not see the verdicts themselves.
struct Progress {
    total: usize,
    done: usize,
    written: Option<Instant>,
}

impl Progress {
    fn of(total: usize) -> Self {
        let shown = total > 1 && std::io::stderr().is_terminal() && !std::io::stdout().is_terminal();
        Self { total: if shown { total } else { 0 }, done: 0, written: None }
    }

    fn step(&mut self) {
        self.done = self.done.saturating_add(1);
        if self.total > 0 && self.written.is_none_or(|written| written.elapsed() >= PROGRESS) {
            let _ = write!(std::io::stderr(), "\r{} / {}", self.done, self.total);
            self.written = Some(Instant::now());
        }
    }

    fn clear(&mut self) {
        if self.written.take().is_some() {
            let _ = write!(std::io::stderr(), "\r\u{1b}[K");
        }
    }
}
