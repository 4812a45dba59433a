//! CAs in a folder of their own, a person with both certificates, and what the person signs.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jitsuin_core::algorithm::DigestAlgorithm;
use jitsuin_core::authentication::to_be_signed;
use jitsuin_core::certificate::Certificate;
use jitsuin_core::cms::{self, Content, SignatureValue, SigningTime};
use jitsuin_core::revocation::{distribution_point_text, distribution_points};
use jitsuin_core::trust_anchor::TrustAnchor;
use jitsuin_core::unix_time::UnixTime;
use jitsuin_test_pki::{
    Authority, Declaration, Hierarchy, Holder, Issue, KeyStore, Manner, Moment, Purpose, Register, Responder,
    RevocationReason, RsaPrivateKey,
};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::time::SystemTime;
use time::OffsetDateTime;

const DECLARATION: &str = include_str!("../../../tests/pki/jpki-test.toml");
const HANAKO: &str = include_str!("../../../tests/pki/holders/hanako.toml");

pub(crate) const ORIGIN: &str = "https://city.example";
pub(crate) const NONCE: &str = "0123456789abcdef0123456789abcdef";

/// Keys, generated once for all runs.
pub(crate) static KEYS: LazyLock<KeyStore> = LazyLock::new(|| {
    let keys = KeyStore::open(&Path::new(env!("CARGO_TARGET_TMPDIR")).join("verifier-keys")).unwrap();
    keys.prepare(&NAMES).unwrap();
    keys
});

const NAMES: [&str; 9] =
    ["sign-ca", "auth-ca", "sign-ocsp", "auth-ocsp", "sign-unfit", "auth-unfit", "stranger", "sign", "auth"];

pub(crate) struct Stage {
    folder: tempfile::TempDir,
    sign: Vec<u8>,
    auth: Vec<u8>,
    now: OffsetDateTime,
}

impl Stage {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let own = KeyStore::open(folder.path()).unwrap();
        for name in NAMES {
            own.keep(name, &KEYS.key(name).unwrap()).unwrap();
        }
        let now = OffsetDateTime::now_utc();
        let declaration = Declaration::from_toml(DECLARATION).unwrap();
        let hierarchy = Hierarchy::open_or_create(declaration, folder.path(), now).unwrap();
        let holder = Holder::from_toml(HANAKO).unwrap();
        let issue = |purpose: Purpose| {
            let key = KEYS.key(purpose.word()).unwrap().to_public_key();
            let certificate = hierarchy.issue(purpose, &holder, &key, now).unwrap().unwrap();
            Register::of(folder.path(), purpose).add("hanako", &certificate).unwrap();
            certificate
        };
        let (sign, auth) = (issue(Purpose::Sign), issue(Purpose::Auth));
        std::fs::write(folder.path().join("anchors.pem"), hierarchy.anchors_pem().unwrap()).unwrap();
        Self { folder, sign, auth, now }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn anchors(&self) -> Vec<TrustAnchor> {
        TrustAnchor::from_pem(&std::fs::read_to_string(self.path("anchors.pem")).unwrap()).unwrap()
    }

    pub(crate) fn certificate(&self, purpose: Purpose) -> Certificate {
        Certificate::from_der(match purpose {
            Purpose::Sign => &self.sign,
            Purpose::Auth => &self.auth,
        })
        .unwrap()
    }

    /// An attached signature.
    pub(crate) fn signed(&self, content: &[u8]) -> Vec<u8> {
        self.cms(Content::Attached(content))
    }

    /// A detached signature.
    pub(crate) fn signed_detached(&self, content: &[u8]) -> Vec<u8> {
        self.cms(Content::Detached(content))
    }

    fn cms(&self, content: Content<'_>) -> Vec<u8> {
        let time = SigningTime::at(now());
        let prepared = cms::prepare(content, &self.certificate(Purpose::Sign), time).unwrap();
        let digest = prepared.digests().first().unwrap().value().to_vec();
        let value = SignatureValue::from(sign_digest(&KEYS.key("sign").unwrap(), &digest));
        prepared.complete(&[value]).unwrap().into_der()
    }

