//! `ipc-manager-kinds`: everything that a manager can hold, used by a child and seen by main.
//!
//! A run: main makes one object of each kind; a child uses each once; main says what it sees. With `misuse`, main uses them wrongly and prints the
//! errors that come back.

use crate::card::{self, Card, Chapter, Difficulty, Try};
use crate::listing::Listing;
use crate::python::OWN;
use crate::ready::{Ahead, Processes};
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
mod tour;
#[cfg(feature = "program")]
pub(crate) use tour::program;

/// Keys of lines: see [`Listing`].
pub mod line {
    use super::OWN;

    /// The child's tour.
    pub const USE: u16 = OWN;
    /// Both meet.
    pub const MEET: u16 = OWN + 1;
    /// `start`.
    pub const START: u16 = OWN + 2;
    /// `join`.
    pub const JOIN: u16 = OWN + 3;
    /// Main says what it sees.
    pub const TELL: u16 = OWN + 4;
    /// The misuse.
    pub const WRONG: u16 = OWN + 5;
}

/// The card.
pub static CARD: Card = Card {
    spec: DemoSpec {
        id: "ipc-manager-kinds",
        fields: &[Field::new("misuse", "off")],
    },
    chapter: Chapter::Communication,
    title: Text::new("What a manager offers", "管理器支持的类型"),
    idea: Text::new(
        "A manager's server can hold lists, dicts, namespaces, locks, semaphores, conditions, events, barriers, queues and values. A child uses each, main sees what it did.",
        "管理器的服务进程可以存放列表、字典、命名空间、锁、信号量、条件、事件、屏障、队列和值。子进程逐一使用，主进程看到结果。",
    ),
    difficulty: Difficulty::Deep,
    api_names: &[
        "multiprocessing.Manager",
        "Manager.dict",
        "Manager.Namespace",
        "Manager.Lock",
        "Manager.RLock",
        "Manager.Semaphore",
        "Manager.BoundedSemaphore",
        "Manager.Condition",
        "Manager.Event",
        "Manager.Barrier",
        "Manager.Queue",
        "Manager.Value",
        "Manager.Array",
    ],
    python: card::python(listing),
    look_at: Text::new(
        "One line for each kind. In the server's band a thread answers each connection: one that waits holds up no other.",
        "每种类型一行。服务进程那一组里，每个连接由一个线程答复：一个在等，不妨碍别的。",
    ),
    tries: [
        Try::new(
            "ipc-manager-kinds?v=1&misuse=on",
            "Use them wrongly: the errors are those of threading and queue, not of multiprocessing.",
            "错误地使用它们：报的是 threading 与 queue 的错误，不是 multiprocessing 的。",
        ),
        Try::new(
            "ipc-manager-kinds?v=1&misuse=on",
            "Compare with the errors of process locks: release a free multiprocessing.Lock and it is a ValueError.",
            "与进程锁的错误比较：释放空闲的 multiprocessing.Lock 得到的是 ValueError。",
        ),
        Try::new(
            "ipc-manager-kinds?v=1&misuse=on",
            "The managed Value took 2 to the 40th, although its code is 'i': it has no C type and does not wrap.",
            "托管的 Value 虽然类型码是 'i'，却存下了 2 的 40 次方：它没有 C 类型，不会回绕。",
        ),
    ],
    misconception: Text::new(
        "“manager.Lock() is a multiprocessing.Lock.” It is a threading.Lock in the server: other errors, and every acquire is a round trip of messages.",
        "“manager.Lock() 就是 multiprocessing.Lock。”它是服务进程里的 threading.Lock：错误不同，每次 acquire 都是一来一回的消息。",
    ),
    threads: |_| 0,
};

/// What its processes begin with.
pub(crate) const PROCESSES: Processes = Processes {
    ahead: |_| Ahead {
        threads: 2,
        ..Ahead::processes(2)
    },
    #[cfg(feature = "program")]
    entries: &[&tour::USE],
};

const TOUR: &str = "
    listed.append(1)
    named[\"a\"] = 1
    names.x = 1
    value.value = 2 ** 40
    array[0] = 7
    queue.put(\"item\")
    for lock in locks:
        lock.acquire()
        lock.release()
    condition.acquire()
    condition.notify()
    condition.release()";
const MAKE: &str = "        listed, named = manager.list(), manager.dict()
        names, value = manager.Namespace(), manager.Value(\"i\", 0)
        array, queue = manager.Array(\"q\", [0, 0]), manager.Queue()
        locks = [manager.Lock(), manager.RLock(), manager.Semaphore(1), manager.BoundedSemaphore(1)]
        condition, event, barrier = manager.Condition(), manager.Event(), manager.Barrier(2)
        things = (listed, named, names, value, array, queue, locks, condition, event, barrier)
        process = multiprocessing.Process(target=use, args=things)";
const TELL: &str = "        print(\"dict\", named.copy())
        print(\"Namespace\", names.x)
        print(\"Value\", value.value)
        print(\"Array\", array[:].tolist())
        print(\"Queue\", queue.get())
        print(\"Lock\", locks[0].acquire(False))
        print(\"RLock\", locks[1].acquire(False))
        print(\"Semaphore\", locks[2].acquire(False))
        print(\"BoundedSemaphore\", locks[3].acquire(False))
        print(\"Event\", event.is_set())";
const WRONG: &str = "        locks[0].release()
        wrong = {
            \"list\": lambda: listed[99],
            \"dict\": lambda: named[\"k\"],
            \"Namespace\": lambda: names.y,
            \"Lock\": lambda: locks[0].release(),
            \"Condition\": lambda: condition.wait(),
            \"Queue\": lambda: queue.get_nowait(),
        }
        for name, call in wrong.items():
            try:";

fn listing(scenario: &Scenario) -> Listing {
    Listing::of("import multiprocessing\n")
        .lines(
            "def use(listed, named, names, value, array, queue, locks, condition, event, barrier):",
        )
        .at(line::USE, "    # one call of each")
        .lines(&TOUR[1..])
        .at(line::MEET, "    barrier.wait()")
        .lines("    event.set()\n\nif __name__ == \"__main__\":")
        .line("    with multiprocessing.Manager() as manager:")
        .lines(MAKE)
        .at(line::START, "        process.start()")
        .lines("        barrier.wait()\n        event.wait()")
        .at(line::JOIN, "        process.join()")
        .at(line::TELL, "        print(\"list\", listed[:])")
        .lines(TELL)
        .when(scenario.flag("misuse"), |l| {
            l.lines(WRONG)
                .at(line::WRONG, "                call()")
                .line("            except Exception as error:")
                .line("                print(f\"{name}: {type(error).__name__}: {error}\")")
        })
}
