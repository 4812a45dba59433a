//! Certificates of the profile of CARD.md §4, and others.

use super::{
    Key, SHA_256_WITH_RSA, algorithm, bit_string, boolean, explicit, integer, octet_string, oid, printable,
    sequence, tlv, utc_time, utf8,
};

pub const KEY_USAGE: &str = "2.5.29.15";
pub const SUBJECT_ALT_NAME: &str = "2.5.29.17";
pub const BASIC_CONSTRAINTS: &str = "2.5.29.19";
pub const CERTIFICATE_POLICIES: &str = "2.5.29.32";
pub const AUTHORITY_KEY_IDENTIFIER: &str = "2.5.29.35";
pub const SUBJECT_KEY_IDENTIFIER: &str = "2.5.29.14";
pub const EXT_KEY_USAGE: &str = "2.5.29.37";

pub const DIGITAL_SIGNATURE_AND_NON_REPUDIATION: &[u8] = &[0x03, 0x02, 0x06, 0xc0];
pub const DIGITAL_SIGNATURE: &[u8] = &[0x03, 0x02, 0x07, 0x80];
pub const CERT_SIGN_AND_CRL_SIGN: &[u8] = &[0x03, 0x02, 0x01, 0x06];

/// A certificate before it is signed. Every part can be changed.
#[derive(Clone)]
pub struct Certificate {
    pub version: Vec<u8>,
    pub serial_number: Vec<u8>,
    pub algorithm: Vec<u8>,
    pub issuer: Vec<u8>,
    pub not_before: Vec<u8>,
    pub not_after: Vec<u8>,
    pub subject: Vec<u8>,
    pub spki: Vec<u8>,
    pub extensions: Vec<(&'static str, Vec<u8>)>,
}

/// The six names of a person, in the order in which a card has them: .1 .4 .3 .5 .2 .6.
#[derive(Clone)]
pub struct Person {
    pub names: Vec<(u8, Vec<u8>)>,
}

impl Certificate {
    /// 署名用電子証明書
    pub fn sign() -> Self {
        let mut certificate = Self::leaf(&[0x01, 0xea, 0x01], "202510161726000013413221003A");
        certificate.set(KEY_USAGE, true, DIGITAL_SIGNATURE_AND_NON_REPUDIATION);
        certificate.set(SUBJECT_ALT_NAME, false, &Person::example().alternative_names());
        certificate.set(CERTIFICATE_POLICIES, true, &policies("1.2.392.200149.8.5.1.0.20"));
        certificate.set_key_identifiers(Key::holder(), Key::ca());
        certificate
    }

    /// 利用者証明用電子証明書
    pub fn auth() -> Self {
        let mut certificate = Self::leaf(&[0x02, 0xea, 0x02], "997794E9AGCIEG13221003A");
        certificate.set(KEY_USAGE, true, DIGITAL_SIGNATURE);
        certificate.set(EXT_KEY_USAGE, false, &sequence(&[&oid("1.3.6.1.5.5.7.3.2")]));
        certificate.set(CERTIFICATE_POLICIES, true, &policies("1.2.392.200149.8.5.1.0.30"));
        certificate.set_key_identifiers(Key::holder(), Key::ca());
        certificate.issuer = auth_ca_name();
        certificate
    }

    /// The CA of signing certificates with this key. All of them have one name.
    pub fn ca(key: &Key) -> Self {
        Self::ca_of_name(key, ca_name())
    }

    /// The CA of authentication certificates.
    pub fn auth_ca(key: &Key) -> Self {
        Self::ca_of_name(key, auth_ca_name())
    }

    /// A responder whom the CA of signing certificates allows to answer for it; [`Key::other`] is its key.
    pub fn responder() -> Self {
        let mut certificate = Self::leaf(&[0x03, 0xea, 0x03], "OCSP");
        certificate.spki = Key::other().spki();
        certificate.set(KEY_USAGE, true, DIGITAL_SIGNATURE);
        certificate.set(EXT_KEY_USAGE, false, &sequence(&[&oid("1.3.6.1.5.5.7.3.9")]));
        certificate.set("1.3.6.1.5.5.7.48.1.5", false, &[0x05, 0x00]);
        certificate
    }

    fn ca_of_name(key: &Key, name: Vec<u8>) -> Self {
        let mut certificate = Self {
            version: explicit(0, &integer(&[2])),
            serial_number: vec![0x01],
            algorithm: algorithm(SHA_256_WITH_RSA),
            issuer: name.clone(),
            not_before: utc_time("240828000000Z"),
            not_after: utc_time("340828145959Z"),
            subject: name,
            spki: key.spki(),
            extensions: Vec::new(),
        };
        certificate.set(KEY_USAGE, true, CERT_SIGN_AND_CRL_SIGN);
        certificate.set(BASIC_CONSTRAINTS, true, &sequence(&[&boolean(true)]));
        certificate.set(SUBJECT_KEY_IDENTIFIER, false, &octet_string(&key.identifier()));
        certificate
    }

