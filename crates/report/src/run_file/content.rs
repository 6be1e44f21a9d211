//! The content of a run file: what the records cannot tell, then the tape with the records.

use super::FileError;
use super::bytes::{Bytes, put, put_bytes};
use super::tape::{Step, Tape};
use crate::Ns;
use crate::hang::FoundHang;
use crate::processes::ProcessFacts;
use crate::summary::Machine;
use crate::timeline::Timeline;
use crate::waits::{Hang, Waiting};
use scenario::{Outcome, Verdict};
use trace::kinds::Cause;

/// What ran, where, when, and how it ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Recorded {
    /// The link that repeats the run, without `#/`: demo and parameters.
    pub link: String,
    /// When it began: milliseconds since 1970, as the clock of its machine said.
    pub began_ms: u64,
    /// Where it ran.
    pub machine: Machine,
    /// How it ended.
    pub verdict: Verdict,
    /// Whether the page was hidden at any time of the run.
    pub hidden: bool,
    /// Whether a core may have been busy with a worker that had been cut off before.
    pub busy_core: bool,
    /// What the program returned; empty when it did not return.
    pub outcome: Outcome,
    /// What the browser said of a crash.
    pub crash: Option<String>,
    /// The processes that ended.
    pub processes: Vec<ProcessFacts>,
    /// Threads that could not go on at the end.
    pub hang: Option<FoundHang>,
}

/// A run out of a file.
#[derive(Clone, Debug)]
pub struct RunFile {
    /// What its records cannot tell.
    pub recorded: Recorded,
    /// What they tell; the end of the run is not yet taken in ([`Timeline::finish`]).
    pub timeline: Timeline,
    /// They themselves, so that the run can be saved again.
    pub tape: Tape,
}

const HIDDEN: u8 = 1;
const BUSY: u8 = 2;
const ISOLATED: u8 = 4;

const VERDICTS: [Verdict; 6] = [
    Verdict::Finished,
    Verdict::Failed,
    Verdict::Stopped,
    Verdict::Crashed,
    Verdict::Deadlocked,
    Verdict::Stuck,
];

/// The content of a file, to be packed and put into its envelope. O(records).
pub fn write(recorded: &Recorded, tape: &Tape) -> Vec<u8> {
    let mut into = Vec::new();
    let Recorded { machine, .. } = recorded;
    put_bytes(&mut into, recorded.link.as_bytes());
    put(&mut into, recorded.began_ms);
    put(&mut into, machine.cores.into());
    put(&mut into, machine.clock_resolution_us.to_bits());
    put_bytes(&mut into, machine.browser.as_bytes());
    let flag = |is_set: bool, bit: u8| if is_set { bit } else { 0 };
    into.push(
        flag(recorded.hidden, HIDDEN)
            | flag(recorded.busy_core, BUSY)
            | flag(machine.isolated, ISOLATED),
    );
    let verdict = VERDICTS.iter().position(|v| *v == recorded.verdict);
    put(&mut into, verdict.unwrap_or(0) as u64);
    // Writing to a vector cannot fail, and an outcome has nothing that postcard cannot write.
    put_bytes(
        &mut into,
        &postcard::to_allocvec(&recorded.outcome).unwrap_or_default(),
    );
    put_optional(&mut into, recorded.crash.as_deref());
    put(&mut into, recorded.processes.len() as u64);
    for process in &recorded.processes {
        put(&mut into, process.number.into());
        put(
            &mut into,
            process.exit.map_or(0, |code| 1 + u64::from(code as u32)),
        );
        put(&mut into, process.memory_bytes.into());
        put_optional(&mut into, process.crash.as_deref());
    }
    put_hang(&mut into, recorded.hang.as_ref());
    tape.write(&mut into);
    into
}

/// The run in an unpacked content of this version. O(records).
///
/// # Errors
/// [`FileError::Damaged`] for bytes that cannot be; [`FileError::TooLarge`] for more records or tasks than any run has.
pub fn read(content: &[u8], version: u32) -> Result<RunFile, FileError> {
    let mut bytes = Bytes::of(content);
    let recorded = recorded(&mut bytes)?;
    let (mut timeline, mut tape) = (Timeline::default(), Tape::default());
    let end_ns = Tape::play(&mut bytes, version, |step| match step {
        Step::Drain(batch) => {
            timeline.ingest(&batch);
            tape.keep(&batch);
        }
        Step::Ended(process, at_ns, state) => {
            timeline.end_process(process, at_ns, state);
            tape.end_process(process, at_ns, state);
        }
    })?;
    if !bytes.is_empty() {
        return Err(FileError::Damaged { what: "end" });
    }
    timeline.end = timeline.end.max(Ns(end_ns.min(crate::ingest::MAX_TIME)));
    tape.seen_at(end_ns);
    Ok(RunFile {
        recorded,
        timeline,
        tape,
    })
}

