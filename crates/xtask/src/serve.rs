//! `cargo xtask serve`: Trunk serves and rebuilds; we say the address when it really answers.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::Child;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

use crate::cli::ServeArgs;
use crate::cmd::Cmd;
use crate::engine::{self, Effort};
use crate::page;

/// How often the server is asked whether it answers yet, and how often the wait is told.
const ASK_EVERY: Duration = Duration::from_millis(100);
const TELL_EVERY: Duration = Duration::from_secs(15);

/// Builds, serves until it is ended by the keyboard, rebuilds on edits.
pub fn run(args: &ServeArgs) -> Result<()> {
    let started = Instant::now();
    let address = SocketAddr::from(([127, 0, 0, 1], args.port));
    if TcpListener::bind(address).is_err() {
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
    let trunk = page::trunk("serve", effort)?
        .named("Trunk")
        .args(["--port", &args.port.to_string()]);
    let mut child = trunk.spawn()?;
    wait_for_answer(&mut child, address, started)?;
    let url = format!("http://localhost:{}/", args.port);
    println!(
        "\n  Parallel Play: {url}   (after {} s; Ctrl+C ends it)\n",
        started.elapsed().as_secs()
    );
    if args.open {
        open(&url);
    }
    let status = child.wait()?;
    if !status.success() {
        bail!("Trunk ended ({status})");
    }
    Ok(())
}

/// Returns once the page itself is served; fails when Trunk ends before that.
fn wait_for_answer(child: &mut Child, address: SocketAddr, started: Instant) -> Result<()> {
    let mut told = Instant::now();
    while !answers(address) {
        if let Some(status) = child.try_wait()? {
            bail!("Trunk ended before it served anything ({status})");
        }
        if told.elapsed() > TELL_EVERY {
            println!("  … building the page: {} s", started.elapsed().as_secs());
            told = Instant::now();
        }
        std::thread::sleep(ASK_EVERY);
    }
    Ok(())
}

/// Whether a request for the page is answered with success.
pub fn answers(address: SocketAddr) -> bool {
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
