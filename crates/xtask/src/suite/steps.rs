//! The steps of `cargo xtask test`, in their order: what fails fast comes first.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};

use super::count::Count;
use super::models::Models;
use super::{Context, Ended, Step};
use crate::cli::FuzzArgs;
use crate::cmd::{self, Cmd};
use crate::pins::Pins;
use crate::toolchain::{Module, Row, Toolchain};
use crate::{browsers, build, install, layout, tidy};

/// Beyond this a browser hangs rather than works.
const BROWSER_LIMIT: Duration = Duration::from_secs(15 * 60);
/// The same for ten million operations of every primitive.
const LONG_BROWSER_LIMIT: Duration = Duration::from_secs(60 * 60);

/// All steps.
pub const ALL: &[Step] = &[
    Step {
        name: "fmt",
        about: "layout of the code",
        run: fmt,
    },
    Step {
        name: "tidy",
        about: "rules of the house",
        run: rules,
    },
    Step {
        name: "docs",
        about: "links in the documents",
        run: docs,
    },
    Step {
        name: "clippy",
        about: "lints, warnings denied",
        run: clippy,
    },
    Step {
        name: "native",
        about: "tests on this machine",
        run: native,
    },
    Step {
        name: "loom",
        about: "models of the primitives, every interleaving",
        run: loom,
    },
    Step {
        name: "tsan",
        about: "stress, pools, futures, threads and Stop under ThreadSanitizer",
        run: tsan,
    },
    Step {
        name: "miri",
        about: "the rings under Miri",
        run: miri,
    },
    Step {
        name: "fuzz",
        about: "random bytes for every decoder, ten minutes each",
        run: fuzz,
    },
    Step {
        name: "engine",
        about: "tests of the engine in a headless browser",
        run: engine,
    },
    Step {
        name: "build",
        about: "both modules into dist/",
        run: site,
    },
    Step {
        name: "budget",
        about: "bytes of a first visit",
        run: budget,
    },
    Step {
        name: "e2e",
        about: "runs through the page in Chromium",
        run: e2e,
    },
    Step {
        name: "firefox",
        about: "a smoke run in Firefox",
        run: firefox,
    },
];

fn cargo(args: &[&str]) -> Cmd {
    Cmd::new("cargo")
        .args(args)
        .named(format!("cargo {}", args.first().unwrap_or(&"")))
}

fn once(cmd: Cmd) -> Result<Ended> {
    cmd.run()?;
    Ok(Ended::Ran(Count::ONE))
}

fn counted(cmd: Cmd) -> Result<Ended> {
    let (succeeded, lines) = cmd.tee()?;
    Ok(Ended::Ran(Count::from_output(&lines, succeeded)))
}

fn fmt(_: &Context) -> Result<Ended> {
    once(cargo(&["fmt", "--all", "--check"]))
}

fn clippy(_: &Context) -> Result<Ended> {
    once(cargo(&[
        "clippy",
        "--workspace",
        "--all-targets",
        "-q",
        "--features",
        "runtime/stress",
        "--",
        "-D",
        "warnings",
    ]))
}

fn native(context: &Context) -> Result<Ended> {
    // A failing test must not hide the tests of the crates after it.
    let cmd = cargo(&[
        "test",
        "--workspace",
        "--no-fail-fast",
        "-q",
        "--features",
        "runtime/stress",
    ]);
    counted(if context.long {
        cmd.env("STRESS", "long")
    } else {
        cmd
    })
}

/// Names of the integration tests of the runtime that begin with `prefix`.
fn runtime_tests(prefix: &str) -> Vec<String> {
    let files = layout::files(&layout::at("crates/runtime/tests"));
    let stems = files.iter().filter_map(|file| file.file_stem()?.to_str());
    stems
        .filter(|stem| stem.starts_with(prefix))
        .map(str::to_owned)
        .collect()
}

fn with_tests<S: AsRef<str>>(cmd: Cmd, tests: &[S]) -> Cmd {
    tests
        .iter()
        .fold(cmd, |cmd, test| cmd.args(["--test", test.as_ref()]))
}

