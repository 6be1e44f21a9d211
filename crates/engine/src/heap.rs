//! The allocator: `dlmalloc` over a system layer of ours, which first hands out the pages that the memory already has.
//!
//! Why not std's: that one only ever grows the memory, so a memory that is scrubbed and used again grew by all it had used before
//! (measured: 600 MB after 300 lives). Ours begins each life at the same place, because a scrub sets [`NEXT`] back to 0, and tells
//! the page in the process header ([`trace::layout::header::HEAP_END`]) how much there is to scrub.
//!
//! std itself still allocates a little by its own allocator (thread handles), which grows the memory at its end whenever it likes. So we
//! never take for granted that the memory's end is ours: [`END`] is as far as we know it to be.

#![allow(unsafe_code)] // An allocator is unsafe by contract, and waits and grows by instructions that take raw addresses.

use core::alloc::{GlobalAlloc, Layout};
use core::arch::wasm32::{memory_atomic_notify, memory_atomic_wait32, memory_grow, memory_size};
use core::cell::UnsafeCell;
use core::sync::atomic::{AtomicI32, AtomicPtr, AtomicU32, AtomicUsize, Ordering};

const PAGE: usize = 65_536;

/// First free byte of our region, 0 in a life that has not allocated yet. Changed under the heap's lock only.
static NEXT: AtomicUsize = AtomicUsize::new(0);
/// One past the last byte that is ours, changed under the heap's lock only.
static END: AtomicUsize = AtomicUsize::new(0);
/// Where the page reads how much to scrub; null until the process has a header.
static TOLD: AtomicPtr<u32> = AtomicPtr::new(core::ptr::null_mut());

#[global_allocator]
static HEAP: Heap = Heap {
    lock: Lock(AtomicI32::new(0)),
    inner: UnsafeCell::new(dlmalloc::Dlmalloc::new_with_allocator(Pages)),
};

struct Heap {
    lock: Lock,
    inner: UnsafeCell<dlmalloc::Dlmalloc<Pages>>,
}

// SAFETY: `inner` is reached through `Heap::with` alone, which holds `lock`.
unsafe impl Sync for Heap {}

impl Heap {
    fn with<R>(&self, use_it: impl FnOnce(&mut dlmalloc::Dlmalloc<Pages>) -> R) -> R {
        let _held = self.lock.hold();
        // SAFETY: the lock is held until this function returns, and `use_it` cannot come back here: dlmalloc calls only `Pages`.
        use_it(unsafe { &mut *self.inner.get() })
    }
}

// SAFETY: dlmalloc keeps the contract of `GlobalAlloc`; the lock makes each call whole.
unsafe impl GlobalAlloc for Heap {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller gives a layout of non-zero size.
        self.with(|heap| unsafe { heap.malloc(layout.size(), layout.align()) })
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: as above.
        self.with(|heap| unsafe { heap.calloc(layout.size(), layout.align()) })
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller gives what `alloc` returned, with its layout.
        self.with(|heap| unsafe { heap.free(pointer, layout.size(), layout.align()) });
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        // SAFETY: as above.
        self.with(|heap| unsafe { heap.realloc(pointer, layout.size(), layout.align(), new_size) })
    }
}

/// The system layer: whole pages, never given back.
struct Pages;

// SAFETY: the pages handed out are fresh (NEXT only rises within a life), zero (new, or scrubbed by the page), and nobody else's: below
// END by construction, above it by what `memory_grow` returned.
unsafe impl dlmalloc::Allocator for Pages {
    fn alloc(&self, size: usize) -> (*mut u8, usize, u32) {
        match take(size.next_multiple_of(PAGE)) {
            Some((start, len)) => (start as *mut u8, len, 0),
            None => (core::ptr::null_mut(), 0, 0),
        }
    }

    fn remap(&self, _: *mut u8, _: usize, _: usize, _: bool) -> *mut u8 {
        core::ptr::null_mut()
    }

    fn free_part(&self, _: *mut u8, _: usize, _: usize) -> bool {
        false
    }

    fn free(&self, _: *mut u8, _: usize) -> bool {
        false
    }

