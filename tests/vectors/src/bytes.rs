//! Changes of bytes that were signed already.

use serde::Deserialize;

use crate::tree::Node;

/// One change. A path is the number of the child at each step, from the outermost element on.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum ByteChange {
    /// One bit of the last byte of this element.
    Flip(Vec<usize>),
    /// These bytes, in hexadecimal, behind everything.
    Trailing(String),
    /// These bytes, in hexadecimal, as a further element inside this one.
    Append(Vec<usize>, String),
    /// The same as the first one.
    Prepend(Vec<usize>, String),
    /// Without its last bytes, so many.
    Cut(usize),
    /// BER: length in four bytes.
    LongLength(Vec<usize>),
    /// BER: indefinite length.
    Indefinite(Vec<usize>),
    /// BER: a string in two pieces.
    Constructed(Vec<usize>),
    /// The children of this element in the opposite order.
    Reverse(Vec<usize>),
    /// The last child of this element is there twice.
    Repeat(Vec<usize>),
    /// Another tag.
    Tag(Vec<usize>, u8),
    /// Another content, in hexadecimal, for this primitive element.
    Set(Vec<usize>, String),
    /// Without this element, which is the last step of the path.
    Remove(Vec<usize>),
}

/// The bytes after all changes.
pub(crate) fn change(der: Vec<u8>, changes: &[ByteChange]) -> Vec<u8> {
    changes.iter().fold(der, |der, change| change.apply(der))
}

impl ByteChange {
    fn apply(&self, mut der: Vec<u8>) -> Vec<u8> {
        let in_tree = |change: &dyn Fn(&mut Node)| {
            let mut tree = Node::parse(&der);
            change(&mut tree);
            tree.encode()
        };
        match self {
            Self::Trailing(bytes) => {
                der.extend(hexadecimal(bytes));
                der
            }
            Self::Cut(count) => {
                der.truncate(der.len() - count);
                der
            }
            Self::Flip(path) => in_tree(&|tree| tree.at(path).flip()),
            Self::Append(path, bytes) => {
                in_tree(&|tree| tree.at(path).children().push(Node::parse(&hexadecimal(bytes))))
            }
            Self::Prepend(path, bytes) => {
                in_tree(&|tree| tree.at(path).children().insert(0, Node::parse(&hexadecimal(bytes))))
            }
            Self::LongLength(path) => in_tree(&|tree| tree.at(path).lengthen()),
            Self::Indefinite(path) => in_tree(&|tree| tree.at(path).open()),
            Self::Constructed(path) => in_tree(&|tree| tree.at(path).split()),
            Self::Reverse(path) => in_tree(&|tree| tree.at(path).children().reverse()),
            Self::Repeat(path) => in_tree(&|tree| {
                let children = tree.at(path).children();
                children.push(children.last().expect("not empty").clone());
            }),
            Self::Tag(path, tag) => in_tree(&|tree| tree.at(path).set_tag(*tag)),
            Self::Set(path, bytes) => in_tree(&|tree| tree.at(path).set(&hexadecimal(bytes))),
            Self::Remove(path) => in_tree(&|tree| {
                let (last, parent) = path.split_last().expect("the outermost element stays");
                tree.at(parent).children().remove(*last);
            }),
        }
    }
}

/// The bytes of a text in hexadecimal.
pub(crate) fn hexadecimal(text: &str) -> Vec<u8> {
    let digits: String = text.split_whitespace().collect();
    let byte = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).expect("hexadecimal");
    (0..digits.len()).step_by(2).map(byte).collect()
}
