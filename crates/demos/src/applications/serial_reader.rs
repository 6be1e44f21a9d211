//! `serial-reader`: a thread reads a serial line while the main loop goes on.
//!
//! A run: a device sends `messages` lines of text, byte by byte, with a pause before each; a reader thread blocks on the line and puts lines together;
//! main ticks until the device is through, then raises the stop flag and joins the reader. The reader looks at the flag when a read times out;
//! without a timeout it never does. The device is a thread here, the line a queue of bytes.

use crate::card::{self, Card, Chapter, Difficulty, Try};
use crate::listing::Listing;
use crate::python::{integer, seconds};
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
use {
    crate::run::{self, Run, Shared, Thread},
    runtime::error::{Error, Kind},
    runtime::sync::{Event, Queue},
    scenario::TaskValue,
    scenario::outcome::TaskError,
    std::sync::Arc,
    std::time::Duration,
};

/// Keys of lines: see [`Listing`].
pub mod line {
    use crate::python;

    /// The device's pause before a message.
    pub const WAIT: u16 = python::line::WAIT;
    /// A byte on its way.
    pub const BYTE: u16 = python::OWN;
    /// The read.
    pub const READ: u16 = python::OWN + 1;
    /// The reader's `print`.
    pub const PRINT: u16 = python::OWN + 2;
    /// `start` of device and reader.
    pub const START: u16 = python::OWN + 3;
    /// The main loop's sleep.
    pub const TICK: u16 = python::OWN + 4;
    /// `stop.set`.
    pub const STOP: u16 = python::OWN + 5;
    /// `join` of the reader.
    pub const JOIN: u16 = python::OWN + 6;
}

/// The card.
pub static CARD: Card = Card {
    spec: DemoSpec {
        id: "serial-reader",
        fields: &[
            Field::new("messages", "8").within(1.0, 100.0),
            Field::new("every", "0.2").within(0.05, 1.0),
            Field::new("baud", "9600"),
            Field::new("read_timeout", "0.1").within(0.0, 1.0),
            Field::new("tick", "0.05").within(0.01, 1.0),
            Field::new("time_scale", "1"),
        ],
    },
    chapter: Chapter::Applications,
    title: Text::new("Read a serial line in a thread", "串口接收"),
    idea: Text::new(
        "A reader thread blocks on a device that speaks now and then, so the main loop never has to wait for it. At the end an event tells the \
         reader to stop.",
        "读线程阻塞在一个偶尔发言的设备上，主循环因此不必等它。最后用一个事件通知读线程停止。",
    ),
    difficulty: Difficulty::Next,
    api_names: &[
        "serial.Serial",
        "Serial.read",
        "threading.Event",
        "queue.Queue",
        "Queue.get",
    ],
    python: card::python(listing),
    look_at: Text::new(
        "Main ticks evenly the whole time while the reader waits on the line. Every message arrives whole and in order. After the last one the \
         reader's read times out, sees the flag, and ends.",
        "读线程等待线路时，主循环一直均匀地走。每条消息都完整、按顺序到达。最后一条之后，读操作超时，看到标志，于是结束。",
    ),
    tries: [
        Try::new(
            "serial-reader?v=1&read_timeout=0",
            "No timeout: the reader never sees the flag, main waits for ever, and the run is reported as stuck.",
            "没有超时：读线程永远看不到标志，主线程一直等，运行被报告为卡住。",
        ),
        Try::new(
            "serial-reader?v=1&baud=300",
            "300 baud: each byte takes a thirtieth of a second, and you can watch the bytes come in.",
            "300 波特：每个字节要三十分之一秒，可以看着字节一个个到来。",
        ),
        Try::new(
            "serial-reader?v=1&read_timeout=1",
            "A long timeout: stopping takes up to a second.",
            "很长的超时：停止最多要等一秒。",
        ),
    ],
    misconception: Text::new(
        "“Setting the stop flag stops the reader.” A thread that is blocked in a read looks at no flag. It needs a timeout, or a last message that \
         says so.",
        "“设置停止标志，读线程就停了。”阻塞在读操作里的线程看不到任何标志。它需要超时，或者一条表示结束的消息。",
    ),
    threads: |_| 2,
};

