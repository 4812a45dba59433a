//! Making a card: keys, certificates and files for a declared holder, in a folder.

mod text_application;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jitsuin_test_pki::{Declaration, Hierarchy, Holder, KeyStore, Purpose};
use time::OffsetDateTime;

use crate::CardError;
use crate::application::jpki::{
    AUTH_CA_CERTIFICATE, AUTH_CERTIFICATE, AVAILABILITY, SIGN_CA_CERTIFICATE, SIGN_CERTIFICATE,
    TOKEN_INFORMATION,
};
use crate::application::{JPKI, TEXT};
use crate::chip::get_data;
use crate::contents::{DATA_OBJECTS, KEYS, path};
use crate::knob::CONTACT_ATR;
use crate::pin::{Cell, Pin, PinMemory};
use text_application::TextKeys;

/// What a card is made from.
///
/// The folder it goes to then holds: the EFs as `jpki/*.bin` and `text/*.bin`, data objects as `mf/*.bin`, private keys as
/// `keys/*.key.pem`, `state.json` with PINs and tries, `anchors.pem` with both CA certificates, and `holder.toml`, a copy of the
/// declaration.
#[derive(Clone, Debug)]
pub struct Order {
    /// The declaration of the hierarchy, a TOML file.
    pub pki: PathBuf,
    /// The declaration of the holder, a TOML file.
    pub holder: PathBuf,
    /// The folder of the CAs, made if it is not there; `None`: `ca` beside the card's folder.
    pub ca: Option<PathBuf>,
    /// A folder of keys to be used again for a holder's file of the same name; `None`: the card's own, so that a card made
    /// twice keeps its keys.
    pub keys: Option<PathBuf>,
    /// The card's folder.
    pub out: PathBuf,
}

/// EFs of leaf certificates are larger than the certificates, and the rest is 00 (CARD.md 1.2).
const CERTIFICATE_EF: usize = 2000;
/// Those of CA certificates likewise.
const CA_CERTIFICATE_EF: usize = 1900;

impl Order {
    /// Makes the card, or makes it anew: certificates valid relative to now, PINs and tries as declared.
    ///
    /// # Errors
    /// `File` if something cannot be read or written, `Pki` if a declaration is refused or a certificate cannot be issued.
    pub fn make(&self) -> Result<(), CardError> {
        let now = OffsetDateTime::now_utc();
        let read = |path: &Path| std::fs::read_to_string(path).map_err(CardError::file(path));
        let declaration = Declaration::from_toml(&read(&self.pki)?)?;
        let written_holder = read(&self.holder)?;
        let holder = Holder::from_toml(&written_holder)?;
        let ca = self.ca.clone().unwrap_or_else(|| self.out.join("../ca"));
        let hierarchy = Hierarchy::open_or_create(declaration, &ca, now)?;
        for folder in [JPKI.folder, TEXT.folder, DATA_OBJECTS] {
            let folder = self.out.join(folder);
            std::fs::create_dir_all(&folder).map_err(CardError::file(&folder))?;
        }
        let keys = CardKeys::prepare(self, &KeyStore::open(&ca)?)?;
        self.write_jpki(&hierarchy, &holder, &keys, now)?;
        for (id, content) in text_application::files(&holder, &keys.text)? {
            self.write(&path(TEXT.folder, id), &content)?;
        }
        let expiry = holder.card_expiry(now);
        self.write_data_objects(&holder, expiry)?;
        self.write("anchors.pem", hierarchy.anchors_pem()?.as_bytes())?;
        self.write("holder.toml", written_holder.as_bytes())?;
        PinMemory::new(&self.out, cells(&holder, expiry)).store()
    }

    fn write_jpki(
        &self,
        hierarchy: &Hierarchy,
        holder: &Holder,
        keys: &CardKeys,
        now: OffsetDateTime,
    ) -> Result<(), CardError> {
        let sign = hierarchy.issue(Purpose::Sign, holder, keys.sign.as_public_key(), now)?;
        let auth = hierarchy.issue(Purpose::Auth, holder, keys.auth.as_public_key(), now)?;
        for (purpose, certificate) in [(Purpose::Sign, &sign), (Purpose::Auth, &auth)] {
            if let Some(certificate) = certificate {
                hierarchy.authority(purpose).register().add(&stem(&self.holder), certificate)?;
            }
        }
        let availability = [flag(sign.as_ref()), flag(auth.as_ref()), 0x00];
        let files = [
            (SIGN_CERTIFICATE, padded(sign.unwrap_or_default(), CERTIFICATE_EF)),
            (SIGN_CA_CERTIFICATE, padded(hierarchy.authority_certificate(Purpose::Sign)?, CA_CERTIFICATE_EF)),
            (TOKEN_INFORMATION, token_information()?),
            (AVAILABILITY, availability.to_vec()),
            (0x0009, vec![0xFF; 16]),
            (AUTH_CERTIFICATE, padded(auth.unwrap_or_default(), CERTIFICATE_EF)),
            (AUTH_CA_CERTIFICATE, padded(hierarchy.authority_certificate(Purpose::Auth)?, CA_CERTIFICATE_EF)),
        ];
        files.into_iter().try_for_each(|(id, content)| self.write(&path(JPKI.folder, id), &content))
    }

    fn write_data_objects(&self, holder: &Holder, expiry: time::Date) -> Result<(), CardError> {
        let expiry = format!("{:04}{:02}{:02}", expiry.year(), u8::from(expiry.month()), expiry.day());
        let [_, contact_atr @ ..] = CONTACT_ATR;
        self.write(&path(DATA_OBJECTS, get_data::MUNICIPALITY), holder.municipality_code.as_bytes())?;
        self.write(&path(DATA_OBJECTS, get_data::EXPIRY), expiry.as_bytes())?;
        self.write(&path(DATA_OBJECTS, get_data::CONTACT_ATR), &contact_atr)
    }

