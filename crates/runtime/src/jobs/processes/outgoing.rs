//! An order on its way to a worker process: bytes, and what is to be done with what comes back.

use crate::error::Error;
use crate::ipc::{transfer, wire};
use crate::jobs::board::{Done, Order};
use crate::jobs::chunks::Deliver;
use crate::jobs::task::Number;
use crate::process::Arguments;
use trace::kinds::Transfer;

/// What comes of an order: results as bytes, an error, or `None`: its worker died with it.
pub(super) type Came = Option<Result<Vec<u8>, Error>>;
/// What is to be done with it.
pub(super) type Back = Box<dyn FnOnce(Came) -> Done + Send>;

/// An order as bytes, with what is to be done with its results: where orders of a pool of processes are run.
#[derive(Default)]
pub struct Outgoing {
    pub(super) object: u32,
    pub(super) function: u32,
    pub(super) number: Number,
    pub(super) bytes: Vec<u8>,
    pub(super) back: Option<Back>,
}

impl Outgoing {
    /// Writes down a call of the function with this number for each item. `then` is given the results or `None`, if the worker dies with them; at
    /// once, if the items cannot be sent.
    pub(crate) fn write<A: Arguments, T: Arguments>(
        &mut self,
        (function, number): (u32, Number),
        items: &[A],
        then: impl FnOnce(Option<Result<Vec<T>, Error>>) -> Done + Send + 'static,
    ) -> Done {
        let object = self.object;
        let size = |bytes: &Result<Vec<u8>, _>| bytes.as_ref().map_or(0, Vec::len);
        let bytes = match transfer::of(Transfer::Serialise, object, || wire::encode(items), size) {
            Err(error) => return then(Some(Err(error.into()))),
            Ok(bytes) => bytes,
        };
        let read = move |bytes: Vec<u8>| {
            let decode = || Ok(wire::decode(&bytes)?);
            transfer::of(Transfer::Deserialise, object, decode, |_| bytes.len())
        };
        let back = Box::new(move |came: Came| then(came.map(|result| result.and_then(read))));
        self.carry((function, number), bytes, back)
    }

    /// Takes a call of the function with this number for each item that is written down in these bytes.
    pub(super) fn carry(
        &mut self,
        (function, number): (u32, Number),
        bytes: Vec<u8>,
        back: Back,
    ) -> Done {
        (self.function, self.number, self.bytes) = (function, number, bytes);
        self.back = Some(back);
        Done::Away
    }
}

/// An order of a pool's: calls of the function with this number.
pub(super) fn order<A: Arguments, T: Arguments>(
    function: u32,
    items: Vec<A>,
    number: Number,
    deliver: Deliver<Vec<T>>,
) -> Order<Outgoing> {
    let tasks = items.len() as u32;
    let call = move |out: &mut Outgoing| {
        out.write((function, number), &items, |came| match came {
            Some(result) => Done::Deliver(Box::new(move || deliver(result))),
            None => Done::Lost,
        })
    };
    Order {
        tasks,
        call: Box::new(call),
    }
}

impl core::fmt::Debug for Outgoing {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Outgoing")
            .field("function", &self.function)
            .field("len", &self.bytes.len())
            .finish_non_exhaustive()
    }
}
