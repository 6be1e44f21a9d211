//! The history of a run, grown batch by batch.

use crate::ingest::Ingest;
use crate::spans::{Lane, LaneIx, Span, SpanKind};
use crate::time::Ns;
use trace::entry::Measurement;
use trace::kinds::{Cause, ThreadState};

/// Everything known of a run so far. Grown by [`Timeline::ingest`]; read by plot and by the summary.
///
/// Does not depend on how records were cut into batches: the same records in any batches give the same lanes, measurements, lines, objects.
#[derive(Clone, Debug, Default)]
pub struct Timeline {
    /// One per thread, in order of thread id: by process, then as they were made.
    pub lanes: Vec<Lane>,
    /// Processes that the program started, in order of their numbers; the main process is not among them.
    pub processes: Vec<ProcessInfo>,
    /// What each process has used of its memory at most, as last heard, in bytes, by its number, main's included; nothing of a run that was saved.
    pub memories: Vec<(u32, u32)>,
    /// Measurements in order, with their moments.
    pub measurements: Vec<MeasurementTimes>,
    /// Printed lines in order of time.
    pub lines: Vec<Line>,
    /// Names of objects.
    pub objects: Vec<Object>,
    /// The last moment known.
    pub end: Ns,
    /// Records taken so far.
    pub records: u64,
    /// Records dropped so far.
    pub dropped: u64,
    /// Entries of byte rings (names, lines, values, errors) dropped so far.
    pub entries_dropped: u64,
    /// Wake-ups in order of time.
    pub wakes: Vec<Wake>,
    /// Grows with every change: the key for memoised drawing.
    pub revision: u64,
    pub(crate) ingest: Ingest,
}

/// A process that was started.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProcessInfo {
    /// Its number.
    pub number: u32,
    /// Number of the process that started it.
    pub parent: u32,
    /// Its name when it was started.
    pub name: String,
}

/// When a measurement ran.
#[derive(Clone, Debug, PartialEq)]
pub struct MeasurementTimes {
    /// What was measured.
    pub info: Measurement,
    /// Workers are being started.
    pub begin: Option<Ns>,
    /// All workers reported in.
    pub ready: Option<Ns>,
    /// Last result.
    pub end: Option<Ns>,
    /// Result per task, in input order; `None` while unknown.
    pub tasks: Vec<Option<TaskResult>>,
}

/// What became of one task.
#[derive(Clone, Debug, PartialEq)]
pub struct TaskResult {
    /// Thread that ran it.
    pub thread: u32,
    /// Begin.
    pub start: Ns,
    /// End.
    pub end: Ns,
    /// Value or error; `None` when it was dropped.
    pub value: Option<Result<scenario::TaskValue, scenario::outcome::TaskError>>,
}

/// A printed line.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// When.
    pub at: Ns,
    /// Thread that printed.
    pub thread: u32,
    /// Text.
    pub text: String,
}

/// A named object and its value over time.
#[derive(Clone, Debug, PartialEq)]
pub struct Object {
    /// Its id.
    pub id: u32,
    /// [`trace::kinds::ObjectKind`], if known.
    pub kind: Option<trace::kinds::ObjectKind>,
    /// Name.
    pub name: String,
    /// Changes of value: when, value, holder thread (0 none).
    pub values: Vec<(Ns, i32, u32)>,
    /// By thread, in order of thread id: when it had it in hand.
    pub holds: Vec<(u32, Vec<crate::holds::Hold>)>,
}

/// One thread woke another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wake {
    /// When.
    pub at: Ns,
    /// Who woke.
    pub from: u32,
    /// Who was woken, 0 where it is not known.
    pub to: u32,
    /// Object it waited for.
    pub object: u32,
}

/// What one thread did at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// Its lane.
    pub lane: LaneIx,
    /// Thread id.
    pub thread: u32,
    /// Its state.
    pub state: ThreadState,
    /// Why it is blocked, or ready.
    pub cause: Cause,
    /// Object it waits for, 0 for none.
    pub object: u32,
    /// Thread that holds this object, 0 for none or unknown.
    pub holder: u32,
    /// Since when it is so.
    pub since: Ns,
    /// The innermost task it is in: measurement and index.
    pub task: Option<(u32, u32)>,
    /// Line key, 0 for none.
    pub line: u16,
}

impl Timeline {
    /// The lane of a thread; O(log lanes).
    pub fn lane_of(&self, thread: u32) -> Option<LaneIx> {
        let found = self.lanes.binary_search_by_key(&thread, |lane| lane.thread);
        found.ok().map(|index| LaneIx(index as u32))
    }

    /// The name of a thread; `None` for one that the history does not know. O(log lanes).
    pub fn thread_name(&self, thread: u32) -> Option<&str> {
        let lane = self.lane_of(thread)?;
        Some(&self.lanes[lane.0 as usize].name)
    }

