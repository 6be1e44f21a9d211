//! Runs programs natively, watched as the page watches them.
#![allow(dead_code)] // Each test file uses its own part.

use demos::run::Run;
use report::hang::{FoundHang, HangReport, describe};
use report::waits::{Hang, Snapshot, Watch};
use report::{Lane, Ns, SpanKind, Timeline};
use runtime::context::{Ended, Process, Tracing, enter_free_slot};
use runtime::futex::arena::ArenaWords;
use runtime::process::run_of;
use runtime::thread::run_here;
use scenario::{Outcome, Scenario, TaskValue, link};
use std::thread::JoinHandle;
use std::time::Duration;
use trace::kinds::{Cause, ThreadState};
use trace::layout::{arena, place};
use trace::reader::{Batch, Between, Reader};
use trace::words::Words;

/// What came of a run.
pub struct Ran {
    /// What the program returned; `None` when it was stopped.
    pub outcome: Option<Outcome>,
    /// Its history.
    pub timeline: Timeline,
    /// How it hung, if it did; it was stopped then.
    pub hang: Option<Hang>,
    /// The same, and when that was found.
    pub found: Option<FoundHang>,
    /// The link, for messages.
    pub link: String,
}

/// The scenario of a link without a fault.
pub fn scenario(text: &str) -> Scenario {
    let (decoded, notices) = link::decode(&demos::CATALOGUE, text);
    assert_eq!(notices, [], "{text}");
    decoded.scenario
}

/// Runs a link to its end; a run that hangs is stopped.
pub fn run(text: &str) -> Ran {
    run_until(text, |_| false)
}

/// The same, and stops it once its history is as wanted.
pub fn run_until(text: &str, enough: impl Fn(&Timeline) -> bool) -> Ran {
    let process = Process::leak(0, Tracing::Records(16_384));
    let main = start(process, scenario(text));
    let mut looking = Looking::new(process);
    while !main.is_finished() {
        looking.look();
        if looking.is_over() || enough(&looking.timeline) {
            break;
        }
        std::thread::park_timeout(Duration::from_millis(1)); // As often as the page looks, or more often.
    }
    // The end of the program: the page stops whoever is left. One wake may come too early.
    while !main.is_finished() || run_of(process).iter().any(|p| p.workers() > 0) {
        run_of(process).into_iter().for_each(Process::stop);
        std::thread::yield_now();
    }
    let ended = main.join().expect("a worker ends without a panic");
    looking.drain();
    looking.timeline.finish();
    Ran {
        outcome: match ended {
            Ok(outcome) => Some(outcome),
            Err(Ended::Stopped) => None,
            Err(how) => panic!("{text}: main thread {how:?}"),
        },
        timeline: looking.timeline,
        hang: looking.hang.as_ref().map(|found| found.hang.clone()),
        found: looking.hang,
        link: text.to_owned(),
    }
}

fn start(process: &'static Process, scenario: Scenario) -> JoinHandle<Result<Outcome, Ended>> {
    let program = demos::program(scenario.demo()).expect("a program");
    std::thread::spawn(move || {
        let entered = enter_free_slot(process).expect("a new process has slots");
        run_here(&entered, "MainThread", || Run::of(program, &scenario)).map_err(|(how, _)| how)
    })
}

struct Looking {
    process: &'static Process,
    /// One of each process of the run.
    readers: Vec<Reader>,
    watch: Watch,
    timeline: Timeline,
    hang: Option<FoundHang>,
}

impl Looking {
    fn new(process: &'static Process) -> Self {
        Looking {
            process,
            readers: Vec::new(),
            watch: Watch::default(),
            timeline: Timeline::default(),
            hang: None,
        }
    }

    fn drain(&mut self) -> Batch {
        let mut batch = Batch::default();
        let now = runtime::platform::now_ns();
        let processes = run_of(self.process);
        for process in &processes[self.readers.len()..] {
            let reader = Reader::new(process.header_address(), process.number());
            self.readers.push(reader);
        }
        for (reader, process) in self.readers.iter_mut().zip(processes) {
            reader.drain(process.words(), &ArenaWords, now, &mut batch);
        }
        self.timeline.ingest(&batch);
        batch
    }

    fn look(&mut self) {
        let processes = run_of(self.process);
        let readers = self.readers.iter().zip(processes);
        let between = readers.map(|(reader, process)| reader.between(process.words()));
        let mut between: Between = between.sum();
        let batch = self.drain();
        between.threads += processes_between(&batch);
        let hang = self.watch.look(Snapshot::of(&batch, between));
        self.hang = FoundHang::follow(self.hang.take(), hang, batch.at_ns);
    }

    /// Whether nobody can go on any more.
    fn is_over(&self) -> bool {
        self.hang.as_ref().is_some_and(FoundHang::is_everyone)
    }
}

