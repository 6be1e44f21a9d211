//! A bounded spin: the short look again before a thread pays for a futex wait.

use crate::context;
use crate::platform::atomic::spin_loop;
use core::cell::Cell;

/// Looks with ever longer pauses between them, 2ⁿ − 1 pauses in all. Natively 15, about 0.3 µs: longer than most critical sections, a tenth of a futex
/// wait and its wake. In a browser a pause is no instruction, only a turn of a loop: 511, about 0.2 µs.
#[cfg(not(any(loom, target_arch = "wasm32")))]
const DOUBLINGS: u32 = 4;
#[cfg(target_arch = "wasm32")]
const DOUBLINGS: u32 = 9;
/// In a model one look shows all that more would. And a pause would be a yield, which loom takes as leave to run all others first: whole
/// classes of interleavings would be lost.
#[cfg(loom)]
const DOUBLINGS: u32 = 1;

/// Times that a waiter then lets other threads run on its core, where the system has a way to say so (a browser has not). If the thread that it
/// waits for has to share the core, pausing is a waste and a futex wait dear: yielding hands over a lock, or a whole queue of items, at
/// once. Where nobody else wants the core a yield takes about 0.3 µs, so all of them together cost what a wait and its wake cost. Measured in
/// `benches/sync.rs` on two cores: two threads in one lock 22 ns a turn instead of 36 (40 equal pauses; std's 100: 30); one to one through a
/// queue of 64 places 75 ns an item instead of 180 when both share a core, 50 instead of 80 (6 yields) when they do not.
#[cfg(not(any(loom, target_arch = "wasm32")))]
const YIELDS: u32 = 16;
#[cfg(any(loom, target_arch = "wasm32"))]
const YIELDS: u32 = 0;

/// Looks of a patient spin, where there is no yielding: one each [`PATIENT_PAUSES`] turns of a loop, about 50 µs in all. That is what a wake-up takes
/// when the waiter's core has gone to sleep (23 µs on an idle machine, up to 100 on a loaded one), so a spin in vain costs no more than what it
/// would have saved. Measured by `tests/bench` on two loaded cores, both workers held on cores of their own: one to one through a queue of 64
/// places 58 ns an item instead of 2,100 to 2,800, a turn by events there and back 0.9 µs instead of 123. Workers that share a core: 185 ns and
/// 2.4 µs with it as without. Natively, on two idle cores, by `benches/sync.rs`: one to one through a queue of 64 places 54 ns an item instead
/// of 410, for there too a core that has gone to sleep is slow to wake.
#[cfg(not(loom))]
const PATIENT_LOOKS: u32 = 500;
#[cfg(loom)]
const PATIENT_LOOKS: u32 = 0;
#[cfg(target_arch = "wasm32")]
const PATIENT_PAUSES: u32 = 256;
#[cfg(not(target_arch = "wasm32"))]
const PATIENT_PAUSES: u32 = 4;

/// Looks in all before a wait.
pub const SPIN_LIMIT: u32 = DOUBLINGS + YIELDS + PATIENT_LOOKS;

/// Whether a thread spins patiently before its next wait: as long as that ends waits, at each; while it does not, ever more seldom.
///
/// Two threads that hand something to and fro on two cores stay awake by it: if both slept each time, every turn would cost a wake-up of a
/// core. Threads that share a core, or wait for long, cannot gain and soon stop trying.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Patience {
    /// Waits until the next patient one.
    rest: u16,
    /// Waits between patient ones.
    gap: u16,
}

impl Patience {
    /// So many waits of a thread come first: most threads wait a few times only, and for long.
    const FIRST: u16 = 8;
    /// In vain once in so many waits, a patient spin adds 50 ns to each.
    const LONGEST: u16 = 1024;

    const fn new() -> Self {
        Self {
            rest: Self::FIRST,
            gap: Self::FIRST,
        }
    }

    /// One wait has come: whether it is a patient one, and what to think at the next.
    const fn next(self) -> (bool, Self) {
        match self.rest {
            0 => (true, self),
            rest => (
                false,
                Self {
                    rest: rest - 1,
                    ..self
                },
            ),
        }
    }

