//! `queue-frames`: a camera puts pictures into a queue, a slower viewer takes them.
//!
//! A run: every 1/fps of a second the camera makes a small picture of numbers and puts it, with the moment at which it was taken; a full queue is
//! met as `policy` says. The viewer works on each picture for `work` and looks whether it came whole. Last comes a sentinel (`None`).

use crate::card::{self, Card, Chapter, Difficulty, Try};
use crate::listing::Listing;
use crate::python::{integer, seconds};
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
use {
    crate::run::{self, Clock, Run, Shared},
    runtime::error::{Error, Kind},
    runtime::sync::Queue,
    scenario::TaskValue,
    scenario::outcome::TaskError,
    std::sync::Arc,
    std::time::Duration,
};

/// Keys of lines: see [`Listing`].
pub mod line {
    use crate::python;

    /// The viewer's work.
    pub const WORK: u16 = python::line::WAIT;
    /// The camera's sleep until the next picture.
    pub const NEXT: u16 = python::OWN;
    /// `put` of a picture, in whichever form.
    pub const PUT: u16 = python::OWN + 1;
    /// `get_nowait`: the oldest is thrown away.
    pub const DROP: u16 = python::OWN + 2;
    /// `put` of the sentinel.
    pub const END: u16 = python::OWN + 3;
    /// `get`.
    pub const GET: u16 = python::OWN + 4;
    /// `start`.
    pub const START: u16 = python::OWN + 5;
    /// `join`.
    pub const JOIN: u16 = python::OWN + 6;
    /// The last `print`.
    pub const PRINT: u16 = python::OWN + 7;
}

/// The card.
pub static CARD: Card = Card {
    spec: DemoSpec {
        id: "queue-frames",
        fields: &[
            Field::new("fps", "30"),
            Field::new("work", "0.05").within(0.0, 1.0).explained(
                "How long the viewer works on one picture.",
                "显示端处理一帧用多久。",
            ),
            Field::new("maxsize", "0").within(0.0, 50.0),
            Field::new("policy", "block"),
            Field::new("items", "60")
                .within(1.0, 600.0)
                .called("Pictures", "帧数")
                .explained(
                    "How many pictures the camera takes.",
                    "摄像头一共拍多少帧。",
                ),
            Field::new("time_scale", "1"),
        ],
    },
    chapter: Chapter::Queues,
    title: Text::new("Frames and back-pressure", "图像帧队列"),
    idea: Text::new(
        "A camera takes 30 pictures a second, a viewer shows 20. Without a limit the queue grows without end, and what is seen is older with \
         every picture.",
        "摄像头每秒拍 30 帧，显示端每秒只能处理 20 帧。队列不设上限就会一直变长，看到的画面也越来越旧。",
    ),
    difficulty: Difficulty::Next,
    api_names: &[
        "queue.Queue",
        "Queue.put",
        "Queue.put_nowait",
        "Queue.get",
        "Queue.get_nowait",
        "queue.Full",
    ],
    python: card::python(listing),
    look_at: Text::new(
        "The track of the queue climbs steadily while the camera runs and falls only after it has stopped. The last picture is about a second \
         old when it is shown.",
        "摄像头工作期间，队列的轨道一路上升，停拍后才下降。最后一帧显示出来时，大约已经过了一秒。",
    ),
    tries: [
        Try::new(
            "queue-frames?v=1&maxsize=4",
            "Four places: the camera has to wait. Nothing is lost, but it takes fewer pictures a second.",
            "只有四个位置：摄像头必须等待。一帧不丢，但每秒拍得少了。",
        ),
        Try::new(
            "queue-frames?v=1&maxsize=4&policy=drop-oldest",
            "Throw the oldest away: the camera keeps its pace, and what is seen is fresh.",
            "丢掉最旧的：摄像头保持节奏，看到的总是新画面。",
        ),
        Try::new(
            "queue-frames?v=1&work=0.02",
            "A viewer that is quick enough: the queue stays empty.",
            "显示端够快：队列一直是空的。",
        ),
    ],
    misconception: Text::new(
        "“A longer queue makes a slow consumer keep up.” It only hides for how long it does not. If more comes in than goes out for good, \
         somebody must wait or something must be dropped.",
        "“队列长一点，慢的消费者就跟得上。”那只是推迟了问题。如果进的一直比出的多，总得有人等，或者丢掉一些。",
    ),
    threads: |_| 2,
};

