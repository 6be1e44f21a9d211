//! Percent-encoding, as readable as a link can be.

/// Appends `text` so that nothing in it can end a value: letters, digits and `- . _ ~ , : * ! ( )` stay, all else becomes `%XX`.
pub(super) fn encode(text: &str, link: &mut String) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~,:*!()".contains(&byte) {
            link.push(char::from(byte));
        } else {
            link.push('%');
            link.push(hex_digit(byte >> 4));
            link.push(hex_digit(byte & 15));
        }
    }
}

/// Undoes [`encode`]; a `+` is a blank, as forms write it, and a `%` that no two hexadecimal digits follow stands for itself. What is not
/// UTF-8 becomes U+FFFD, which no value may hold.
pub(super) fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        rest = tail;
        match (first, tail) {
            (b'+', _) => bytes.push(b' '),
            (b'%', [high, low, after @ ..]) => match (hex_value(*high), hex_value(*low)) {
                (Some(high), Some(low)) => {
                    bytes.push(high << 4 | low);
                    rest = after;
                }
                _ => bytes.push(b'%'),
            },
            (byte, _) => bytes.push(*byte),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn hex_digit(value: u8) -> char {
    char::from(b"0123456789ABCDEF"[usize::from(value)])
}

fn hex_value(digit: u8) -> Option<u8> {
    char::from(digit)
        .to_digit(16)
        .and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readable_texts_stay_readable() {
        for (text, encoded) in [
            ("1,2,4", "1,2,4"),
            ("thread_1", "thread_1"),
            ("a b&c=d", "a%20b%26c%3Dd"),
            ("线", "%E7%BA%BF"),
        ] {
            let mut link = String::new();
            encode(text, &mut link);
            assert_eq!(link, encoded);
            assert_eq!(decode(&link), text);
        }
    }

    #[test]
    fn stray_percent_signs_stand_for_themselves() {
        for (text, decoded) in [
            ("%", "%"),
            ("%4", "%4"),
            ("%zz", "%zz"),
            ("100%25", "100%"),
            ("a+b", "a b"),
            ("%FF", "\u{fffd}"),
        ] {
            assert_eq!(decode(text), decoded, "{text}");
        }
    }
}