fn loom(_: &Context) -> Result<Ended> {
    let models = runtime_tests("loom");
    if models.is_empty() {
        return Ok(Ended::NotRun(
            "no crates/runtime/tests/loom_*.rs".to_owned(),
        ));
    }
    // Optimised by variables: the release profile is the page's, which aborts on panic.
    let cmd = cargo(&["test", "-p", "runtime", "-q"])
        .env("RUSTFLAGS", "--cfg loom")
        .env("CARGO_TARGET_DIR", layout::at("target/loom"));
    let cmd = cmd
        .env("CARGO_PROFILE_TEST_OPT_LEVEL", "2")
        .env("CARGO_PROFILE_DEV_OPT_LEVEL", "2")
        .env("CARGO_PROFILE_DEV_DEBUG", "0");
    let cmd = with_tests(cmd, &models).args(["--", "--nocapture"]);
    let (succeeded, lines) = cmd.tee()?;
    if succeeded {
        Models::from_output(&lines).compare()?;
    }
    Ok(Ended::Ran(Count::from_output(&lines, succeeded)))
}

/// Whether rustup's nightly answers to `args`.
fn nightly(program: &str, args: &[&str]) -> bool {
    Cmd::new(program)
        .arg("+nightly")
        .args(args)
        .output()
        .is_ok()
}

/// The runtime's tests in which threads meet.
const RACING: &[&str] = &[
    "futures",
    "jobs",
    "pool",
    "stop",
    "stop_in_a_wait",
    "stress",
    "threads",
];

fn tsan(context: &Context) -> Result<Ended> {
    if !cfg!(all(target_os = "linux", target_arch = "x86_64")) {
        return Ok(Ended::NotRun("needs x86-64 Linux".to_owned()));
    }
    let cmd = Cmd::new("cargo")
        .named("ThreadSanitizer")
        // Ten times slower than without: fewer operations find the same races.
        .env("STRESS", if context.long { "usual" } else { "short" })
        .env("CARGO_TARGET_DIR", layout::at("target/tsan"));
    let arguments = ["test", "-p", "runtime", "-q", "--features", "stress"];
    let target = ["--target", "x86_64-unknown-linux-gnu"]; // Named, it keeps the flags away from build scripts.
    let with_sources = Toolchain::find(&Pins::read()?).and_then(|found| match found.row {
        Row::Rustup(name) => Some(name),
        Row::Distribution => None,
    });
    let cmd = if let Some(name) = with_sources {
        // std is built with the sanitizer, too: nothing need be suppressed.
        let cmd = cmd.arg(format!("+{name}")).args(arguments).args(target);
        let cmd = cmd
            .args(["-Zbuild-std"])
            .env("RUSTFLAGS", "-Zsanitizer=thread");
        with_tests(cmd, RACING)
    } else if nightly("rustc", &["--version"]) {
        // What std's own mutexes order is invisible to it then: only the tests that use none of them, and a list of what lies inside std.
        let listed = layout::at("crates/runtime/tests/tsan.supp");
        let flags = "-Zsanitizer=thread -Cunsafe-allow-abi-mismatch=sanitizer";
        let cmd = cmd.arg("+nightly").args(arguments).args(target);
        let cmd = cmd
            .env("RUSTFLAGS", flags)
            .env("TSAN_OPTIONS", format!("suppressions={}", listed.display()));
        with_tests(cmd, &["stress"])
    } else {
        return Ok(Ended::NotRun(
            "needs a nightly: rustup toolchain install nightly --component rust-src".to_owned(),
        ));
    };
    counted(cmd)
}

fn miri(context: &Context) -> Result<Ended> {
    if !nightly("cargo", &["miri", "--version"]) {
        return Ok(Ended::NotRun(
            "Miri is not found (rustup +nightly component add miri); the forge's workflow runs it"
                .to_owned(),
        ));
    }
    if !context.long {
        return Ok(Ended::NotRun("takes minutes: --long".to_owned()));
    }
    counted(
        cargo(&["+nightly", "miri", "test", "-q", "-p", "trace"])
            // Property tests look where they stand on the disk, and a case takes a thousand times as long.
            .env("MIRIFLAGS", "-Zmiri-disable-isolation")
            .env("PROPTEST_CASES", "4")
            .env("CARGO_TARGET_DIR", layout::at("target/miri")),
    )
}

fn fuzz(context: &Context) -> Result<Ended> {
    if !context.long {
        return Ok(Ended::NotRun(
            "takes ten minutes a target: --long".to_owned(),
        ));
    }
    if cmd::find("cargo-fuzz").is_none() {
        return Ok(Ended::NotRun(
            "cargo-fuzz is missing; type: cargo install cargo-fuzz".to_owned(),
        ));
    }
    crate::fuzz::run(&FuzzArgs {
        target: None,
        seconds: 600,
    })?;
    Ok(Ended::Ran(Count::ONE))
}