fn recorded(bytes: &mut Bytes<'_>) -> Result<Recorded, FileError> {
    let link = bytes.text()?;
    let began_ms = bytes.number()?;
    let mut machine = Machine {
        cores: bytes.word()?,
        clock_resolution_us: f64::from_bits(bytes.number()?),
        browser: bytes.text()?,
        isolated: false,
    };
    let flags = bytes.byte()?;
    machine.isolated = flags & ISOLATED != 0;
    let verdict = VERDICTS.get(bytes.word()? as usize);
    let outcome = postcard::from_bytes(bytes.bytes()?);
    let crash = optional(bytes)?;
    let processes: Vec<ProcessFacts> = (0..bytes.number()?)
        .map(|_| process(bytes))
        .collect::<Result<_, _>>()?;
    Ok(Recorded {
        link,
        began_ms,
        machine,
        verdict: *verdict.ok_or(FileError::Damaged { what: "verdict" })?,
        hidden: flags & HIDDEN != 0,
        busy_core: flags & BUSY != 0,
        outcome: outcome.map_err(|_| FileError::Damaged { what: "outcome" })?,
        crash,
        processes,
        hang: hang(bytes)?,
    })
}

fn process(bytes: &mut Bytes<'_>) -> Result<ProcessFacts, FileError> {
    let number = bytes.word()?;
    let exit = match bytes.number()? {
        0 => None,
        code => Some((code - 1) as u32 as i32),
    };
    Ok(ProcessFacts {
        number,
        exit,
        memory_bytes: bytes.word()?,
        crash: optional(bytes)?,
    })
}

fn put_optional(into: &mut Vec<u8>, text: Option<&str>) {
    into.push(u8::from(text.is_some()));
    if let Some(text) = text {
        put_bytes(into, text.as_bytes());
    }
}

fn optional(bytes: &mut Bytes<'_>) -> Result<Option<String>, FileError> {
    match bytes.byte()? {
        0 => Ok(None),
        _ => bytes.text().map(Some),
    }
}

/// First a number: 0 for none, 1 for stuck, 2 for a cycle among some, 3 for one of everybody.
fn put_hang(into: &mut Vec<u8>, found: Option<&FoundHang>) {
    let Some(FoundHang { hang, at_ns }) = found else {
        return into.push(0);
    };
    let (kind, waiting) = match hang {
        Hang::Stuck { waiting } => (1, waiting),
        Hang::Deadlocked { cycle, everyone } => (2 + u8::from(*everyone), cycle),
    };
    into.push(kind);
    put(into, *at_ns);
    put(into, waiting.len() as u64);
    for one in waiting {
        put(into, one.thread.into());
        into.push(one.cause as u8);
        for word in [one.object, one.holder, one.line.into()] {
            put(into, word.into());
        }
        put(into, one.since_ns);
    }
}

fn hang(bytes: &mut Bytes<'_>) -> Result<Option<FoundHang>, FileError> {
    let kind = bytes.byte()?;
    if kind == 0 {
        return Ok(None);
    }
    let at_ns = bytes.number()?;
    let waiting: Vec<Waiting> = (0..bytes.number()?)
        .map(|_| waiting(bytes))
        .collect::<Result<_, _>>()?;
    let hang = match kind {
        1 => Hang::Stuck { waiting },
        2 | 3 => Hang::Deadlocked {
            cycle: waiting,
            everyone: kind == 3,
        },
        _ => return Err(FileError::Damaged { what: "hang" }),
    };
    Ok(Some(FoundHang { hang, at_ns }))
}

fn waiting(bytes: &mut Bytes<'_>) -> Result<Waiting, FileError> {
    let damaged = FileError::Damaged { what: "hang" };
    let thread = bytes.word()?;
    let cause = Cause::from_u8(bytes.byte()?).ok_or(damaged.clone())?;
    let (object, holder, line) = (bytes.word()?, bytes.word()?, bytes.word()?);
    Ok(Waiting {
        thread,
        cause,
        object,
        holder,
        line: u16::try_from(line).map_err(|_| damaged)?,
        since_ns: bytes.number()?,
    })
}
