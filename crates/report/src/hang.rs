//! A hang as people are told of it: who waits for what, who has it, and in which order it was taken.
//!
//! Who hangs is judged from status cells ([`waits`](crate::waits)); the history only adds names and moments, so a hang is told in full even
//! where records are missing, then without the moments.

use crate::time::Ns;
use crate::timeline::Timeline;
use crate::waits::{Hang, Waiting};
use trace::kinds::Cause;

/// A hang and when it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundHang {
    /// Who hangs.
    pub hang: Hang,
    /// The moment of the look that proved it, nanoseconds since the run's origin.
    pub at_ns: u64,
}

impl FoundHang {
    /// What is known after a look at `at_ns` that found `now`: a hang of the same threads keeps the moment at which it was found, and a cycle
    /// among some threads stays known when it is seen no more, since its threads could not leave it by themselves: they were stopped.
    pub fn follow(known: Option<FoundHang>, now: Option<Hang>, at_ns: u64) -> Option<FoundHang> {
        let Some(hang) = now else {
            return known.filter(|known| !known.is_everyone());
        };
        let found_ns = known
            .filter(|known| members(&known.hang) == members(&hang))
            .map_or(at_ns, |known| known.at_ns);
        Some(FoundHang {
            hang,
            at_ns: found_ns,
        })
    }

    /// Whether no thread of the run can go on.
    pub fn is_everyone(&self) -> bool {
        !matches!(
            self.hang,
            Hang::Deadlocked {
                everyone: false,
                ..
            }
        )
    }
}

/// A hang with its names.
#[derive(Clone, Debug, PartialEq)]
pub struct HangReport {
    /// Whether each waits for the next and the last for the first.
    pub is_cycle: bool,
    /// Whether every thread of the run hangs.
    pub everyone: bool,
    /// When it was found, in milliseconds since the run's origin.
    pub found_ms: f64,
    /// How long after the last of them had blocked.
    pub after_ms: f64,
    /// Who waits, in the order of the cycle or of the thread ids.
    pub waits: Vec<WaitReport>,
    /// What they had taken before, in the order of taking; not what was given back.
    pub taken: Vec<Taken>,
}

/// One thread that waits.
#[derive(Clone, Debug, PartialEq)]
pub struct WaitReport {
    /// The thread.
    pub thread: u32,
    /// Its name.
    pub name: String,
    /// Why it waits.
    pub cause: Cause,
    /// For what, 0 for unknown.
    pub object: u32,
    /// Its name; empty where there is none. For a join the name of the thread whose end is waited for.
    pub object_name: String,
    /// The thread that has it, 0 for none or unknown.
    pub holder: u32,
    /// Its name, empty for none.
    pub holder_name: String,
    /// Whether this thread had ended before, and so will never give it back.
    pub holder_has_ended: bool,
    /// Since when, in milliseconds.
    pub since_ms: f64,
    /// Line key, 0 for none.
    pub line: u16,
}

/// Something that a thread had in hand when it hung.
#[derive(Clone, Debug, PartialEq)]
pub struct Taken {
    /// The thread.
    pub thread: u32,
    /// Its name.
    pub name: String,
    /// The object.
    pub object: u32,
    /// Its name.
    pub object_name: String,
    /// When it was taken, in milliseconds.
    pub at_ms: f64,
}

/// Tells a hang in names. Call it with the timeline of the same run, before or after its end. O(threads × objects).
pub fn describe(found: &FoundHang, timeline: &Timeline) -> HangReport {
    let waiting = members(&found.hang);
    let last_ns = waiting.iter().map(|w| w.since_ns).max().unwrap_or(0);
    HangReport {
        is_cycle: matches!(found.hang, Hang::Deadlocked { .. }),
        everyone: found.is_everyone(),
        found_ms: Ns(found.at_ns).as_ms(),
        after_ms: Ns(found.at_ns.saturating_sub(last_ns)).as_ms(),
        waits: waiting
            .iter()
            .map(|w| wait(w, timeline, Ns(found.at_ns)))
            .collect(),
        taken: taken(waiting, timeline, Ns(found.at_ns)),
    }
}

fn members(hang: &Hang) -> &[Waiting] {
    let (Hang::Deadlocked { cycle: waiting, .. } | Hang::Stuck { waiting }) = hang;
    waiting
}

fn wait(waiting: &Waiting, timeline: &Timeline, at: Ns) -> WaitReport {
    let object = timeline.object(waiting.object);
    let object_name = match waiting.cause {
        Cause::Join => timeline.who(waiting.object),
        _ => object.map(|o| o.name.clone()).unwrap_or_default(),
    };
    WaitReport {
        thread: waiting.thread,
        name: timeline.who(waiting.thread),
        cause: waiting.cause,
        object: waiting.object,
        object_name,
        holder: waiting.holder,
        holder_name: timeline.who(waiting.holder),
        holder_has_ended: timeline.has_ended(waiting.holder, at),
        since_ms: Ns(waiting.since_ns).as_ms(),
        line: waiting.line,
    }
}

/// What the waiting threads hold at `at`, in the order of taking.
fn taken(waiting: &[Waiting], timeline: &Timeline, at: Ns) -> Vec<Taken> {
    let mut taken = Vec::new();
    for object in &timeline.objects {
        for waiting in waiting {
            let held = object.holds_of(waiting.thread).iter();
            for hold in
                held.filter(|hold| hold.start <= at && object.held_until(waiting.thread, hold) > at)
            {
                taken.push(Taken {
                    thread: waiting.thread,
                    name: timeline.who(waiting.thread),
                    object: object.id,
                    object_name: object.name.clone(),
                    at_ms: hold.start.as_ms(),
                });
            }
        }
    }
    taken.sort_by(|a, b| a.at_ms.total_cmp(&b.at_ms));
    taken
}
