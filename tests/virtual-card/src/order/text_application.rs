//! The EFs of 券面事項入力補助AP as CARD.md 1.3 gives them byte for byte: BER-TLV whose lengths are not always minimal.

use std::collections::BTreeMap;

use jitsuin_test_pki::{Holder, PkiError, RsaPrivateKey, RsaPublicKey, sign_sha256};
use rsa::traits::PublicKeyParts;
use sha2::{Digest, Sha256};

use crate::application::text as ef;

/// The keys behind the files of this application.
pub(crate) struct TextKeys {
    /// Certifies `record_issuer`; a verifier would have it from elsewhere.
    pub(crate) card_verifiable_ca: RsaPrivateKey,
    /// Signs the records; EF 0004 certifies it.
    pub(crate) record_issuer: RsaPrivateKey,
    /// The application's own key, EF 0013.
    pub(crate) own: RsaPrivateKey,
    /// Would receive session keys; its private half is never used.
    pub(crate) session: RsaPublicKey,
}

/// All transparent EFs, by id.
pub(crate) fn files(holder: &Holder, keys: &TextKeys) -> Result<BTreeMap<u16, Vec<u8>>, PkiError> {
    let personal_number = personal_number(holder);
    let attributes = Attributes::of(holder);
    Ok(BTreeMap::from([
        (ef::INTEGRITY, integrity(&personal_number, &attributes, &keys.record_issuer)?),
        (ef::PERSONAL_NUMBER, personal_number),
        (ef::ATTRIBUTES, attributes.file),
        (ef::CERTIFICATE, certificate(keys)?),
        (ef::BASIC_INFORMATION, basic_information()),
        (ef::SESSION_PUBLIC_KEY, tlv(&[0xA1], &public_key(&keys.session))),
        (ef::SIGNED_PUBLIC_KEY, signed_public_key(keys)?),
        (ef::FILLER, vec![0xFF; 16]),
    ]))
}

/// 照合番号B: birth date in the Japanese calendar, year of the card's expiry, security code.
pub(crate) fn code_b(holder: &Holder, expiry: time::Date) -> String {
    format!("{}{:04}{}", holder.birth_date.in_code_b(), expiry.year(), holder.security_code)
}

/// EF 0001: the number and two bytes of filler, which belong to the file.
fn personal_number(holder: &Holder) -> Vec<u8> {
    let mut file = tlv(&[0xFF, 0x10], holder.personal_number.as_bytes());
    file.extend([0xFF, 0xFF]);
    file
}

/// EF 0002: 基本4情報 behind a table of their offsets.
struct Attributes {
    file: Vec<u8>,
    /// Where the first attribute begins: what EF 0003 hashes is the file from here on.
    first: usize,
}

impl Attributes {
    fn of(holder: &Holder) -> Self {
        const TABLE_LENGTH: usize = 3 + 8;
        let objects = [
            tlv(&[0xDF, 0x22], holder.name.as_bytes()),
            tlv(&[0xDF, 0x23], holder.address.as_bytes()),
            tlv(&[0xDF, 0x24], holder.birth_date.in_text_application().as_bytes()),
            tlv(&[0xDF, 0x25], holder.sex.in_text_application().as_bytes()),
        ];
        let size = TABLE_LENGTH + objects.iter().map(Vec::len).sum::<usize>();
        let first = tlv(&[0xFF, 0x20], &vec![0; size]).len() - size + TABLE_LENGTH;
        let mut table = Vec::new();
        let mut offset = first;
        for object in &objects {
            table.extend(u16::try_from(offset).unwrap_or(u16::MAX).to_be_bytes());
            offset += object.len();
        }
        let value = [tlv(&[0xDF, 0x21], &table), objects.concat()].concat();
        Attributes { file: tlv(&[0xFF, 0x20], &value), first }
    }
}

/// EF 0003: the hashes of EF 0001 with its filler and of EF 0002 without its table, signed.
fn integrity(
    personal_number: &[u8],
    attributes: &Attributes,
    issuer: &RsaPrivateKey,
) -> Result<Vec<u8>, PkiError> {
    let hashed = attributes.file.get(attributes.first..).unwrap_or_default();
    let mut value = tlv(&[0xDF, 0x31], &Sha256::digest(personal_number));
    value.extend(tlv(&[0xDF, 0x32], &Sha256::digest(hashed)));
    let signature = sign_sha256(issuer, &value)?;
    value.extend(tlv(&[0xDF, 0x33], &signature));
    Ok(tlv(&[0xFF, 0x30], &value))
}

/// EF 0004: the card-verifiable certificate of the key that signs the records.
fn certificate(keys: &TextKeys) -> Result<Vec<u8>, PkiError> {
    let body = [
        key_id("9999033", "001").as_slice(),
        &key_id("9913101", "000"),
        &public_key(keys.record_issuer.as_public_key()),
    ]
    .concat();
    let signature = sign_sha256(&keys.card_verifiable_ca, &body)?;
    let value = [tlv(&[0x5F, 0x4E], &body), tlv(&[0x5F, 0x37], &signature)].concat();
    Ok(tlv(&[0x7F, 0x21], &value))
}

