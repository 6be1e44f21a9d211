//! Pieces of Python that several listings share.

pub mod kernels;

use crate::listing::Listing;
use crate::ready::is_process;
use scenario::Scenario;

/// Keys of the lines that these pieces bring along; the keys of a demo's own lines begin above.
pub mod line {
    /// The division in `primes`: where a computing task is.
    pub const PRIMES: u16 = 1;
    /// The sleep of a waiting task.
    pub const WAIT: u16 = 2;
}

/// First key that a demo may give to its own lines.
pub const OWN: u16 = 16;

/// The function `primes`, the twin of the kernel of the same name.
pub fn primes(listing: Listing) -> Listing {
    listing
        .line("def primes(n):")
        .line("    count = 1 if n > 2 else 0")
        .line("    for i in range(3, n, 2):")
        .line("        d = 3")
        .at(line::PRIMES, "        while d * d <= i and i % d:")
        .line("            d += 2")
        .line("        if d * d > i:")
        .line("            count += 1")
        .line("    return count")
}

/// Whole number as Python source: from five digits on in groups of three, `1_000_000`.
pub fn integer(n: i64) -> String {
    let digits = n.unsigned_abs().to_string();
    let sign = if n < 0 { "-" } else { "" };
    if digits.len() < 5 {
        return format!("{sign}{digits}");
    }
    let mut grouped = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            grouped.push('_');
        }
        grouped.push(digit);
    }
    format!("{sign}{grouped}")
}

/// Milliseconds as seconds in Python source: `0.25`, `1`.
pub fn seconds(ms: f64) -> String {
    // To the nanosecond: a scale times a latency leaves digits behind that nobody typed. By whole numbers: what writes any float is larger
    // than a card.
    let ns = (ms * 1e6).round() as i64;
    let sign = if ns < 0 { "-" } else { "" };
    let (whole, rest) = (
        ns.unsigned_abs() / 1_000_000_000,
        ns.unsigned_abs() % 1_000_000_000,
    );
    if rest == 0 {
        return format!("{sign}{whole}");
    }
    let digits = format!("{rest:09}");
    format!("{sign}{whole}.{}", digits.trim_end_matches('0'))
}

/// A tuple of numbers as Python source: `(1, 2, 4)`, `(4,)`.
pub fn tuple(numbers: impl IntoIterator<Item = i64>) -> String {
    let items: Vec<String> = numbers.into_iter().map(integer).collect();
    match &items[..] {
        [one] => format!("({one},)"),
        _ => format!("({})", items.join(", ")),
    }
}

/// The lines about the GIL, right after the imports: `switch_ms` with it, the build to use without it.
pub fn gil(listing: Listing, scenario: &Scenario) -> Listing {
    if scenario.flag("gil") {
        let interval = seconds(scenario.duration_ms("switch_ms"));
        listing
            .line("import sys")
            .line("")
            .line(format!("sys.setswitchinterval({interval})"))
    } else {
        listing
            .line("")
            .line("# No GIL: run it with a free-threaded Python (python3.13t).")
    }
}

/// The import of the `Pool` that the field `kind` asks for.
pub fn pool_import(scenario: &Scenario) -> &'static str {
    if is_process(scenario) {
        "from multiprocessing import Pool"
    } else {
        "from multiprocessing.dummy import Pool  # a pool of threads"
    }
}

/// Text as a Python string: `"a"`.
pub fn text(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// The loops that start and join a list of threads, with a key for each.
pub fn start_and_join(listing: Listing, start: u16, join: u16) -> Listing {
    listing
        .line("for thread in threads:")
        .at(start, "    thread.start()")
        .line("for thread in threads:")
        .at(join, "    thread.join()")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_python_source() {
        for (n, text) in [
            (0, "0"),
            (9999, "9999"),
            (10_000, "10_000"),
            (1_000_000, "1_000_000"),
            (-12_345, "-12_345"),
        ] {
            assert_eq!(integer(n), text);
        }
        for (ms, text) in [
            (0.0, "0"),
            (250.0, "0.25"),
            (1000.0, "1"),
            (250.0 * 0.05, "0.0125"),
            (60_000.25, "60.00025"),
            (-1500.0, "-1.5"),
        ] {
            assert_eq!(seconds(ms), text);
        }
        assert_eq!(
            (tuple([1, 2, 4]), tuple([4])),
            ("(1, 2, 4)".into(), "(4,)".into())
        );
    }
}
