//! `cargo xtask serve`: Trunk serves and rebuilds; we say the address when it really answers.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

use crate::cli::{AnnounceArgs, ServeArgs};
use crate::cmd::Cmd;
use crate::engine::{self, Effort};
use crate::page;

/// How often the server is asked whether it answers yet, and how often the wait is told.
const ASK_EVERY: Duration = Duration::from_millis(100);
const TELL_EVERY: Duration = Duration::from_secs(15);

/// Builds, serves until it is ended, rebuilds on edits.
pub fn run(args: &ServeArgs) -> Result<()> {
    let started = Instant::now();
    if TcpListener::bind(address(args.port)).is_err() {
        bail!(
            "port {} is taken; choose another: cargo xtask serve --port {}",
            args.port,
            args.port.saturating_add(1)
        );
    }
    let effort = if args.release {
        Effort::Full
    } else {
        Effort::Quick
    };
    // Once before Trunk starts: its hook then finds nothing to do, and an error here is told without Trunk's words around it.
    engine::build(effort)?;
    let trunk = page::trunk("serve", effort, page::Cut::No)?
        .named("Trunk")
        .args(["--port", &args.port.to_string()]);
    let mut announcer = Cmd::new(std::env::current_exe()?)
        .args(["announce", "--port", &args.port.to_string()])
        .args(["--waited", &started.elapsed().as_secs().to_string()])
        .args(args.open.then_some("--open"))
        .spawn_quietly()?;
    let ended = trunk.become_it();
    let _ = announcer.kill();
    ended
}

/// Waits until the page is really served, says its address, and ends; also ends when the server that started it has gone.
///
/// A process of its own, so that `serve` itself can become the server: whoever ends `serve` then ends the server, too.
pub fn announce(args: &AnnounceArgs) -> Result<()> {
    let started = Instant::now();
    let seconds = || args.waited + started.elapsed().as_secs();
    let server = parent();
    let mut told = Instant::now();
    while !answers(address(args.port)) {
        if parent() != server {
            return Ok(());
        }
        if told.elapsed() > TELL_EVERY {
            println!("  … building the page: {} s", seconds());
            told = Instant::now();
        }
        std::thread::sleep(ASK_EVERY);
    }
    let url = format!("http://localhost:{}/", args.port);
    println!(
        "\n  Parallel Play: {url}   (after {} s; Ctrl+C ends it)\n",
        seconds()
    );
    if args.open {
        open(&url);
    }
    Ok(())
}

fn address(port: u16) -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], port))
}

#[cfg(unix)]
fn parent() -> u32 {
    std::os::unix::process::parent_id()
}

#[cfg(not(unix))]
fn parent() -> u32 {
    0
}

/// Whether a request for the page is answered with success.
fn answers(address: SocketAddr) -> bool {
    let ask = || -> Result<bool> {
        let mut stream = TcpStream::connect_timeout(&address, Duration::from_secs(1))?;
        stream.set_read_timeout(Some(Duration::from_secs(5)))?;
        write!(
            stream,
            "GET / HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\nConnection: close\r\n\r\n"
        )?;
        let mut head = [0; 64];
        let length = stream.read(&mut head).context("no answer")?;
        let line = String::from_utf8_lossy(&head[..length]);
        Ok(line.starts_with("HTTP/1.1 200") || line.starts_with("HTTP/1.0 200"))
    };
    ask().unwrap_or(false)
}

/// Opens the address in the default browser; when that fails, the printed address is enough.
fn open(url: &str) {
    let opener = if cfg!(target_os = "macos") {
        Cmd::new("open")
    } else if cfg!(windows) {
        Cmd::new("cmd").args(["/C", "start"])
    } else {
        Cmd::new("xdg-open")
    };
    if opener.arg(url).run().is_err() {
        println!("  (no browser could be opened; the address is above)");
    }
}
