//! Command APDUs as the card decodes them (ISO 7816-3, 12.1.3: cases 1 to 4, short and extended).

/// A decoded command. No `Debug`: the body may be a PIN.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Command<'a> {
    pub(crate) cla: u8,
    pub(crate) ins: u8,
    pub(crate) p1: u8,
    pub(crate) p2: u8,
    /// Command data; Nc is its length.
    pub(crate) body: &'a [u8],
    /// Expected length of the response, 1 to 65 536; `None`: no response data is expected.
    pub(crate) ne: Option<usize>,
    /// Whether a length is written in the extended form.
    pub(crate) extended: bool,
}

impl<'a> Command<'a> {
    /// The command in these bytes; `None` if the lengths do not fit.
    pub(crate) fn decode(bytes: &'a [u8]) -> Option<Self> {
        let &[cla, ins, p1, p2, ref lengths @ ..] = bytes else { return None };
        let (body, ne, extended) = match *lengths {
            [] => (&[][..], None, false),
            [le] => (&[][..], Some(short_ne(le)), false),
            [0, high, low] => (&[][..], Some(extended_ne(high, low)), true),
            [0, high, low, ref rest @ ..] => match rest.split_at_checked(number(high, low)) {
                Some(([], _)) => return None,
                Some((body, [])) => (body, None, true),
                Some((body, &[high, low])) => (body, Some(extended_ne(high, low)), true),
                _ => return None,
            },
            [0, _] => return None,
            [lc, ref rest @ ..] => match rest.split_at_checked(usize::from(lc)) {
                Some((body, [])) => (body, None, false),
                Some((body, &[le])) => (body, Some(short_ne(le)), false),
                _ => return None,
            },
        };
        Some(Command { cla, ins, p1, p2, body, ne, extended })
    }

    /// P1 and P2 as one number.
    pub(crate) fn p1_p2(&self) -> u16 {
        u16::from_be_bytes([self.p1, self.p2])
    }
}

fn short_ne(le: u8) -> usize {
    if le == 0 { 256 } else { usize::from(le) }
}

fn extended_ne(high: u8, low: u8) -> usize {
    match number(high, low) {
        0 => 65_536,
        ne => ne,
    }
}

fn number(high: u8, low: u8) -> usize {
    usize::from(u16::from_be_bytes([high, low]))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// (bytes after the header, length of the body, Ne, extended)
    const CASES: [(&[u8], usize, Option<usize>, bool); 10] = [
        (&[], 0, None, false),
        (&[0x00], 0, Some(256), false),
        (&[0x20], 0, Some(32), false),
        (&[0x02, 1, 2], 2, None, false),
        (&[0x02, 1, 2, 0x00], 2, Some(256), false),
        (&[0x01, 0, 0], 1, Some(256), false),
        (&[0x00, 0x00, 0x00], 0, Some(65_536), true),
        (&[0x00, 0x01, 0x00], 0, Some(256), true),
        (&[0x00, 0x00, 0x02, 1, 2], 2, None, true),
        (&[0x00, 0x00, 0x02, 1, 2, 0x00, 0x00], 2, Some(65_536), true),
    ];

    #[test]
    fn the_cases_of_iso_7816() {
        for (lengths, nc, ne, extended) in CASES {
            let bytes = [&[0x00, 0xA4, 0x02, 0x0C], lengths].concat();
            let Some(command) = Command::decode(&bytes) else { panic!("{lengths:02X?}") };
            assert_eq!(
                (command.body.len(), command.ne, command.extended),
                (nc, ne, extended),
                "{lengths:02X?}"
            );
            assert_eq!((command.cla, command.ins, command.p1_p2()), (0x00, 0xA4, 0x020C));
        }
    }

    #[test]
    fn lengths_that_do_not_fit() {
        let wrong: [&[u8]; 8] = [
            &[0x03, 1, 2],
            &[0x01, 1, 2, 3],
            &[0x00, 0x00],
            &[0x00, 0x00, 0x02, 1],
            &[0x00, 0x00, 0x02, 1, 2, 0],
            &[0x00, 0x00, 0x00, 1],
            &[0x00, 0x00, 0x00, 0x00, 0x00],
            &[0x00, 0x00, 0x01, 1, 0, 0, 0],
        ];
        for lengths in wrong {
            let bytes = [&[0x00, 0xA4, 0x02, 0x0C], lengths].concat();
            assert!(Command::decode(&bytes).is_none(), "{lengths:02X?}");
        }
        assert!(Command::decode(&[0x00, 0xA4, 0x02]).is_none());
    }
}