    /// A login of this site with this nonce.
    pub(crate) fn token(&self) -> Value {
        let bytes = to_be_signed(ORIGIN, NONCE, &self.auth).unwrap();
        let digest = DigestAlgorithm::SHA_256.digest(&bytes);
        let signature = sign_digest(&KEYS.key("auth").unwrap(), digest.value());
        json!({
            "format": "jitsuin-authentication-v1",
            "certificate": STANDARD.encode(&self.auth),
            "signature": STANDARD.encode(signature),
        })
    }

    pub(crate) fn revoke(&self, purpose: Purpose, at: &str, reason: RevocationReason) {
        let at = at.parse::<Moment>().unwrap().from(self.now);
        Register::of(self.folder.path(), purpose).revoke("hanako", Issue::Current, at, reason).unwrap();
    }

    /// The CRL of a CA as the register says, made and replaced at these moments.
    pub(crate) fn crl(&self, purpose: Purpose, this_update: &str, next_update: &str) -> Vec<u8> {
        let authority = Authority::open(self.folder.path(), purpose).unwrap();
        let at = |text: &str| text.parse::<Moment>().unwrap().from(OffsetDateTime::now_utc());
        let list = authority.revocation_list(at(this_update), at(next_update)).unwrap();
        list.sign(authority.key()).unwrap()
    }

    /// The same list of one distribution point only: that of a town, or the certificate's own.
    pub(crate) fn crl_of(&self, town: Option<&str>, this_update: &str, next_update: &str) -> Vec<u8> {
        let authority = Authority::open(self.folder.path(), Purpose::Sign).unwrap();
        let at = |text: &str| text.parse::<Moment>().unwrap().from(OffsetDateTime::now_utc());
        let mut list = authority.revocation_list(at(this_update), at(next_update)).unwrap();
        let tlv =
            |tag: u8, contents: &[u8]| [&[tag, u8::try_from(contents.len()).unwrap()], contents].concat();
        let name = match town {
            // Name ::= SEQUENCE OF SET OF { commonName, UTF8String }
            Some(town) => {
                let common_name = [vec![0x06, 3, 0x55, 4, 3], tlv(0x0c, town.as_bytes())].concat();
                tlv(0x30, &tlv(0x31, &tlv(0x30, &common_name)))
            }
            // directoryName [4] EXPLICIT Name, of more than 127 bytes
            None => {
                let own = &distribution_points(&self.certificate(Purpose::Sign))[0];
                assert_eq!(own[..2], [0xa4, 0x81]);
                own[3..].to_vec()
            }
        };
        list.set_distribution_point(&name);
        list.sign(authority.key()).unwrap()
    }

    /// The name of the signing certificate's distribution point.
    pub(crate) fn point(&self) -> String {
        distribution_point_text(&self.certificate(Purpose::Sign)).unwrap()
    }

    /// The same list, signed by somebody else.
    pub(crate) fn forged_crl(&self, purpose: Purpose) -> Vec<u8> {
        let authority = Authority::open(self.folder.path(), purpose).unwrap();
        let now = OffsetDateTime::now_utc();
        let list = authority.revocation_list(now, now + time::Duration::DAY).unwrap();
        list.sign(&KEYS.key("stranger").unwrap()).unwrap()
    }

    pub(crate) fn respond(&self, manner: &Manner) -> Responder {
        self.respond_at(None, manner)
    }

    /// At this port of the machine, or at any.
    pub(crate) fn respond_at(&self, port: Option<u16>, manner: &Manner) -> Responder {
        Responder::start(self.folder.path(), port, manner.clone(), manner.clone()).unwrap()
    }
}

pub(crate) fn sign_digest(key: &RsaPrivateKey, digest: &[u8]) -> Vec<u8> {
    key.sign(rsa::Pkcs1v15Sign::new::<sha2::Sha256>(), digest).unwrap()
}

pub(crate) fn now() -> UnixTime {
    UnixTime::try_from(SystemTime::now()).unwrap()
}

/// The report as JSON, which is what everybody outside sees.
pub(crate) fn json_of(report: &jitsuin_core::report::Report) -> Value {
    serde_json::to_value(report).unwrap()
}
