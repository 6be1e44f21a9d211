//! `process-lab`: hundreds of processes one after the other, some of them killed while they talk, for tests and the curious. Opened by link, not
//! listed.
//!
//! A run: `count` processes, each started, listened to and joined before the next is made. They talk in turn by a pipe, by a queue and by a number
//! under a lock. The share `fail_rate` of them, drawn by the seed, talks without end, and main kills it up to 2 ms after its third message: in the middle
//! of whatever it does then.

use crate::card::{self, Card, Chapter, Difficulty, Try};
use crate::listing::Listing;
use crate::python::{OWN, integer};
use crate::ready::{Ahead, Processes};
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
use {
    crate::run::{self, Entry, Run},
    runtime::ipc::shared::Value,
    runtime::ipc::sync::{Event, Lock},
    runtime::ipc::wire::Bytes,
    runtime::ipc::{Connection, Queue, pipe_simplex},
    scenario::TaskValue,
    scenario::outcome::TaskError,
    serde::{Deserialize, Serialize},
    workloads::Draws,
};

/// Keys of lines: see [`Listing`].
pub mod line {
    use super::OWN;

    /// A process talks by its pipe.
    pub const PIPE: u16 = OWN;
    /// By its queue.
    pub const QUEUE: u16 = OWN + 1;
    /// By its number.
    pub const NUMBER: u16 = OWN + 2;
    /// `start`.
    pub const START: u16 = OWN + 3;
    /// Main listens.
    pub const TAKE: u16 = OWN + 4;
    /// `kill`.
    pub const KILL: u16 = OWN + 5;
    /// `join`.
    pub const JOIN: u16 = OWN + 6;
    /// What is left in the pipe.
    pub const REST: u16 = OWN + 7;
}

/// Messages that main takes of each process.
const TAKEN: u32 = 3;

/// The card.
pub static CARD: Card = Card {
    spec: DemoSpec {
        id: "process-lab",
        fields: &[
            Field::new("count", "60")
                .called("Processes", "进程数")
                .explained(
                    "How many processes follow one another.",
                    "先后启动多少个进程。",
                ),
            Field::new("fail_rate", "20")
                .called("Killed", "被杀死的")
                .explained(
                    "The share of processes that main kills while they talk; the seed says which.",
                    "主进程在通信途中杀死的进程占比；由种子决定是哪些。",
                ),
            Field::new("bytes", "20000"),
            Field::new("seed", "1"),
        ],
    },
    chapter: Chapter::Processes,
    title: Text::new("Process laboratory", "进程实验台"),
    idea: Text::new(
        "Many processes, one after the other, some killed while they talk. For tests, and for finding out what a kill leaves behind.",
        "许多进程先后运行，其中一些在通信途中被杀死。用于测试，也用来看看被杀死的进程留下什么。",
    ),
    difficulty: Difficulty::Deep,
    api_names: &["multiprocessing.Process", "Process.kill"],
    python: card::python(listing),
    look_at: Text::new(
        "Every process that was killed has exit code −9, every other one 0. A pipe whose sender was killed ends, with or without half a message; a lock \
         that was held at that moment stays taken.",
        "被杀死的进程退出码都是 −9，其余都是 0。发送方被杀死的管道会结束，里面可能留着半条消息；当时被持有的锁仍是取走的状态。",
    ),
    tries: [
        Try::new(
            "process-lab?v=1&fail_rate=100",
            "Kill every one of them: does main ever wait for ever?",
            "把每一个都杀死：主进程会不会永远等下去？",
        ),
        Try::new(
            "process-lab?v=1&count=500&fail_rate=0",
            "Five hundred that end by themselves: what does each cost?",
            "五百个自己结束的进程：每个开销多少？",
        ),
        Try::new(
            "process-lab?v=1&bytes=1000000&fail_rate=50",
            "Messages of a megabyte: more of them are cut in half.",
            "一兆字节的消息：更多消息会被切成两半。",
        ),
    ],
    misconception: Text::new(
        "“A killed process cleans up behind itself.” It does nothing more at all: no finally, no release, no last message. What was its own alone is taken \
         back by the system; what it shared is left as it was.",
        "“被杀死的进程会自己收拾。”它什么也不再做：没有 finally，没有 release，没有最后一条消息。它独有的由系统收回，共享的保持原样。",
    ),
    threads: |_| 0,
};