fn engine(context: &Context) -> Result<Ended> {
    let pins = Pins::read()?;
    let toolchain = Toolchain::ensure(&pins)?;
    browsers::ensure(&pins)?;
    let tools = install::wasm_tools(&pins)?;
    // The test runner serves the crate's folder and follows no link out of it; the glue imports `./arena.js`.
    let beside = layout::at("crates/engine/arena.js");
    std::fs::copy(layout::at("www/arena.js"), beside).context("cannot copy www/arena.js")?;
    let (load, limit) = if context.long {
        ("long", LONG_BROWSER_LIMIT)
    } else {
        ("usual", BROWSER_LIMIT)
    };
    let cmd = engine_tests(&pins, &toolchain)?
        .args(["--", "--nocapture"]) // The figures of the stress suite.
        .named("the engine's browser tests")
        .without(crate::engine::ATOMICS)
        .envs(&toolchain.env(Module::Engine, &tools))
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .env("CARGO_PROFILE_DEV_OPT_LEVEL", "2")
        .env("STRESS", load)
        .env("WASM_BINDGEN_TEST_TIMEOUT", limit.as_secs().to_string())
        .env("WASM_PACK_CACHE", crate::cache::dir().join("wasm-pack"));
    counted(cmd.limit(limit))
}

/// What runs the engine's tests: wasm-pack, or cargo where wasm-pack does not take the compiler.
fn engine_tests(pins: &Pins, toolchain: &Toolchain) -> Result<Cmd> {
    let Some(driver) = browsers::chromedriver() else {
        bail!("chromedriver is missing; see cargo xtask doctor")
    };
    if toolchain.pleases_wasm_pack(pins) {
        let cmd = Cmd::new(install::binary(pins, "wasm-pack", "wasm-pack")?)
            .args(["--log-level", "warn", "test", "--headless", "--chrome"])
            .args(["--mode", "no-install", "--chromedriver"])
            .arg(driver);
        return Ok(cmd.arg(layout::at("crates/engine")));
    }
    let runner = install::binary(pins, "wasm-bindgen-cli", "wasm-bindgen-test-runner")?;
    let cmd = Cmd::new(toolchain.bin.join("cargo"))
        .args(["test", "-p", "engine", "--tests", "--target"])
        .arg(&pins.rust.target);
    Ok(cmd
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", runner)
        .env("CHROMEDRIVER", driver))
}

fn site(_: &Context) -> Result<Ended> {
    build::run()?;
    Ok(Ended::Ran(Count::ONE))
}

fn rules(_: &Context) -> Result<Ended> {
    let complaints = tidy::complaints();
    tidy::print(&complaints);
    Ok(Ended::Ran(Count::of(complaints.is_empty())))
}

fn docs(_: &Context) -> Result<Ended> {
    let complaints = tidy::links::check();
    tidy::print(&complaints);
    Ok(Ended::Ran(Count::of(complaints.is_empty())))
}

fn budget(_: &Context) -> Result<Ended> {
    if !layout::dist().join("index.html").is_file() {
        bail!("there is no dist/; run cargo xtask build");
    }
    let complaints = tidy::budget::check();
    tidy::print(&complaints);
    Ok(Ended::Ran(Count::of(complaints.is_empty())))
}

fn e2e(context: &Context) -> Result<Ended> {
    let mut files = layout::files(&layout::at("tests/e2e"));
    files.retain(|file| {
        file.to_string_lossy().ends_with(".test.mjs") && !file.ends_with("firefox.test.mjs")
    });
    node_tests(context, files)
}

fn firefox(context: &Context) -> Result<Ended> {
    let file = layout::at("tests/e2e/firefox.test.mjs");
    node_tests(context, vec![file])
}

fn node_tests(context: &Context, files: Vec<PathBuf>) -> Result<Ended> {
    if files.is_empty() {
        return Ok(Ended::NotRun("no tests in tests/e2e".to_owned()));
    }
    if !layout::dist().join("index.html").is_file() {
        bail!("there is no dist/; run cargo xtask build");
    }
    browsers::ensure(&Pins::read()?)?;
    install::link_node_modules()?;
    // One file at a time: two browsers on two cores would disturb each other's measurements.
    let cmd = Cmd::new("node")
        .named("end-to-end tests")
        .args([
            "--test",
            "--test-concurrency=1",
            "--test-force-exit",
            "--test-timeout=180000",
            "--test-reporter=spec",
        ])
        .args(files)
        .envs(&browsers::env())
        .limit(BROWSER_LIMIT);
    counted(if context.long {
        cmd.env("PP_LONG", "1")
    } else {
        cmd
    })
}
