//! The memories of processes: made, read, scrubbed, pooled, given up.

use js_sys::{
    Atomics, Function, Int32Array, Object, Reflect, SharedArrayBuffer, Uint8Array, WebAssembly,
};
use trace::words::Words;
use wasm_bindgen::{JsCast, JsValue};

/// 64 KiB.
const PAGE: u32 = 65_536;
/// Pages of a new memory: static data, the main stack and a few rings fit without growing.
const INITIAL_PAGES: u32 = 64;
/// Pages that a memory may grow to: `--max-memory` of the engine (1 GiB).
const MAXIMUM_PAGES: u32 = 16_384;
/// Memories at once; Chromium fails at about 124 ever alive in reused workers.
const AT_MOST: u32 = 48;
/// Memories kept for the next run.
const POOLED: usize = 2;
/// A memory larger than this is not scrubbed but given up: clearing it would cost more than a new one. 64 threads with small stacks fit.
const RETIRE_ABOVE: u32 = 64 << 20;

/// The words of another module's shared memory.
#[derive(Clone)]
pub struct ForeignWords {
    view: Int32Array,
}

impl ForeignWords {
    /// Over a shared buffer.
    pub fn new(buffer: &JsValue) -> Self {
        Self {
            view: Int32Array::new(buffer),
        }
    }

    /// Wakes every thread that waits on the word at `address`.
    pub fn notify(&self, address: u32) {
        if address / 4 < self.view.length() {
            // Fails only outside the view.
            let _ = Atomics::notify(&self.view, address / 4);
        }
    }
}

impl Words for ForeignWords {
    fn load(&self, address: u32) -> u32 {
        Atomics::load(&self.view, address / 4).map_or(0, i32::cast_unsigned)
    }

    fn store(&self, address: u32, value: u32) {
        // Fails only outside the view, where a write does nothing by contract.
        let _ = Atomics::store(&self.view, address / 4, value.cast_signed());
    }

    fn copy(&self, address: u32, into: &mut [u32]) {
        let first = address / 4;
        let available = self
            .view
            .length()
            .saturating_sub(first)
            .min(u32::try_from(into.len()).unwrap_or(u32::MAX)) as usize;
        let (inside, outside) = into.split_at_mut(available);
        outside.fill(0);
        if inside.is_empty() {
            return;
        }
        let mut words = vec![0i32; available];
        self.view
            .subarray(first, first + available as u32)
            .copy_to(&mut words);
        for (to, from) in inside.iter_mut().zip(words) {
            *to = from.cast_unsigned();
        }
    }
}

/// A memory of one process.
pub struct ProcessMemory {
    memory: WebAssembly::Memory,
    fill: Function,
    words: ForeignWords,
    seen_len: u32,
    start_len: u32,
}

impl ProcessMemory {
    /// For the boot envelope.
    pub fn handle(&self) -> &WebAssembly::Memory {
        &self.memory
    }

    /// Its words, all of them: a memory that has grown is looked at anew.
    pub fn words(&mut self) -> &ForeignWords {
        let buffer = self.memory.buffer();
        let len = byte_len(&buffer);
        if len != self.seen_len {
            self.words = ForeignWords::new(&buffer);
            self.seen_len = len;
        }
        &self.words
    }

    /// Clears what a life has used: everything up to `heap_end`, and what the memory has grown by. `Err` when it is too large to keep.
    fn scrub(mut self, heap_end: u32) -> Result<Self, JsValue> {
        let len = byte_len(&self.memory.buffer());
        if len > RETIRE_ABOVE {
            return Err(JsValue::NULL);
        }
        // A process that has not come so far as to say where its heap ends may have written anywhere.
        let used = if heap_end == 0 {
            self.start_len
        } else {
            heap_end.min(self.start_len)
        };
        self.fill.call2(&JsValue::NULL, &0.into(), &used.into())?;
        self.fill.call2(
            &JsValue::NULL,
            &self.start_len.into(),
            &(len - self.start_len).into(),
        )?;
        self.start_len = len;
        Ok(self)
    }
}

/// Why there is no memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoMemory {
    /// As many as may exist exist.
    TooMany,
    /// The browser refused.
    Refused(String),
}

/// All memories: the waiting ones, and counts of the others.
pub struct Memories {
    scrubber: Option<WebAssembly::Module>,
    pooled: Vec<ProcessMemory>,
    alive: u32,
    dropped: u32,
    retired: u32,
}

impl Memories {
    /// None yet.
    pub fn new() -> Self {
        Self {
            scrubber: None,
            pooled: Vec::new(),
            alive: 0,
            dropped: 0,
            retired: 0,
        }
    }