fn listing(scenario: &Scenario) -> Listing {
    let timeout = scenario.scaled_ms("read_timeout");
    let read = if timeout > 0.0 {
        format!("line.get(timeout={})", seconds(timeout))
    } else {
        "line.get()".to_owned()
    };
    let byte = 10_000.0 / scenario.integer("baud") as f64 * scale(scenario);
    Listing::of("import queue\nimport threading\nimport time\n\ndef device():  # instead of serial.Serial")
        .line(format!("    for number in range({}):", integer(scenario.integer("messages"))))
        .at(line::WAIT, format!("        time.sleep({})", seconds(scenario.scaled_ms("every"))))
        .line("        for byte in f\"value {number}\\n\".encode():")
        .at(line::BYTE, format!("            time.sleep({})  # ten bits", seconds(byte)))
        .lines("            line.put(byte)\n\ndef read():\n    text = bytearray()\n    while True:\n        try:")
        .at(line::READ, format!("            byte = {read}"))
        .lines("        except queue.Empty:  # the timeout is over\n            if stop.is_set():\n                break\n            continue")
        .lines("        if byte != ord(\"\\n\"):\n            text.append(byte)\n            continue")
        .at(line::PRINT, "        print(\"received\", text.decode())")
        .lines("        lines.append(text.decode())\n        text.clear()\n\n")
        .lines("line, stop, lines = queue.Queue(), threading.Event(), []")
        .line("sender, reader = threading.Thread(target=device), threading.Thread(target=read)")
        .at(line::START, "sender.start()")
        .at(line::START, "reader.start()")
        .lines("ticks = 0\nwhile sender.is_alive():")
        .at(line::TICK, format!("    time.sleep({})", seconds(scenario.scaled_ms("tick"))))
        .line("    ticks += 1")
        .at(line::STOP, "stop.set()")
        .at(line::JOIN, "reader.join()")
        .line("print(len(lines), \"lines,\", ticks, \"ticks of the main loop\")")
}

fn scale(scenario: &Scenario) -> f64 {
    scenario.float("time_scale")
}

/// The device sends, the reader puts lines together, main ticks.
#[cfg(feature = "program")]
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    let port = Port::of(scenario);
    let messages = run::count(scenario, "messages");
    let (device, sent) = (port.clone(), messages);
    let sender = run.thread("device", move || device.send(sent));
    let reading = port.clone();
    let reader = run.thread("read", move || reading.read());
    run.start(&sender, line::START)?;
    run.start(&reader, line::START)?;
    let ticks = tick(&sender, run::scaled(scenario, "tick"));
    run.at(line::STOP);
    port.stop.set();
    run.join(&reader, line::JOIN)?;
    let lines = port.lines.get();
    run.print(&format!(
        "{} lines, {ticks} ticks of the main loop",
        lines.len()
    ));
    let whole = lines.iter().cloned().eq((0..messages).map(message));
    run.check("check-lines-whole", whole, format!("{lines:?}"));
    let lines = lines.into_iter().map(TaskValue::Text).collect();
    run.value("lines", TaskValue::List(lines));
    run.value("ticks", TaskValue::Integer(ticks));
    Ok(())
}

/// Sleeps and counts until the device is through.
#[cfg(feature = "program")]
fn tick(sender: &Thread, pause: Duration) -> i64 {
    let mut ticks = 0;
    while sender.is_alive() {
        run::at(line::TICK);
        run::sleep(pause);
        ticks += 1;
    }
    ticks
}

#[cfg(feature = "program")]
fn message(number: u32) -> String {
    format!("value {number}")
}

/// The line, and what both ends of it need.
#[cfg(feature = "program")]
#[derive(Clone)]
struct Port {
    line: Arc<Queue<u8>>,
    stop: Arc<Event>,
    lines: Shared<Vec<String>>,
    pause: Duration,
    byte: Duration,
    timeout: Duration,
}

#[cfg(feature = "program")]
impl Port {
    fn of(scenario: &Scenario) -> Self {
        let byte = 10_000.0 / scenario.integer("baud").max(1) as f64 * scale(scenario);
        Port {
            line: Arc::new(Queue::named("line", 0)),
            stop: Arc::new(Event::named("stop")),
            lines: Shared::default(),
            pause: run::scaled(scenario, "every"),
            byte: run::duration(byte),
            timeout: run::scaled(scenario, "read_timeout"),
        }
    }

    fn send(&self, messages: u32) -> Result<(), Error> {
        for number in 0..messages {
            run::at(line::WAIT);
            run::sleep(self.pause);
            for byte in format!("{}\n", message(number)).into_bytes() {
                run::at(line::BYTE);
                run::wait(self.byte);
                self.line.put(byte)?;
            }
        }
        Ok(())
    }

    fn read(&self) -> Result<(), Error> {
        let mut text = Vec::new();
        loop {
            run::at(line::READ);
            let byte = if self.timeout.is_zero() {
                self.line.get()
            } else {
                self.line.get_timeout(self.timeout)
            };
            match byte {
                Ok(b'\n') => {
                    run::at(line::PRINT);
                    let line = String::from_utf8_lossy(&text).into_owned();
                    run::print(&format!("received {line}"));
                    self.lines.with(|lines| lines.push(line));
                    text.clear();
                }
                Ok(byte) => text.push(byte),
                Err(error) if *error.kind() == Kind::Empty => {
                    if self.stop.is_set() {
                        return Ok(());
                    }
                }
                Err(error) => return Err(error),
            }
        }
    }
}