/// What its processes begin with.
pub(crate) const PROCESSES: Processes = Processes {
    ahead: |_| Ahead::processes(1),
    #[cfg(feature = "program")]
    entries: &[&TALK],
};

/// How many processes are killed.
fn killed(scenario: &Scenario) -> i64 {
    scenario.integer("count") * scenario.integer("fail_rate") / 100
}

const TALKERS: &str = "
def by_pipe(pipe, rounds):
    for _ in range(rounds):";

fn listing(scenario: &Scenario) -> Listing {
    let listing = Listing::of("import collections\nimport multiprocessing\nimport random\nimport time\n")
        .line(format!("COUNT, KILLED = {}, {}", scenario.integer("count"), killed(scenario)))
        .line(format!("SIZE = {}", integer(scenario.integer("bytes"))))
        .lines(TALKERS)
        .at(line::PIPE, "        pipe.send_bytes(bytes(SIZE))")
        .lines("\ndef by_queue(queue, rounds):\n    for _ in range(rounds):")
        .at(line::QUEUE, "        queue.put(bytes(SIZE))")
        .lines("\ndef by_number(shared, rounds):\n    lock, number, begun = shared\n    for _ in range(rounds):\n        with lock:")
        .at(line::NUMBER, "            number.value += 1")
        .lines("        begun.set()\n\ndef drain(pipe):\n    try:\n        while True:")
        .at(line::REST, "            pipe.recv_bytes()")
        .lines(MAIN)
        .line(format!("    chance = random.Random({})", scenario.integer("seed")))
        .lines(EACH)
        .at(line::START, "        process.start()")
        .lines("        there and there.close()\n        for _ in range(3):")
        .at(line::TAKE, "            take()")
        .lines("        if victim:\n            time.sleep(chance.random() * 0.002)")
        .at(line::KILL, "            process.kill()");
    listing
        .at(line::JOIN, "        process.join()")
        .lines("        there and drain(here)\n        codes[process.exitcode] += 1")
        .line("    print(codes[0], \"ended,\", codes[-9], \"killed\")")
}

const MAIN: &str = "    except (EOFError, OSError):
        pass  # its end, or half a message

if __name__ == \"__main__\":
    codes = collections.Counter()";

