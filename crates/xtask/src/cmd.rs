//! Starting other programs: says what it starts, shows that long work goes on, and turns a failure into a sentence.

use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

/// How often long work says that it goes on.
const PROGRESS_EVERY: Duration = Duration::from_secs(15);

/// A program to start, with the name under which its progress is told.
pub struct Cmd {
    name: String,
    inner: Command,
    limit: Option<Duration>,
    noise: Option<&'static str>,
}

impl Cmd {
    /// `program` in the project's root, free of what an outer cargo or rustup left in the environment.
    pub fn new(program: impl AsRef<OsStr>) -> Cmd {
        let program = program.as_ref();
        let mut inner = Command::new(program);
        inner.current_dir(crate::layout::root());
        inner.stdin(Stdio::null());
        for (key, _) in std::env::vars_os() {
            if key.to_str().is_some_and(is_inherited_from_cargo) {
                inner.env_remove(key);
            }
        }
        let name = Path::new(program)
            .file_stem()
            .unwrap_or(program)
            .to_string_lossy()
            .into_owned();
        Cmd {
            name,
            inner,
            limit: None,
            noise: None,
        }
    }

    /// The words under which progress and failure are told.
    pub fn named(mut self, name: impl Into<String>) -> Cmd {
        self.name = name.into();
        self
    }

    /// Adds one argument.
    pub fn arg(mut self, arg: impl AsRef<OsStr>) -> Cmd {
        self.inner.arg(arg);
        self
    }

    /// Adds arguments.
    pub fn args<S: AsRef<OsStr>>(mut self, args: impl IntoIterator<Item = S>) -> Cmd {
        self.inner.args(args);
        self
    }

    /// Sets one environment variable.
    pub fn env(mut self, key: impl AsRef<OsStr>, value: impl AsRef<OsStr>) -> Cmd {
        self.inner.env(key, value);
        self
    }

    /// Sets environment variables.
    pub fn envs(mut self, vars: &[(String, String)]) -> Cmd {
        self.inner
            .envs(vars.iter().map(|(key, value)| (key, value)));
        self
    }

    /// Starts it in `dir` instead of the project's root.
    pub fn dir(mut self, dir: impl AsRef<Path>) -> Cmd {
        self.inner.current_dir(dir);
        self
    }

    /// Ends it after `limit`, which is then a failure.
    pub fn limit(mut self, limit: Duration) -> Cmd {
        self.limit = Some(limit);
        self
    }

    /// Leaves out paragraphs of its standard error that begin with `start`: warnings that nobody can do anything about.
    pub fn without(mut self, start: &'static str) -> Cmd {
        self.noise = Some(start);
        self
    }

