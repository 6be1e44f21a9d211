//! Threads of a program, made and called as Python does it.

use super::{Run, Shared, print};
use runtime::error::Error;
use runtime::thread::{self, Handle, StartError};
use scenario::outcome::TaskError;
use std::fmt;
use std::sync::Arc;

type Body = Box<dyn FnOnce() + Send>;

/// A thread as `threading.Thread` makes it: new until it is started. Clones speak of the same thread.
#[derive(Clone)]
pub struct Thread {
    name: Arc<str>,
    life: Shared<Life>,
}

enum Life {
    New(Body),
    Started(Handle),
    Failed,
}

impl Thread {
    fn new(name: &str, body: Body) -> Self {
        Thread {
            name: name.into(),
            life: Shared::new(Life::New(body)),
        }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Starts it.
    ///
    /// # Errors
    /// `RuntimeError` when it has been started before, or when no worker is to be had.
    pub fn start(&self) -> Result<(), TaskError> {
        self.life
            .with(|life| match std::mem::replace(life, Life::Failed) {
                Life::New(body) => {
                    *life = Life::Started(thread::start(&self.name, body).map_err(cannot_start)?);
                    Ok(())
                }
                other => {
                    *life = other;
                    Err(TaskError::new(
                        "RuntimeError",
                        "threads can only be started once",
                    ))
                }
            })
    }

    /// Waits for its end; one that was never started is not waited for.
    ///
    /// # Blocking
    /// Until then.
    pub fn join(&self) {
        if let Some(handle) = self.handle() {
            handle.join(None);
        }
    }

    /// Whether it has been started and has not ended.
    pub fn is_alive(&self) -> bool {
        self.handle().is_some_and(|handle| handle.is_alive())
    }

    fn handle(&self) -> Option<Handle> {
        self.life.with(|life| match life {
            Life::Started(handle) => Some(handle.clone()),
            Life::New(_) | Life::Failed => None,
        })
    }
}

impl fmt::Debug for Thread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Thread").field(&self.name).finish()
    }
}

/// How the body of a thread ends: by returning or by raising.
pub trait Ending {
    /// What it raised.
    fn error(self) -> Option<Error>;
}

impl Ending for () {
    fn error(self) -> Option<Error> {
        None
    }
}

impl Ending for Result<(), Error> {
    fn error(self) -> Option<Error> {
        self.err()
    }
}

/// The threads of a program.
#[derive(Clone, Debug, Default)]
pub struct Threads(Shared<Vec<Thread>>);

impl Threads {
    /// Names of those that are alive, main first: `threading.enumerate`.
    pub fn enumerate(&self) -> Vec<String> {
        let all = self.0.get();
        let alive = all.iter().filter(|thread| thread.is_alive());
        std::iter::once("MainThread")
            .chain(alive.map(Thread::name))
            .map(str::to_owned)
            .collect()
    }

    /// How many are alive, main included: `threading.active_count`.
    pub fn active_count(&self) -> usize {
        self.enumerate().len()
    }
}

impl Run {
    /// A thread that calls what Python knows as the function `target`, named as Python names it: `Thread-1 (work)`. Not started.
    pub fn thread<R: Ending>(
        &mut self,
        target: &str,
        body: impl FnOnce() -> R + Send + 'static,
    ) -> Thread {
        let number = self.threads.0.with(|threads| threads.len()) + 1;
        self.thread_called(&format!("Thread-{number} ({target})"), body)
    }

    /// The same with a name of its own. An error that `body` returns goes to the except-hook, which prints it, and ends this thread alone.
    pub fn thread_called<R: Ending>(
        &mut self,
        name: &str,
        body: impl FnOnce() -> R + Send + 'static,
    ) -> Thread {
        let own_name = name.to_owned();
        let body = move || {
            if let Some(error) = body().error() {
                print(&format!("Exception in thread {own_name}:"));
                print(&error.to_string());
            }
        };
        let thread = Thread::new(name, Box::new(body));
        self.threads.0.with(|threads| threads.push(thread.clone()));
        thread
    }

    /// The threads of this program.
    pub fn threads(&self) -> Threads {
        self.threads.clone()
    }

    /// Waits for every thread that was started and has not ended, as Python does when main is through.
    ///
    /// # Blocking
    /// Until the last has ended.
    pub fn wait_for_threads(&self) {
        self.threads.0.get().iter().for_each(Thread::join);
    }
}

/// Starts each of them.
///
/// # Errors
/// When one cannot be started.
pub fn start_all(threads: &[Thread], line: u16) -> Result<(), TaskError> {
    threads.iter().try_for_each(|thread| {
        super::at(line);
        thread.start()
    })
}

/// Joins each of them.
///
/// # Blocking
/// Until the last has ended.
pub fn join_all(threads: &[Thread], line: u16) {
    for thread in threads {
        super::at(line);
        thread.join();
    }
}

/// Starts a thread that nothing can join and the end of the program does not wait for: `_thread.start_new_thread`.
///
/// # Errors
/// `RuntimeError` when no worker is to be had.
pub fn start_new_thread<R: Ending>(
    name: &str,
    body: impl FnOnce() -> R + Send + 'static,
) -> Result<(), TaskError> {
    thread::start(name, Box::new(|| drop(body())))
        .map(drop)
        .map_err(cannot_start)
}

fn cannot_start(error: StartError) -> TaskError {
    TaskError::new("RuntimeError", error.to_string())
}