fn listing(scenario: &Scenario) -> Listing {
    let listing =
        Listing::of("import queue\nimport threading\nimport time\n\ndef picture(number):")
            .line("    return bytes((x * y + number) % 256 for y in range(24) for x in range(32))")
            .lines("\ndef camera():\n    start = time.perf_counter()")
            .line(format!(
                "    for number in range({}):",
                integer(scenario.integer("items"))
            ))
            .line(format!(
                "        due = start + number * {}",
                seconds(every_ms(scenario))
            ))
            .at(
                line::NEXT,
                "        time.sleep(max(0, due - time.perf_counter()))",
            )
            .line("        frame = (number, picture(number), time.perf_counter())");
    let listing = put(listing, scenario.text("policy"))
        .at(line::END, "    frames.put(None)")
        .lines("\ndef viewer():\n    while True:")
        .at(line::GET, "        frame = frames.get()")
        .lines(
            "        if frame is None:\n            break\n        number, pixels, taken = frame",
        )
        .at(
            line::WORK,
            format!(
                "        time.sleep({})",
                seconds(scenario.scaled_ms("work"))
            ),
        )
        .lines("        assert pixels == picture(number)")
        .line("        shown.append((number, time.perf_counter() - taken))");
    listing
        .line("")
        .line(format!("frames = queue.Queue({})", scenario.integer("maxsize")))
        .lines("shown = []\ndropped = []")
        .lines("threads = [threading.Thread(target=camera), threading.Thread(target=viewer)]")
        .line("for thread in threads:")
        .at(line::START, "    thread.start()")
        .line("for thread in threads:")
        .at(line::JOIN, "    thread.join()")
        .at(
            line::PRINT,
            "print(f\"{len(shown)} shown, {len(dropped)} dropped, the last {shown[-1][1]:.3f} s old\")",
        )
}

/// The lines by which a picture gets into the queue.
fn put(listing: Listing, policy: &str) -> Listing {
    match policy {
        "drop-newest" => listing
            .line("        try:")
            .at(line::PUT, "            frames.put_nowait(frame)")
            .lines("        except queue.Full:\n            dropped.append(number)"),
        "drop-oldest" => listing
            .lines("        while True:\n            try:")
            .at(line::PUT, "                frames.put_nowait(frame)")
            .lines("                break\n            except queue.Full:\n                try:")
            .at(
                line::DROP,
                "                    dropped.append(frames.get_nowait()[0])",
            )
            .lines("                except queue.Empty:\n                    pass"),
        _ => listing.at(line::PUT, "        frames.put(frame)"),
    }
}

/// Milliseconds from picture to picture, the time scale applied.
fn every_ms(scenario: &Scenario) -> f64 {
    1000.0 / scenario.integer("fps").max(1) as f64 * scenario.float("time_scale")
}

/// A camera that puts and a viewer that takes, with a queue in between.
#[cfg(feature = "program")]
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    let places = run::count(scenario, "maxsize") as usize;
    let line = Line {
        frames: Arc::new(Queue::named("frames", places)),
        clock: Clock::start(),
        seen: Shared::default(),
    };
    let camera = Camera {
        line: line.clone(),
        pictures: scenario.integer("items"),
        every: run::duration(every_ms(scenario)),
        policy: Policy::of(scenario.text("policy")),
    };
    let work = run::scaled(scenario, "work");
    let viewer = line.clone();
    let threads = [
        run.thread("camera", move || camera.run()),
        run.thread("viewer", move || viewer.view(work)),
    ];
    run.start_all(&threads, line::START)?;
    run.join_all(&threads, line::JOIN)?;
    run.at(line::PRINT);
    note(run, scenario.integer("items"), places, &line.seen.get());
    Ok(())
}

/// What happens to a picture for which there is no place.
#[cfg(feature = "program")]
#[derive(Clone, Copy)]
enum Policy {
    Block,
    DropNewest,
    DropOldest,
}

#[cfg(feature = "program")]
impl Policy {
    fn of(id: &str) -> Policy {
        match id {
            "drop-newest" => Policy::DropNewest,
            "drop-oldest" => Policy::DropOldest,
            _ => Policy::Block,
        }
    }
}

/// A picture with its number and the second at which it was taken.
#[cfg(feature = "program")]
struct Frame {
    number: i64,
    pixels: Vec<u8>,
    taken: f64,
}

/// What camera and viewer share.
#[cfg(feature = "program")]
#[derive(Clone)]
struct Line {
    /// `None` is the sentinel.
    frames: Arc<Queue<Option<Frame>>>,
    clock: Clock,
    seen: Shared<Seen>,
}

