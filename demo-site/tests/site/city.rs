//! A running site, a person with a card that issues from the test PKI, and a browser that is no browser.

use crate::database::Database;
use crate::desk::Desk;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Method, Request, StatusCode};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jitsuin_core::algorithm::DigestAlgorithm;
use jitsuin_core::certificate::Certificate;
use jitsuin_core::cms::{self, Content, SignatureValue, SigningTime};
use jitsuin_core::form::{FormContent, FormDocument, FormField};
use jitsuin_core::trust_anchor::TrustAnchor;
use jitsuin_core::unix_time::UnixTime;
use jitsuin_demo_site::consent::{PRIVACY, TERMS};
use jitsuin_demo_site::forms::juminhyo::FORM;
use jitsuin_demo_site::language::Language;
use jitsuin_demo_site::pseudonym::PseudonymKey;
use jitsuin_demo_site::rate_limit::{ClientAddress, Limit, PASSWORDS, REQUESTS};
use jitsuin_demo_site::staff_password::StaffPassword;
use jitsuin_demo_site::store::{Evidence, Limits, Store};
use jitsuin_demo_site::{Site, routes};
use jitsuin_test_pki::{Declaration, Hierarchy, Holder, KeyStore, Purpose, RsaPrivateKey, RsaPublicKey};
use jitsuin_verifier::mode::Mode;
use jitsuin_verifier::revocation::{Operator, RevocationSource};
use jitsuin_verifier::verifier::Verifier;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, Mutex};
use std::time::SystemTime;
use time::{Duration, OffsetDateTime};
use tower::ServiceExt;

pub(crate) const ORIGIN: &str = "http://localhost:8787";

/// Keys and CAs, made once and read again in later runs.
pub(crate) static PKI: LazyLock<Pki> = LazyLock::new(|| Pki::open(&FOLDER, "jpki-test"));
static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| Path::new(env!("CARGO_TARGET_TMPDIR")).join("pki"));

pub(crate) struct Pki {
    hierarchy: Hierarchy,
    sign_key: RsaPrivateKey,
    auth_key: RsaPrivateKey,
    pub(crate) folder: PathBuf,
}

impl Pki {
    pub(crate) fn open(folder: &Path, name: &str) -> Self {
        let folder = folder.join(name);
        let keys = KeyStore::open(&folder).unwrap();
        keys.prepare(&["sign-ca", "auth-ca", "sign", "auth"]).unwrap();
        let declaration = Declaration::from_toml(include_str!("../../../tests/pki/jpki-test.toml")).unwrap();
        let hierarchy = Hierarchy::open_or_create(declaration, &folder, OffsetDateTime::now_utc()).unwrap();
        let (sign_key, auth_key) = (keys.key("sign").unwrap(), keys.key("auth").unwrap());
        Self { hierarchy, sign_key, auth_key, folder }
    }

    pub(crate) fn anchors(&self) -> String {
        self.hierarchy.anchors_pem().unwrap()
    }

    pub(crate) fn key(&self, purpose: Purpose) -> &RsaPrivateKey {
        match purpose {
            Purpose::Sign => &self.sign_key,
            Purpose::Auth => &self.auth_key,
        }
    }

    /// DER of a certificate of one of the holders in `tests/pki/holders`.
    pub(crate) fn certificate(&self, purpose: Purpose, holder: &str) -> Vec<u8> {
        self.certificate_for(purpose, holder, &self.key(purpose).to_public_key())
    }

    pub(crate) fn certificate_for(&self, purpose: Purpose, holder: &str, key: &RsaPublicKey) -> Vec<u8> {
        let holder = Holder::from_toml(holder).unwrap();
        self.hierarchy.issue(purpose, &holder, key, OffsetDateTime::now_utc()).unwrap().unwrap()
    }
}

pub(crate) const HANAKO: &str = include_str!("../../../tests/pki/holders/hanako.toml");
pub(crate) const SUBSTITUTED: &str = include_str!("../../../tests/pki/holders/substituted.toml");

pub(crate) const STAFF_PASSWORD: &str = "Mihon-City-1";
static STAFF: LazyLock<StaffPassword> = LazyLock::new(|| staff_password(STAFF_PASSWORD));

/// A password as a site has it.
pub(crate) fn staff_password(password: &str) -> StaffPassword {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), StaffPassword::hash(password).unwrap()).unwrap();
    StaffPassword::open(file.path()).unwrap()
}

/// For a store without a site: small enough to be filled.
pub(crate) const LIMITS: Limits = Limits {
    nonces: 100,
    open_nonces: 50,
    applications: 10,
    application_bytes: 10_000,
    logins: 10,
    sessions: 10,
};