/// Processes that begin or end: they have a place in the table and no thread that is seen. Those of other tests are counted, too.
fn processes_between(batch: &Batch) -> u32 {
    let word = |index, word| ArenaWords.load(arena::place(index, word));
    let is_between = |index: &u32| {
        let kind = word(*index, place::STATE) & 0xff;
        let number = word(*index, place::NUMBER);
        let lives = matches!(
            kind,
            place::kind::CLAIMED
                | place::kind::STARTING
                | place::kind::BOOTING
                | place::kind::RUNNING
        );
        lives
            && !batch
                .slots
                .iter()
                .any(|s| s.process == number && s.status.is_some())
    };
    (1..arena::PLACES).filter(is_between).count() as u32
}

/// Whether a lane's thread was started and has not begun.
pub fn is_booting(lane: &Lane) -> bool {
    lane.states.last().is_some_and(|span| {
        matches!(
            span.kind,
            SpanKind::State(ThreadState::New | ThreadState::Ready, Cause::None)
        )
    })
}

impl Ran {
    /// The outcome of a run that finished without an error, all its checks held, nothing of its history lost.
    #[track_caller]
    pub fn finished(&self) -> &Outcome {
        let link = &self.link;
        let outcome = self
            .outcome
            .as_ref()
            .unwrap_or_else(|| panic!("{link} was stopped, hanging: {:?}", self.hang));
        assert_eq!(outcome.error, None, "{link}");
        assert!(!outcome.checks.is_empty(), "{link} checks nothing");
        let broken = outcome.checks.iter().find(|check| !check.held);
        assert_eq!(broken, None, "{link}");
        assert_eq!(self.timeline.dropped, 0, "{link}");
        assert_eq!(self.timeline.entries_dropped, 0, "{link}");
        outcome
    }

    /// The value with this name.
    #[track_caller]
    pub fn value(&self, name: &str) -> &TaskValue {
        let results = &self.finished().results;
        let found = results.iter().find(|(known, _)| known == name);
        match found {
            Some((_, Ok(value))) => value,
            other => panic!("{}: {name} is {other:?}", self.link),
        }
    }

    /// How the run hung.
    #[track_caller]
    pub fn hung(&self) -> HangReport {
        let found = self.found.as_ref();
        let found =
            found.unwrap_or_else(|| panic!("{} did not hang: {:?}", self.link, self.lines()));
        describe(found, &self.timeline)
    }

    /// Printed lines.
    pub fn lines(&self) -> Vec<&str> {
        self.timeline
            .lines
            .iter()
            .map(|line| line.text.as_str())
            .collect()
    }

    /// The lanes of the threads that main started.
    pub fn threads(&self) -> impl Iterator<Item = &Lane> {
        self.timeline
            .lanes
            .iter()
            .filter(|lane| lane.name != "MainThread")
    }

    /// From the first to the last moment of the run, in milliseconds.
    pub fn wall_ms(&self) -> f64 {
        let begins = self
            .timeline
            .lanes
            .iter()
            .filter_map(|lane| lane.states.first());
        let first = begins.map(|span| span.start).min().expect("a lane");
        Ns(self.timeline.end.since(first)).as_ms()
    }
}

/// When a lane's thread ran or waited, from its first state that is neither new nor ready.
pub fn begun(lane: &Lane) -> Ns {
    let executes = |kind: SpanKind| {
        !matches!(
            kind,
            SpanKind::State(ThreadState::New | ThreadState::Ready, Cause::None)
        )
    };
    let first = lane.states.iter().find(|span| executes(span.kind));
    first.expect("the thread has begun").start
}

/// The Python that the page shows for a link.
pub fn listing(link: &str) -> String {
    let scenario = scenario(link);
    let card = demos::card(scenario.demo()).expect("a card");
    card.python(&scenario).text()
}

/// Lines that python3 prints for the listing of a link; `None` where there is no python3.
#[track_caller]
pub fn python(link: &str) -> Option<Vec<String>> {
    printed(link, &["-c", &listing(link)])
}

/// The same, where a warning of Python's is an error.
#[track_caller]
pub fn strict_python(link: &str) -> Option<Vec<String>> {
    printed(link, &["-W", "error", "-c", &listing(link)])
}

/// Lines that python3 prints with these arguments, for a link; `None` where there is no python3.
#[track_caller]
pub fn printed(link: &str, arguments: &[&str]) -> Option<Vec<String>> {
    let output = python3().args(arguments).output().ok()?;
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "{link}:\n{errors}\n{}",
        listing(link)
    );
    let printed = String::from_utf8_lossy(&output.stdout);
    Some(printed.lines().map(str::to_owned).collect())
}

/// `python3`, printing as it does for everybody else: a process's lines come out together, where an environment that asks for unbuffered output
/// would mix the words of processes that print at once.
pub fn python3() -> std::process::Command {
    let mut command = std::process::Command::new("python3");
    command.env_remove("PYTHONUNBUFFERED");
    command
}
