//! From a scenario to the program that it names.

use demos::run::Run;
use scenario::outcome::TaskError;
use scenario::{Outcome, Scenario};

/// Runs it. The page has checked the scenario, and both are of one build.
pub fn run(scenario: &[u8]) -> Outcome {
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
