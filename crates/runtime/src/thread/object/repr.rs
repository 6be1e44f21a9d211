//! How a thread object prints: Python's `repr`.

use super::{Role, Thread};
use trace::kinds::ThreadState;

impl core::fmt::Debug for Thread {
    /// As Python's `repr`: `<Thread(Thread-1 (f), initial)>`.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let class = match self.inner.role {
            Role::Made => "Thread",
            Role::Main => "_MainThread",
            Role::Foreign => "_DummyThread",
        };
        write!(f, "<{class}({}, ", self.get_name())?;
        match (self.state(), self.ident()) {
            (ThreadState::Terminated, Some(ident)) => {
                write!(f, "stopped{} {ident})>", self.daemon_mark())
            }
            (_, Some(ident)) => write!(f, "started{} {ident})>", self.daemon_mark()),
            (_, None) => write!(f, "initial{})>", self.daemon_mark()),
        }
    }
}

impl Thread {
    fn daemon_mark(&self) -> &'static str {
        if self.is_daemon() { " daemon" } else { "" }
    }
}
