//! The fleet: every worker of the page, warm or busy, and the timer worker.

use super::messages::{self, Said};
use std::rc::Rc;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{ErrorEvent, MessageEvent, Worker, WorkerOptions, WorkerType};

/// A worker of the fleet; never used twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WorkerId(usize);

/// Told of everything that a worker says.
pub type Heard = Rc<dyn Fn(WorkerId, Said)>;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Created, has not said `Up`.
    Loading,
    /// Warm: has loaded the glue, belongs to no run.
    Idle,
    /// Has been sent a boot envelope and has not left.
    Busy,
}

struct Member {
    worker: Worker,
    state: State,
    /// Kept alive as long as the worker may call it.
    _message: Closure<dyn FnMut(MessageEvent)>,
    /// As `_message`.
    _error: Closure<dyn FnMut(ErrorEvent)>,
}

/// All workers. Knows nothing of runs.
pub struct Fleet {
    address: String,
    heard: Heard,
    /// Index = [`WorkerId`]; `None` once terminated.
    members: Vec<Option<Member>>,
    timer: Option<Member>,
    tick_ms: u32,
}

impl Fleet {
    /// No workers yet. `address` is that of `worker.js` beside the glue.
    pub fn new(address: String, heard: Heard) -> Self {
        Self {
            address,
            heard,
            members: Vec::new(),
            timer: None,
            tick_ms: 0,
        }
    }

    /// Workers load this script from now on. Those of another script are let go: nobody may be in a run.
    pub fn serve(&mut self, address: &str) {
        if self.address != address {
            address.clone_into(&mut self.address);
            let old = self.members.iter_mut().filter_map(Option::take);
            old.for_each(Member::end);
        }
    }

    /// Creates workers until `count` are idle or on their way to be.
    ///
    /// # Errors
    /// What the browser said when it refused a worker.
    pub fn warm_up(&mut self, count: u32) -> Result<(), JsValue> {
        let coming = self.count(State::Idle) + self.count(State::Loading);
        (coming..count).try_for_each(|_| self.create().map(drop))
    }

    /// Creates a worker.
    ///
    /// # Errors
    /// What the browser said when it refused.
    pub fn create(&mut self) -> Result<WorkerId, JsValue> {
        let id = WorkerId(self.members.len());
        let member = Member::create(&self.address, id, &self.heard)?;
        self.members.push(Some(member));
        Ok(id)
    }

    /// Takes note that a worker has been given a seat.
    pub fn is_busy(&mut self, id: WorkerId) {
        if let Some(member) = self.member(id) {
            member.state = State::Busy;
        }
    }

    /// Takes note that a worker has said `Up` or `Left`.
    pub fn is_idle(&mut self, id: WorkerId) {
        if let Some(member) = self.member(id) {
            member.state = State::Idle;
        }
    }

    /// A warm worker, which is busy from now on.
    pub fn take(&mut self) -> Option<WorkerId> {
        let index = self
            .members
            .iter()
            .position(|m| m.as_ref().is_some_and(|m| m.state == State::Idle))?;
        self.members[index].as_mut()?.state = State::Busy;
        Some(WorkerId(index))
    }

    /// Sends a boot envelope.
    ///
    /// # Errors
    /// What the browser said when it could not be sent.
    pub fn post(&self, id: WorkerId, envelope: &JsValue) -> Result<(), JsValue> {
        match self.members.get(id.0) {
            Some(Some(member)) => member.worker.post_message(envelope),
            _ => Ok(()),
        }
    }

    /// Cuts a worker off. Chromium lets it run on for 2 s all the same.
    pub fn terminate(&mut self, id: WorkerId) {
        if let Some(member) = self.members.get_mut(id.0).and_then(Option::take) {
            member.end();
        }
    }

    /// Terminates idle workers until only `count` are left.
    pub fn trim(&mut self, count: u32) {
        let mut surplus = self.count(State::Idle).saturating_sub(count);
        for member in self.members.iter_mut().rev() {
            if surplus > 0 && member.as_ref().is_some_and(|m| m.state == State::Idle) {
                surplus -= 1;
                if let Some(member) = member.take() {
                    member.end();
                }
            }
        }
    }

    /// Lets the timer worker tick every `ms` milliseconds, 0 = not at all.
    pub fn tick_every(&mut self, ms: u32) {
        if self.tick_ms == ms {
            return;
        }
        self.tick_ms = ms;
        if self.timer.is_none() {
            // Without a timer worker a hidden page would drain late; nothing else depends on it.
            self.timer = Member::create(&self.address, WorkerId(usize::MAX), &self.heard).ok();
        }
        self.send_tick();
    }

    /// The timer worker is up: what it was sent before is lost where a browser drops early messages, so it is sent again.
    pub fn timer_is_up(&self) {
        self.send_tick();
    }

    /// Workers alive (without the timer), and those of them that are idle.
    pub fn counts(&self) -> (u32, u32) {
        (
            self.members.iter().flatten().count() as u32,
            self.count(State::Idle),
        )
    }

    fn send_tick(&self) {
        if let Some(timer) = &self.timer {
            // Posting a plain object cannot fail.
            let _ = timer
                .worker
                .post_message(&messages::tick_every(self.tick_ms));
        }
    }

    fn count(&self, state: State) -> u32 {
        self.members
            .iter()
            .flatten()
            .filter(|m| m.state == state)
            .count() as u32
    }

    fn member(&mut self, id: WorkerId) -> Option<&mut Member> {
        self.members.get_mut(id.0)?.as_mut()
    }
}

impl WorkerId {
    /// Whether this is the timer worker.
    pub fn is_timer(self) -> bool {
        self.0 == usize::MAX
    }
}

impl Member {
    fn create(address: &str, id: WorkerId, heard: &Heard) -> Result<Self, JsValue> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = Worker::new_with_options(address, &options)?;
        let message = {
            let heard = heard.clone();
            Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
                heard(id, messages::open(&event.data()))
            })
        };
        let error = {
            let heard = heard.clone();
            // A worker's script reports its own errors; what arrives here is a script that could not be loaded.
            Closure::<dyn FnMut(ErrorEvent)>::new(move |event: ErrorEvent| {
                let text = event.message();
                heard(
                    id,
                    Said::Crash(if text.is_empty() {
                        "a worker could not be loaded".to_owned()
                    } else {
                        text
                    }),
                );
            })
        };
        worker.set_onmessage(Some(message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(error.as_ref().unchecked_ref()));
        Ok(Self {
            worker,
            state: State::Loading,
            _message: message,
            _error: error,
        })
    }

    fn end(self) {
        // The handlers go with `self`: what the worker may still have posted must not call them.
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}
