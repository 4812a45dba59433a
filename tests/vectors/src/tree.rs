//! DER as a tree, so that one place in it can be changed or be encoded as BER (X.690 8), and the lengths around it fit again.

/// An element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Node {
    tag: u8,
    body: Body,
    form: Form,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Body {
    Primitive(Vec<u8>),
    Constructed(Vec<Node>),
}

/// How the length is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// As DER demands.
    Definite,
    /// In more bytes than are needed.
    Long,
    /// 80, and two zeros at the end.
    Indefinite,
}

impl Node {
    /// Reads DER that was made here.
    pub(crate) fn parse(der: &[u8]) -> Self {
        let (node, rest) = Self::first(der);
        assert!(rest.is_empty(), "one element");
        node
    }

    fn first(der: &[u8]) -> (Self, &[u8]) {
        let (tag, length, header) = match der[1] {
            short if short < 0x80 => (der[0], usize::from(short), 2),
            long => {
                let count = usize::from(long & 0x7F);
                let length = der[2..2 + count].iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte));
                (der[0], length, 2 + count)
            }
        };
        let (contents, rest) = der[header..].split_at(length);
        let body = if tag & 0x20 == 0 {
            Body::Primitive(contents.to_vec())
        } else {
            let mut children = Vec::new();
            let mut left = contents;
            while !left.is_empty() {
                let (child, behind) = Self::first(left);
                children.push(child);
                left = behind;
            }
            Body::Constructed(children)
        };
        (Self { tag, body, form: Form::Definite }, rest)
    }

    /// The element at this path: the number of the child at each step.
    pub(crate) fn at(&mut self, path: &[usize]) -> &mut Self {
        let Some((first, rest)) = path.split_first() else { return self };
        self.children().get_mut(*first).expect("the path leads to an element").at(rest)
    }

    pub(crate) fn children(&mut self) -> &mut Vec<Self> {
        match &mut self.body {
            Body::Constructed(children) => children,
            Body::Primitive(_) => panic!("a primitive element has no children"),
        }
    }

    /// The last byte of what is in it becomes another one.
    pub(crate) fn flip(&mut self) {
        match &mut self.body {
            Body::Primitive(contents) => *contents.last_mut().expect("not empty") ^= 1,
            Body::Constructed(children) => children.last_mut().expect("not empty").flip(),
        }
    }

    /// The contents of a primitive element.
    pub(crate) fn set(&mut self, contents: &[u8]) {
        self.body = Body::Primitive(contents.to_vec());
    }

    pub(crate) fn set_tag(&mut self, tag: u8) {
        self.tag = tag;
    }

    pub(crate) fn lengthen(&mut self) {
        self.form = Form::Long;
    }

    pub(crate) fn open(&mut self) {
        self.form = Form::Indefinite;
    }

    /// A string in two pieces (X.690 8.7.3).
    pub(crate) fn split(&mut self) {
        let Body::Primitive(contents) = &self.body else { panic!("a string in one piece") };
        let (left, right) = contents.split_at(contents.len() / 2);
        let piece = |contents: &[u8]| Self {
            tag: self.tag,
            body: Body::Primitive(contents.to_vec()),
            form: Form::Definite,
        };
        self.body = Body::Constructed(vec![piece(left), piece(right)]);
        self.tag |= 0x20;
    }

    /// The encoding.
    pub(crate) fn encode(&self) -> Vec<u8> {
        let contents = match &self.body {
            Body::Primitive(contents) => contents.clone(),
            Body::Constructed(children) => children.iter().flat_map(Self::encode).collect(),
        };
        match self.form {
            Form::Definite => crate::forge::tlv(self.tag, &contents),
            Form::Long => {
                let length = u32::try_from(contents.len()).expect("short");
                [&[self.tag, 0x84][..], &length.to_be_bytes(), &contents].concat()
            }
            Form::Indefinite => [&[self.tag, 0x80][..], &contents, &[0, 0]].concat(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// SEQUENCE { INTEGER 5, OCTET STRING 01 02 03 04 }
    const DER: [u8; 11] = [0x30, 9, 0x02, 1, 5, 0x04, 4, 1, 2, 3, 4];

    fn changed(change: impl FnOnce(&mut Node)) -> Vec<u8> {
        let mut node = Node::parse(&DER);
        change(&mut node);
        node.encode()
    }

    #[test]
    fn der_comes_back_as_it_was() {
        assert_eq!(changed(|_| {}), DER);
    }

    #[test]
    fn the_same_in_ber() {
        assert_eq!(changed(|node| node.open()), [0x30, 0x80, 0x02, 1, 5, 0x04, 4, 1, 2, 3, 4, 0, 0]);
        assert_eq!(
            changed(|node| node.at(&[0]).lengthen()),
            [0x30, 13, 0x02, 0x84, 0, 0, 0, 1, 5, 0x04, 4, 1, 2, 3, 4]
        );
        assert_eq!(
            changed(|node| node.at(&[1]).split()),
            [0x30, 13, 0x02, 1, 5, 0x24, 8, 0x04, 2, 1, 2, 0x04, 2, 3, 4]
        );
    }
}
