//! From a scenario to the program that it names.

use demos::run::Run;
use scenario::outcome::TaskError;
use scenario::{Outcome, Scenario};

/// Runs it, with the person's own pictures if there are any. The page has checked the scenario, and both are of one build.
pub fn run(scenario: &[u8], pictures: &[u8]) -> Outcome {
    #[cfg(feature = "pools")]
    let _kept = match demos::run::keep_pictures(pictures) {
        Ok(kept) => kept,
        Err(error) => {
            return Outcome {
                error: Some(error),
                ..Outcome::default()
            };
        }
    };
    #[cfg(not(feature = "pools"))]
    let _ = pictures; // No demo of this group looks at them.
    let found = Scenario::decode(&demos::CATALOGUE, scenario)
        .and_then(|scenario| Some((demos::program(scenario.demo())?, scenario)));
    match found {
        Some((program, scenario)) => Run::of(program, &scenario),
        None => Outcome {
            error: Some(TaskError::new(
                "NotImplementedError",
                "this demo has no program yet",
            )),
            ..Outcome::default()
        },
    }
}