    /// Makes sure that as many wait as are kept between runs.
    pub fn warm_up(&mut self) {
        while self.pooled.len() < POOLED {
            let Ok(memory) = self.create() else { return };
            self.pooled.push(memory);
        }
    }

    /// A memory full of zeros.
    pub fn take(&mut self) -> Result<ProcessMemory, NoMemory> {
        match self.pooled.pop() {
            Some(memory) => Ok(memory),
            None => self.create(),
        }
    }

    /// Takes a memory back that all its threads have left. `heap_end` is the word of its header.
    pub fn give_back(&mut self, memory: ProcessMemory, heap_end: u32) {
        match memory.scrub(heap_end) {
            // Kept as long as runs follow one another: a browser collects memories late, and refuses new ones when too many wait for that.
            Ok(clean) => self.pooled.push(clean),
            Err(_) => {
                self.alive -= 1;
                self.retired += 1;
            }
        }
    }

    /// Lets go of those that wait beyond what is kept between runs.
    pub fn trim(&mut self) {
        let surplus = self.pooled.len().saturating_sub(POOLED);
        self.pooled.truncate(POOLED);
        self.alive -= surplus as u32;
    }

    /// Gives a memory up in which a worker was cut off or crashed: a lock in it may be held for ever.
    pub fn drop_spoilt(&mut self, memory: ProcessMemory) {
        drop(memory);
        self.alive -= 1;
        self.dropped += 1;
    }

    /// Alive, pooled, dropped, retired.
    pub fn counts(&self) -> (u32, u32, u32, u32) {
        (
            self.alive,
            self.pooled.len() as u32,
            self.dropped,
            self.retired,
        )
    }

    fn create(&mut self) -> Result<ProcessMemory, NoMemory> {
        if self.alive >= AT_MOST {
            return Err(NoMemory::TooMany);
        }
        let memory = self
            .try_create()
            .map_err(|error| NoMemory::Refused(format!("{error:?}")))?;
        self.alive += 1;
        Ok(memory)
    }

    fn try_create(&mut self) -> Result<ProcessMemory, JsValue> {
        let memory = new_memory(INITIAL_PAGES, MAXIMUM_PAGES)?;
        let fill = self.scrubber_for(&memory)?;
        let words = ForeignWords::new(&memory.buffer());
        let len = INITIAL_PAGES * PAGE;
        Ok(ProcessMemory {
            memory,
            fill,
            words,
            seen_len: len,
            start_len: len,
        })
    }

    /// The function that clears a part of `memory`: JavaScript's own `fill` on a shared buffer is many times slower.
    fn scrubber_for(&mut self, memory: &WebAssembly::Memory) -> Result<Function, JsValue> {
        let module = match &self.scrubber {
            Some(module) => module.clone(),
            None => WebAssembly::Module::new(&Uint8Array::from(SCRUBBER))?,
        };
        let (environment, imports) = (Object::new(), Object::new());
        Reflect::set(&environment, &"m".into(), memory)?;
        Reflect::set(&imports, &"e".into(), &environment)?;
        let instance = WebAssembly::Instance::new(&module, &imports)?;
        self.scrubber = Some(module);
        Reflect::get(&instance.exports(), &"f".into())?.dyn_into::<Function>()
    }
}

/// A shared memory.
///
/// # Errors
/// What the browser said when it refused.
pub fn new_memory(pages: u32, at_most: u32) -> Result<WebAssembly::Memory, JsValue> {
    let limits = Object::new();
    Reflect::set(&limits, &"initial".into(), &pages.into())?;
    Reflect::set(&limits, &"maximum".into(), &at_most.into())?;
    Reflect::set(&limits, &"shared".into(), &true.into())?;
    WebAssembly::Memory::new(&limits)
}

fn byte_len(buffer: &JsValue) -> u32 {
    buffer
        .dyn_ref::<SharedArrayBuffer>()
        .map_or(0, SharedArrayBuffer::byte_length)
}

/// `(module (import "e" "m" (memory 1 16384 shared)) (func (export "f") (param i32 i32) (memory.fill (local.get 0) (i32.const 0) (local.get 1))))`
const SCRUBBER: &[u8] = &[
    0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, // magic, version
    1, 6, 1, 0x60, 2, 0x7f, 0x7f, 0, // type: (i32, i32) -> ()
    2, 11, 1, 1, b'e', 1, b'm', 2, 3, 1, 0x80, 0x80,
    1, // import memory, shared, 1 to 16384 pages
    3, 2, 1, 0, // function 0 has type 0
    7, 5, 1, 1, b'f', 0, 0, // export
    10, 13, 1, 11, 0, 0x20, 0, 0x41, 0, 0x20, 1, 0xfc, 11, 0, 0x0b, // memory.fill
];
