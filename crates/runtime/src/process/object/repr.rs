//! How a process prints: Python's `repr`.

use super::super::{SIGKILL, SIGTERM};
use super::{Life, Process, me};

impl core::fmt::Debug for Process {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let life = self.inner.life.with(|life| *life);
        let exit = self.inner.poll();
        let status = match life {
            Life::Me => "started",
            Life::Closed => "closed",
            _ if self.inner.maker != me() => "unknown",
            Life::New => "initial",
            _ if exit.is_some() => "stopped",
            _ => "started",
        };
        write!(f, "<Process name='{}'", self.get_name())?;
        if let Life::Started(_, number) | Life::Ended(_, number) = life {
            write!(f, " pid={number}")?;
        }
        write!(f, " parent={} {status}", self.inner.maker.0)?;
        match exit.filter(|_| status == "stopped") {
            Some(code) if code == -SIGTERM.cast_signed() => f.write_str(" exitcode=-SIGTERM")?,
            Some(code) if code == -SIGKILL.cast_signed() => f.write_str(" exitcode=-SIGKILL")?,
            Some(code) => write!(f, " exitcode={code}")?,
            None => {}
        }
        f.write_str(if self.is_daemon() { " daemon>" } else { ">" })
    }
}
