//! OpenSSL's word on signatures: nothing of it is ours.

use std::path::Path;
use std::process::{Command, Output};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Whether the key of this certificate (base64) has signed this SHA-256 digest.
pub(crate) fn has_signed_digest(certificate: &str, digest: &[u8], signature: &[u8]) -> bool {
    accepts(
        certificate,
        digest,
        signature,
        "pkeyutl -verify -pubin -inkey key -in content -sigfile signature -pkeyopt digest:sha256",
    )
}

/// Whether the key of this certificate (base64) has signed these bytes.
pub(crate) fn has_signed(certificate: &str, content: &[u8], signature: &[u8]) -> bool {
    accepts(certificate, content, signature, "dgst -sha256 -verify key -signature signature content")
}

/// The SHA-256 digest of these bytes.
pub(crate) fn sha_256(content: &[u8]) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("content"), content).unwrap();
    let digest = openssl(folder.path(), "dgst -sha256 -binary content");
    assert!(digest.status.success(), "{digest:?}");
    digest.stdout
}

fn accepts(certificate: &str, content: &[u8], signature: &[u8], verify: &str) -> bool {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, content: &[u8]| {
        std::fs::write(folder.path().join(name), content).unwrap();
    };
    file("certificate", &STANDARD.decode(certificate).unwrap());
    file("content", content);
    file("signature", signature);
    let key = openssl(folder.path(), "x509 -inform DER -in certificate -noout -pubkey");
    assert!(key.status.success(), "{key:?}");
    file("key", &key.stdout);
    openssl(folder.path(), verify).status.success()
}

fn openssl(folder: &Path, arguments: &str) -> Output {
    Command::new("openssl").args(arguments.split(' ')).current_dir(folder).output().unwrap()
}