    fn write(&self, name: &str, content: &[u8]) -> Result<(), CardError> {
        let path = self.out.join(name);
        std::fs::write(&path, content).map_err(CardError::file(&path))
    }
}

/// The private keys of a card and of those who sign its files.
struct CardKeys {
    sign: jitsuin_test_pki::RsaPrivateKey,
    auth: jitsuin_test_pki::RsaPrivateKey,
    text: TextKeys,
}

impl CardKeys {
    fn prepare(order: &Order, ca: &KeyStore) -> Result<Self, CardError> {
        let own = KeyStore::open(&order.out.join(KEYS))?;
        let (store, prefix) = match &order.keys {
            Some(folder) => (KeyStore::open(folder)?, format!("{}-", stem(&order.holder))),
            None => (own.clone(), String::new()),
        };
        let names = ["sign", "auth", "text", "session"].map(|name| format!("{prefix}{name}"));
        let [sign, auth, text, session] = &names;
        std::thread::scope(|scope| {
            let issuers = scope.spawn(|| ca.prepare(&["record-issuer", "card-verifiable-ca"]));
            store.prepare(&[sign, auth, text, session])?;
            match issuers.join() {
                Ok(prepared) => prepared,
                Err(panic) => std::panic::resume_unwind(panic),
            }
        })?;
        let keys = CardKeys {
            sign: store.key(sign)?,
            auth: store.key(auth)?,
            text: TextKeys {
                card_verifiable_ca: ca.key("card-verifiable-ca")?,
                record_issuer: ca.key("record-issuer")?,
                own: store.key(text)?,
                session: store.key(session)?.to_public_key(),
            },
        };
        own.keep("sign", &keys.sign)?;
        own.keep("auth", &keys.auth)?;
        own.keep("text", &keys.text.own)?;
        Ok(keys)
    }
}

/// The PINs as declared; codes A and B follow from the holder.
fn cells(holder: &Holder, expiry: time::Date) -> BTreeMap<Pin, Cell> {
    let cell = |pin: Pin, declared: &jitsuin_test_pki::Pin| {
        let tries_left = declared.tries.unwrap_or(pin.limit()).min(pin.limit());
        (pin, Cell { value: Some(declared.value.clone()), tries_left })
    };
    let code = |pin: Pin, value: String| (pin, Cell { value: Some(value), tries_left: pin.limit() });
    let unset = |pin: Pin| (pin, Cell { value: None, tries_left: 0 });
    BTreeMap::from([
        holder.sign_pin.as_ref().map_or_else(|| unset(Pin::Sign), |declared| cell(Pin::Sign, declared)),
        cell(Pin::Auth, &holder.auth_pin),
        cell(Pin::Text, &holder.text_pin),
        code(Pin::CodeA, holder.personal_number.clone()),
        code(Pin::CodeB, text_application::code_b(holder, expiry)),
        unset(Pin::BlockedAsIssued),
    ])
}

/// EF 0006: PKCS#11's CK_TOKEN_INFO in 160 bytes (CARD.md 1.2).
fn token_information() -> Result<Vec<u8>, CardError> {
    const FLAGS: u32 = 0x0000_040D;
    const UNAVAILABLE: u32 = 0xFFFF_FFFF;
    let serial = getrandom::u32().map_err(jitsuin_test_pki::PkiError::from)? % 100_000_000;
    let mut file = format!("{:32}{:0>32}{:16}{serial:016}", "JPKIAPICCTOKEN2", 1, "E16R01NJ").into_bytes();
    // Flags; sessions and read-write sessions, most and now; longest and shortest PIN; memory.
    let numbers = [FLAGS, 1, 0, 1, 0, 16, 6, UNAVAILABLE, UNAVAILABLE, UNAVAILABLE, UNAVAILABLE];
    file.extend(numbers.iter().flat_map(|number| number.to_be_bytes()));
    file.extend(b"03019999999999999999");
    Ok(file)
}

/// EF 0008: 8F where there is a certificate.
fn flag(certificate: Option<&Vec<u8>>) -> u8 {
    if certificate.is_some() { 0x8F } else { 0x00 }
}

/// A certificate with 00 behind it; a card without the certificate has the same EF with nothing but 00.
fn padded(mut certificate: Vec<u8>, size: usize) -> Vec<u8> {
    let size = size.max(certificate.len().next_multiple_of(100));
    certificate.resize(size, 0x00);
    certificate
}

fn stem(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn token_information_has_its_fields_at_their_places() {
        let file = token_information().unwrap();
        assert_eq!(file.len(), 160);
        assert_eq!(file[..17], *b"JPKIAPICCTOKEN2  ");
        assert_eq!(file[32..64], *b"00000000000000000000000000000001");
        assert_eq!(file[64..73], *b"E16R01NJ ");
        assert_eq!(file[96..100], [0x00, 0x00, 0x04, 0x0D]);
        assert_eq!(file[116..124], [0, 0, 0, 16, 0, 0, 0, 6]);
        assert_eq!(file[140..], *b"03019999999999999999");
    }

    #[test]
    fn certificates_are_padded() {
        assert_eq!(padded(vec![0x30; 1758], CERTIFICATE_EF).len(), 2000);
        assert_eq!(padded(vec![0x30; 2417], CERTIFICATE_EF).len(), 2500);
        assert_eq!(padded(Vec::new(), CERTIFICATE_EF), vec![0; 2000]);
    }
}
