//! Values of a thread's own: Python's `threading.local`.

use crate::error::{Error, Kind};
use core::marker::PhantomData;
use core::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::any::Any;
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

static NEXT: AtomicU64 = AtomicU64::new(1);

thread_local! {
    /// Values of the present thread by the number of their [`Local`].
    static VALUES: RefCell<HashMap<u64, Rc<dyn Any>>> = RefCell::new(HashMap::new());
}

/// An attribute of which each thread has its own: setting it in one is not seen by another.
///
/// # Errors
/// `get` in a thread that has not set it: `AttributeError: '_thread._local' object has no attribute 'x'`.
/// # Cost
/// One look into a table of the thread's own.
/// # Examples
/// ```
/// # use runtime::thread::Local;
/// let x = Local::new("x");
/// x.set(1);
/// let other = std::thread::scope(|s| s.spawn(|| x.get()).join().unwrap());
/// assert_eq!(x.get(), Ok(1));
/// assert_eq!(other.unwrap_err().to_string(), "AttributeError: '_thread._local' object has no attribute 'x'");
/// ```
/// Origin: `threading.local` of the Python 3.13 library reference: one object there has many attributes, here each is one.
#[derive(Debug)]
pub struct Local<T> {
    number: u64,
    attribute: &'static str,
    /// A value never leaves its thread, so a `Local` may be shared whatever `T` is.
    _values: PhantomData<fn(T) -> T>,
}

impl<T: Clone + 'static> Local<T> {
    /// An attribute of this name that no thread has set.
    pub fn new(attribute: &'static str) -> Self {
        Self {
            number: NEXT.fetch_add(1, Relaxed),
            attribute,
            _values: PhantomData,
        }
    }

    /// Sets this thread's value.
    pub fn set(&self, value: T) {
        let old = VALUES.with_borrow_mut(|values| values.insert(self.number, Rc::new(value)));
        drop(old); // Outside the borrow: dropping a value may come here again.
    }

    /// This thread's value.
    ///
    /// # Errors
    /// See the type.
    pub fn get(&self) -> Result<T, Error> {
        let value = VALUES.with_borrow(|values| values.get(&self.number).cloned());
        value
            .and_then(|value| value.downcast_ref::<T>().cloned())
            .ok_or_else(|| self.missing())
    }

    /// Deletes this thread's value.
    ///
    /// # Errors
    /// See the type.
    pub fn delete(&self) -> Result<(), Error> {
        let old = VALUES.with_borrow_mut(|values| values.remove(&self.number));
        old.map(drop).ok_or_else(|| self.missing())
    }

    fn missing(&self) -> Error {
        Error::new(
            Kind::Attribute,
            format!(
                "'_thread._local' object has no attribute '{}'",
                self.attribute
            ),
        )
    }
}

/// The thread ends: its values with it. The worker may run another thread next.
pub(super) fn clear() {
    let values = VALUES.with_borrow_mut(core::mem::take);
    drop(values);
}
