//! The command line.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, Parser, Subcommand};

use crate::engine::Effort;

/// Builds, serves, tests, measures and checks Parallel Play.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", version, max_term_width = 100)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Build, serve on localhost with the isolation headers, rebuild on every edit
    Serve(ServeArgs),
    /// Build static files into dist/
    Build,
    /// Everything that CI runs; the last line is `N passed, N failed`
    Test(TestArgs),
    /// Run the benchmarks and write target/bench.md
    Bench(BenchArgs),
    /// Check the rules of the house that the compiler does not know
    Tidy,
    /// Say what is found, what is missing and how to get it
    Doctor,
    /// Feed random bytes to the decoders
    Fuzz(FuzzArgs),
    /// Take screenshots of runs into artefacts/
    Shots(ShotsArgs),
    /// Record runs for visitors whose page cannot run, into www/recorded
    Record(RecordArgs),
    /// Install what is missing now instead of when it is needed
    Setup,
    #[command(hide = true)]
    Announce(AnnounceArgs),
    /// Build the engine alone into target/engine-dist (Trunk's hook calls this)
    Engine {
        /// How much effort; by default what the outer `serve` or `build` said
        #[arg(long)]
        effort: Option<Effort>,
    },
}

/// Arguments of `serve`.
#[derive(Debug, Args)]
pub struct ServeArgs {
    /// Port on localhost
    #[arg(long, default_value_t = 8080)]
    pub port: u16,
    /// Open the page in the default browser once it answers
    #[arg(long)]
    pub open: bool,
    /// Serve what `cargo xtask build` makes, optimised as visitors get it
    #[arg(long)]
    pub release: bool,
}

/// Arguments of `announce`, which `serve` starts.
#[derive(Debug, Args)]
pub struct AnnounceArgs {
    /// Port on localhost
    #[arg(long)]
    pub port: u16,
    /// Seconds that `serve` worked before
    #[arg(long)]
    pub waited: u64,
    /// Open the page once it answers
    #[arg(long)]
    pub open: bool,
}

/// Arguments of `test`.
#[derive(Debug, Args)]
pub struct TestArgs {
    /// Run only these steps (comma list or repeated); `--list` names them
    #[arg(long, value_delimiter = ',', value_name = "STEP")]
    pub only: Vec<String>,
    /// Leave these steps out
    #[arg(long, value_delimiter = ',', value_name = "STEP")]
    pub skip: Vec<String>,
    /// Also run what takes minutes
    #[arg(long)]
    pub long: bool,
    /// Name the steps and end
    #[arg(long)]
    pub list: bool,
}

/// Arguments of `bench`.
#[derive(Debug, Args)]
pub struct BenchArgs {
    /// Run only benchmarks whose name (or crate, or `browser`) contains this; `browser:NAME` is one section of the browser's
    pub filter: Option<String>,
    /// Also measure what takes minutes
    #[arg(long)]
    pub long: bool,
}

/// Arguments of `fuzz`.
#[derive(Debug, Args)]
pub struct FuzzArgs {
    /// The target's name; all, one after the other, without it
    pub target: Option<String>,
    /// Seconds for each target
    #[arg(long, default_value_t = 60)]
    pub seconds: u64,
}

/// Arguments of `shots`.
#[derive(Debug, Args)]
pub struct ShotsArgs {
    /// Links to run, for example '#/speedup?v=1'; the gallery's demos without them
    pub links: Vec<String>,
    /// Where the pictures go
    #[arg(long, default_value = "artefacts/shots")]
    pub out: PathBuf,
    /// Take them of this address instead of dist/
    #[arg(long)]
    pub url: Option<String>,
}

/// Arguments of `record`.
#[derive(Debug, Args)]
pub struct RecordArgs {
    /// Links to run, for example '#/speedup?v=1'; those that are already recorded without them
    pub links: Vec<String>,
}

/// Carries out the command.
pub fn dispatch(cli: Cli) -> Result<ExitCode> {
    match cli.command {
        Command::Serve(args) => crate::serve::run(&args)?,
        Command::Build => crate::build::run()?,
        Command::Test(args) => return crate::suite::run(&args),
        Command::Bench(args) => crate::bench::run(&args)?,
        Command::Tidy => return crate::tidy::run(),
        Command::Doctor => return crate::doctor::run(),
        Command::Fuzz(args) => crate::fuzz::run(&args)?,
        Command::Shots(args) => crate::shots::run(&args)?,
        Command::Record(args) => crate::record::run(&args)?,
        Command::Announce(args) => crate::serve::announce(&args)?,
        Command::Setup => crate::install::everything()?,
        Command::Engine { effort } => {
            crate::engine::build(effort.unwrap_or_else(crate::page::effort_of_hook))?
        }
    }
    Ok(ExitCode::SUCCESS)
}
