//! `cargo xtask test`: everything that CI runs, step by step, with one closing line that says how it went.

mod count;
mod models;
mod steps;

use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::cli::TestArgs;
use count::Count;

/// How a step ended.
pub enum Ended {
    /// It ran; a step without tests of its own counts as one.
    Ran(Count),
    /// It could not run here, and that is no failure; why.
    NotRun(String),
}

/// One step: its name for `--only` and `--skip`, what it does in a few words, and the function.
pub struct Step {
    name: &'static str,
    about: &'static str,
    run: fn(&Context) -> Result<Ended>,
}

/// What steps know of the run that they are part of.
pub struct Context {
    /// Whether what takes minutes is asked for.
    pub long: bool,
}

struct Row {
    name: &'static str,
    took: Duration,
    result: Result<Ended>,
}

impl Row {
    fn count(&self) -> Count {
        match &self.result {
            Ok(Ended::Ran(count)) => *count,
            Ok(Ended::NotRun(_)) => Count::default(),
            Err(_) => Count {
                passed: 0,
                failed: 1,
            },
        }
    }

    fn line(&self) -> String {
        let Count { passed, failed } = self.count();
        let (word, detail) = match &self.result {
            Ok(Ended::Ran(_)) if failed == 0 => ("passed", format!("{passed} passed")),
            Ok(Ended::Ran(_)) => ("FAILED", format!("{passed} passed, {failed} failed")),
            Ok(Ended::NotRun(why)) => ("not run", why.clone()),
            Err(error) => ("FAILED", format!("{error:#}")),
        };
        format!(
            "{word:<8} {:<10} {:>6.1} s   {detail}",
            self.name,
            self.took.as_secs_f64()
        )
    }
}

/// Runs the steps that were asked for; the last line is `N passed, N failed`.
pub fn run(args: &TestArgs) -> Result<ExitCode> {
    if args.list {
        for step in steps::ALL {
            println!("{:<10} {}", step.name, step.about);
        }
        return Ok(ExitCode::SUCCESS);
    }
    check_names(args)?;
    let context = Context { long: args.long };
    let asked = |name: &str| {
        (args.only.is_empty() || args.only.iter().any(|only| only == name))
            && !args.skip.iter().any(|skip| skip == name)
    };
    let mut rows = Vec::new();
    for step in steps::ALL.iter().filter(|step| asked(step.name)) {
        println!("\n━━ {} — {}", step.name, step.about);
        let started = Instant::now();
        let result = (step.run)(&context);
        let row = Row {
            name: step.name,
            took: started.elapsed(),
            result,
        };
        println!("━━ {}", row.line());
        rows.push(row);
    }
    Ok(close(&rows))
}

fn close(rows: &[Row]) -> ExitCode {
    println!("\nSteps:");
    for row in rows {
        println!("  {}", row.line());
    }
    let total: Count = rows.iter().map(Row::count).sum();
    let took: Duration = rows.iter().map(|row| row.took).sum();
    println!(
        "\nTook {} s. Pictures of end-to-end runs: artefacts/",
        took.as_secs()
    );
    println!("{} passed, {} failed", total.passed, total.failed);
    if total.failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn check_names(args: &TestArgs) -> Result<()> {
    let known: Vec<&str> = steps::ALL.iter().map(|step| step.name).collect();
    for name in args.only.iter().chain(&args.skip) {
        if !known.contains(&name.as_str()) {
            bail!(
                "there is no step {name}; the steps are: {}",
                known.join(", ")
            );
        }
    }
    Ok(())
}
