//! From a link to the program that it names.

use demos::run::Run;
use scenario::outcome::TaskError;
use scenario::{Outcome, link};

/// Runs it. The page has made the link from a checked scenario, so it decodes without notices; what is wrong all the same counts as default.
pub fn run(text: &str) -> Outcome {
    let (decoded, _) = link::decode(&demos::CATALOGUE, text);
    match demos::program(decoded.scenario.demo()) {
        Some(program) => Run::of(program, &decoded.scenario),
        None => Outcome {
            error: Some(TaskError::new(
                "NotImplementedError",
                "this demo has no program yet",
            )),
            ..Outcome::default()
        },
    }
}