    fn leaf(serial_number: &[u8], common_name: &str) -> Self {
        Self {
            serial_number: serial_number.to_vec(),
            not_before: utc_time("251027013557Z"),
            not_after: utc_time("300217145959Z"),
            subject: name(&[
                ("2.5.4.6", printable("JP")),
                ("2.5.4.7", utf8("Tokyo-to")),
                ("2.5.4.7", utf8("Kiyose-shi")),
                ("2.5.4.3", utf8(common_name)),
            ]),
            spki: Key::holder().spki(),
            extensions: Vec::new(),
            ..Self::ca(Key::ca())
        }
    }

    /// Adds an extension, or replaces it in its place.
    pub fn set(&mut self, extension: &'static str, critical: bool, value: &[u8]) {
        let critical = if critical { boolean(true) } else { Vec::new() };
        let der = sequence(&[&oid(extension), &critical, &octet_string(value)]);
        match self.extensions.iter_mut().find(|(oid, _)| *oid == extension) {
            Some((_, old)) => *old = der,
            None => self.extensions.push((extension, der)),
        }
    }

    pub fn remove(&mut self, extension: &str) {
        self.extensions.retain(|(oid, _)| *oid != extension);
    }

    fn set_key_identifiers(&mut self, subject: &Key, authority: &Key) {
        self.set(AUTHORITY_KEY_IDENTIFIER, false, &sequence(&[&tlv(0x80, &authority.identifier())]));
        self.set(SUBJECT_KEY_IDENTIFIER, false, &octet_string(&subject.identifier()));
    }

    pub fn signed_by(&self, key: &Key) -> Vec<u8> {
        let extensions: Vec<_> = self.extensions.iter().flat_map(|(_, der)| der.clone()).collect();
        let extensions =
            if extensions.is_empty() { Vec::new() } else { explicit(3, &tlv(0x30, &extensions)) };
        let tbs = sequence(&[
            &self.version,
            &integer(&self.serial_number),
            &self.algorithm,
            &self.issuer,
            &sequence(&[&self.not_before, &self.not_after]),
            &self.subject,
            &self.spki,
            &extensions,
        ]);
        sequence(&[&tbs, &self.algorithm, &bit_string(&key.sign(&tbs))])
    }
}

impl Person {
    pub fn example() -> Self {
        Self {
            names: vec![
                (1, utf8("実印　花子")),
                (4, utf8("319800217")),
                (3, utf8("2")),
                (5, utf8("東京都清瀬市観布子南１２－７")),
                (2, utf8("01000")),
                (6, utf8("00000000100000")),
            ],
        }
    }

    /// Replaces one of the names.
    pub fn with(mut self, arc: u8, value: Vec<u8>) -> Self {
        self.names.iter_mut().filter(|(other, _)| *other == arc).for_each(|(_, old)| *old = value.clone());
        self
    }

    pub fn without(mut self, arc: u8) -> Self {
        self.names.retain(|(other, _)| *other != arc);
        self
    }

    pub fn alternative_names(&self) -> Vec<u8> {
        let other_name = |(arc, value): &(u8, Vec<u8>)| {
            tlv(0xa0, &[oid(&format!("1.2.392.200149.8.5.5.{arc}")), explicit(0, value)].concat())
        };
        tlv(0x30, &self.names.iter().flat_map(other_name).collect::<Vec<_>>())
    }
}

/// The name of every generation of the CA of signing certificates.
pub fn ca_name() -> Vec<u8> {
    ca_name_with("JPKI for digital signature")
}

/// The same of authentication certificates.
pub fn auth_ca_name() -> Vec<u8> {
    ca_name_with("JPKI for user authentication")
}

fn ca_name_with(unit: &str) -> Vec<u8> {
    name(&[
        ("2.5.4.6", printable("JP")),
        ("2.5.4.10", utf8("JPKI-TEST")),
        ("2.5.4.11", utf8(unit)),
        ("2.5.4.11", utf8("Japan Agency for Local Authority Information Systems")),
    ])
}

pub fn name(attributes: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let rdn = |(attribute, value): &(&str, Vec<u8>)| tlv(0x31, &sequence(&[&oid(attribute), value]));
    tlv(0x30, &attributes.iter().flat_map(rdn).collect::<Vec<_>>())
}

pub fn policies(policy: &str) -> Vec<u8> {
    let cps = sequence(&[&oid("1.3.6.1.5.5.7.2.1"), &tlv(0x16, b"http://www.jpki.go.jp/cps.html")]);
    sequence(&[&sequence(&[&oid(policy), &sequence(&[&cps])])])
}