/// A site of its own for each test, with a clock that the test moves.
pub(crate) struct City {
    pub(crate) site: Arc<Site>,
    router: Router,
    ahead: Arc<Mutex<Duration>>,
    /// What the browser sends with each request: by name.
    cookies: Mutex<BTreeMap<String, String>>,
    pub(crate) database: Database,
}

/// What one instance of a city is made with.
struct Instance {
    origin: &'static str,
    nonces: i64,
    records: i64,
    desk: Option<Arc<Desk>>,
    evidence: Evidence,
    staff: Option<StaffPassword>,
}

impl Default for Instance {
    fn default() -> Self {
        Self {
            origin: ORIGIN,
            nonces: 1_000,
            records: 100,
            desk: None,
            evidence: Evidence::Full,
            staff: Some(STAFF.clone()),
        }
    }
}

/// An answer.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl City {
    pub(crate) async fn new() -> Self {
        Self::on(Database::fresh().await, Instance::default()).await
    }

    pub(crate) async fn with(origin: &'static str, nonces: i64, records: i64) -> Self {
        let instance = Instance { origin, nonces, records, ..Instance::default() };
        Self::on(Database::fresh().await, instance).await
    }

    /// A city that asks this operator about revocation and about linked certificates.
    pub(crate) async fn asking(desk: Arc<Desk>, evidence: Evidence) -> Self {
        let instance = Instance { desk: Some(desk), evidence, ..Instance::default() };
        Self::on(Database::fresh().await, instance).await
    }

    /// Another instance of the same city, and a browser of its own.
    pub(crate) async fn beside(&self) -> Self {
        Self::on(self.database.clone(), Instance::default()).await
    }

    /// Another instance of the same city that asks this operator, and a browser of its own.
    pub(crate) async fn beside_asking(&self, desk: Arc<Desk>) -> Self {
        let instance = Instance { desk: Some(desk), ..Instance::default() };
        Self::on(self.database.clone(), instance).await
    }

    /// Another instance of the same city, with another password of staff or with none: what a restart after a change is.
    pub(crate) async fn beside_with_staff(&self, staff: Option<StaffPassword>) -> Self {
        Self::on(self.database.clone(), Instance { staff, ..Instance::default() }).await
    }

    async fn on(database: Database, instance: Instance) -> Self {
        let Instance { origin, nonces, records, desk, evidence, staff } = instance;
        let ahead = Arc::new(Mutex::new(Duration::ZERO));
        let clock = ahead.clone();
        let limits = Limits {
            nonces,
            open_nonces: nonces,
            applications: records,
            application_bytes: 16 * 1024 * 1024,
            logins: records,
            sessions: 1_000,
        };
        let anchors = TrustAnchor::from_pem(&PKI.anchors()).unwrap();
        let operator = desk.map(|desk| Operator::new(desk));
        let sources = operator.iter().cloned();
        let sources = sources.map(|operator| -> Box<dyn RevocationSource> { Box::new(operator) }).collect();
        let site = Site {
            origin: origin.parse().unwrap(),
            verifier: Verifier::new(anchors, sources, Mode::Test).unwrap(),
            operator,
            api: "export const sign = () => {};".to_owned(),
            extension_id: None,
            store: Store::open(&database.address, limits, evidence).await.unwrap(),
            requests: Limit::new(REQUESTS, ClientAddress::Peer).unwrap(),
            passwords: Limit::new(PASSWORDS, ClientAddress::Peer).unwrap(),
            staff,
            pseudonym_key: PseudonymKey::random().unwrap(),
            clock: Box::new(move || OffsetDateTime::now_utc() + *clock.lock().unwrap()),
        };
        let site = Arc::new(site);
        Self { router: routes::router(site.clone()), site, ahead, cookies: Mutex::default(), database }
    }

    /// The same city, seen from another browser.
    pub(crate) fn in_another_browser(&self) -> Self {
        Self {
            router: self.router.clone(),
            site: self.site.clone(),
            ahead: self.ahead.clone(),
            cookies: Mutex::default(),
            database: self.database.clone(),
        }
    }

    pub(crate) fn cookies(&self) -> BTreeMap<String, String> {
        self.cookies.lock().unwrap().clone()
    }

    pub(crate) fn set_cookies(&self, cookies: BTreeMap<String, String>) {
        *self.cookies.lock().unwrap() = cookies;
    }

    /// The same browser at two instances.
    pub(crate) fn take_cookies_of(&self, other: &Self) {
        self.set_cookies(other.cookies());
    }

    pub(crate) fn wait(&self, duration: Duration) {
        *self.ahead.lock().unwrap() += duration;
    }

    pub(crate) async fn send(&self, mut request: Request<Body>) -> Answer {
        let peer: SocketAddr = "192.0.2.1:50000".parse().unwrap();
        request.extensions_mut().insert(ConnectInfo(peer));
        let cookies: Vec<String> =
            self.cookies.lock().unwrap().iter().map(|(name, value)| format!("{name}={value}")).collect();
        if !cookies.is_empty() {
            request.headers_mut().insert("cookie", cookies.join("; ").parse().unwrap());
        }
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        for cookie in parts.headers.get_all("set-cookie") {
            let (name, rest) = cookie.to_str().unwrap().split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            let mut cookies = self.cookies.lock().unwrap();
            if rest.contains("Max-Age=0") {
                cookies.remove(name);
            } else {
                cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let body = to_bytes(body, usize::MAX).await.unwrap().to_vec();
        Answer { status: parts.status, headers: parts.headers, body }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }

    /// A POST as the page of the form makes it.
    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send(post(path, body.to_string())).await
    }

    /// Reads the terms and ticks both boxes.
    pub(crate) async fn agree(&self) {
        let page = self.get("/forms/juminhyo/consent").await.text();
        let token = form_of(&page, "token");
        let ticked = [("token", token.as_str()), ("terms", TERMS.version), ("privacy", PRIVACY.version)];
        let answer = self.send(classic("/forms/juminhyo/consent", ORIGIN, &ticked)).await;
        assert_eq!(answer.header("location"), "/forms/juminhyo", "{}", answer.text());
    }

    pub(crate) async fn request(&self) -> (String, String) {
        if self.cookies().is_empty() {
            self.agree().await;
        }
        let answer = self.post("/api/requests", &json!({})).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        let answer = answer.json();
        (text(&answer, "nonce"), text(&answer, "expires"))
    }

    pub(crate) async fn submit(&self, content: &[u8], signature: &[u8]) -> Answer {
        self.post("/api/applications", &submission(content, signature)).await
    }

    /// A form that this site asked for, signed by Hanako.
    pub(crate) async fn signed_form(&self) -> (Vec<u8>, Vec<u8>) {
        self.form_signed_with(&PKI.certificate(Purpose::Sign, HANAKO)).await
    }

    pub(crate) async fn form_signed_with(&self, certificate: &[u8]) -> (Vec<u8>, Vec<u8>) {
        let (nonce, expires) = self.request().await;
        let content = form(ORIGIN, &nonce, &expires, Language::Japanese);
        let signature = sign(&content, certificate);
        (content, signature)
    }
}