    fn can_release_part(&self, _: u32) -> bool {
        false
    }

    fn allocates_zeros(&self) -> bool {
        true
    }

    fn page_size(&self) -> usize {
        PAGE
    }
}

/// Takes `len` bytes, a multiple of [`PAGE`]; `None` when the memory is at its maximum. Called under the heap's lock.
fn take(len: usize) -> Option<(usize, usize)> {
    let (mut next, mut end) = (NEXT.load(Ordering::Relaxed), END.load(Ordering::Relaxed));
    if next == 0 {
        (next, end) = (first_page(), memory_size(0) * PAGE);
    }
    if next + len > end {
        // When nobody else grew the memory meanwhile, the missing rest is enough.
        let missing = if memory_size(0) * PAGE == end {
            next + len - end.max(next)
        } else {
            len
        };
        let grown = memory_grow(0, missing / PAGE);
        if grown == usize::MAX {
            return None;
        }
        let begin = grown * PAGE;
        if begin == end {
            end += missing;
        } else {
            // Somebody did: what lay between is lost for this life, and the new pages are ours from their beginning.
            (next, end) = (begin, begin + missing);
        }
        if next + len > end {
            NEXT.store(next, Ordering::Relaxed);
            END.store(end, Ordering::Relaxed);
            return take(len);
        }
    }
    NEXT.store(next + len, Ordering::Relaxed);
    END.store(end, Ordering::Relaxed);
    tell();
    Some((next, len))
}

/// From now on `word` holds one past the heap's last byte.
pub fn tell_in(word: &'static AtomicU32) {
    TOLD.store(word.as_ptr(), Ordering::Release);
    tell();
}

fn tell() {
    let told = TOLD.load(Ordering::Acquire);
    if !told.is_null() {
        // SAFETY: only `tell_in` sets it, from an atomic that lives as long as the memory.
        let word = unsafe { AtomicU32::from_ptr(told) };
        // Release: who reads it to scrub has seen this life end.
        word.fetch_max(NEXT.load(Ordering::Relaxed) as u32, Ordering::Release);
    }
}

/// The first byte that no static data uses. One page is left out: wasm-bindgen puts its count of threads behind the linker's heap base.
pub fn first_page() -> usize {
    unsafe extern "C" {
        static __heap_base: u8;
    }
    ((&raw const __heap_base) as usize).next_multiple_of(PAGE) + PAGE
}

/// Bytes that the heap has taken in this life, whether in use or not.
pub fn taken() -> usize {
    NEXT.load(Ordering::Relaxed).saturating_sub(first_page())
}

/// Looks at a lock that is held before waiting for it.
const SPINS: u32 = 200;

/// 0 free · 1 held · 2 held, somebody waits. Never the thread primitive: that one allocates and traces.
struct Lock(AtomicI32);

impl Lock {
    fn hold(&self) -> Held<'_> {
        if self
            .0
            .compare_exchange(0, 1, Ordering::Acquire, Ordering::Relaxed)
            .is_err()
        {
            self.hold_contended();
        }
        Held(self)
    }

    #[cold]
    fn hold_contended(&self) {
        // A call of the allocator takes some tens of nanoseconds, a wait and its wake thousands.
        for _ in 0..SPINS {
            core::hint::spin_loop();
            // Relaxed: only a hint; the exchange takes.
            if self.0.load(Ordering::Relaxed) == 0
                && self
                    .0
                    .compare_exchange(0, 1, Ordering::Acquire, Ordering::Relaxed)
                    .is_ok()
            {
                return;
            }
        }
        while self.0.swap(2, Ordering::Acquire) != 0 {
            // SAFETY: the word is an aligned atomic of this shared memory. The heap is never held across a wait, so this ends without Stop.
            unsafe { memory_atomic_wait32(self.0.as_ptr(), 2, -1) };
        }
    }
}

struct Held<'a>(&'a Lock);

impl Drop for Held<'_> {
    fn drop(&mut self) {
        if self.0.0.swap(0, Ordering::Release) == 2 {
            // SAFETY: as in `hold_contended`.
            unsafe { memory_atomic_notify(self.0.0.as_ptr(), 1) };
        }
    }
}
