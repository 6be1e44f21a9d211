//! Proxies: what a process has of a managed object. They travel through any message.

use super::{Door, Item, Request};
use crate::error::Error;
use core::time::Duration;
use serde::{Deserialize, Serialize};

/// Names an object of a server.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Proxy {
    door: Door,
    number: u32,
}

impl PartialEq for Proxy {
    fn eq(&self, other: &Self) -> bool {
        self.number == other.number && self.door.is(&other.door)
    }
}

impl Proxy {
    pub(super) fn new(door: Door, number: u32) -> Self {
        Self { door, number }
    }

    /// Calls a method by its Python name: a message there and one back.
    ///
    /// # Blocking
    /// For a round trip, and as long as the method waits.
    /// # Errors
    /// The object's own; `AttributeError` for a method that it has not; `BrokenPipeError` when the server is gone.
    pub fn call(&self, method: &str, arguments: Vec<Item>) -> Result<Item, Error> {
        let request = Request::Call(self.number, method.to_owned(), arguments);
        self.door.ask(&request)
    }
}

fn seconds(timeout: Duration) -> Item {
    Item::Float(timeout.as_secs_f64())
}

macro_rules! proxy {
    ($(#[$doc:meta])* $name:ident { $($(#[$method_doc:meta])* $method:ident($($argument:ident: $type:ty),*) -> $result:ty = $python:literal [$($value:expr),*] $with:expr;)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        pub struct $name {
            proxy: Proxy,
        }

        #[allow(clippy::len_without_is_empty)] // Python's proxies have no such method either.
        impl $name {
            pub(super) fn of(proxy: Proxy) -> Self {
                Self { proxy }
            }

            /// The proxy itself, to be nested in another managed object.
            pub fn item(&self) -> Item {
                Item::Proxy(self.proxy.clone())
            }

            $(
                $(#[$method_doc])*
                ///
                /// # Errors
                /// As [`Proxy::call`].
                pub fn $method(&self, $($argument: $type),*) -> Result<$result, Error> {
                    let with: fn(Item) -> Result<$result, Error> = $with;
                    self.proxy.call($python, vec![$($value),*]).and_then(with)
                }
            )+
        }
    };
}

fn nothing(_: Item) -> Result<(), Error> {
    Ok(())
}

fn truth(item: Item) -> Result<bool, Error> {
    Ok(item.truth())
}

fn number(item: Item) -> Result<i64, Error> {
    item.int()
}

pub(super) fn items(item: Item) -> Result<Vec<Item>, Error> {
    match item {
        Item::List(items) => Ok(items),
        other => Err(Error::type_error(format!("{} is no list", other.repr()))),
    }
}

proxy! {
    /// A managed list.
    ListProxy {
        /// Adds an item at the end.
        append(item: Item) -> () = "append" [item] nothing;
        /// The item at `index`, a copy; below 0 counts from the end.
        get(index: i64) -> Item = "__getitem__" [Item::Int(index)] Ok;
        /// Sets the item at `index`.
        set(index: i64, item: Item) -> () = "__setitem__" [Item::Int(index), item] nothing;
        /// Takes the last item out.
        pop() -> Item = "pop" [] Ok;
        /// How many items there are.
        len() -> i64 = "__len__" [] number;
        /// A copy of all items.
        copy() -> Vec<Item> = "copy" [] items;
    }
}

proxy! {
    /// A managed dict.
    DictProxy {
        /// The value of a key, a copy.
        get(key: Item) -> Item = "__getitem__" [key] Ok;
        /// Sets the value of a key.
        set(key: Item, value: Item) -> () = "__setitem__" [key, value] nothing;
        /// Takes a key out.
        remove(key: Item) -> () = "__delitem__" [key] nothing;
        /// Whether there is such a key.
        contains(key: Item) -> bool = "__contains__" [key] truth;
        /// How many keys there are.
        len() -> i64 = "__len__" [] number;
        /// All keys, in the order in which they came.
        keys() -> Vec<Item> = "keys" [] items;
        /// All pairs.
        items() -> Vec<Item> = "items" [] items;
    }
}

proxy! {
    /// A managed object with any attributes.
    NamespaceProxy {
        /// An attribute, a copy.
        get(name: &str) -> Item = "__getattribute__" [Item::from(name)] Ok;
        /// Sets an attribute.
        set(name: &str, value: Item) -> () = "__setattr__" [Item::from(name), value] nothing;
        /// Takes an attribute away.
        remove(name: &str) -> () = "__delattr__" [Item::from(name)] nothing;
    }
}

proxy! {
    /// A managed `Lock` or `RLock`: misuse raises `threading`'s errors.
    LockProxy {
        /// Takes it, waiting until it is free.
        acquire() -> bool = "acquire" [] truth;
        /// Takes it if it is free.
        try_acquire() -> bool = "acquire" [Item::Bool(false)] truth;
        /// Takes it, waiting at most `timeout`.
        acquire_timeout(timeout: Duration) -> bool = "acquire" [Item::Bool(true), seconds(timeout)] truth;
        /// Gives it back.
        release() -> () = "release" [] nothing;
    }
}

proxy! {
    /// A managed `Semaphore` or `BoundedSemaphore`.
    SemaphoreProxy {
        /// Takes a permit, waiting until one is free.
        acquire() -> bool = "acquire" [] truth;
        /// Takes a permit if one is free.
        try_acquire() -> bool = "acquire" [Item::Bool(false)] truth;
        /// Gives a permit back.
        release() -> () = "release" [] nothing;
    }
}

proxy! {
    /// A managed `Condition`.
    ConditionProxy {
        /// Takes its lock.
        acquire() -> bool = "acquire" [] truth;
        /// Gives its lock back.
        release() -> () = "release" [] nothing;
        /// Waits until notified.
        wait() -> bool = "wait" [] truth;
        /// Waits at most `timeout`; whether it was notified.
        wait_timeout(timeout: Duration) -> bool = "wait" [seconds(timeout)] truth;
        /// Ends the wait of who has waited longest.
        notify() -> () = "notify" [] nothing;
        /// Ends all waits.
        notify_all() -> () = "notify_all" [] nothing;
    }
}

proxy! {
    /// A managed `Event`.
    EventProxy {
        /// Raises the flag.
        set() -> () = "set" [] nothing;
        /// Lowers the flag.
        clear() -> () = "clear" [] nothing;
        /// Whether the flag is up.
        is_set() -> bool = "is_set" [] truth;
        /// Waits until the flag is up.
        wait() -> bool = "wait" [] truth;
        /// Waits at most `timeout`; whether the flag was up.
        wait_timeout(timeout: Duration) -> bool = "wait" [seconds(timeout)] truth;
    }
}

proxy! {
    /// A managed `Barrier`.
    BarrierProxy {
        /// Arrives and waits until all have: the index of this arrival.
        wait() -> i64 = "wait" [] number;
        /// Breaks it.
        abort() -> () = "abort" [] nothing;
        /// Makes it usable again.
        reset() -> () = "reset" [] nothing;
    }
}

proxy! {
    /// A managed `queue.Queue`.
    QueueProxy {
        /// Puts an item in, waiting while it is full.
        put(item: Item) -> () = "put" [item] nothing;
        /// Puts an item in if there is room.
        put_nowait(item: Item) -> () = "put_nowait" [item] nothing;
        /// Takes an item out, waiting while it is empty.
        get() -> Item = "get" [] Ok;
        /// Takes an item out if there is one.
        get_nowait() -> Item = "get_nowait" [] Ok;
        /// Items in it.
        qsize() -> i64 = "qsize" [] number;
        /// Marks an item done.
        task_done() -> () = "task_done" [] nothing;
        /// Waits until all items are marked done.
        join() -> () = "join" [] nothing;
    }
}

proxy! {
    /// A managed value, of any type.
    ValueProxy {
        /// The value, a copy.
        get() -> Item = "get" [] Ok;
        /// Sets the value.
        set(value: Item) -> () = "set" [value] nothing;
    }
}

proxy! {
    /// A managed list of fixed length.
    ArrayProxy {
        /// The item at `index`.
        get(index: i64) -> Item = "__getitem__" [Item::Int(index)] Ok;
        /// Sets the item at `index`.
        set(index: i64, item: Item) -> () = "__setitem__" [Item::Int(index), item] nothing;
        /// How many items there are.
        len() -> i64 = "__len__" [] number;
        /// A copy of all items.
        copy() -> Vec<Item> = "copy" [] items;
    }
}
