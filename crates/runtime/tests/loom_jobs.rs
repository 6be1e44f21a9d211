//! Models of a pool's board and of futures. Run with `RUSTFLAGS="--cfg loom" cargo test -p runtime --release --test loom_jobs`.
#![cfg(loom)]

mod loom_support;

use loom_support::{explore, spawn};
use runtime::error::Error;
use runtime::futures::Promise;
use runtime::jobs::board::{Board, Done, Order};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

/// An order of one task whose delivery counts.
fn order(delivered: &Arc<AtomicU32>) -> Order<()> {
    let delivered = delivered.clone();
    let count = move || {
        delivered.fetch_add(1, Relaxed);
    };
    Order {
        tasks: 1,
        call: Box::new(move |()| Done::Deliver(Box::new(count))),
    }
}

/// 1 worker and the submitter: 2 orders, then the close; at most 3 preemptions.
#[test]
fn a_closed_pool_has_done_every_order() {
    explore("jobs: close", 3, || {
        let (board, delivered) = (Arc::new(Board::default()), Arc::new(AtomicU32::new(0)));
        let worker = spawn({
            let board = board.clone();
            move || board.work(&mut ())
        });
        board.submit(vec![order(&delivered)]).expect("running");
        board.submit(vec![order(&delivered)]).expect("running");
        board.close();
        assert!(worker.join().expect("no panic"));
        assert_eq!(delivered.load(Relaxed), 2);
        assert_eq!(board.tally().delivered, 2);
    });
}

/// 2 workers and the submitter: 2 orders at once, then the close; at most 2 preemptions.
#[test]
fn two_workers_leave_a_closed_pool_with_every_order_done() {
    explore("jobs: two workers", 2, || {
        let (board, delivered) = (Arc::new(Board::default()), Arc::new(AtomicU32::new(0)));
        let workers = [(); 2].map(|()| {
            let board = board.clone();
            spawn(move || board.work(&mut ()))
        });
        board
            .submit(vec![order(&delivered), order(&delivered)])
            .expect("running");
        board.close();
        for worker in workers {
            worker.join().expect("no panic");
        }
        assert_eq!(delivered.load(Relaxed), 2);
    });
}

/// 1 worker and the submitter: 2 orders, then the termination; at most 3 preemptions.
#[test]
fn a_terminated_pool_counts_what_it_drops() {
    explore("jobs: terminate", 3, || {
        let (board, delivered) = (Arc::new(Board::default()), Arc::new(AtomicU32::new(0)));
        let worker = spawn({
            let board = board.clone();
            move || board.work(&mut ())
        });
        board
            .submit(vec![order(&delivered), order(&delivered)])
            .expect("running");
        board.terminate();
        worker.join().expect("no panic");
        let tally = board.tally();
        assert_eq!(tally.delivered, u64::from(delivered.load(Relaxed)));
        assert_eq!(tally.delivered + tally.dropped, tally.submitted);
    });
}

/// A worker begins a call while another thread cancels it; at most 3 preemptions.
#[test]
fn a_call_is_cancelled_or_made_never_both() {
    explore("futures: cancel", 3, || {
        let promise = Promise::<i64>::new();
        let future = promise.future();
        let worker = spawn(move || {
            let begins = promise.begin();
            if begins {
                promise.finish(Ok(1)).expect("the first time");
            }
            begins
        });
        let cancelled = future.cancel();
        let outcome = future.result();
        let made = worker.join().expect("no panic");
        assert_ne!(cancelled, made);
        assert_eq!(outcome.is_ok(), made);
    });
}

/// Two threads wait for a future that a third ends with an error; at most 2 preemptions.
#[test]
fn everybody_who_waits_for_a_future_is_told() {
    explore("futures: end", 2, || {
        let promise = Promise::<i64>::new();
        let waiter = spawn({
            let future = promise.future();
            move || future.result()
        });
        let ender = spawn({
            let future = promise.future();
            move || {
                assert!(promise.begin());
                promise
                    .finish(Err(Error::value("x")))
                    .expect("the first time");
                drop(future);
            }
        });
        assert!(waiter.join().expect("no panic").is_err());
        ender.join().expect("no panic");
    });
}
