//! `cargo xtask`: builds, serves, tests, measures and checks the project; `cargo xtask doctor` says what it found.
//!
//! It hides the tool-chain from everybody else: which compiler can build WebAssembly with shared memory, with which flags, which
//! tools at which versions (`pins.toml`), and where they are kept (one cache per user, shared by all checkouts).
//!
//! It must never know what the project computes: it reads files and starts programs, and links none of our crates.
//! Entry points: one function per subcommand, in the module of the same name.
#![forbid(unsafe_code)]

mod alone;
mod bench;
mod browsers;
mod build;
mod cache;
mod cards;
mod cli;
mod cmd;
mod doctor;
mod engine;
mod finish;
mod fuzz;
mod glue;
mod groups;
mod hash;
mod inputs;
mod install;
mod layout;
mod minify;
mod order;
mod page;
mod pins;
mod programs;
mod publish;
mod record;
mod serve;
mod shorten;
mod shots;
mod split;
mod stock;
mod suite;
mod tidy;
mod toolchain;

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    let mut args = std::env::args_os();
    let done = if args.next().is_some_and(|name| split::is_stand_in(&name)) {
        split::stand_in(args.collect()).map(|()| ExitCode::SUCCESS)
    } else {
        cli::dispatch(cli::Cli::parse())
    };
    match done {
        Ok(code) => code,
        Err(error) => {
            eprintln!("\nxtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}
