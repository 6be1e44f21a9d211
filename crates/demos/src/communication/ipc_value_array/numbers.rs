//! The program, for each type of number.

use super::line;
use crate::run::{self, Entry, Process, Run};
use runtime::ipc::shared::{Array, Element, Value};
use runtime::ipc::sync::Barrier;
use scenario::outcome::TaskError;
use scenario::{Scenario, TaskValue};
use serde::{Deserialize, Serialize};

/// A counter and the places of one type.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Numbers {
    SignedByte(Value<i8>, Array<i8>),
    Byte(Value<u8>, Array<u8>),
    Int(Value<i32>, Array<i32>),
    Long(Value<i64>, Array<i64>),
    Double(Value<f64>, Array<f64>),
}

/// A number that one can be added to, as C does it.
trait Count: Element {
    fn plus_one(self) -> Self;
    fn shown(self) -> TaskValue;
    /// What a count of `n` is in this type.
    fn of(n: i64) -> Self;
}

macro_rules! count {
    ($($type:ty),+) => {$(
        impl Count for $type {
            fn plus_one(self) -> Self {
                self.wrapping_add(1)
            }
            fn shown(self) -> TaskValue {
                TaskValue::Integer(self.into())
            }
            fn of(n: i64) -> Self {
                n as Self
            }
        }
    )+};
}
count!(i8, u8, i32, i64);

impl Count for f64 {
    fn plus_one(self) -> Self {
        self + 1.0
    }
    fn shown(self) -> TaskValue {
        TaskValue::Float(self)
    }
    fn of(n: i64) -> Self {
        n as f64
    }
}

/// What a process counts with: the numbers, where all meet before they begin, its place, how often, and whether under the lock.
pub(crate) type Given = (Numbers, Barrier, u32, u32, bool);

/// A process: adds ones.
pub(super) static ADD: Entry<Given> = Entry::new("add", add);

fn add(run: &mut Run, (numbers, together, me, rounds, guarded): Given) -> Result<(), TaskError> {
    run.at(line::MEET);
    run::raised(together.wait())?;
    run.at(line::ADD);
    let how = How {
        me: i64::from(me),
        rounds,
        guarded,
    };
    match &numbers {
        Numbers::SignedByte(value, slots) => how.add(value, slots),
        Numbers::Byte(value, slots) => how.add(value, slots),
        Numbers::Int(value, slots) => how.add(value, slots),
        Numbers::Long(value, slots) => how.add(value, slots),
        Numbers::Double(value, slots) => how.add(value, slots),
    }
}

struct How {
    me: i64,
    rounds: u32,
    guarded: bool,
}

impl How {
    fn add<T: Count>(&self, counter: &Value<T>, slots: &Array<T>) -> Result<(), TaskError> {
        for _ in 0..self.rounds {
            let held = self.guarded.then(|| counter.get_lock().hold());
            counter.set(counter.get().plus_one());
            drop(held);
            let slot = run::raised(slots.get(self.me))?;
            run::raised(slots.set(self.me, slot.plus_one()))?;
        }
        Ok(())
    }
}

/// What came of it: the counter, what it should be, the places, whether all of these are right.
struct Seen {
    counter: TaskValue,
    slots: Vec<TaskValue>,
    is_whole: bool,
    are_right: bool,
}

fn seen<T: Count>(counter: &Value<T>, slots: &Array<T>, workers: i64, rounds: i64) -> Seen {
    let slots = slots.to_vec();
    Seen {
        counter: counter.get().shown(),
        is_whole: counter.get() == T::of(workers * rounds),
        are_right: slots.iter().all(|slot| *slot == T::of(rounds)),
        slots: slots.into_iter().map(T::shown).collect(),
    }
}

impl Numbers {
    fn new(code: &str, workers: u32) -> Result<Self, runtime::error::Error> {
        Ok(match code {
            "b" => Self::SignedByte(Value::named("counter", 0)?, Array::zeros(workers)?),
            "B" => Self::Byte(Value::named("counter", 0)?, Array::zeros(workers)?),
            "q" => Self::Long(Value::named("counter", 0)?, Array::zeros(workers)?),
            "d" => Self::Double(Value::named("counter", 0.0)?, Array::zeros(workers)?),
            _ => Self::Int(Value::named("counter", 0)?, Array::zeros(workers)?),
        })
    }

    fn seen(&self, workers: i64, rounds: i64) -> Seen {
        match self {
            Self::SignedByte(value, slots) => seen(value, slots, workers, rounds),
            Self::Byte(value, slots) => seen(value, slots, workers, rounds),
            Self::Int(value, slots) => seen(value, slots, workers, rounds),
            Self::Long(value, slots) => seen(value, slots, workers, rounds),
            Self::Double(value, slots) => seen(value, slots, workers, rounds),
        }
    }
}

/// Starts the processes, joins them and looks at the numbers.
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    let workers = run::count(scenario, "workers");
    let rounds = run::count(scenario, "rounds");
    let guarded = scenario.flag("guarded");
    let numbers = run::raised(Numbers::new(scenario.text("code"), workers))?;
    let together = run::raised(Barrier::new(workers))?;
    let make = |me| {
        let given = (numbers.clone(), together.clone(), me, rounds, guarded);
        run.process(&ADD, given)
    };
    let processes: Vec<Process> = (0..workers).map(make).collect();
    for process in &processes {
        run.start_process(process, line::START)?;
    }
    for process in &processes {
        run.join_process(process, line::JOIN)?;
    }
    let seen = numbers.seen(i64::from(workers), i64::from(rounds));
    let expected = i64::from(workers) * i64::from(rounds);
    run.print(&format!("counter {} of {expected}", seen.counter.python()));
    let slots = TaskValue::List(seen.slots);
    run.print(&format!("slots {}", slots.python()));
    if guarded || workers == 1 {
        let told = format!("{} of {expected}", seen.counter.python());
        run.check("check-nothing-lost", seen.is_whole, told);
    }
    run.check("check-own-places", seen.are_right, slots.python());
    run.value("counter", seen.counter);
    run.value("slots", slots);
    Ok(())
}
