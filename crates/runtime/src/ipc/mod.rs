//! How processes talk: objects that lie in the arena, the buffer that all processes of a run share.
//!
//! Two families (the Python modules `threading` and `multiprocessing`) have one algorithm each: the cores of [`crate::sync`] are generic over the
//! futex word, and here they stand on [`ArenaWord`](crate::futex::arena::ArenaWord). The errors differ, as they do in Python.
//!
//! An object is a counted reference to a [`Block`](arena::Block) of the arena. It is cloned within a process and `Serialize`: written into a
//! message, a queue's item or a process's arguments it travels as offset and generation, also to processes that were already running.
//!
//! Never knows: how processes are started (that is `process`, which only [`managed`] uses, for its server), pages, demos.

pub mod arena;
mod error;
// Without its server a manager cannot be started, and the linker leaves the rest out.
#[cfg_attr(not(feature = "manager"), allow(dead_code, unused_imports))]
pub mod managed;
pub mod memory;
mod message;
pub mod net;
pub mod pipe;
pub mod queue;
mod ring;
mod room;
pub mod shared;
pub mod sync;
pub(crate) mod transfer;
pub mod wire;

pub use managed::Manager;
pub use memory::{Create, Item, ShareableList, SharedMemory, SharedMemoryManager};
pub use pipe::{Connection, IntoError, pipe, pipe_named, pipe_simplex, pipe_simplex_named};
pub use queue::{JoinableQueue, Queue, SimpleQueue};
pub use shared::{Array, Element, Integer, RawArray, RawValue, Value};
