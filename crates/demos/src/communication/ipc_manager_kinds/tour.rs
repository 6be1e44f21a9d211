//! The tour: one object of each kind, used by a child and looked at by main.

use super::line;
use crate::run::{self, Entry, Run};
use runtime::error::Error;
use runtime::ipc::managed::{
    ArrayProxy, BarrierProxy, ConditionProxy, DictProxy, EventProxy, Item, ListProxy, LockProxy,
    Manager, NamespaceProxy, QueueProxy, SemaphoreProxy, ValueProxy,
};
use scenario::outcome::TaskError;
use scenario::{Scenario, TaskValue};
use serde::{Deserialize, Serialize};

/// One of each.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Things {
    listed: ListProxy,
    named: DictProxy,
    names: NamespaceProxy,
    value: ValueProxy,
    array: ArrayProxy,
    queue: QueueProxy,
    locks: (LockProxy, LockProxy, SemaphoreProxy, SemaphoreProxy),
    condition: ConditionProxy,
    event: EventProxy,
    barrier: BarrierProxy,
}

impl Things {
    fn new(manager: &Manager) -> Result<Self, Error> {
        Ok(Self {
            listed: manager.list(Vec::new())?,
            named: manager.dict(Vec::new())?,
            names: manager.namespace()?,
            value: manager.value(Item::Int(0))?,
            array: manager.array(vec![Item::Int(0), Item::Int(0)])?,
            queue: manager.queue(0)?,
            locks: (
                manager.lock()?,
                manager.rlock()?,
                manager.semaphore(1)?,
                manager.bounded_semaphore(1)?,
            ),
            condition: manager.condition()?,
            event: manager.event()?,
            barrier: manager.barrier(2)?,
        })
    }

    /// What the child does before it meets main.
    fn tour(&self) -> Result<(), Error> {
        self.listed.append(Item::Int(1))?;
        self.named.set(Item::from("a"), Item::Int(1))?;
        self.names.set("x", Item::Int(1))?;
        self.value.set(Item::Int(1 << 40))?;
        self.array.set(0, Item::Int(7))?;
        self.queue.put(Item::from("item"))?;
        let (lock, rlock, semaphore, bounded) = &self.locks;
        lock.acquire()?;
        lock.release()?;
        rlock.acquire()?;
        rlock.release()?;
        semaphore.acquire()?;
        semaphore.release()?;
        bounded.acquire()?;
        bounded.release()?;
        self.condition.acquire()?;
        self.condition.notify()?;
        self.condition.release()
    }

    /// A line for each kind, as Python prints it.
    fn told(&self) -> Result<Vec<String>, Error> {
        let told = |name: &str, item: Item| {
            let text = match item {
                Item::Str(text) => text,
                item => item.repr(),
            };
            format!("{name} {text}")
        };
        let one = self.named.get(Item::from("a"))?.repr();
        let (lock, rlock, semaphore, bounded) = &self.locks;
        Ok(vec![
            told("list", Item::List(self.listed.copy()?)),
            format!("dict {{'a': {one}}}"),
            told("Namespace", self.names.get("x")?),
            told("Value", self.value.get()?),
            told("Array", Item::List(self.array.copy()?)),
            told("Queue", self.queue.get()?),
            told("Lock", Item::Bool(lock.try_acquire()?)),
            told("RLock", Item::Bool(rlock.try_acquire()?)),
            told("Semaphore", Item::Bool(semaphore.try_acquire()?)),
            told("BoundedSemaphore", Item::Bool(bounded.try_acquire()?)),
            told("Event", Item::Bool(self.event.is_set()?)),
        ])
    }

    /// What comes back from misuse, by kind.
    fn misused(&self) -> Result<Vec<(&'static str, Option<Error>)>, Error> {
        self.locks.0.release()?;
        Ok(vec![
            ("list", self.listed.get(99).err()),
            ("dict", self.named.get(Item::from("k")).err()),
            ("Namespace", self.names.get("y").err()),
            ("Lock", self.locks.0.release().err()),
            ("Condition", self.condition.wait().err()),
            ("Queue", self.queue.get_nowait().err()),
        ])
    }
}

/// The child: uses each once.
pub(super) static USE: Entry<Things> = Entry::new("use", use_all);

fn use_all(run: &mut Run, things: Things) -> Result<(), TaskError> {
    run.at(line::USE);
    run::raised(things.tour())?;
    run.at(line::MEET);
    run::raised(things.barrier.wait())?;
    run::raised(things.event.set())
}

/// Makes one of each, lets the child use them, tells what it sees.
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    let mut manager = run::raised(Manager::start())?;
    let things = run::raised(Things::new(&manager))?;
    let process = run.process(&USE, things.clone());
    run.start_process(&process, line::START)?;
    run::raised(things.barrier.wait())?;
    run::raised(things.event.wait())?;
    run.join_process(&process, line::JOIN)?;
    run.at(line::TELL);
    let lines = run::raised(things.told())?;
    lines.iter().for_each(|line| run.print(line));
    if scenario.flag("misuse") {
        run.at(line::WRONG);
        let misused = run::raised(things.misused())?;
        let refused = misused.iter().all(|(_, error)| error.is_some());
        for (name, error) in misused {
            let Some(error) = error else { continue };
            // Python prints the class without its module.
            let kind = error.kind().name().trim_start_matches("queue.");
            run.print(&format!("{name}: {kind}: {}", error.message()));
        }
        run.check("check-misuse-refused", refused, "");
    }
    run::raised(manager.shutdown())?;
    let seen = lines.iter().all(|line| !line.ends_with("False"));
    run.check("check-child-seen", seen, lines.join(", "));
    run.value("kinds", TaskValue::Integer(lines.len() as i64 + 2));
    Ok(())
}
