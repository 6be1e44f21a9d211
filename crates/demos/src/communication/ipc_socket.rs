//! `ipc-socket`: a connection of two processes, and why a stream needs borders between messages.
//!
//! A run: main listens; a child connects and sends messages; main receives them, either by their length, which goes ahead of each, or as they come. The
//! line between them is simulated: it has a latency.

use crate::card::{self, Card, Chapter, Difficulty, Try};
use crate::listing::Listing;
use crate::python::OWN;
use crate::ready::{Ahead, Processes};
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
use {
    crate::run::{self, Entry, Run},
    runtime::ipc::net::{Line, Listener, Stream},
    scenario::TaskValue,
    scenario::outcome::TaskError,
};

/// Keys of lines: see [`Listing`].
pub mod line {
    use super::OWN;

    /// The child connects.
    pub const CONNECT: u16 = OWN;
    /// It sends.
    pub const SEND: u16 = OWN + 1;
    /// Main accepts.
    pub const ACCEPT: u16 = OWN + 2;
    /// Main receives.
    pub const RECEIVE: u16 = OWN + 3;
    /// `join`.
    pub const JOIN: u16 = OWN + 4;
}

/// Where main listens.
#[cfg(feature = "program")]
const PORT: u16 = 5001;

/// The card.
pub static CARD: Card = Card {
    spec: DemoSpec {
        id: "ipc-socket",
        fields: &[
            Field::new("sends", "5").within(1.0, 1000.0),
            Field::new("bytes", "100").within(1.0, 100_000.0),
            Field::new("latency", "5")
                .within(0.0, 200.0)
                .called("Latency of the line", "线路延迟")
                .explained(
                    "How long a byte is on its way. Simulated.",
                    "一个字节在路上要多久。模拟的。",
                ),
            Field::new("framing", "length"),
        ],
    },
    chapter: Chapter::Communication,
    title: Text::new("A stream like a socket's", "套接字通信"),
    idea: Text::new(
        "One process listens, the other connects, and bytes go over a line with a simulated latency. A stream is bytes without borders: messages need their length ahead of them.",
        "一个进程监听，另一个连接，字节经过一条模拟延迟的线路。流是没有边界的字节：每条消息前面要写上长度。",
    ),
    difficulty: Difficulty::Next,
    api_names: &[
        "socket.socket",
        "socket.listen",
        "socket.accept",
        "socket.connect",
        "socket.sendall",
        "socket.recv",
    ],
    python: card::python(listing),
    look_at: Text::new(
        "Accept waits for the child; receive waits for the line (blocked on IO), whose latency is simulated. No packet leaves the page.",
        "accept 等待子进程；接收等待线路（阻塞于 IO），延迟是模拟的。没有任何数据包离开页面。",
    ),
    tries: [
        Try::new(
            "ipc-socket?v=1&framing=none",
            "Without lengths: five messages arrive as one or two pieces, cut anywhere.",
            "不写长度：五条消息成了一两段，断在任意位置。",
        ),
        Try::new(
            "ipc-socket?v=1&latency=200",
            "A slow line: connecting takes two ways, and then all messages come together.",
            "慢线路：连接要走一个来回，之后所有消息一起到达。",
        ),
        Try::new(
            "ipc-socket?v=1&bytes=100000&latency=0",
            "Big messages: one send, many pieces.",
            "大消息：一次发送，多段到达。",
        ),
    ],
    misconception: Text::new(
        "“Each sendall is received by one recv.” recv gives what has arrived: half a message, or three and a half. Only a length or a separator makes messages of a stream.",
        "“每次 sendall 对应一次 recv。”recv 给出已到达的内容：可能是半条，也可能是三条半。只有长度或分隔符才能把流分成消息。",
    ),
    threads: |_| 0,
};

/// What its processes begin with.
pub(crate) const PROCESSES: Processes = Processes {
    ahead: |_| Ahead::processes(1),
    #[cfg(feature = "program")]
    entries: &[&CLIENT],
};

