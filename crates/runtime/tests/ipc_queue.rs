//! The queues between processes: feeder, limits, order, conservation, joining.
#![cfg(not(loom))]

use runtime::error::Error;
use runtime::ipc::{Connection, JoinableQueue, Queue, SimpleQueue, pipe, wire};
use std::collections::HashSet;
use std::sync::mpsc::channel;
use std::time::Duration;

fn text<T: std::fmt::Debug>(result: Result<T, Error>) -> String {
    match result {
        Ok(value) => format!("{value:?}"),
        Err(error) => error.to_string(),
    }
}

/// The queue as another process has it.
fn there<T: serde::Serialize + serde::de::DeserializeOwned>(queue: &T) -> T {
    wire::decode(&wire::encode(queue).expect("open")).expect("fresh")
}

#[test]
fn items_come_out_in_the_order_of_one_putter() {
    let queue = Queue::new().expect("room");
    let other = there(&queue);
    (0..5000u32).for_each(|n| queue.put(n).expect("open"));
    let got: Vec<u32> = (0..5000).map(|_| other.get().expect("put")).collect();
    assert!(got.is_sorted(), "in order");
    assert_eq!((other.qsize(), other.empty()), (0, Ok(true)));
}

#[test]
fn items_of_any_length_come_out_whole_wherever_the_ring_ends_in_them() {
    let queue = Queue::new().expect("room");
    let other = there(&queue);
    // Three times round the ring of 64 KiB; short ones that lie in one piece, those that do not, and long ones have ways of their own.
    let lens = (0..400usize).chain([70_000, 0, 119, 120, 121, 255, 256, 257]);
    let items = lens.clone().chain(lens);
    let item = |len: usize| wire::Bytes((0..len).map(|at| (at ^ len) as u8).collect());
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let put = |len| queue.put(item(len)).expect("open");
            items.clone().for_each(put);
        });
        for len in items.clone() {
            assert_eq!(other.get().expect("put"), item(len), "{len} bytes");
        }
    });
    assert_eq!(text(other.get_nowait()), "queue.Empty");
}

#[test]
fn an_item_may_put_another_while_it_is_written_down() {
    struct Nested(Queue<u8>);
    impl serde::Serialize for Nested {
        fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            self.0.put(7).map_err(serde::ser::Error::custom)?;
            serializer.serialize_u8(8)
        }
    }
    impl<'de> serde::Deserialize<'de> for Nested {
        fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            u8::deserialize(deserializer)?;
            Queue::new().map(Self).map_err(serde::de::Error::custom)
        }
    }
    let (inner, outer) = (Queue::new().expect("room"), Queue::new().expect("room"));
    outer.put(Nested(inner.clone())).expect("open");
    outer.get().expect("eight");
    assert_eq!(inner.get(), Ok(7));
}

#[test]
fn nothing_is_lost_or_doubled_between_many_putters_and_getters() {
    let queue = Queue::<u32>::bounded(16).expect("room");
    let (say, said) = channel();
    std::thread::scope(|scope| {
        for me in 0..4 {
            let (putter, getter, say) = (there(&queue), there(&queue), say.clone());
            scope.spawn(move || (0..500).for_each(|n| putter.put(me * 500 + n).expect("open")));
            scope.spawn(move || {
                (0..500).for_each(|_| say.send(getter.get().expect("put")).expect("heard"))
            });
        }
    });
    drop(say);
    let got: Vec<u32> = said.iter().collect();
    let distinct: HashSet<u32> = got.iter().copied().collect();
    assert_eq!((got.len(), distinct.len()), (2000, 2000));
}

#[test]
fn a_bounded_queue_is_full_until_somebody_gets() {
    let queue = Queue::bounded(2).expect("room");
    queue.put(1).expect("open");
    queue.put(2).expect("open");
    assert!(queue.full());
    assert_eq!(text(queue.put_nowait(3)), "queue.Full");
    assert_eq!(
        text(queue.put_timeout(3, Duration::from_nanos(1))),
        "queue.Full"
    );
    assert_eq!(
        (queue.get(), queue.full(), queue.qsize()),
        (Ok(1), false, 1)
    );
    assert_eq!(queue.put_nowait(3), Ok(()));
}

#[test]
fn dropping_the_last_copy_waits_until_everything_is_written() {
    let queue = Queue::<Vec<u8>>::new().expect("room");
    let other = there(&queue);
    let (say, said) = channel();
    let child = std::thread::spawn(move || {
        (0..100u8).for_each(|n| queue.put(vec![n; 10_000]).expect("open"));
        drop(queue); // 1 MB through a ring of 64 KiB: the end of a process that still feeds.
        say.send(()).expect("heard");
    });
    assert!(
        said.try_recv().is_err(),
        "it cannot end before somebody gets"
    );
    (0..100u8).for_each(|n| assert_eq!(other.get().expect("put"), vec![n; 10_000]));
    said.recv().expect("then it ends");
    child.join().expect("no panic");
}

#[test]
fn a_feeder_whose_join_was_cancelled_holds_nobody_up() {
    let queue = Queue::<Vec<u8>>::new().expect("room");
    let keep = there(&queue);
    queue.put(vec![0; 200_000]).expect("open");
    queue.cancel_join_thread();
    drop(queue);
    assert_eq!(
        keep.get().map(|item| item.len()),
        Ok(200_000),
        "its thread goes on as long as the process does"
    );
}

#[test]
fn close_and_join_thread_leave_everything_written() {
    let queue = Queue::new().expect("room");
    let other = there(&queue);
    queue.put("last".to_owned()).expect("open");
    queue.close();
    queue.close();
    assert!(
        text(queue.put("more".to_owned()))
            .starts_with("ValueError: Queue <multiprocessing.queues.Queue object at 0x")
    );
    assert_eq!(queue.join_thread(), Ok(()));
    assert_eq!(other.empty(), Ok(false));
}

#[test]
fn an_item_that_cannot_be_written_down_is_lost_and_its_place_is_free_again() {
    let queue = Queue::<Connection>::bounded(1).expect("room");
    let (closed, other) = pipe().expect("room");
    closed.close();
    queue.put(closed).expect("put returns");
    queue.put(other).expect("the feeder gave the place back");
    assert!(queue.get().is_ok());
}

#[test]
fn a_simple_queue_has_what_put_returned_from() {
    let queue = SimpleQueue::new().expect("room");
    let other = there(&queue);
    queue.put(&7).expect("open");
    assert_eq!(
        (other.empty(), other.get(), other.empty()),
        (Ok(false), Ok(7), Ok(true))
    );
    std::thread::scope(|scope| {
        scope.spawn(|| (0..2000).for_each(|n| queue.put(&n).expect("open")));
        (0..2000).for_each(|n| assert_eq!(other.get(), Ok(n)));
    });
    queue.close();
    assert_eq!(text(queue.put(&1)), "OSError: handle is closed");
}

#[test]
fn join_returns_when_the_last_item_is_marked_done_anywhere() {
    let queue = JoinableQueue::new().expect("room");
    let other = there(&queue);
    (0..50).for_each(|n| queue.put(n).expect("open"));
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for _ in 0..50 {
                other.get().expect("put");
                other.task_done().expect("it was put");
            }
        });
        queue.join();
        assert_eq!(queue.unfinished_tasks(), 0);
    });
    assert_eq!(
        text(queue.task_done()),
        "ValueError: task_done() called too many times"
    );
}
