//! Answers about both CAs' certificates, over HTTP: OCSP by `openssl ocsp` from the register as it is at that moment, and CRLs.
//!
//! `/sign/ocsp`, `/sign/crl`, `/auth/ocsp`, `/auth/crl`. Each CA may also be told to answer wrongly ([`Lie`]).

use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde::Deserialize;
use time::{Duration, OffsetDateTime};

use crate::authority::certificate_path;
use crate::door::{Door, Question, Reply};
use crate::{Authority, Lie, Moment, PkiError, Purpose};

pub(crate) const OCSP_RESPONSE: &str = "application/ocsp-response";
const CRL: &str = "application/pkix-crl";

/// How one CA answers.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Manner {
    /// OCSP answers are signed by a key that the CA has certified for it, instead of its own.
    #[serde(default)]
    pub delegated: bool,
    /// OCSP answers are wrong in this way.
    pub lie: Option<Lie>,
    /// The CRL is of this time; without it, of the time of the question.
    pub this_update: Option<Moment>,
    /// The next CRL was promised for this time; without it, for a day after this one.
    pub next_update: Option<Moment>,
    /// So many more entries are in the CRL.
    #[serde(default)]
    pub random_entries: usize,
}

/// Both CAs' answers at a port of this machine, until it is dropped.
pub struct Responder {
    door: Door,
    down: [bool; 2],
    /// A port at which nobody listens: where a responder that is down would be.
    nobody: u16,
}

/// What a responder signs with.
struct Signer {
    certificate: PathBuf,
    key: PathBuf,
}

impl Responder {
    /// Starts to answer for the CAs of this folder, at this port or at one that is free.
    ///
    /// # Errors
    /// `File` if the port is taken; those of [`Authority::open`] and [`Authority::delegate`].
    pub fn start(folder: &Path, port: Option<u16>, sign: Manner, auth: Manner) -> Result<Self, PkiError> {
        let at_door = |source| PkiError::File { path: PathBuf::from("127.0.0.1"), source };
        let down = [&sign, &auth].map(|manner| manner.lie == Some(Lie::Down));
        let sign = Side::open(folder, Purpose::Sign, sign)?;
        let auth = Side::open(folder, Purpose::Auth, auth)?;
        let door = Door::open(port, move |question| answer(&sign, &auth, question)).map_err(at_door)?;
        let nobody = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|listener| listener.local_addr());
        Ok(Self { door, down, nobody: nobody.map_err(at_door)?.port() })
    }

    /// Where OCSP questions about this CA's certificates go.
    #[must_use]
    pub fn ocsp(&self, purpose: Purpose) -> String {
        self.url(purpose, "ocsp")
    }

    /// Where this CA's CRL is.
    #[must_use]
    pub fn crl(&self, purpose: Purpose) -> String {
        self.url(purpose, "crl")
    }

    fn url(&self, purpose: Purpose, what: &str) -> String {
        let [sign_is_down, auth_is_down] = self.down;
        let down = match purpose {
            Purpose::Sign => sign_is_down,
            Purpose::Auth => auth_is_down,
        };
        let port = if down { self.nobody } else { self.door.address().port() };
        format!("http://127.0.0.1:{port}/{}/{what}", purpose.word())
    }
}

/// One CA at the door.
pub(crate) struct Side {
    pub(crate) authority: Authority,
    purpose: Purpose,
    folder: PathBuf,
    manner: Manner,
    signer: Signer,
}

impl Side {
    fn open(folder: &Path, purpose: Purpose, manner: Manner) -> Result<Self, PkiError> {
        let authority = Authority::open(folder, purpose)?;
        let signer = if manner.delegated {
            let delegate = authority.delegate(OffsetDateTime::now_utc())?;
            Signer { certificate: delegate.path, key: delegate.key_path }
        } else {
            let key = folder.join(format!("{}-ca.key.pem", purpose.word()));
            Signer { certificate: certificate_path(folder, purpose), key }
        };
        Ok(Self { authority, purpose, folder: folder.to_owned(), manner, signer })
    }

    fn ocsp(&self, request: &[u8]) -> Result<Reply, PkiError> {
        let honest = || self.by_openssl(request);
        match self.manner.lie {
            None => Ok(Reply::Whole(200, OCSP_RESPONSE, honest()?)),
            Some(lie) => lie.tell(self, request, honest),
        }
    }

    /// The answer of `openssl ocsp`.
    fn by_openssl(&self, request: &[u8]) -> Result<Vec<u8>, PkiError> {
        let at_scratch = |source| PkiError::File { path: std::env::temp_dir(), source };
        let scratch = tempfile::tempdir().map_err(at_scratch)?;
        let [asked, answered] = ["request.der", "response.der"].map(|name| scratch.path().join(name));
        std::fs::write(&asked, request).map_err(PkiError::file(&asked))?;
        let register = self.authority.register();
        let output = Command::new("openssl")
            .args(["ocsp", "-nmin", "5", "-index"])
            .arg(register.path())
            .arg("-CA")
            .arg(certificate_path(&self.folder, self.purpose))
            .arg("-rsigner")
            .arg(&self.signer.certificate)
            .arg("-rkey")
            .arg(&self.signer.key)
            .arg("-reqin")
            .arg(&asked)
            .arg("-respout")
            .arg(&answered)
            .stdin(Stdio::null())
            .output()
            .map_err(PkiError::file(Path::new("openssl")))?;
        std::fs::read(&answered)
            .map_err(|_| PkiError::OpenSsl { said: String::from_utf8_lossy(&output.stderr).into_owned() })
    }

    fn crl(&self) -> Result<Reply, PkiError> {
        let now = OffsetDateTime::now_utc();
        let this_update = self.manner.this_update.unwrap_or(Moment::NOW).from(now);
        let next_update = self.manner.next_update.map_or(this_update + Duration::DAY, |next| next.from(now));
        let mut list = self.authority.revocation_list(this_update, next_update)?;
        list.add_random_entries(self.manner.random_entries)?;
        Ok(Reply::Whole(200, CRL, list.sign(self.authority.key())?))
    }
}

fn answer(sign: &Side, auth: &Side, question: &Question) -> Reply {
    let answered = match (question.method.as_str(), question.path.as_str()) {
        ("POST", "/sign/ocsp") => sign.ocsp(&question.body),
        ("POST", "/auth/ocsp") => auth.ocsp(&question.body),
        ("GET", "/sign/crl") => sign.crl(),
        ("GET", "/auth/crl") => auth.crl(),
        _ => {
            return Reply::Whole(
                404,
                "text/plain",
                b"/sign/ocsp, /sign/crl, /auth/ocsp, /auth/crl\n".to_vec(),
            );
        }
    };
    answered.unwrap_or_else(|error| Reply::Whole(500, "text/plain", format!("{error}\n").into_bytes()))
}