    /// The line a person could type, without the environment.
    fn line(&self) -> String {
        let program = Path::new(self.inner.get_program());
        let program = program
            .file_name()
            .unwrap_or(program.as_os_str())
            .to_string_lossy()
            .into_owned();
        let args = self
            .inner
            .get_args()
            .map(|arg| arg.to_string_lossy().into_owned());
        std::iter::once(program)
            .chain(args)
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// Runs it, its output going where ours goes.
    pub fn run(mut self) -> Result<()> {
        println!("  $ {}", self.line());
        let child = self.start()?;
        let status = watch(&self.name, child, self.limit)?;
        self.check(status)
    }

    /// Starts it, its standard error going through the filter of [`Cmd::without`].
    fn start(&mut self) -> Result<Child> {
        if self.noise.is_some() {
            self.inner.stderr(Stdio::piped());
        }
        let mut child = self
            .inner
            .spawn()
            .with_context(|| format!("could not start {}", self.name))?;
        if let (Some(noise), Some(stderr)) = (self.noise, child.stderr.take()) {
            std::thread::spawn(move || show_all_but(noise, stderr));
        }
        Ok(child)
    }

    /// Starts it, without saying so, and leaves it running; the caller ends it.
    pub fn spawn_quietly(mut self) -> Result<Child> {
        self.inner
            .spawn()
            .with_context(|| format!("could not start {}", self.name))
    }

    /// Runs it in this process's place where the system can do that: who ends us then ends it, too.
    #[cfg(unix)]
    pub fn become_it(mut self) -> Result<()> {
        use std::os::unix::process::CommandExt as _;
        println!("  $ {}", self.line());
        let error = self.inner.exec();
        Err(error).with_context(|| format!("could not start {}", self.name))
    }

    /// Runs it; here the system cannot put it in this process's place.
    #[cfg(not(unix))]
    pub fn become_it(self) -> Result<()> {
        self.run()
    }

    /// Runs it and hands back what it wrote to its standard output.
    pub fn output(mut self) -> Result<String> {
        let out = self
            .inner
            .stderr(Stdio::piped())
            .output()
            .with_context(|| format!("could not start {}", self.name))?;
        if !out.status.success() {
            let said = String::from_utf8_lossy(&out.stderr);
            bail!("{} failed ({}): {}", self.line(), out.status, said.trim());
        }
        Ok(String::from_utf8_lossy(&out.stdout).into_owned())
    }

    /// Runs it, showing each line of its standard output as it comes, and hands back all lines and whether it succeeded.
    pub fn tee(mut self) -> Result<(bool, Vec<String>)> {
        println!("  $ {}", self.line());
        self.inner.stdout(Stdio::piped());
        let mut child = self.start()?;
        let stdout = child.stdout.take().context("no standard output")?;
        let reader = std::thread::spawn(move || {
            let mut lines = Vec::new();
            for line in BufReader::new(stdout).split(b'\n').map_while(Result::ok) {
                let line = String::from_utf8_lossy(&line).into_owned();
                println!("{line}");
                lines.push(line);
            }
            lines
        });
        // After a time-out the reader is left alone: a grandchild may hold the pipe open for ever.
        let status = watch(&self.name, child, self.limit)?;
        let lines = reader.join().unwrap_or_default();
        Ok((status.success(), lines))
    }

    fn check(&self, status: ExitStatus) -> Result<()> {
        if status.success() {
            return Ok(());
        }
        bail!(
            "{} failed ({status}); the line was: {}",
            self.name,
            self.line()
        )
    }
}

/// Prints lines as they come, except paragraphs that begin with `noise`.
fn show_all_but(noise: &str, from: impl std::io::Read) {
    let mut skipping = false;
    for line in BufReader::new(from).lines().map_while(Result::ok) {
        let begins = line.starts_with(noise);
        // A paragraph ends with an empty line; those after it belong to it.
        skipping = begins || skipping && (line.is_empty() || line.starts_with(' '));
        if !skipping {
            eprintln!("{line}");
        }
    }
}

/// Waits for `child`, and says every few seconds that it still runs.
fn watch(name: &str, mut child: Child, limit: Option<Duration>) -> Result<ExitStatus> {
    let started = Instant::now();
    let (done, finished) = mpsc::channel::<()>();
    let label = name.to_owned();
    let ticker = std::thread::spawn(move || {
        while finished.recv_timeout(PROGRESS_EVERY) == Err(mpsc::RecvTimeoutError::Timeout) {
            println!("  … {label}: {} s", started.elapsed().as_secs());
        }
    });
    let status = wait(&mut child, started, limit);
    drop(done);
    let _ = ticker.join();
    match status? {
        Some(status) => Ok(status),
        None => bail!(
            "{name} was ended: it took longer than {} s",
            limit.unwrap_or_default().as_secs()
        ),
    }
}

/// The child's status, or `None` when it had to be ended.
fn wait(
    child: &mut Child,
    started: Instant,
    limit: Option<Duration>,
) -> Result<Option<ExitStatus>> {
    let Some(limit) = limit else {
        return Ok(Some(child.wait()?));
    };
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if started.elapsed() > limit {
            child.kill()?;
            child.wait()?;
            return Ok(None);
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// What an outer `cargo run` or `rustup run` leaves behind, and what would change flags that xtask sets itself.
fn is_inherited_from_cargo(key: &str) -> bool {
    const EXACT: &[&str] = &[
        "CARGO",
        "CARGO_BUILD_TARGET",
        "CARGO_ENCODED_RUSTFLAGS",
        "CARGO_TARGET_DIR",
        "CARGO_UNSTABLE_BUILD_STD",
        "OUT_DIR",
        "RUSTC",
        "RUSTC_BOOTSTRAP",
        "RUSTC_WRAPPER",
        "RUSTDOC",
        "RUSTFLAGS",
        "RUSTUP_TOOLCHAIN",
        "RUST_RECURSION_COUNT",
    ];
    const PREFIXES: &[&str] = &[
        "CARGO_PKG_",
        "CARGO_MANIFEST_",
        "CARGO_BIN_",
        "CARGO_PROFILE_",
        "CARGO_TARGET_WASM32_",
        "TRUNK_",
    ];
    EXACT.contains(&key) || PREFIXES.iter().any(|prefix| key.starts_with(prefix))
}

/// The full path of `program` on `PATH`, if it is there.
pub fn find(program: &str) -> Option<PathBuf> {
    find_in(program, &std::env::var_os("PATH")?)
}

/// The full path of `program` in the folders of `path`, if it is there.
pub fn find_in(program: &str, path: &OsStr) -> Option<PathBuf> {
    let name = format!("{program}{}", std::env::consts::EXE_SUFFIX);
    std::env::split_paths(path)
        .map(|dir| dir.join(&name))
        .find(|file| file.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outer_cargo_changes_no_flag_of_ours() {
        for (key, removed) in [
            ("RUSTFLAGS", true),
            ("RUSTUP_TOOLCHAIN", true),
            ("CARGO_PKG_NAME", true),
            ("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", true),
            ("CARGO_HOME", false),
            ("CARGO_NET_OFFLINE", false),
            ("CARGO_REGISTRIES_CRATES_IO_PROTOCOL", false),
            ("PATH", false),
        ] {
            assert_eq!(is_inherited_from_cargo(key), removed, "{key}");
        }
    }
}
