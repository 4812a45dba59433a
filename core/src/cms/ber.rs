//! BER (X.690 §8): recognised in order to be named, never read.

/// CMS nests less deep than this.
const MAX_DEPTH: usize = 32;

/// Is `input` one element of BER that DER (X.690 §10) would write in another way: an indefinite length, a length in more octets than it
/// needs, or a string in pieces?
pub(super) fn is_other_than_der(input: &[u8]) -> bool {
    let mut other = false;
    skip(input, MAX_DEPTH, &mut other).is_some_and(<[u8]>::is_empty) && other
}

/// What is behind the first element. `None`: it is no BER.
fn skip<'a>(input: &'a [u8], depth: usize, other: &mut bool) -> Option<&'a [u8]> {
    let depth = depth.checked_sub(1)?;
    let (tag, rest) = input.split_first()?;
    // CMS has no tag above 30, which would go on in a second octet.
    if tag & 0x1f == 0x1f {
        return None;
    }
    let constructed = tag & 0x20 != 0;
    let universal = tag & 0xc0 == 0;
    *other |= universal && constructed && !matches!(tag, 0x30 | 0x31);
    let (first, rest) = rest.split_first()?;
    if *first == 0x80 {
        *other = true;
        return if constructed { skip_to_end_of_contents(rest, depth, other) } else { None };
    }
    let (length, rest) = length(*first, rest, other)?;
    let (mut contents, behind) = rest.split_at_checked(length)?;
    while constructed && !contents.is_empty() {
        contents = skip(contents, depth, other)?;
    }
    Some(behind)
}

fn skip_to_end_of_contents<'a>(mut rest: &'a [u8], depth: usize, other: &mut bool) -> Option<&'a [u8]> {
    loop {
        if let Some(behind) = rest.strip_prefix(&[0, 0]) {
            return Some(behind);
        }
        rest = skip(rest, depth, other)?;
    }
}

/// A definite length, whose first octet is `first`, and what is behind it.
fn length<'a>(first: u8, rest: &'a [u8], other: &mut bool) -> Option<(usize, &'a [u8])> {
    if first < 0x80 {
        return Some((first.into(), rest));
    }
    let (octets, rest) = rest.split_at_checked((first & 0x7f).into())?;
    let mut length = 0_usize;
    for octet in octets {
        length = length.checked_mul(0x100)?.checked_add((*octet).into())?;
    }
    *other |= length < 0x80 || octets.first() == Some(&0);
    Some((length, rest))
}

#[cfg(test)]
mod tests {
    use super::is_other_than_der;

    #[test]
    fn ber_is_told_from_der_and_from_what_is_neither() {
        let cases: [(&[u8], bool); 13] = [
            (&[0x30, 0x03, 0x02, 0x01, 0x05], false),
            (&[0x30, 0x80, 0x02, 0x01, 0x05, 0x00, 0x00], true),
            (&[0x30, 0x81, 0x03, 0x02, 0x01, 0x05], true),
            (&[0x30, 0x82, 0x00, 0x03, 0x02, 0x01, 0x05], true),
            (&[0x30, 0x05, 0xa0, 0x03, 0x02, 0x01, 0x05], false),
            (&[0x24, 0x06, 0x04, 0x01, 0x01, 0x04, 0x01, 0x02], true),
            (&[0x30, 0x80, 0x24, 0x80, 0x04, 0x01, 0x01, 0x00, 0x00, 0x00, 0x00], true),
            // Cut, followed by something, and with an indefinite length where there are no elements inside.
            (&[0x30, 0x80, 0x02, 0x01, 0x05], false),
            (&[0x30, 0x80, 0x02, 0x01, 0x05, 0x00, 0x00, 0x00], false),
            (&[0x04, 0x80, 0x00, 0x00], false),
            (&[0x30, 0x88, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], false),
            (&[0x3f, 0x1f, 0x00], false),
            (&[], false),
        ];
        for (input, expected) in cases {
            assert_eq!(is_other_than_der(input), expected, "{input:02x?}");
        }
        assert!(!is_other_than_der(&[0x30, 0x80].repeat(100_000)));
    }
}
