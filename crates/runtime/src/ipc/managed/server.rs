//! The server process: a door, a thread for each connection, the objects.

use super::objects::Object;
use super::proxies::Proxy;
use super::{Answer, Door, Item, Knock, Request, SentError};
use crate::error::Error;
use crate::futex::FutexWord;
use crate::ipc::pipe::Connection;
use crate::ipc::queue::SimpleQueue;
use crate::process;
use crate::thread;
use core::sync::atomic::Ordering::SeqCst;
use std::sync::{Arc, Mutex, PoisonError};

/// Word of the door's block that a queue does not use: 1 once the server takes nobody more.
const SHUT: u32 = 7;

/// Whether the server behind this door takes nobody more.
pub(super) fn is_shut(door: &SimpleQueue<Knock>) -> bool {
    door.shared().block().word(SHUT).load(SeqCst) != 0
}

/// The objects, by number.
type Objects = Arc<Mutex<Vec<Arc<Object>>>>;

/// The server's main thread: opens the door until it is told to shut it.
///
/// # Errors
/// Its arguments are no door; a thread cannot be started.
pub(crate) fn serve(arguments: &[u8]) -> Result<(), Error> {
    let door: Door = process::arguments(arguments)?;
    let objects = Objects::default();
    while let Knock::Client(link) = door.0.get()? {
        let (objects, door) = (objects.clone(), door.clone());
        let answer = move || answer_all(&link, &objects, &door);
        thread::start("manager", Box::new(answer))
            .map_err(|_| Error::runtime("can't start new thread"))?;
    }
    door.0.shared().block().word(SHUT).store(1, SeqCst);
    while let Ok(knock) = door.0.take_nowait() {
        drop(knock); // Its other side finds the end.
    }
    // A pool is terminated by it. What a call still uses ends with the process.
    let all = core::mem::take(&mut *objects.lock().unwrap_or_else(PoisonError::into_inner));
    drop(all);
    Ok(()) // The threads of connections end with the process.
}

/// One connection: answers until it is closed.
fn answer_all(link: &Connection, objects: &Objects, door: &Door) {
    while let Ok(request) = link.recv::<Request>() {
        let answer: Answer = answer(request, objects, door).map_err(|e| SentError::from(&e));
        if link.send(&answer).is_err() {
            return;
        }
    }
}

fn answer(request: Request, objects: &Objects, door: &Door) -> Result<Item, Error> {
    // Held for a look into the list; a call waits without it.
    let all = || objects.lock().unwrap_or_else(PoisonError::into_inner);
    let keep = |object: Object| {
        let mut objects = all();
        objects.push(Arc::new(object));
        Item::Proxy(Proxy::new(door.clone(), objects.len() as u32 - 1))
    };
    match request {
        Request::Make(made) => Object::new(made).map(keep),
        Request::Call(number, method, arguments) => {
            let object = all().get(number as usize).cloned();
            let object = object.ok_or_else(|| Error::named("KeyError", format!("'{number:x}'")))?;
            #[cfg(feature = "process-pools")]
            if let Some(made) = object.making(&method, &arguments) {
                return made.map(keep);
            }
            object.call(&method, &arguments)
        }
    }
}
