//! The crate `myna-card`, whose author measured J-LIS test cards, reads this card as it reads those.

use jitsuin_virtual_card::{Outcome, VirtualCard};
use myna_card::ap::jpki::{JpkiAp, SignatureScheme, TokenType};
use myna_card::ap::text::TextAp;
use myna_card::data::Sex;
use myna_card::mf::MasterFile;
use myna_card::{Card, Error, Pin, Transmit};

use crate::bench::Bench;

struct InProcess(VirtualCard);

impl Transmit for InProcess {
    fn transmit(&mut self, command: &[u8]) -> myna_card::Result<Vec<u8>> {
        match self.0.transmit(command) {
            Outcome::Response(response) => Ok(response),
            // A response that is too short for a status word: its words for a broken link.
            Outcome::Removed | Outcome::Silent => Ok(Vec::new()),
        }
    }
}

fn card(holder: &str) -> (Bench, Card<InProcess>) {
    let bench = Bench::with(holder);
    let card = Card::new(InProcess(bench.powered(holder)));
    (bench, card)
}

fn pin(value: &str) -> Pin {
    Pin::new(value).unwrap()
}

#[test]
fn it_reads_the_token_information() {
    let (_bench, mut card) = card("hanako");
    let mut jpki = JpkiAp::select(&mut card).unwrap();
    let token = jpki.read_token_info().unwrap();
    assert_eq!(token.token_type, TokenType::Card);
    assert_eq!((token.min_pin_len, token.max_pin_len), (6, 16));
    assert_eq!(token.hardware_version, *b"03");
    let availability = jpki.read_certificate_availability().unwrap();
    assert!(availability.has_sign_certificate() && availability.has_auth_certificate());
}

#[test]
fn it_reads_certificates_and_verifies_them_under_the_cards_own_authorities() {
    let (_bench, mut card) = card("hanako");
    let mut jpki = JpkiAp::select(&mut card).unwrap();
    let auth = jpki.read_auth_certificate().unwrap();
    auth.verify_signature(&jpki.read_auth_ca_certificate().unwrap()).unwrap();
    assert!(jpki.read_sign_certificate().is_err());
    jpki.verify_sign_pin(&pin("KASUMI88")).unwrap();
    let sign = jpki.read_sign_certificate().unwrap();
    assert_eq!(sign.der().len(), 1758);
    sign.verify_signature(&jpki.read_sign_ca_certificate().unwrap()).unwrap();
    // A JPKI-TEST name that its own list of roots knows, and another key: it must not be taken for a real one.
    let now = sign.validity().0;
    assert!(sign.verify_to_root(now, myna_card::certificate::roots::Accept::ProductionAndTest).is_err());
}

#[test]
fn it_signs_with_both_keys_and_checks_the_signatures() {
    let (_bench, mut card) = card("hanako");
    let mut jpki = JpkiAp::select(&mut card).unwrap();
    let digest_info = [
        &[0x30, 0x31, 0x30, 0x0D, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01][..],
        &[0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20],
        &[0x5A; 32],
    ]
    .concat();
    jpki.verify_auth_pin(&pin("1234")).unwrap();
    jpki.sign_with_auth_key_checked(SignatureScheme::Verbatim, &digest_info).unwrap();
    jpki.verify_sign_pin(&pin("KASUMI88")).unwrap();
    for _ in 0..3 {
        jpki.sign_with_sign_key_checked(SignatureScheme::Verbatim, &digest_info).unwrap();
    }
}

#[test]
fn it_counts_tries_as_the_card_does() {
    let (_bench, mut card) = card("hanako");
    let mut jpki = JpkiAp::select(&mut card).unwrap();
    assert_eq!(jpki.sign_pin_retries().unwrap().count(), Some(5));
    let refusal = jpki.verify_sign_pin(&pin("WRONG123")).unwrap_err();
    assert!(matches!(refusal, Error::PinIncorrect { .. }), "{refusal:?}");
    assert_eq!(jpki.sign_pin_retries().unwrap().count(), Some(4));
    jpki.change_auth_pin(&pin("1234"), &pin("4321")).unwrap();
    jpki.verify_auth_pin(&pin("4321")).unwrap();
}

#[test]
fn it_says_blocked_of_a_blocked_card() {
    let (_bench, mut card) = card("blocked");
    let mut jpki = JpkiAp::select(&mut card).unwrap();
    assert_eq!(jpki.sign_pin_retries().unwrap().count(), Some(0));
    let refusal = jpki.verify_sign_pin(&pin("KASUMI88")).unwrap_err();
    assert!(matches!(refusal, Error::PinBlocked), "{refusal:?}");
}

