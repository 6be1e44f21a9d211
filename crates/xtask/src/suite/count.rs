//! Counts what test runners say at their end.

/// Tests passed and failed.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    pub passed: u32,
    pub failed: u32,
}

impl Count {
    /// A check that is one thing and passed.
    pub const ONE: Count = Count {
        passed: 1,
        failed: 0,
    };

    /// A check that is one thing.
    pub fn of(passed: bool) -> Count {
        if passed {
            Count::ONE
        } else {
            Count {
                passed: 0,
                failed: 1,
            }
        }
    }

    /// What a runner's output says; a run that failed without naming a failed test counts one failure.
    pub fn from_output(lines: &[String], succeeded: bool) -> Count {
        let mut count: Count = lines
            .iter()
            .filter_map(|line| cargo(line).or_else(|| node(line)))
            .sum();
        if !succeeded && count.failed == 0 {
            count.failed = 1;
        }
        count
    }
}

impl std::iter::Sum for Count {
    fn sum<I: Iterator<Item = Count>>(counts: I) -> Count {
        counts.fold(Count::default(), |a, b| Count {
            passed: a.passed + b.passed,
            failed: a.failed + b.failed,
        })
    }
}

/// `test result: ok. 3 passed; 0 failed; …`, of libtest and of wasm-bindgen's runner.
fn cargo(line: &str) -> Option<Count> {
    let (_, rest) = line.split_once("test result: ")?;
    let number = |word: &str| {
        rest.split([';', '.'])
            .find_map(|part| part.trim().strip_suffix(word)?.trim().parse().ok())
    };
    Some(Count {
        passed: number("passed")?,
        failed: number("failed")?,
    })
}

/// `ℹ pass 3` or `# fail 0`, each on a line of its own, of `node --test`.
fn node(line: &str) -> Option<Count> {
    let rest = line
        .strip_prefix("ℹ ")
        .or_else(|| line.strip_prefix("# "))?;
    let (word, number) = rest.split_once(' ')?;
    let number = number.parse().ok()?;
    match word {
        "pass" => Some(Count {
            passed: number,
            failed: 0,
        }),
        "fail" | "cancelled" => Some(Count {
            passed: 0,
            failed: number,
        }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_runner_is_counted() {
        for (output, succeeded, passed, failed) in [
            (
                "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s",
                true,
                12,
                0,
            ),
            (
                "test result: FAILED. 2 passed; 3 failed; 0 ignored",
                false,
                2,
                3,
            ),
            (
                "    test result: ok. 3 passed; 0 failed; 0 ignored; 0 filtered out",
                true,
                3,
                0,
            ),
            ("ℹ tests 5\nℹ pass 4\nℹ fail 1\nℹ cancelled 0", false, 4, 1),
            ("# pass 7\n# fail 0", true, 7, 0),
            ("error: could not compile", false, 0, 1),
            ("", true, 0, 0),
        ] {
            let lines: Vec<String> = output.lines().map(str::to_owned).collect();
            assert_eq!(
                Count::from_output(&lines, succeeded),
                Count { passed, failed },
                "{output}"
            );
        }
    }
}