const EACH: &str = "    victims = set(chance.sample(range(COUNT), KILLED))
    for index in range(COUNT):
        victim = index in victims
        rounds = 10**9 if victim else 3
        there = None
        if index % 3 == 0:
            here, there = multiprocessing.Pipe(duplex=False)
            target, way, take = by_pipe, there, here.recv_bytes
        elif index % 3 == 1:
            target, way = by_queue, multiprocessing.Queue()
            take = way.get
        else:
            begun = multiprocessing.Event()
            way = (multiprocessing.Lock(), multiprocessing.Value(\"q\"), begun)
            target, take = by_number, begun.wait
        process = multiprocessing.Process(target=target, args=(way, rounds))";

/// How a process talks.
#[cfg(feature = "program")]
#[derive(Clone, Debug, Serialize, Deserialize)]
enum Way {
    Pipe(Connection),
    Queue(Queue<Bytes>),
    Number(Lock, Value<i64>, Event),
}

/// What a process is given: its way, bytes of a message, how many; `None` for one that talks until it is killed.
#[cfg(feature = "program")]
type Given = (Way, usize, Option<u32>);

#[cfg(feature = "program")]
static TALK: Entry<Given> = Entry::new("talk", talk);

#[cfg(feature = "program")]
fn talk(run: &mut Run, (way, bytes, rounds): Given) -> Result<(), TaskError> {
    let mut left = rounds;
    while left != Some(0) {
        left = left.map(|left| left - 1);
        run::proceed();
        match &way {
            Way::Pipe(pipe) => {
                run.at(line::PIPE);
                run::raised(pipe.send_bytes(&vec![0; bytes]))?;
            }
            Way::Queue(queue) => {
                run.at(line::QUEUE);
                run::raised(queue.put(Bytes(vec![0; bytes])))?;
            }
            Way::Number(lock, number, begun) => {
                run.at(line::NUMBER);
                lock.acquire();
                number.set(number.get() + 1);
                run::raised(lock.release())?;
                begun.set();
            }
        }
    }
    Ok(())
}

/// Main's side of a way.
#[cfg(feature = "program")]
enum Ear {
    Pipe(Connection, Connection),
    Queue(Queue<Bytes>),
    Number(Lock, Event),
}

#[cfg(feature = "program")]
impl Ear {
    /// The way of the process at this index, and main's side of it.
    fn of(index: u32) -> Result<(Ear, Way), TaskError> {
        Ok(match index % 3 {
            0 => {
                let (here, there) = run::raised(pipe_simplex())?;
                (Ear::Pipe(here, there.clone()), Way::Pipe(there))
            }
            1 => {
                let queue = run::raised(Queue::new())?;
                (Ear::Queue(queue.clone()), Way::Queue(queue))
            }
            _ => {
                let lock = run::raised(Lock::new())?;
                let begun = run::raised(Event::new())?;
                let number = run::raised(Value::new(0))?;
                let way = Way::Number(lock.clone(), number, begun.clone());
                (Ear::Number(lock, begun), way)
            }
        })
    }

    /// Lets go of what is the process's from now on: a pipe ends when nobody has its other end.
    fn started(&self) {
        if let Ear::Pipe(_, there) = self {
            there.close();
        }
    }

    /// Waits for a sign of the process.
    fn take(&self) -> Result<(), TaskError> {
        match self {
            Ear::Pipe(pipe, _) => run::raised(pipe.recv_bytes()).map(drop),
            Ear::Queue(queue) => run::raised(queue.get()).map(drop),
            Ear::Number(_, begun) => {
                begun.wait();
                Ok(())
            }
        }
    }

    /// Whether the process has left half a message, or a lock that nobody releases.
    fn is_torn(&self) -> bool {
        match self {
            Ear::Pipe(pipe, _) => loop {
                if let Err(end) = pipe.recv_bytes() {
                    return end.kind().name() != "EOFError";
                }
            },
            // Half an item would be waited for without end, as in Python.
            Ear::Queue(_) => false,
            Ear::Number(lock, _) => lock.locked(),
        }
    }
}

/// Which of the processes are killed: as many as `killed` says, drawn by the seed.
#[cfg(feature = "program")]
fn victims(scenario: &Scenario) -> Vec<bool> {
    let count = run::count(scenario, "count");
    let seed = run::count(scenario, "seed");
    let mut order: Vec<u32> = (0..count).collect();
    order.sort_by_key(|index| Draws::of(seed, *index).number(0));
    let mut victims = vec![false; count as usize];
    let killed = usize::try_from(killed(scenario)).unwrap_or(0);
    for index in &order[..killed] {
        victims[*index as usize] = true;
    }
    victims
}

/// Starts them one after the other, listens, kills some, joins each.
#[cfg(feature = "program")]
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    let bytes = run::count(scenario, "bytes") as usize;
    let seed = run::count(scenario, "seed");
    let (mut ended, mut killed, mut torn) = (0, 0, 0);
    let victims = victims(scenario);
    for (index, is_victim) in (0..).zip(&victims) {
        let (ear, way) = Ear::of(index)?;
        let process = run.process(&TALK, (way, bytes, (!is_victim).then_some(TAKEN)));
        run.start_process(&process, line::START)?;
        ear.started();
        for _ in 0..TAKEN {
            run.at(line::TAKE);
            ear.take()?;
        }
        if *is_victim {
            run::sleep(run::duration(Draws::of(seed, index).fraction(1) * 2.0));
            run.at(line::KILL);
            run::raised(process.kill())?;
        }
        run.join_process(&process, line::JOIN)?;
        run.at(line::REST);
        torn += i64::from(ear.is_torn());
        match run::raised(process.exitcode())? {
            Some(0) => ended += 1,
            Some(-9) => killed += 1,
            _ => {}
        }
    }
    run.print(&format!("{ended} ended, {killed} killed"));
    let expected = victims.iter().filter(|is_victim| **is_victim).count();
    let held = killed == expected && ended == victims.len() - expected;
    run.check(
        "check-exit-codes",
        held,
        format!("{ended} x 0, {killed} x -9"),
    );
    run.value("killed", TaskValue::Integer(killed as i64));
    run.value("left half a message or a lock", TaskValue::Integer(torn));
    Ok(())
}