#[test]
fn it_reads_the_four_attributes_and_their_integrity_record() {
    let (_bench, mut card) = card("hanako");
    let mut text = TextAp::select(&mut card).unwrap();
    assert!(text.read_attributes().is_err());
    text.verify_pin(&pin("5678")).unwrap();
    let attributes = text.read_attributes().unwrap();
    assert_eq!(attributes.name, "霞　花子");
    assert_eq!(attributes.address, "東京都千代田区霞が関２－１－２－１０１");
    assert_eq!(attributes.birth_date.to_string(), "1990-04-29");
    assert_eq!(attributes.sex, Sex::Female);

    let issuer = text.read_certificate().unwrap().public_key;
    let record = text.read_integrity_record().unwrap();
    record.verify(&issuer).unwrap();
    let file = text.read_ef(myna_card::ap::text::ef::ATTRIBUTES).unwrap();
    assert!(record.matches_attributes_file(&file).unwrap());
    assert!(record.matches_my_number_file(&text.read_my_number_file().unwrap()));
}

#[test]
fn it_reads_a_long_address_and_the_keys_of_the_text_application() {
    let (_bench, mut card) = card("long-address");
    let mut text = TextAp::select(&mut card).unwrap();
    assert_eq!(text.read_ap_basic_data().unwrap().identification.extended_lc_le_support, 0x03);
    text.verify_pin(&pin("5678")).unwrap();
    assert!(text.read_attributes().unwrap().address.contains("羊蹄山麓"));
    let issuer = text.read_certificate().unwrap().public_key;
    let own = text.read_signed_public_key().unwrap();
    own.verify(&issuer).unwrap();
    assert_eq!(text.read_session_key_public_key().unwrap().public_key.bits(), 2048);
    let signature = text.sign(b"challenge").unwrap();
    own.public_key.verify_pkcs1_sha256(b"challenge", &signature).unwrap();
}

#[test]
fn code_a_and_code_b_open_what_they_open_on_a_real_card() {
    let (bench, mut card) = card("hanako");
    let mut text = TextAp::select(&mut card).unwrap();
    text.verify_code_a(&pin("999999999999")).unwrap();
    assert!(text.read_my_number().is_ok() && text.read_attributes().is_err());
    // 02 is Heisei 2; the middle is the year in which the card expires.
    let expiry = std::fs::read_to_string(bench.path("hanako/mf/00F2.bin")).unwrap();
    text.verify_code_b(&pin(&format!("020429{}2285", &expiry[..4]))).unwrap();
    assert!(text.read_attributes().is_ok());
}

#[test]
fn it_follows_61xx() {
    let (_bench, mut card) = card("hanako");
    card.transport_mut().0.set_knob("response-chaining", "on").unwrap();
    let mut jpki = JpkiAp::select(&mut card).unwrap();
    assert_eq!(jpki.read_token_info().unwrap().token_type, TokenType::Card);
    // 3.3.4 takes 6100 for "none left" instead of "256 or more", so that it cannot read a certificate from such a card.
    assert!(matches!(jpki.read_auth_certificate(), Err(Error::ExpectedLengthOutOfRange(0))));
}

#[test]
fn it_follows_6cxx() {
    let (_bench, mut card) = card("hanako");
    card.transport_mut().0.set_knob("wrong-le", "on").unwrap();
    let mut jpki = JpkiAp::select(&mut card).unwrap();
    assert_eq!(jpki.read_token_info().unwrap().token_type, TokenType::Card);
    assert_eq!(jpki.read_auth_certificate().unwrap().der().len(), 1590);
}

#[test]
fn it_leaves_the_card_locked_by_way_of_the_issuer_security_domain() {
    let (_bench, mut card) = card("hanako");
    JpkiAp::select(&mut card).unwrap().verify_sign_pin(&pin("KASUMI88")).unwrap();
    assert_eq!(card.transport().0.verified().len(), 1);
    let mut domain = MasterFile::select(&mut card).unwrap();
    assert_eq!(domain.card().contact_atr().unwrap(), [0x3B, 0xE0, 0x00, 0xFF, 0x81, 0x31, 0xFE, 0x45, 0x14]);
    assert!(card.transport().0.verified().is_empty());
}
