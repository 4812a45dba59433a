//! A reader with a card that stays in it, and perhaps a PIN pad with a person in front of it (PC/SC part 10).

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard};

use jitsuin_bridge::card::channel::{Channel, ControlCode};
use jitsuin_bridge::card::command::{Command, Response};
use jitsuin_bridge::error::{Error, ErrorCode};
use jitsuin_bridge::reader::{CardSource, Disposition, Reader, ReaderState, Work};
use jitsuin_virtual_card::{Order, Outcome, VirtualCard};

/// The reader's name.
pub(crate) const NAME: &str = "Test reader with keys 00";

/// What the reader answers to CM_IOCTL_GET_FEATURE_REQUEST: tag, length, control code in network order. FEATURE_MODIFY_PIN_DIRECT,
/// FEATURE_VERIFY_PIN_DIRECT, FEATURE_IFD_PIN_PROPERTIES, FEATURE_GET_TLV_PROPERTIES.
const FEATURES: &[u8] = &[
    0x07, 4, 0x42, 0x33, 0x00, 0x07, 0x06, 4, 0x42, 0x33, 0x00, 0x06, 0x0A, 4, 0x42, 0x33, 0x00, 0x0A, 0x12,
    4, 0x42, 0x33, 0x00, 0x12,
];

/// FEATURE_VERIFY_PIN_DIRECT's control code in [`FEATURES`].
const VERIFY_PIN_DIRECT: u32 = 0x4233_0006;

/// What the person does in front of the pad.
#[derive(Clone, Copy)]
pub(crate) enum Person {
    /// Types these keys and confirms.
    Types(&'static str),
    /// Presses the cancel key.
    Cancels,
    /// Does nothing until the reader gives up.
    Leaves,
}

/// The reader.
#[derive(Clone)]
pub(crate) struct TestReader(Arc<Mutex<Inside>>);

/// Card, pad and person.
pub(crate) struct Inside {
    pub(crate) card: VirtualCard,
    /// `None` for a reader without a PIN pad.
    pub(crate) person: Option<Person>,
    /// How often the pad asked.
    pub(crate) asked: usize,
    /// The instruction whose answer is lost if it carries a body: the card has executed it.
    pub(crate) loses_answer_to: Option<u8>,
    _folder: tempfile::TempDir,
}

impl TestReader {
    /// A reader with the card of the holder `hanako`, and a PIN pad if there is a person.
    pub(crate) fn new(person: Option<Person>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let pki = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/pki");
        let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join("virtual-card");
        let order = Order {
            pki: pki.join("jpki-test.toml"),
            holder: pki.join("holders/hanako.toml"),
            ca: Some(kept.join("ca")),
            keys: Some(kept.join("keys")),
            out: folder.path().join("hanako"),
        };
        order.make().unwrap();
        let card = VirtualCard::load(&order.out).unwrap();
        Self(Arc::new(Mutex::new(Inside { card, person, asked: 0, loses_answer_to: None, _folder: folder })))
    }

    /// Looks inside, between two requests.
    pub(crate) fn inside(&self) -> MutexGuard<'_, Inside> {
        self.0.lock().unwrap()
    }
}

impl CardSource for TestReader {
    fn readers(&self) -> Result<Vec<Reader>, Error> {
        Ok(vec![Reader { name: NAME.to_owned(), state: ReaderState::Present, events: 0 }])
    }

    fn watch(&self, tell: &mut dyn FnMut(Vec<Reader>) -> bool) {
        let _listening = self.readers().is_ok_and(tell);
    }

    fn transact(&self, reader: &str, work: Work<'_>) -> Result<(), Error> {
        if reader != NAME {
            return Err(Error::new(ErrorCode::NoReader));
        }
        let mut inside = self.inside();
        inside.card.power_on();
        let worked = catch_unwind(AssertUnwindSafe(|| work(&mut *inside)));
        if !matches!(worked, Ok(Disposition::Leave)) {
            inside.card.power_off();
        }
        drop(inside);
        worked.map(drop).map_err(|panic| resume_unwind(panic))
    }
}

impl Channel for Inside {
    fn transmit(&mut self, command: &Command) -> Result<Response, Error> {
        let bytes = command.to_bytes();
        let answer = self.card.transmit(&bytes);
        if self.loses_answer_to == Some(command.header()[1]) && bytes.len() > 4 {
            return Err(Error::new(ErrorCode::CardRemoved));
        }
        match answer {
            Outcome::Response(bytes) => Ok(Response::from_bytes(&bytes).unwrap()),
            Outcome::Removed | Outcome::Silent => Err(Error::new(ErrorCode::CardRemoved)),
        }
    }

    fn control(&mut self, code: ControlCode, input: &[u8]) -> Result<Option<Vec<u8>>, Error> {
        match (code, self.person) {
            (_, None) => Ok(None),
            (ControlCode::GetFeatureRequest, Some(_)) => {
                assert!(input.is_empty());
                Ok(Some(FEATURES.to_vec()))
            }
            (ControlCode::Feature(VERIFY_PIN_DIRECT), Some(person)) => Ok(Some(self.ask(input, person))),
            (ControlCode::Feature(code), Some(_)) => panic!("control code {code:08X}"),
        }
    }
}

impl Inside {
    /// Carries out a PIN_VERIFY_STRUCTURE: offsets and meanings are those of part 10 §2.5.2.
    fn ask(&mut self, structure: &[u8], person: Person) -> Vec<u8> {
        self.asked += 1;
        let refused = vec![0x6B, 0x80];
        let Some((fixed, command)) = structure.split_at_checked(19) else { return refused };
        let [min, max] = u16::from_ne_bytes([fixed[5], fixed[6]]).to_be_bytes();
        let length = u32::from_ne_bytes(fixed[15..].try_into().unwrap());
        let ascii_from_the_first_byte = fixed[2] == 0x82;
        let no_length_in_block_or_command = fixed[3] == 0 && fixed[4] == 0;
        let validated_by_key = fixed[7] == 0x02;
        let well_formed = ascii_from_the_first_byte
            && no_length_in_block_or_command
            && validated_by_key
            && usize::try_from(length).unwrap() == command.len()
            && command.len() == 5;
        if !well_formed || fixed[0] == 0 {
            return refused;
        }
        let keys = match person {
            Person::Types(keys) => keys,
            Person::Cancels => return vec![0x64, 0x01],
            Person::Leaves => return vec![0x64, 0x00],
        };
        let count = u8::try_from(keys.len()).unwrap();
        if !(min..=max).contains(&count) {
            return vec![0x64, 0x03];
        }
        let verify = [&command[..4], &[count], keys.as_bytes()].concat();
        match self.card.transmit(&verify) {
            Outcome::Response(answer) => answer,
            Outcome::Removed | Outcome::Silent => panic!("the card stays in this reader"),
        }
    }
}