/// EF 0005, whose lengths take one byte more than they need: a reader that insists on DER fails here.
fn basic_information() -> Vec<u8> {
    /// Version of the specification, support of extended lengths, vendor, vendor's own.
    const IDENTIFICATION: [u8; 4] = [0x01, 0x03, 0x0E, 0x01];
    let id = key_id("9999034", "001");
    let mut last = Sha256::digest(id).to_vec();
    last.resize(128, 0xFF);
    let value = [
        tlv(&[0xDF, 0x41], &IDENTIFICATION),
        tlv(&[0xDF, 0x42], &id),
        with_length_in_two_bytes(&[0xDF, 0x43], &last),
    ]
    .concat();
    with_length_in_two_bytes(&[0xFF, 0x40], &value)
}

/// EF 0007: the public half of the application's own key, signed.
fn signed_public_key(keys: &TextKeys) -> Result<Vec<u8>, PkiError> {
    let mut value = tlv(&[0xDF, 0x51], &public_key(keys.own.as_public_key()));
    let signature = sign_sha256(&keys.record_issuer, &value)?;
    value.extend(tlv(&[0xDF, 0x52], &signature));
    Ok(tlv(&[0xFF, 0x50], &value))
}

/// Exponent and modulus.
fn public_key(key: &RsaPublicKey) -> Vec<u8> {
    let exponent = key.e_bytes();
    let exponent = exponent.iter().copied().skip_while(|byte| *byte == 0).collect::<Vec<_>>();
    [tlv(&[0x90], &exponent), tlv(&[0x91], &key.n_bytes())].concat()
}

/// Sixteen bytes that name a key: seven digits, 08 05, three digits, four zeros. The numbers are of no real key.
fn key_id(number: &str, group: &str) -> [u8; 16] {
    let mut id = [0; 16];
    let bytes = number.bytes().chain([0x08, 0x05]).chain(group.bytes());
    for (byte, new) in id.iter_mut().zip(bytes) {
        *byte = new;
    }
    id
}

/// A BER-TLV object with the shortest length.
fn tlv(tag: &[u8], value: &[u8]) -> Vec<u8> {
    let [.., high, low] = value.len().to_be_bytes();
    let length: &[u8] = match (high, low) {
        (0, 0..=0x7F) => &[low],
        (0, _) => &[0x81, low],
        _ => &[0x82, high, low],
    };
    [tag, length, value].concat()
}

/// A BER-TLV object with a length of the form `82 hh ll`, whatever the length is.
fn with_length_in_two_bytes(tag: &[u8], value: &[u8]) -> Vec<u8> {
    let [.., high, low] = value.len().to_be_bytes();
    [tag, &[0x82, high, low], value].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The holder of the fact sheet's test card.
    fn holder() -> Holder {
        let hanako = include_str!("../../../pki/holders/hanako.toml");
        let toml = hanako
            .replace("霞　花子", "黒桐　幹也")
            .replace("東京都千代田区霞が関２－１－２－１０１", "東京都清瀬市観布子南１２－７－２０２")
            .replace("female", "male")
            .replace(
                "era = \"heisei\", year = 1990, month = 4, day = 29",
                "era = \"showa\", year = 1980, month = 2, day = 17",
            );
        Holder::from_toml(&toml).unwrap()
    }

    #[test]
    fn attributes_are_those_of_the_fact_sheet_to_the_byte() {
        let file = Attributes::of(&holder()).file;
        assert_eq!(file.len(), 104);
        assert_eq!(
            file[..14],
            [0xFF, 0x20, 0x65, 0xDF, 0x21, 0x08, 0x00, 0x0E, 0x00, 0x20, 0x00, 0x59, 0x00, 0x64]
        );
        assert_eq!(file[0x59..], *b"\xDF\x24\x0819800217\xDF\x25\x011");
    }

    #[test]
    fn the_personal_number_has_filler() {
        assert_eq!(personal_number(&holder()), b"\xFF\x10\x0C999999999999\xFF\xFF");
    }

    #[test]
    fn basic_information_is_not_minimal() {
        let file = basic_information();
        assert_eq!(file.len(), 164);
        assert_eq!(file[..12], [0xFF, 0x40, 0x82, 0x00, 0x9F, 0xDF, 0x41, 0x04, 0x01, 0x03, 0x0E, 0x01]);
        assert_eq!(file[31..36], [0xDF, 0x43, 0x82, 0x00, 0x80]);
    }

    #[test]
    fn code_b_is_that_of_the_fact_sheet() {
        assert_eq!(code_b(&holder(), time::macros::date!(2035 - 02 - 17)), "55021720352285");
    }

    #[test]
    fn offsets_follow_longer_lengths() {
        let long = include_str!("../../../pki/holders/long-address.toml");
        let attributes = Attributes::of(&Holder::from_toml(long).unwrap());
        assert_eq!(attributes.file[..3], [0xFF, 0x20, 0x82]);
        for (offset, tag) in attributes.file[8..16].chunks(2).zip([0x22, 0x23, 0x24, 0x25]) {
            let offset = usize::from(u16::from_be_bytes([offset[0], offset[1]]));
            assert_eq!(attributes.file[offset..offset + 2], [0xDF, tag]);
        }
    }
}
