//! Misuse of executors and futures, and what is no misuse but surprises (section 11 of the API checklist).

use super::*;
use runtime::futures::{
    CancelFutures, Future, Promise, ThreadPoolExecutor, Wait, When, as_completed, wait,
};

fn executor() -> ThreadPoolExecutor {
    ThreadPoolExecutor::new(2).expect("a legal number")
}

fn shut_down() -> ThreadPoolExecutor {
    let executor = executor();
    executor.shutdown(Wait::Yes, CancelFutures::No);
    executor
}

fn cancelled() -> Future<i64> {
    let future = Promise::new().future();
    future.cancel();
    future
}

fn finished(outcome: Result<i64, Error>) -> Promise<i64> {
    let promise = Promise::new();
    promise.begin();
    promise.finish(outcome).expect("the first time");
    promise
}

/// An executor of one whose worker is at its first call until the event is set.
fn busy() -> (ThreadPoolExecutor, Arc<Event>, Future<bool>) {
    let executor = ThreadPoolExecutor::new(1).expect("a legal number");
    let (begun, go) = (Arc::new(Event::new()), Arc::new(Event::new()));
    let (begin, wait) = (begun.clone(), go.clone());
    let first = executor.submit(move || {
        begin.set();
        Ok(wait.wait())
    });
    begun.wait();
    (executor, go, first.expect("running"))
}

fn cancel_only_while_pending() -> String {
    let (executor, go, first) = busy();
    let second = executor.submit(|| Ok(2)).expect("running");
    let seen = [second.cancel(), second.cancel(), first.cancel()];
    go.set();
    let first = text(first.result());
    format!("{seen:?} {first} {}", text(second.result()))
}

fn cancel_futures() -> String {
    let (executor, go, first) = busy();
    let second = executor.submit(|| Ok(2)).expect("running");
    executor.shutdown(Wait::No, CancelFutures::Yes);
    go.set();
    format!("{} {second:?}", text(first.result()))
}

fn broken_initializer() -> String {
    let executor = ThreadPoolExecutor::builder()
        .max_workers(1)
        .initializer(|| Err(Error::value("no")))
        .make()
        .expect("a legal number");
    let first = executor.submit(|| Ok(1)).expect("not broken yet");
    let first = text(first.result());
    format!("{first} / {}", text(executor.submit(|| Ok(2)).map(drop)))
}

fn callback_errors_are_printed() -> String {
    let promise = Promise::<i64>::new();
    let order = Arc::new(std::sync::Mutex::new(Vec::new()));
    for number in 0..3 {
        let order = order.clone();
        promise.future().add_done_callback(move |_| {
            order.lock().expect("sound").push(number);
            if number == 0 {
                Err(Error::value("x"))
            } else {
                Ok(())
            }
        });
    }
    promise.begin();
    promise.finish(Ok(1)).expect("the first time");
    let order = order.lock().expect("sound");
    format!("{order:?}")
}

fn first_error_ends_a_map() -> String {
    let executor = executor();
    let call = |n: i64| {
        if n == 1 {
            Err(Error::value("one"))
        } else {
            Ok(n)
        }
    };
    let results = executor.map(call, 0..4).start().expect("running");
    results.map(text).collect::<Vec<_>>().join(", ")
}

const BROKEN: &str = "BrokenThreadPool: A thread initializer failed, the thread pool is not usable anymore / \
                      BrokenThreadPool: A thread initializer failed, the thread pool is not usable anymore";

pub const FUTURES: &[Row] = &[
    (
        "ThreadPoolExecutor(0)",
        "ValueError: max_workers must be greater than 0",
        || text(ThreadPoolExecutor::new(0).map(drop)),
    ),
    (
        "submit, shut down",
        "RuntimeError: cannot schedule new futures after shutdown",
        || text(shut_down().submit(|| Ok(1)).map(drop)),
    ),
    (
        "map, shut down",
        "RuntimeError: cannot schedule new futures after shutdown",
        || text(shut_down().map(|n: i64| Ok(n), 0..2).start().map(drop)),
    ),
    ("no worker before the first submit", "0", || {
        executor().workers().to_string()
    }),
    ("a failing initializer", BROKEN, broken_initializer),
    ("result(timeout)", "TimeoutError", || {
        text(
            Promise::<i64>::new()
                .future()
                .result_timeout(Duration::from_nanos(1)),
        )
    }),
    ("exception(timeout=0)", "TimeoutError", || {
        text(
            Promise::<i64>::new()
                .future()
                .exception_timeout(Duration::ZERO),
        )
    }),
    (
        "result, cancelled",
        "concurrent.futures.CancelledError",
        || text(cancelled().result()),
    ),
    (
        "exception, cancelled",
        "concurrent.futures.CancelledError",
        || text(cancelled().exception().map(drop)),
    ),
    (
        "cancel: pending, again, running",
        "[true, true, false] true concurrent.futures.CancelledError",
        cancel_only_while_pending,
    ),
    (
        "shutdown(cancel_futures=True)",
        "true <Future state=cancelled>",
        cancel_futures,
    ),
    (
        "repr",
        "pending running finished returned i64, finished raised KeyError",
        || {
            let promise = Promise::<i64>::new();
            let state = || {
                format!("{:?}", promise.future())
                    .replace("<Future state=", "")
                    .replace('>', "")
            };
            let pending = state();
            promise.begin();
            let error = Error::new(runtime::error::Kind::Other("KeyError".into()), "k");
            let raised = format!("{:?}", finished(Err(error)).future());
            let returned = format!("{:?}", finished(Ok(1)).future());
            let short = |text: String| text.replace("<Future state=", "").replace('>', "");
            format!(
                "{pending} {} {}, {}",
                state(),
                short(returned),
                short(raised)
            )
        },
    ),
    (
        "set_result, twice",
        "InvalidStateError: FINISHED: <Future state=finished returned i64>",
        || text(finished(Ok(1)).finish(Ok(2))),
    ),
    (
        "callbacks: once, in order, an error is printed",
        "[0, 1, 2]",
        callback_errors_are_printed,
    ),
    (
        "map: the first error in order ends it",
        "0, ValueError: one",
        first_error_ends_a_map,
    ),
    ("map(timeout)", "TimeoutError", || {
        let (executor, go, _) = busy();
        let results = executor
            .map(|n: i64| Ok(n), 0..2)
            .timeout(Duration::from_nanos(1));
        let first = results.start().expect("running").next();
        go.set();
        text(first.expect("one result"))
    }),
    (
        "wait(return_when='X')",
        "ValueError: Invalid return condition: 'X'",
        || text(When::from_name("X").map(drop)),
    ),
    ("wait, nothing", "([], [])", || {
        format!("{:?}", wait::<i64>(&[], When::AllCompleted, None))
    }),
    ("wait(timeout) is no error", "0 done, 1 not", || {
        let futures = [Promise::<i64>::new().future()];
        let (done, not) = wait(&futures, When::AllCompleted, Some(Duration::from_nanos(1)));
        format!("{} done, {} not", done.len(), not.len())
    }),
    (
        "as_completed(timeout)",
        "TimeoutError: 2 (of 2) futures unfinished",
        || {
            let futures = [(); 2].map(|()| Promise::<i64>::new().future());
            let mut all = as_completed(&futures, Some(Duration::from_nanos(1)));
            text(all.next().expect("an error").map(drop))
        },
    ),
    ("as_completed, duplicates once", "1", || {
        let future = finished(Ok(1)).future();
        as_completed(&[future.clone(), future], None)
            .count()
            .to_string()
    }),
];
