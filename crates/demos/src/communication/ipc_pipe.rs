//! `ipc-pipe`: two ends, messages there and back, and what the end of the pipe needs.
//!
//! A run: main keeps one end, a child gets the other. Main sends messages, the child sends each back (one-way: only takes them); then main
//! closes its end, and the child finds the end of file, unless it forgot to close the copy of main's end that it was given as well.

use crate::card::{self, Card, Chapter, Difficulty, Try};
use crate::listing::Listing;
use crate::python::OWN;
use crate::ready::{Ahead, Processes};
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
use {
    crate::run::{self, Entry, Run},
    runtime::ipc::{Connection, pipe_named, pipe_simplex_named},
    scenario::TaskValue,
    scenario::outcome::TaskError,
};

/// Keys of lines: see [`Listing`].
pub mod line {
    use super::OWN;

    /// The child's `recv_bytes`.
    pub const RECEIVE: u16 = OWN;
    /// The child's answer.
    pub const ANSWER: u16 = OWN + 1;
    /// `start`.
    pub const START: u16 = OWN + 2;
    /// Main's `send_bytes`.
    pub const SEND: u16 = OWN + 3;
    /// Main's `recv_bytes`.
    pub const BACK: u16 = OWN + 4;
    /// Main closes its end.
    pub const CLOSE: u16 = OWN + 5;
    /// `join`.
    pub const JOIN: u16 = OWN + 6;
}

/// The card.
pub static CARD: Card = Card {
    spec: DemoSpec {
        id: "ipc-pipe",
        fields: &[
            Field::new("messages", "3")
                .explained("How many messages main sends.", "主进程发送多少条消息。"),
            Field::new("bytes", "1000").within(1.0, 1_000_000.0),
            Field::new("duplex", "on"),
            Field::new("send_first", "off"),
            Field::new("close", "proper"),
        ],
    },
    chapter: Chapter::Communication,
    title: Text::new("A pipe with two ends", "管道的两端"),
    idea: Text::new(
        "A pipe has two ends: one stays, one goes to the child. What one end sends the other receives, whole and in order, and a closed end is told.",
        "管道有两端：一端留下，一端交给子进程。一端发出的消息，另一端完整地按顺序收到；一端关闭，另一端会知道。",
    ),
    difficulty: Difficulty::Next,
    api_names: &[
        "multiprocessing.Pipe",
        "Connection.send_bytes",
        "Connection.recv_bytes",
        "Connection.close",
        "EOFError",
    ],
    python: card::python(listing),
    look_at: Text::new(
        "The narrow bars below the lanes are transfers: send and receive, with their bytes. A message of more than 64 kB does not fit into the pipe, so \
         send is blocked until the other side reads.",
        "泳道下方的窄条是传输：发送与接收，附有字节数。超过 64 kB 的消息放不进管道，所以 send 会阻塞，直到另一端读取。",
    ),
    tries: [
        Try::new(
            "ipc-pipe?v=1&send_first=on&bytes=200000",
            "Both sides send big messages and nobody receives: a deadlock, named in the result. Press Stop if it does not end.",
            "双方都在发送大消息，谁也不接收：死锁，结果里会点名。若不结束，按“停止”。",
        ),
        Try::new(
            "ipc-pipe?v=1&close=forgotten",
            "The child keeps its copy of main's end: the end of file never comes, and join waits for ever.",
            "子进程没有关闭主进程那一端的副本：文件结束永远不会到来，join 一直等待。",
        ),
        Try::new(
            "ipc-pipe?v=1&duplex=off&bytes=1000000",
            "One way, a megabyte each: send waits while the child reads piece by piece.",
            "单向、每条一兆字节：子进程一段一段地读，send 一直等待。",
        ),
    ],
    misconception: Text::new(
        "“The end of file comes when the sender is finished.” It comes when every copy of the sending end is closed: one forgotten copy, even the reader's own, \
         and recv waits for ever.",
        "“发送者发完，就会读到文件结束。”只有发送端的所有副本都关闭才会：哪怕只忘了一个，即使是读者自己手里的，recv 也会永远等待。",
    ),
    threads: |_| 0,
};

/// What its processes begin with.
pub(crate) const PROCESSES: Processes = Processes {
    ahead: |_| Ahead::processes(1),
    #[cfg(feature = "program")]
    entries: &[&ECHO],
};