impl City {
    /// The body of a login that this site asked for, as Hanako's card makes it.
    pub(crate) async fn login(&self) -> Value {
        let (nonce, expires) = self.request().await;
        login(&token(Purpose::Auth, HANAKO, ORIGIN, &nonce), &nonce, &expires)
    }

    pub(crate) async fn log_in(&self, login: &Value) -> Answer {
        self.post("/api/logins", login).await
    }
}

pub(crate) fn login(token: &Value, nonce: &str, expires: &str) -> Value {
    json!({ "token": token, "nonce": nonce, "expires": expires })
}

/// What the card makes with one of its keys, by the bridge's contract (DESIGN D5), written without core's own token.
pub(crate) fn token(purpose: Purpose, holder: &str, origin: &str, nonce: &str) -> Value {
    token_with(purpose, &PKI.certificate(purpose, holder), origin, nonce)
}

pub(crate) fn token_with(purpose: Purpose, certificate: &[u8], origin: &str, nonce: &str) -> Value {
    use sha2::Digest;
    let counted = |text: &str| [&u16::try_from(text.len()).unwrap().to_be_bytes(), text.as_bytes()].concat();
    let bytes = [
        b"jitsuin-authentication-v1\0".to_vec(),
        counted(origin),
        counted(nonce),
        sha2::Sha256::digest(certificate).to_vec(),
    ]
    .concat();
    let padding = rsa::Pkcs1v15Sign::new::<sha2::Sha256>();
    let signature = PKI.key(purpose).sign(padding, &sha2::Sha256::digest(&bytes)).unwrap();
    json!({
        "format": "jitsuin-authentication-v1",
        "certificate": STANDARD.encode(certificate),
        "signature": STANDARD.encode(signature),
    })
}

impl Answer {
    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("not JSON: {}", self.text()))
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// Asserts that this is a refusal with this status and code, and that it says so in both languages.
    pub(crate) fn assert_refused(&self, status: u16, code: &str) -> Value {
        let refusal = self.json();
        assert_eq!((self.status.as_u16(), text(&refusal, "code").as_str()), (status, code), "{refusal}");
        for language in ["ja", "en"] {
            assert!(
                refusal["message"][language].as_str().is_some_and(|words| !words.is_empty()),
                "{refusal}"
            );
        }
        refusal
    }
}

