//! A platform operator in memory: it says of every certificate what a test told it, and which two belong together.

use jitsuin_core::certificate::{Certificate, SerialNumber};
use jitsuin_core::revocation::{ReasonCode, Revoked, Status};
use jitsuin_core::trust_anchor::TrustAnchor;
use jitsuin_core::unix_time::UnixTime;
use jitsuin_verifier::revocation::{OperatorError, OperatorWord, PlatformOperator};
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::SystemTime;

#[derive(Default)]
pub(crate) struct Desk {
    revoked: Mutex<BTreeMap<SerialNumber, ReasonCode>>,
    linked: Mutex<BTreeMap<SerialNumber, SerialNumber>>,
    down: AtomicBool,
    asked: AtomicU32,
}

impl Desk {
    pub(crate) fn go_down(&self, down: bool) {
        self.down.store(down, Ordering::SeqCst);
    }

    pub(crate) fn revoke(&self, certificate: &[u8], reason: ReasonCode) {
        self.revoked.lock().unwrap().insert(serial(certificate), reason);
    }

    pub(crate) fn link(&self, sign: &[u8], auth: &[u8]) {
        self.linked.lock().unwrap().insert(serial(sign), serial(auth));
    }

    /// How often it was asked about revocation.
    pub(crate) fn asked(&self) -> u32 {
        self.asked.load(Ordering::SeqCst)
    }
}

fn serial(certificate: &[u8]) -> SerialNumber {
    Certificate::from_der(certificate).unwrap().summary().serial_number
}

#[async_trait::async_trait]
impl PlatformOperator for Desk {
    fn name(&self) -> &str {
        "the test desk"
    }

    async fn status(
        &self,
        certificate: &Certificate,
        _: &TrustAnchor,
        _: UnixTime,
    ) -> Result<OperatorWord, OperatorError> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        if self.down.load(Ordering::SeqCst) {
            return Err(OperatorError("the desk is closed".to_owned()));
        }
        let now = UnixTime::try_from(SystemTime::now()).unwrap();
        let reason = self.revoked.lock().unwrap().get(&certificate.summary().serial_number).copied();
        let status = match reason {
            Some(reason) => Status::Revoked(Revoked { at: now, reason: Some(reason), invalidity_date: None }),
            None => Status::Good,
        };
        Ok(OperatorWord { status, this_update: None })
    }

    async fn linked_auth_serial(
        &self,
        sign_serial: &SerialNumber,
    ) -> Result<Option<SerialNumber>, OperatorError> {
        Ok(self.linked.lock().unwrap().get(sign_serial).cloned())
    }
}
