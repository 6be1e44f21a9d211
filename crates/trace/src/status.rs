//! The status cell: what a thread does *now*, for whoever looks.
//!
//! **What it is.** Fifteen words of a slot, written by the thread that runs there, read by the page at any moment. Records are history and
//! may be dropped; the cell is never out of date, so deadlocks are found from cells alone, and Stop finds in it the word to wake.
//!
//! **Sequence.** `SEQUENCE` is even at rest. A change of state makes it odd, writes the words, and makes it even again, two more than
//! before. Two snapshots with the same even sequence therefore show a thread that has not moved between them.
//!
//! **Ordering.** Writer: odd sequence (Relaxed), Release fence, words (Relaxed), even sequence (Release). Reader: sequence (Acquire), words (each
//! Acquire), sequence again. If the reader sees any word of a change, its load and the fence make the odd sequence visible to its second
//! look, so the two looks differ and it tries again; if it sees the even sequence, all words of that change are visible. A reader that
//! meets a changing cell three times gives up for this frame rather than guess, and says that somebody is there who moves
//! (`Batch::changing`): the writer may have lost its core in the middle of a change.
//!
//! `TASK`, `PROGRESS` and the line key change alone, often, and mean something each for itself: they are single stores, and the sequence stays, as
//! only a thread that runs changes them, and a thread that ran between two looks has changed its state since the first. In WebAssembly a store is a
//! fence, and a task of no length shows each.
//!
//! Checked by: tests below, `tests/concurrent.rs` (`a_status_is_never_a_mixture`).

use crate::kinds::{Cause, ThreadState};
use crate::layout::{slot, status};
use crate::ring::SlotWords;
use core::sync::atomic::{AtomicU32, Ordering, fence};

/// What a thread is about to wait for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wait {
    /// Why.
    pub cause: Cause,
    /// Object it waits for, 0 for none.
    pub object: u32,
    /// Byte address of the futex word and whether that lies in the arena; address 0 for none. Stop wakes it.
    pub word: (u32, bool),
    /// What this word holds as long as there is reason to wait: a waker changes it before it wakes, so a word that differs tells that the
    /// thread is on its way, although it has not got a core yet.
    pub expected: u32,
    /// Which of its bits decide about that; the others (a count of waiters) may change without anybody being woken.
    pub deciding: u32,
    /// Byte address of the object's holder word and whether that lies in the arena; address 0 for none.
    pub holder: (u32, bool),
    /// When the wait gives up by itself, nanoseconds on the trace clock.
    pub deadline_ns: Option<u64>,
}

/// Writes the status cell of one slot; made by the thread that runs there, of which there is one.
#[derive(Clone, Copy, Debug)]
pub struct StatusCell<'m> {
    words: &'m SlotWords,
}