    /// A patient spin has ended a wait.
    const fn rewarded(self) -> Self {
        Self { rest: 0, gap: 0 }
    }

    /// A patient spin was in vain.
    const fn disappointed(self) -> Self {
        let doubled = if self.gap == 0 { 1 } else { self.gap * 2 };
        let gap = if doubled > Self::LONGEST {
            Self::LONGEST
        } else {
            doubled
        };
        Self { rest: gap, gap }
    }
}

thread_local! {
    /// Of the thread and not of what it waits for: it says whether those that this thread works with run beside it.
    static PATIENCE: Cell<Patience> = const { Cell::new(Patience::new()) };
}

/// Whether this thread has the GIL: then nobody runs beside it who could end its spin.
fn is_alone() -> bool {
    context::current().is_some_and(|here| here.gil().is_some())
}

/// Looks until `done` gives a value, ever less often, at most [`SPIN_LIMIT`] times; never blocks.
///
/// Each look takes the word's cache line away from whoever is about to write it, hence the doubling pauses.
#[inline]
pub fn until<T>(mut done: impl FnMut() -> Option<T>) -> Option<T> {
    if is_alone() {
        return None;
    }
    for doubling in 0..DOUBLINGS {
        if let Some(value) = done() {
            return Some(value);
        }
        if cfg!(not(loom)) {
            (0..1 << doubling).for_each(|_| spin_loop());
        }
    }
    let yielded = (0..YIELDS).find_map(|_| {
        std::thread::yield_now();
        done()
    });
    yielded.or_else(|| patiently(done))
}

/// The same for what is mostly waited for long: only where spinning has ended this thread's waits of late.
#[inline]
pub fn if_it_pays<T>(done: impl FnMut() -> Option<T>) -> Option<T> {
    if is_alone() { None } else { patiently(done) }
}

#[inline]
fn patiently<T>(mut done: impl FnMut() -> Option<T>) -> Option<T> {
    if PATIENT_LOOKS == 0 {
        return None;
    }
    let (is_patient, patience) = PATIENCE.get().next();
    PATIENCE.set(patience);
    if !is_patient {
        return None;
    }
    let found = (0..PATIENT_LOOKS).find_map(|_| {
        done().or_else(|| {
            (0..PATIENT_PAUSES).for_each(|_| spin_loop());
            None
        })
    });
    PATIENCE.set(match found {
        Some(_) => patience.rewarded(),
        None => patience.disappointed(),
    });
    found
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::*;

    /// Patient spins among `waits` waits that all end as `reward` says.
    fn patient_ones(mut patience: Patience, waits: u32, reward: bool) -> (u32, Patience) {
        let mut count = 0;
        for _ in 0..waits {
            let (is_patient, next) = patience.next();
            patience = match (is_patient, reward) {
                (false, _) => next,
                (true, true) => next.rewarded(),
                (true, false) => next.disappointed(),
            };
            count += u32::from(is_patient);
        }
        (count, patience)
    }

    #[test]
    fn a_thread_that_waits_a_few_times_never_spins_patiently() {
        assert_eq!(
            patient_ones(Patience::new(), Patience::FIRST.into(), true).0,
            0
        );
    }

    #[test]
    fn spins_in_vain_become_ever_rarer() {
        let (first, patience) = patient_ones(Patience::new(), 10_000, false);
        assert!(
            first <= 16,
            "{first} patient spins among 10,000 waits in vain"
        );
        let (later, _) = patient_ones(patience, 102_500, false);
        assert!(later <= 101, "{later} among 102,500 more");
    }

    #[test]
    fn a_spin_that_pays_is_made_at_every_wait() {
        let (_, patience) = patient_ones(Patience::new(), 10_000, false);
        let (all, patience) = patient_ones(patience.rewarded(), 1000, true);
        assert_eq!(all, 1000);
        let (again, _) = patient_ones(patience.disappointed(), 100, true);
        assert_eq!(again, 99, "one failure costs one short wait");
    }
}
