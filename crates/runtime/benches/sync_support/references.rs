//! What a Rust program would build from `parking_lot` or std to have the same.

use parking_lot::{Condvar, Mutex};
use std::collections::VecDeque;

/// A semaphore of a mutex and a condition variable.
pub struct PlSemaphore {
    permits: Mutex<u32>,
    freed: Condvar,
}

impl PlSemaphore {
    pub fn new(permits: u32) -> Self {
        Self {
            permits: Mutex::new(permits),
            freed: Condvar::new(),
        }
    }
    pub fn acquire(&self) {
        let mut permits = self.permits.lock();
        while *permits == 0 {
            self.freed.wait(&mut permits);
        }
        *permits -= 1;
    }
    pub fn release(&self) {
        *self.permits.lock() += 1;
        self.freed.notify_one();
    }
}

/// An event of a mutex and a condition variable.
pub struct PlEvent {
    flag: Mutex<bool>,
    raised: Condvar,
}

impl PlEvent {
    pub fn new() -> Self {
        Self {
            flag: Mutex::new(false),
            raised: Condvar::new(),
        }
    }
    pub fn set(&self) {
        *self.flag.lock() = true;
        self.raised.notify_all();
    }
    pub fn clear(&self) {
        *self.flag.lock() = false;
    }
    pub fn wait(&self) {
        let mut flag = self.flag.lock();
        while !*flag {
            self.raised.wait(&mut flag);
        }
    }
}

/// An event of std's.
pub struct StdEvent {
    flag: std::sync::Mutex<bool>,
    raised: std::sync::Condvar,
}

impl StdEvent {
    pub fn new() -> Self {
        Self {
            flag: std::sync::Mutex::new(false),
            raised: std::sync::Condvar::new(),
        }
    }
    pub fn set(&self) {
        *self.flag.lock().expect("no panic") = true;
        self.raised.notify_all();
    }
    pub fn clear(&self) {
        *self.flag.lock().expect("no panic") = false;
    }
    pub fn wait(&self) {
        let mut flag = self.flag.lock().expect("no panic");
        while !*flag {
            flag = self.raised.wait(flag).expect("no panic");
        }
    }
}

/// A bounded queue of std's mutex and two condition variables, as Python's is made.
pub struct StdQueue<T> {
    items: std::sync::Mutex<VecDeque<T>>,
    filled: std::sync::Condvar,
    room: std::sync::Condvar,
    maxsize: usize,
}

impl<T> StdQueue<T> {
    pub fn bounded(maxsize: usize) -> Self {
        let items = std::sync::Mutex::new(VecDeque::with_capacity(maxsize));
        Self {
            items,
            filled: std::sync::Condvar::new(),
            room: std::sync::Condvar::new(),
            maxsize,
        }
    }
    pub fn put(&self, item: T) {
        let mut items = self.items.lock().expect("no panic");
        while items.len() == self.maxsize {
            items = self.room.wait(items).expect("no panic");
        }
        items.push_back(item);
        drop(items);
        self.filled.notify_one();
    }
    pub fn get(&self) -> T {
        let mut items = self.items.lock().expect("no panic");
        loop {
            if let Some(item) = items.pop_front() {
                drop(items);
                self.room.notify_one();
                return item;
            }
            items = self.filled.wait(items).expect("no panic");
        }
    }
}
