//! What a worker process does: orders, one after the other, until it has done its share or there are none.

use super::desk::{Desk, Left};
use super::function::{self, AnyFunction, Numbering};
use super::lane::{Letter, Put, Slip};
use super::list;
use crate::error::Error;
use crate::ipc::wire::{self, SentError};
use crate::process;
use serde::{Deserialize, Serialize};

/// A result's bytes are the values.
pub(super) const RETURNED: u32 = 0;
/// A result's bytes are the error.
pub(super) const RAISED: u32 = 1;

/// What `sys.exit` in a task does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum OnExit {
    /// Ends the worker, and the job is never heard of again (`Pool`).
    Leaves,
    /// Is the task's error (`ProcessPoolExecutor`).
    IsRaised,
}

/// What a worker is given.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Contract {
    pub desk: Desk,
    pub place: u32,
    /// It leaves after so many orders.
    pub max_orders: Option<u32>,
    /// Number and argument of the function that it calls first.
    pub initializer: Option<(u32, Vec<u8>)>,
    pub on_exit: OnExit,
}

/// Says how the worker left, also when it unwinds.
struct Leaving<'a> {
    contract: &'a Contract,
    how: Left,
    has_reported: bool,
}

impl Leaving<'_> {
    fn report_in(&mut self) {
        self.has_reported = true;
        self.contract.desk.report_in();
    }
}

impl Drop for Leaving<'_> {
    fn drop(&mut self) {
        if !self.has_reported {
            self.report_in(); // Nobody is to wait for it for ever.
        }
        list::forget();
        let Contract { desk, place, .. } = self.contract;
        desk.leave(*place, self.how);
    }
}

/// The entry point of worker processes.
///
/// # Blocking
/// While there is no order.
/// # Errors
/// What the initializer raises; `SystemExit` of a task, where that ends the worker.
pub(crate) fn work(arguments: &[u8]) -> Result<(), Error> {
    let contract: Contract = process::arguments(arguments)?;
    let mut leaving = Leaving {
        contract: &contract,
        how: Left::Unfit,
        has_reported: false,
    };
    if let Some((initializer, argument)) = &contract.initializer {
        let numbering = contract.numbering(Slip::default());
        function::function(*initializer)?.run(argument, numbering)?;
    }
    leaving.report_in();
    leaving.how = Left::Early;
    contract.serve()?;
    leaving.how = Left::AsPlanned;
    Ok(())
}

impl Contract {
    fn numbering(&self, slip: Slip) -> Numbering {
        Numbering {
            first: slip.number,
            object: self.desk.object(),
        }
    }

    fn serve(&self) -> Result<(), Error> {
        // Most orders are for the function of the last one.
        let mut known: Option<(u32, &'static dyn AnyFunction)> = None;
        let mut done = 0;
        while self.max_orders.is_none_or(|max| done < max) {
            let Some(letter) = self.desk.next(self.place) else {
                break;
            };
            let Letter { slip, bytes } = letter?;
            if known.is_none_or(|(number, _)| number != slip.what) {
                known = function::function(slip.what).ok().map(|f| (slip.what, f));
            }
            let outcome = match known {
                Some((_, function)) => function.run(&bytes, self.numbering(slip)),
                None => function::function(slip.what).map(|_| Vec::new()),
            };
            self.send(slip, outcome)?;
            done += 1;
        }
        Ok(())
    }

    /// Sends a result; `Err`: the worker ends by it instead.
    fn send(&self, slip: Slip, outcome: Result<Vec<u8>, Error>) -> Result<(), Error> {
        if let Err(error) = &outcome
            && error.kind().name() == "SystemExit"
            && self.on_exit == OnExit::Leaves
        {
            return Err(error.clone());
        }
        let object = self.desk.object();
        let put = |what, bytes: &[u8]| {
            let slip = Slip { what, ..slip };
            match self.desk.results().put(slip, bytes, object)? {
                Put::Done => Ok(()),
                Put::Full => Err(Error::runtime("more results than orders are on their way")),
            }
        };
        let sent = outcome.and_then(|bytes| {
            let unsent = |why| function::not_sent::<Vec<u8>>(&why);
            put(RETURNED, &bytes).map_err(unsent)
        });
        if let Err(error) = sent {
            put(
                RAISED,
                &wire::encode(&SentError::from(&error.with_worker()))?,
            )?;
        }
        self.desk.has_done(self.place);
        self.desk.ring();
        Ok(())
    }
}

impl Error {
    /// The error as it is told in another process: with where it was raised.
    fn with_worker(self) -> Self {
        let process = process::current_process().get_name();
        let place = self.trace().map_or_else(String::new, str::to_owned);
        let place = place.replace(", in MainThread", "");
        self.with_trace(format!("RemoteTraceback:\n{place}, in {process}"))
    }
}