fn listing(scenario: &Scenario) -> Listing {
    let duplex = scenario.flag("duplex");
    let forgotten = scenario.text("close") == "forgotten";
    let count = scenario.integer("messages");
    let send = format!(
        "here.send_bytes(bytes([number % 256]) * {})",
        scenario.integer("bytes")
    );
    let answers = Listing::of("import multiprocessing\n\ndef child(end, other):")
        .line(if forgotten {
            "    # other.close() is forgotten"
        } else {
            "    other.close()"
        })
        .lines("    count = 0\n    try:\n        while True:")
        .at(line::RECEIVE, "            message = end.recv_bytes()")
        .line("            count += 1")
        .when(duplex, |l| {
            l.at(line::ANSWER, "            end.send_bytes(message)")
        })
        .lines("    except EOFError:\n        print(\"child: end of file after\", count)")
        .lines("\nif __name__ == \"__main__\":")
        .line(if duplex {
            "    here, there = multiprocessing.Pipe()"
        } else {
            "    there, here = multiprocessing.Pipe(duplex=False)"
        })
        .line("    process = multiprocessing.Process(target=child, args=(there, here))")
        .at(line::START, "    process.start()")
        .line("    there.close()")
        .line(format!("    for number in range({count}):"))
        .at(line::SEND, format!("        {send}"));
    let apart = duplex && scenario.flag("send_first");
    answers
        .when(apart, |l| {
            l.line(format!("    for number in range({count}):"))
        })
        .when(duplex, |l| {
            l.at(line::BACK, "        message = here.recv_bytes()")
                .line("        print(number, \"came back:\", len(message), \"bytes\")")
        })
        .at(line::CLOSE, "    here.close()")
        .at(line::JOIN, "    process.join()")
        .line("    print(\"exit code\", process.exitcode)")
}

/// What a child needs: its end, the copy of main's end, whether it answers, whether it forgets to close the copy.
#[cfg(feature = "program")]
type Given = (Connection, Connection, bool, bool);

/// The child: takes messages until the end of file.
#[cfg(feature = "program")]
static ECHO: Entry<Given> = Entry::new("child", echo);

#[cfg(feature = "program")]
fn echo(run: &mut Run, (end, other, answers, forgets): Given) -> Result<(), TaskError> {
    if !forgets {
        other.close();
    }
    let mut count = 0;
    loop {
        run.at(line::RECEIVE);
        match end.recv_bytes() {
            Err(error) if error.kind().name() == "EOFError" => break,
            message => {
                let message = run::raised(message)?;
                count += 1;
                if answers {
                    run.at(line::ANSWER);
                    run::raised(end.send_bytes(&message))?;
                }
            }
        }
    }
    run.print(&format!("child: end of file after {count}"));
    Ok(())
}

/// Sends the messages, takes the answers, closes and joins.
#[cfg(feature = "program")]
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    let duplex = scenario.flag("duplex");
    let (here, there) = if duplex {
        run::raised(pipe_named("pipe"))?
    } else {
        run::raised(pipe_simplex_named("pipe")).map(|(receive, send)| (send, receive))?
    };
    let forgets = scenario.text("close") == "forgotten";
    let process = run.process(&ECHO, (there.clone(), here.clone(), duplex, forgets));
    run.start_process(&process, line::START)?;
    there.close();
    let count = scenario.integer("messages");
    let len = run::count(scenario, "bytes") as usize;
    let apart = scenario.flag("send_first");
    let mut back = 0;
    let mut take = |run: &mut Run, number| {
        run.at(line::BACK);
        let message = run::raised(here.recv_bytes())?;
        run.print(&format!("{number} came back: {} bytes", message.len()));
        back += i64::from(message.len() == len && message.iter().all(|b| *b == number as u8));
        Ok::<(), TaskError>(())
    };
    for number in 0..count {
        run.at(line::SEND);
        run::raised(here.send_bytes(&vec![number as u8; len]))?;
        if duplex && !apart {
            take(run, number)?;
        }
    }
    if duplex && apart {
        (0..count).try_for_each(|number| take(run, number))?;
    }
    run.at(line::CLOSE);
    here.close();
    run.join_process(&process, line::JOIN)?;
    let code = run::raised(process.exitcode())?.unwrap_or_default();
    run.print(&format!("exit code {code}"));
    run.check("check-exit-codes", code == 0, code.to_string());
    if duplex {
        run.check(
            "check-messages-whole",
            back == count,
            format!("{back} of {count}"),
        );
    }
    run.value("messages sent", TaskValue::Integer(count));
    Ok(())
}