/// What became of the pictures.
#[cfg(feature = "program")]
#[derive(Clone, Default)]
struct Seen {
    shown: Vec<i64>,
    dropped: Vec<i64>,
    /// Pictures that did not come whole.
    torn: usize,
    /// The most that waited in the queue, as the camera saw it after each put.
    deepest: usize,
    /// Seconds from taking the last picture shown to its being shown.
    age: f64,
}

#[cfg(feature = "program")]
struct Camera {
    line: Line,
    pictures: i64,
    every: Duration,
    policy: Policy,
}

/// The grey values of a picture, 32 wide and 24 high, other ones for each number.
#[cfg(feature = "program")]
fn picture(number: i64) -> Vec<u8> {
    let pixel = |x: i64, y: i64| (x * y + number).rem_euclid(256) as u8;
    (0..24)
        .flat_map(|y| (0..32).map(move |x| pixel(x, y)))
        .collect()
}

#[cfg(feature = "program")]
impl Camera {
    fn run(&self) -> Result<(), Error> {
        let start = self.line.clock.seconds();
        for number in 0..self.pictures {
            let due = start + number as f64 * self.every.as_secs_f64();
            run::at(line::NEXT);
            let left = due - self.line.clock.seconds();
            run::sleep(Duration::try_from_secs_f64(left).unwrap_or_default());
            self.put(number)?;
            let depth = self.line.frames.qsize();
            let seen = |seen: &mut Seen| seen.deepest = depth.max(seen.deepest);
            self.line.seen.with(seen);
        }
        run::at(line::END);
        self.line.frames.put(None)
    }

    fn put(&self, number: i64) -> Result<(), Error> {
        let frame = || {
            Some(Frame {
                number,
                pixels: picture(number),
                taken: self.line.clock.seconds(),
            })
        };
        let dropped = |number| self.line.seen.with(|seen| seen.dropped.push(number));
        run::at(line::PUT);
        match self.policy {
            Policy::Block => self.line.frames.put(frame()),
            Policy::DropNewest => {
                if !self.is_put(frame())? {
                    dropped(number);
                }
                Ok(())
            }
            Policy::DropOldest => {
                while !self.is_put(frame())? {
                    run::at(line::DROP);
                    match self.line.frames.get_nowait() {
                        Ok(Some(oldest)) => dropped(oldest.number),
                        // The viewer was quicker.
                        Ok(None) => {}
                        Err(error) if *error.kind() == Kind::Empty => {}
                        Err(error) => return Err(error),
                    }
                    run::at(line::PUT);
                }
                Ok(())
            }
        }
    }

    /// Puts a picture in unless the queue is full.
    fn is_put(&self, frame: Option<Frame>) -> Result<bool, Error> {
        match self.line.frames.put_nowait(frame) {
            Ok(()) => Ok(true),
            Err(error) if *error.kind() == Kind::Full => Ok(false),
            Err(error) => Err(error),
        }
    }
}

#[cfg(feature = "program")]
impl Line {
    fn view(&self, work: Duration) -> Result<(), Error> {
        loop {
            run::at(line::GET);
            let Some(frame) = self.frames.get()? else {
                return Ok(());
            };
            run::at(line::WORK);
            run::sleep(work);
            let torn = frame.pixels != picture(frame.number);
            let age = self.clock.seconds() - frame.taken;
            self.seen.with(|seen| {
                seen.shown.push(frame.number);
                seen.torn += usize::from(torn);
                seen.age = age;
            });
        }
    }
}

/// What became of the pictures, and what must hold whatever was dropped.
#[cfg(feature = "program")]
fn note(run: &mut Run, pictures: i64, places: usize, seen: &Seen) {
    let (shown, dropped) = (seen.shown.len(), seen.dropped.len());
    run.print(&format!(
        "{shown} shown, {dropped} dropped, the last {:.3} s old",
        seen.age
    ));
    run.value("shown", TaskValue::Integer(shown as i64));
    run.value("dropped", run::integers(seen.dropped.iter().copied()));
    run.value("most in the queue", TaskValue::Integer(seen.deepest as i64));
    run.value("age of the last, s", TaskValue::Float(seen.age));
    let mut all = [&seen.shown[..], &seen.dropped[..]].concat();
    all.sort_unstable();
    let told = format!("{shown} shown, {dropped} dropped of {pictures}");
    run.check("check-each-once", all.into_iter().eq(0..pictures), told);
    let told = format!("{} of {shown}", seen.torn);
    run.check("check-none-torn", seen.torn == 0, told);
    run.check(
        "check-fifo",
        seen.shown.is_sorted(),
        format!("{:?}", seen.shown),
    );
    let most = seen.deepest;
    let held = places == 0 || most <= places;
    run.check("check-places", held, format!("{most} in {places} places"));
}