fn listing(scenario: &Scenario) -> Listing {
    let framed = scenario.text("framing") == "length";
    let (count, bytes) = (scenario.integer("sends"), scenario.integer("bytes"));
    let message = format!("bytes([number % 256]) * {bytes}");
    let head = Listing::of("import multiprocessing\nimport socket\n")
        .line("def client(port):")
        .at(
            line::CONNECT,
            "    with socket.create_connection((\"127.0.0.1\", port)) as stream:",
        )
        .line(format!("        for number in range({count}):"))
        .line(format!("            message = {message}"))
        .when(framed, |l| {
            l.line("            stream.sendall(len(message).to_bytes(4, \"big\"))")
        })
        .at(line::SEND, "            stream.sendall(message)")
        .when(framed, |l| {
            l.lines("\ndef receive(stream, length):\n    message = b\"\"\n    while len(message) < length:")
                .line("        message += stream.recv(length - len(message))")
                .line("    return message")
        })
        .lines("\nif __name__ == \"__main__\":\n    listener = socket.create_server((\"127.0.0.1\", 0))")
        .line("    port = listener.getsockname()[1]")
        .line("    process = multiprocessing.Process(target=client, args=(port,))")
        .line("    process.start()")
        .at(line::ACCEPT, "    stream, _ = listener.accept()");
    let body = if framed {
        head.lines("    total = 0")
            .line(format!("    for _ in range({count}):"))
            .line("        length = int.from_bytes(receive(stream, 4), \"big\")")
            .at(
                line::RECEIVE,
                "        total += len(receive(stream, length))",
            )
            .line(format!(
                "    print(\"{count} messages,\", total, \"bytes\")"
            ))
    } else {
        head.lines("    pieces = total = 0")
            .at(line::RECEIVE, "    while part := stream.recv(65536):")
            .lines("        pieces, total = pieces + 1, total + len(part)")
            .line("    print(pieces, \"pieces,\", total, \"bytes\")")
    };
    body.at(line::JOIN, "    process.join()")
        .lines("    stream.close()\n    listener.close()")
}

/// The child: connects and sends; how many messages, of how many bytes, whether their length goes ahead.
#[cfg(feature = "program")]
static CLIENT: Entry<(u32, usize, bool)> = Entry::new("client", client);

#[cfg(feature = "program")]
fn client(run: &mut Run, (count, bytes, framed): (u32, usize, bool)) -> Result<(), TaskError> {
    run.at(line::CONNECT);
    let stream = run::raised(Stream::connect(PORT))?;
    for number in 0..count {
        run.at(line::SEND);
        if framed {
            run::raised(stream.send_all(&(bytes as u32).to_be_bytes()))?;
        }
        run::raised(stream.send_all(&vec![number as u8; bytes]))?;
    }
    Ok(())
}

/// Listens, accepts, receives.
#[cfg(feature = "program")]
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    let framed = scenario.text("framing") == "length";
    let (count, bytes) = (run::count(scenario, "sends"), run::count(scenario, "bytes"));
    let wire = Line {
        latency: run::scaled(scenario, "latency"),
        ..Line::DIRECT
    };
    let listener = run::raised(Listener::bind(PORT, wire))?;
    let process = run.process(&CLIENT, (count, bytes as usize, framed));
    run.start_process(&process, 0)?;
    run.at(line::ACCEPT);
    let stream = run::raised(listener.accept())?;
    run.at(line::RECEIVE);
    let (mut pieces, mut total) = (0u32, 0usize);
    if framed {
        for _ in 0..count {
            let head = run::raised(stream.recv_exact(4))?;
            let length = head.iter().fold(0, |n, byte| n << 8 | usize::from(*byte));
            total += run::raised(stream.recv_exact(length))?.len();
            pieces += 1;
        }
        run.print(&format!("{count} messages, {total} bytes"));
    } else {
        loop {
            let part = run::raised(stream.recv(65_536))?;
            if part.is_empty() {
                break;
            }
            pieces += 1;
            total += part.len();
        }
        run.print(&format!("{pieces} pieces, {total} bytes"));
    }
    run.join_process(&process, line::JOIN)?;
    let expected = count as usize * bytes as usize;
    run.check(
        "check-bytes-arrived",
        total == expected,
        format!("{total} of {expected}"),
    );
    run.value("pieces", TaskValue::Integer(pieces.into()));
    Ok(())
}
