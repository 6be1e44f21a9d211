//! `dining-philosophers`: everyone takes one fork, then wants the other.
//!
//! A run: philosopher i needs forks i and i + 1. It takes its left fork, waits `pause`, takes the right one, eats for `hold`, puts both back,
//! `rounds` times. `cure` says what is done against the circle of waits: nothing, one order for all forks, a waiter that seats one less than
//! there are chairs, or giving the first fork back when the second is taken.

use crate::card::{self, Card, Chapter, Difficulty, Try};
use crate::listing::Listing;
use crate::python::{seconds, start_and_join};
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
use {
    crate::run::{self, Run, Shared, Thread},
    runtime::error::Error,
    runtime::sync::{Lock, Policy, Semaphore},
    scenario::outcome::TaskError,
    std::sync::Arc,
    std::time::Duration,
};

/// Keys of lines: see [`Listing`].
pub mod line {
    use crate::python;

    /// Between the two forks.
    pub const WAIT: u16 = python::line::WAIT;
    /// Taking the first fork.
    pub const FIRST: u16 = python::OWN;
    /// Taking the second fork.
    pub const SECOND: u16 = python::OWN + 1;
    /// Eating.
    pub const EAT: u16 = python::OWN + 2;
    /// Asking the waiter for a seat.
    pub const SEAT: u16 = python::OWN + 3;
    /// Thinking again after the second fork was taken.
    pub const AGAIN: u16 = python::OWN + 4;
    /// `start`.
    pub const START: u16 = python::OWN + 5;
    /// `join`.
    pub const JOIN: u16 = python::OWN + 6;
}

/// The card.
pub static CARD: Card = Card {
    spec: DemoSpec {
        id: "dining-philosophers",
        fields: &[
            Field::new("threads", "5")
                .within(2.0, 12.0)
                .called("Philosophers", "哲学家")
                .explained(
                    "As many forks lie between them.",
                    "他们之间放着同样多的叉子。",
                ),
            Field::new("cure", "none"),
            Field::new("rounds", "3").within(1.0, 50.0),
            Field::new("pause", "0.1"),
            Field::new("hold", "0.1"),
            Field::new("time_scale", "1"),
        ],
    },
    chapter: Chapter::Wrong,
    title: Text::new("Dining philosophers", "哲学家就餐"),
    idea: Text::new(
        "Each philosopher takes the fork at the left, then wants the one at the right. If all take one at the same time, each waits for the next, \
         and nobody ever eats.",
        "每位哲学家先拿左边的叉子，再要右边的。如果大家同时各拿一把，就会每人都等下一位，谁也吃不上。",
    ),
    difficulty: Difficulty::Deep,
    api_names: &["threading.Lock", "Lock.acquire", "Semaphore", "deadlock"],
    python: card::python(listing),
    look_at: Text::new(
        "Every lane ends in a wait, and the picture of the result closes to a circle: each thread holds one fork and waits for the next one's. With \
         a cure all eat; the waits remain, the circle is gone.",
        "每条泳道都停在等待上，结果里的图连成一个圈：每个线程持有一把叉子，等待下一个线程的。用了任一种对策，大家都能吃上；等待还在，圈没有了。",
    ),
    tries: [
        Try::new(
            "dining-philosophers?v=1&cure=order",
            "One order for all forks: the last philosopher begins at the right.",
            "给叉子定一个统一顺序：最后一位从右边拿起。",
        ),
        Try::new(
            "dining-philosophers?v=1&cure=waiter",
            "A waiter seats one less than there are chairs: somebody always gets both forks.",
            "服务员让入座的人比椅子少一个：总有人能拿到两把。",
        ),
        Try::new(
            "dining-philosophers?v=1&cure=try",
            "Give the first fork back when the second is taken, and try again later.",
            "拿不到第二把就放下第一把，过一会儿再试。",
        ),
    ],
    misconception: Text::new(
        "“Each lock is used correctly, so the program is correct.” Every single take and give back here is right. A deadlock lies in the order \
         between locks, which no line shows by itself.",
        "“每把锁都用对了，程序就对了。”这里每一次取得和归还都没有错。死锁出在锁与锁之间的顺序上，单看任何一行都看不出来。",
    ),
    threads: |scenario| u32::try_from(scenario.integer("threads")).unwrap_or(0),
};

fn listing(scenario: &Scenario) -> Listing {
    let cure = scenario.text("cure");
    let n = scenario.integer("threads");
    let pause = seconds(scenario.scaled_ms("pause"));
    let hold = seconds(scenario.scaled_ms("hold"));
    let listing =
        Listing::of("import threading\nimport time\n\ndef dine(number, left, right):").line(
            format!("    for _ in range({}):", scenario.integer("rounds")),
        );
    let listing = match cure {
        "waiter" => eating(
            listing.at(line::SEAT, "        with seats:"),
            "            ",
            &pause,
            &hold,
        ),
        "try" => listing
            .line("        while True:")
            .at(line::FIRST, "            left.acquire()")
            .at(line::WAIT, format!("            time.sleep({pause})"))
            .at(
                line::SECOND,
                "            if right.acquire(blocking=False):",
            )
            .line("                break")
            .line("            left.release()")
            .at(
                line::AGAIN,
                format!("            time.sleep({pause} * (number + 1) / {n})"),
            )
            .at(line::EAT, format!("        time.sleep({hold})"))
            .lines("        right.release()\n        left.release()"),
        _ => eating(listing, "        ", &pause, &hold),
    };
    let listing = listing
        .line("    print(f\"philosopher {number} is full\")")
        .line("")
        .line(format!("forks = [threading.Lock() for _ in range({n})]"))
        .when(cure == "waiter", |l| {
            l.line(format!("seats = threading.Semaphore({})", n - 1))
        })
        .line("threads = []")
        .line(format!("for number in range({n}):"))
        .line(format!("    left, right = number, (number + 1) % {n}"))
        .when(cure == "order", |l| l.line("    left, right = min(left, right), max(left, right)"))
        .line("    pair = (number, forks[left], forks[right])")
        .line("    threads.append(threading.Thread(target=dine, args=pair, name=f\"philosopher {number}\"))");
    start_and_join(listing, line::START, line::JOIN)
}