    /// How people are told of a thread: by its name in the main process; elsewhere by that of its process, and by its own unless it is the main thread.
    /// Empty for a thread that is not known. O(processes + log lanes).
    pub fn who(&self, thread: u32) -> String {
        let name = self.thread_name(thread).unwrap_or_default();
        let process = self.processes.iter().find(|p| p.number == thread >> 16);
        match process {
            Some(process) if thread & 0xffff == 1 => process.name.clone(),
            Some(process) if !name.is_empty() => format!("{}: {name}", process.name),
            _ => name.to_owned(),
        }
    }

    /// Whether a thread is known to have ended by `at`. O(log lanes).
    pub fn has_ended(&self, thread: u32, at: Ns) -> bool {
        let lane = self.lane_of(thread);
        let ended = lane.and_then(|ix| self.lanes[ix.0 as usize].ended);
        ended.is_some_and(|(end, _)| end <= at)
    }

    /// The object with this id; O(log objects).
    pub fn object(&self, id: u32) -> Option<&Object> {
        let found = self.objects.binary_search_by_key(&id, |object| object.id);
        found.ok().map(|index| &self.objects[index])
    }

    /// The name of what a span names as its object: of the thread whose end it waits for, or of the object. Ids of threads and of objects
    /// are numbered apart, so the same number may be both. `None` where there is none, or no name is known.
    pub fn object_name(&self, span: &Span) -> Option<&str> {
        if span.object == 0 {
            return None;
        }
        if waits_for_a_thread(span.kind) {
            return self.thread_name(span.object);
        }
        let object = self.object(span.object)?;
        Some(object.name.as_str()).filter(|name| !name.is_empty())
    }

    /// What every thread that had begun by `moment` did then, what it waited for and who held that. Threads that had not been started
    /// yet are left out; those that had ended are terminated or crashed. O(lanes × log spans).
    pub fn at(&self, moment: Ns) -> Vec<Moment> {
        let lanes = (0..).map(LaneIx).zip(&self.lanes);
        lanes
            .filter_map(|(ix, lane)| self.lane_at(ix, lane, moment))
            .collect()
    }

    fn lane_at(&self, ix: LaneIx, lane: &Lane, moment: Ns) -> Option<Moment> {
        let span = last_begun(&lane.states, moment)?;
        let SpanKind::State(mut state, mut cause) = span.kind else {
            return None;
        };
        let (mut object, mut since) = (span.object, span.start);
        if let Some((at, end_state)) = lane.ended.filter(|(at, _)| *at <= moment) {
            (state, cause, object, since) = (end_state, Cause::None, 0, at);
        }
        let told = |o: &Object| o.at(moment).map(|(_, holder)| holder);
        let holder_of = |o: &Object| o.holders_at(moment).first().copied().or_else(|| told(o));
        let holder = match cause {
            Cause::Join => object,
            _ => self.object(object).and_then(holder_of).unwrap_or(0),
        };
        let task = lane.task_at(moment).and_then(|span| match span.kind {
            SpanKind::Task {
                measurement, index, ..
            } => Some((measurement, index)),
            _ => None,
        });
        let line = span.line;
        Some(Moment {
            lane: ix,
            thread: lane.thread,
            state,
            cause,
            object,
            holder,
            since,
            task,
            line,
        })
    }
}

impl Object {
    /// Value and holder at `moment`; `None` before the first change. O(log changes).
    pub fn at(&self, moment: Ns) -> Option<(i32, u32)> {
        let after = self.values.partition_point(|(at, _, _)| *at <= moment);
        let (_, value, holder) = self.values[..after].last()?;
        Some((*value, *holder))
    }
}

impl Lane {
    /// The innermost task that goes on at `moment`. O(log tasks + depth of nesting).
    pub fn task_at(&self, moment: Ns) -> Option<&Span> {
        let begun = self.tasks.partition_point(|span| span.start <= moment);
        // Spans of a lane nest, and only a handful of levels deep: one that ended lies inside its neighbour or beside it.
        self.tasks[..begun]
            .iter()
            .rev()
            .take(16)
            .find(|span| moment < span.end)
    }

    /// The state span that goes on at `moment`. O(log spans).
    pub fn state_at(&self, moment: Ns) -> Option<&Span> {
        last_begun(&self.states, moment).filter(|span| moment < span.end)
    }
}

/// Whether the object of such a span is a thread.
pub(crate) fn waits_for_a_thread(kind: SpanKind) -> bool {
    matches!(kind, SpanKind::State(_, Cause::Join))
}

fn last_begun(spans: &[Span], moment: Ns) -> Option<&Span> {
    spans[..spans.partition_point(|span| span.start <= moment)].last()
}