pub(crate) fn post(path: &str, body: impl Into<Body>) -> Request<Body> {
    Request::builder()
        .method(Method::POST)
        .uri(path)
        .header("origin", ORIGIN)
        .header("sec-fetch-site", "same-origin")
        .header("content-type", "application/json")
        .body(body.into())
        .unwrap()
}

/// A POST as a browser makes it of a form.
pub(crate) fn classic(path: &str, origin: &str, fields: &[(&str, &str)]) -> Request<Body> {
    let body: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={value}")).collect();
    Request::post(path)
        .header("origin", origin)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(body.join("&").into())
        .unwrap()
}

/// The value of a hidden field on a page.
pub(crate) fn form_of(html: &str, name: &str) -> String {
    let (_, rest) =
        html.split_once(&format!("name=\"{name}\" value=\"")).unwrap_or_else(|| panic!("no {name}"));
    rest.split('"').next().unwrap().to_owned()
}

pub(crate) fn submission(content: &[u8], signature: &[u8]) -> Value {
    json!({ "content": STANDARD.encode(content), "signature": STANDARD.encode(signature) })
}

pub(crate) fn text(json: &Value, member: &str) -> String {
    json[member].as_str().unwrap_or_else(|| panic!("no {member} in {json}")).to_owned()
}

/// The form as a person fills it in.
pub(crate) fn answers(language: Language) -> Vec<FormField> {
    FORM.fields()
        .filter_map(|field| {
            let value = match field.name {
                "applicant-name" => "霞　花子",
                "applicant-kana" => "カスミ　ハナコ",
                "birth-date" => "1990-04-29",
                "postal-code" => "100-0013",
                "address" => "東京都千代田区霞が関2-1-2-101",
                "telephone" => "03-0000-0000",
                "members" => return None,
                "copies" => "2",
                "submitted-to" => "<b>みほん</b>銀行 & \"Co\"",
                _ => field.input.choices()[0].text.of(language),
            };
            Some(FormField {
                name: field.name.to_owned(),
                label: field.label.of(language).to_owned(),
                value: value.to_owned(),
            })
        })
        .collect()
}

pub(crate) fn form(origin: &str, nonce: &str, expires: &str, language: Language) -> Vec<u8> {
    document(FORM.title.of(language), answers(language), origin, nonce, expires)
}

pub(crate) fn document(
    title: &str,
    fields: Vec<FormField>,
    origin: &str,
    nonce: &str,
    expires: &str,
) -> Vec<u8> {
    let content = FormContent { title: title.to_owned(), fields, notice: None };
    FormDocument::compose(&content, origin, nonce, expires).unwrap().to_bytes()
}

/// What window and card do: prepare, sign the digest, complete.
pub(crate) fn sign(content: &[u8], certificate: &[u8]) -> Vec<u8> {
    let certificate = Certificate::from_der(certificate).unwrap();
    let now = UnixTime::try_from(SystemTime::now()).unwrap();
    let prepared = cms::prepare(Content::Detached(content), &certificate, SigningTime::at(now)).unwrap();
    let digest = &prepared.digests()[0];
    assert_eq!(digest.algorithm(), DigestAlgorithm::SHA_256);
    let padding = rsa::Pkcs1v15Sign::new::<sha2::Sha256>();
    let value = PKI.key(Purpose::Sign).sign(padding, digest.value()).unwrap();
    prepared.complete(&[SignatureValue::from(&value[..])]).unwrap().into_der()
}

/// The same by a program that nobody here wrote: OpenSSL.
pub(crate) fn sign_with_openssl(content: &[u8], purpose: Purpose, certificate: &[u8]) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    std::fs::write(path("content"), content).unwrap();
    std::fs::write(path("certificate.der"), certificate).unwrap();
    openssl(&["x509", "-inform", "DER", "-in", "certificate.der", "-out", "certificate.pem"], folder.path());
    let key = PKI.folder.join(format!("{}.key.pem", purpose.word()));
    openssl(
        &[
            "cms",
            "-sign",
            "-binary",
            "-cades",
            "-nosmimecap",
            "-md",
            "sha256",
            "-outform",
            "DER",
            "-in",
            "content",
            "-signer",
            "certificate.pem",
            "-inkey",
            key.to_str().unwrap(),
            "-out",
            "signature",
        ],
        folder.path(),
    );
    std::fs::read(path("signature")).unwrap()
}

pub(crate) fn openssl(arguments: &[&str], folder: &Path) {
    let output = std::process::Command::new("openssl").args(arguments).current_dir(folder).output().unwrap();
    assert!(output.status.success(), "openssl {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}