/// Takes both forks, eats, puts them back.
fn eating(listing: Listing, indent: &str, pause: &str, hold: &str) -> Listing {
    listing
        .at(line::FIRST, format!("{indent}with left:"))
        .at(line::WAIT, format!("{indent}    time.sleep({pause})"))
        .at(line::SECOND, format!("{indent}    with right:"))
        .at(line::EAT, format!("{indent}        time.sleep({hold})"))
}

/// Seats the philosophers and waits until all are full.
#[cfg(feature = "program")]
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    let n = run::count(scenario, "threads") as usize;
    let forks: Vec<Arc<Lock>> = (0..n)
        .map(|number| Arc::new(Lock::named(&format!("fork {number}"), Policy::Barging)))
        .collect();
    let table = Table {
        eating: Shared::new(vec![false; n]),
        meals: Shared::new(vec![0; n]),
        together: Shared::new(0),
        seats: Arc::new(Semaphore::named("seats", n as u32 - 1)),
        cure: Cure::of(scenario.text("cure")),
        pause: run::scaled(scenario, "pause"),
        hold: run::scaled(scenario, "hold"),
        rounds: scenario.integer("rounds"),
    };
    let mut threads = Vec::new();
    for number in 0..n {
        let (mut left, mut right) = (number, (number + 1) % n);
        if table.cure == Cure::Order && left > right {
            (left, right) = (right, left);
        }
        let (table, left, right) = (table.clone(), forks[left].clone(), forks[right].clone());
        let body = move || table.dine(number, &left, &right);
        threads.push(Thread::new(body).name(&format!("philosopher {number}")));
    }
    run.start_all(&threads, line::START)?;
    run.join_all(&threads, line::JOIN)?;
    let (meals, together) = (table.meals.get(), table.together.get());
    let all = meals.iter().all(|count| *count == table.rounds);
    run.check("check-all-ate", all, format!("{meals:?}"));
    run.check(
        "check-neighbours-apart",
        together == 0,
        format!("{together} times"),
    );
    run.value("meals", run::integers(meals));
    Ok(())
}

/// What is done against the circle.
#[cfg(feature = "program")]
#[derive(Clone, Copy, PartialEq)]
enum Cure {
    None,
    Order,
    Waiter,
    Try,
}

#[cfg(feature = "program")]
impl Cure {
    fn of(id: &str) -> Cure {
        match id {
            "order" => Cure::Order,
            "waiter" => Cure::Waiter,
            "try" => Cure::Try,
            _ => Cure::None,
        }
    }
}

/// What the philosophers share, and what is noted of them.
#[cfg(feature = "program")]
#[derive(Clone)]
struct Table {
    eating: Shared<Vec<bool>>,
    meals: Shared<Vec<i64>>,
    /// How often neighbours ate at once.
    together: Shared<i64>,
    seats: Arc<Semaphore>,
    cure: Cure,
    pause: Duration,
    hold: Duration,
    rounds: i64,
}

#[cfg(feature = "program")]
impl Table {
    fn dine(&self, number: usize, left: &Lock, right: &Lock) -> Result<(), Error> {
        for _ in 0..self.rounds {
            match self.cure {
                Cure::Try => self.eat_trying(number, left, right)?,
                Cure::Waiter => {
                    run::at(line::SEAT);
                    let _seat = self.seats.hold();
                    self.eat_with(number, left, right);
                }
                Cure::None | Cure::Order => self.eat_with(number, left, right),
            }
        }
        run::print(&format!("philosopher {number} is full"));
        Ok(())
    }

    fn eat_with(&self, number: usize, left: &Lock, right: &Lock) {
        run::at(line::FIRST);
        let _left = left.hold();
        run::at(line::WAIT);
        run::sleep(self.pause);
        run::at(line::SECOND);
        let _right = right.hold();
        self.eat(number);
    }

    fn eat_trying(&self, number: usize, left: &Lock, right: &Lock) -> Result<(), Error> {
        loop {
            run::at(line::FIRST);
            left.acquire();
            run::at(line::WAIT);
            run::sleep(self.pause);
            run::at(line::SECOND);
            if right.try_acquire() {
                break;
            }
            left.release()?;
            run::at(line::AGAIN);
            // Each another time, so that they do not try in step for ever.
            let chairs = self.eating.with(|eating| eating.len()) as u32;
            run::sleep(self.pause * (number as u32 + 1) / chairs);
        }
        self.eat(number);
        right.release()?;
        left.release()
    }

    fn eat(&self, number: usize) {
        run::at(line::EAT);
        let beside = self.eating.with(|eating| {
            eating[number] = true;
            let n = eating.len();
            n > 2 && (eating[(number + 1) % n] || eating[(number + n - 1) % n])
        });
        if beside {
            self.together.with(|together| *together += 1);
        }
        run::sleep(self.hold);
        self.eating.with(|eating| eating[number] = false);
        self.meals.with(|meals| meals[number] += 1);
    }
}