impl<'m> StatusCell<'m> {
    /// The cell of `slot`. Only the thread that runs on the slot may write it: two writers would show readers a mixture.
    pub fn new(slot: &'m SlotWords) -> StatusCell<'m> {
        StatusCell { words: slot }
    }

    /// From now on the slot runs `thread` (not 0), which is `state`.
    pub fn begin_thread(&self, thread: u32, state: ThreadState, since_ns: u64) {
        self.change(|| {
            self.set(status::THREAD, thread);
            self.set(status::TASK, 0);
            self.set(status::PROGRESS, 0);
            self.set_state(state, None, since_ns);
        });
    }

    /// The slot's thread has ended in `state`; nobody runs here until the next [`begin_thread`](Self::begin_thread).
    pub fn end_thread(&self, state: ThreadState, since_ns: u64) {
        self.change(|| {
            self.set(status::THREAD, 0);
            self.set_state(state, None, since_ns);
        });
    }

    /// The thread is `state` and waits for nothing.
    pub fn enter(&self, state: ThreadState, since_ns: u64) {
        self.change(|| self.set_state(state, None, since_ns));
    }

    /// The thread is blocked; call it before the wait begins, so that Stop can find the word.
    pub fn block(&self, wait: Wait, since_ns: u64) {
        self.change(|| self.set_state(ThreadState::Blocked, Some(wait), since_ns));
    }

    /// As [`block`](Self::block), for a thread that wants the GIL: it is ready, not blocked, yet Stop and analysis need the word.
    pub fn queue_for_gil(&self, wait: Wait, since_ns: u64) {
        self.change(|| self.set_state(ThreadState::Ready, Some(wait), since_ns));
    }

    /// The program has reached the line with this key.
    pub fn at_line(&self, line: u16) {
        let word = &self.words[status::STATE as usize];
        let before = word.load(Ordering::Relaxed);
        let now = before & 0xffff | u32::from(line) << 16;
        if now != before {
            word.store(now, Ordering::Release);
        }
    }

    /// Task `index` begins; the one before has ended.
    pub fn begin_task(&self, index: u32) {
        if self.words[status::PROGRESS as usize].load(Ordering::Relaxed) != 0 {
            self.set(status::PROGRESS, 0);
        }
        self.words[status::TASK as usize].store(index.wrapping_add(1), Ordering::Release);
    }

    /// The present task has ended.
    pub fn end_task(&self) {
        self.words[status::TASK as usize].store(0, Ordering::Release);
    }

    /// Progress of the present task in thousandths. A single store.
    pub fn progress(&self, thousandths: u32) {
        self.words[status::PROGRESS as usize].store(thousandths, Ordering::Release);
    }

    /// The worker has left the process for good.
    pub fn leave(&self) {
        self.change(|| {
            self.set(status::THREAD, 0);
            self.set(status::LEFT, 1);
        });
    }

    /// From now on, until the next change is complete, readers find the cell changing: for what belongs to the state and lies elsewhere.
    pub fn begin_change(&self) {
        let sequence = &self.words[status::SEQUENCE as usize];
        let before = sequence.load(Ordering::Relaxed) & !1;
        sequence.store(before.wrapping_add(1), Ordering::Relaxed);
        fence(Ordering::Release);
    }

    fn change(&self, write: impl FnOnce()) {
        self.begin_change();
        write();
        let sequence = &self.words[status::SEQUENCE as usize];
        let odd = sequence.load(Ordering::Relaxed);
        sequence.store(odd.wrapping_add(1), Ordering::Release);
    }

    fn set(&self, word: u32, value: u32) {
        self.words[word as usize].store(value, Ordering::Relaxed);
    }

    fn set_state(&self, state: ThreadState, wait: Option<Wait>, since_ns: u64) {
        let line = self.words[status::STATE as usize].load(Ordering::Relaxed) & 0xffff_0000;
        let cause = wait.map_or(Cause::None, |w| w.cause);
        self.set(status::STATE, state as u32 | (cause as u32) << 8 | line);
        self.set_pair(status::SINCE_LO, since_ns);
        let Some(wait) = wait else {
            for word in [status::OBJECT, status::WAIT, status::HOLDER] {
                self.set(word, 0);
            }
            return self.set_pair(status::DEADLINE_LO, 0);
        };
        self.set(status::OBJECT, wait.object);
        self.set(status::WAIT, wait.word.0);
        self.set(status::WAIT_SPACE, wait.word.1.into());
        self.set(slot::EXPECTED, wait.expected);
        self.set(slot::DECIDING, wait.deciding);
        self.set(status::HOLDER, wait.holder.0);
        self.set(status::HOLDER_SPACE, wait.holder.1.into());
        // 0 and 0 mean "no deadline", so a deadline at the very origin is told as 1 ns.
        self.set_pair(
            status::DEADLINE_LO,
            wait.deadline_ns.map_or(0, |at| at.max(1)),
        );
    }

    fn set_pair(&self, low: u32, value: u64) {
        self.set(low, value as u32);
        self.set(low + 1, (value >> 32) as u32);
    }
}

/// Words of a slot that nothing has touched: what a runtime puts its status cell and ring words into.
pub fn new_slot() -> SlotWords {
    [const { AtomicU32::new(0) }; crate::layout::slot::LEN as usize]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reader::{Batch, Reader, Status};
    use crate::words::{NativeMemory, NoWords, Words};

    fn look(memory: &NativeMemory) -> Option<Status> {
        let reader = Reader::new(NativeMemory::HEADER, 0);
        let mut found = Vec::new();
        reader.snapshot(&memory.view(), &NoWords, &mut found);
        found.first().map(|(_, status)| *status)
    }

    #[test]
    fn a_blocked_thread_shows_what_it_waits_for_and_who_holds_it() {
        let memory = NativeMemory::new(0, 1, 4, 64);
        let cell = StatusCell::new(memory.slot(0));
        let holder_word = 0;
        memory.view().store(holder_word + 4, 17);
        cell.begin_thread(3, ThreadState::Running, 5);
        cell.at_line(9);
        cell.begin_task(41);
        cell.progress(250);
        let wait = Wait {
            cause: Cause::Lock,
            object: 8,
            word: (64, false),
            expected: 0,
            deciding: u32::MAX,
            holder: (holder_word + 4, false),
            deadline_ns: Some(1 << 40),
        };
        cell.block(wait, 1 << 33);
        let status = look(&memory).expect("a thread is there");
        assert_eq!(
            (status.thread, status.state, status.cause),
            (3, ThreadState::Blocked, Cause::Lock)
        );
        assert_eq!(
            (status.object, status.holder, status.wait),
            (8, 17, (64, false))
        );
        assert_eq!(
            (status.deadline_ns, status.since_ns),
            (Some(1 << 40), 1 << 33)
        );
        assert_eq!(
            (status.line, status.task, status.progress),
            (9, Some(41), 250)
        );
        cell.enter(ThreadState::Running, 7);
        cell.begin_task(42);
        let status = look(&memory).expect("a thread is there");
        assert_eq!((status.task, status.progress), (Some(42), 0));
        cell.end_task();
        let status = look(&memory).expect("a thread is there");
        assert_eq!(
            (status.object, status.holder, status.deadline_ns),
            (0, 0, None)
        );
        assert_eq!(status.task, None);
        cell.end_thread(ThreadState::Terminated, 8);
        assert_eq!(look(&memory), None);
    }

    #[test]
    fn a_thread_whose_word_has_changed_is_on_its_way() {
        let memory = NativeMemory::new(0, 1, 4, 64);
        let cell = StatusCell::new(memory.slot(0));
        cell.begin_thread(3, ThreadState::Running, 5);
        let wait = Wait {
            cause: Cause::Lock,
            object: 8,
            word: (4, false),
            expected: 2,
            deciding: 0xff,
            holder: (0, false),
            deadline_ns: None,
        };
        for (value, is_woken) in [(2, false), (0, true), (1, true), (0x102, false)] {
            memory.view().store(4, value);
            cell.block(wait, 6);
            let status = look(&memory).expect("a thread is there");
            assert_eq!(status.is_woken, is_woken, "word {value}");
        }
        let nowhere = Wait {
            word: (0, false),
            ..wait
        };
        cell.block(nowhere, 7);
        assert!(
            !look(&memory).expect("a thread is there").is_woken,
            "a word that nobody can read tells nothing"
        );
    }

    #[test]
    fn a_thread_that_lost_its_core_in_a_change_is_told_as_changing() {
        let memory = NativeMemory::new(0, 1, 4, 64);
        let cell = StatusCell::new(memory.slot(0));
        let drain = || {
            let mut batch = Batch::default();
            let mut reader = Reader::new(NativeMemory::HEADER, 0);
            reader.drain(&memory.view(), &NoWords, 0, &mut batch);
            (batch.changing, batch.slots.len())
        };
        assert_eq!(drain(), (0, 0), "nobody is there");
        cell.begin_thread(3, ThreadState::Running, 5);
        assert_eq!(drain(), (0, 1));
        let inside = core::cell::Cell::new((0, 0));
        cell.change(|| inside.set(drain()));
        assert_eq!(inside.get(), (1, 0), "looked at in the middle of a change");
        assert_eq!(drain(), (0, 1));
        cell.begin_change();
        assert_eq!(drain(), (1, 0));
        cell.enter(ThreadState::Ready, 6);
        assert_eq!(drain(), (0, 1));
    }

    #[test]
    fn threads_between_two_cells_are_counted_and_so_is_that_it_changed() {
        use crate::layout::header::{BETWEEN, ENTERS, LEAVES};
        let memory = NativeMemory::new(0, 1, 4, 64);
        let reader = Reader::new(NativeMemory::HEADER, 0);
        let told = |steps: &[u32]| {
            let place = NativeMemory::HEADER + BETWEEN * 4;
            for step in steps {
                let before = memory.view().load(place);
                memory.view().store(place, before.wrapping_add(*step));
            }
            let between = reader.between(&memory.view());
            (between.threads, between.moves)
        };
        assert_eq!(told(&[]), (0, 0));
        assert_eq!(told(&[ENTERS, ENTERS]), (2, 2));
        assert_eq!(told(&[LEAVES]), (1, 3));
        assert_eq!(told(&[LEAVES]), (0, 4));
    }

    #[test]
    fn every_change_of_state_moves_the_sequence_to_another_even_number_and_a_task_does_not() {
        let memory = NativeMemory::new(0, 1, 4, 64);
        let cell = StatusCell::new(memory.slot(0));
        let sequence = || memory.slot(0)[0].load(Ordering::Relaxed);
        let changes: [(&dyn Fn(), u32); 7] = [
            (&|| cell.begin_thread(1, ThreadState::Ready, 0), 2),
            (&|| cell.enter(ThreadState::Running, 1), 2),
            (&|| cell.begin_task(0), 0),
            (&|| cell.begin_task(1), 0),
            (&|| cell.end_task(), 0),
            (&|| cell.at_line(3), 0),
            (&|| cell.leave(), 2),
        ];
        for (row, (change, step)) in changes.iter().enumerate() {
            let before = sequence();
            change();
            assert_eq!(sequence(), before.wrapping_add(*step), "row {row}");
        }
    }
}
