//! Skewed lists: how much longer some tasks of a list are than the others.

use crate::Arguments;
use crate::latency::scaled;
use crate::random::Draws;

/// How the lengths of a list's tasks differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lengths {
    /// All the same.
    Even,
    /// The first is the longest, the others are the same.
    FirstLong,
    /// The last is the longest.
    LastLong,
    /// Each is longer than the one before, the last the longest.
    Rising,
    /// Anything from 1 to the longest.
    Random,
}

impl Lengths {
    /// Those with this id, as in the table of parameters; even ones for an unknown id.
    pub fn from_id(id: &str) -> Self {
        match id {
            "first-long" => Lengths::FirstLong,
            "last-long" => Lengths::LastLong,
            "rising" => Lengths::Rising,
            "random" => Lengths::Random,
            _ => Lengths::Even,
        }
    }

    /// How many times as long as the shortest the task at `index` of `tasks` is, where the longest is `longest` times as long.
    pub fn factor(self, (index, tasks): (u32, u32), longest: f64, seed: u32) -> f64 {
        let long = match self {
            Lengths::Even => false,
            Lengths::FirstLong => index == 0,
            Lengths::LastLong => index + 1 == tasks,
            Lengths::Rising => {
                return 1.0
                    + (longest - 1.0) * f64::from(index)
                        / f64::from(tasks.saturating_sub(1).max(1));
            }
            Lengths::Random => return 1.0 + (longest - 1.0) * Draws::of(seed, index).fraction(0),
        };
        if long { longest } else { 1.0 }
    }

    /// The arguments of a task so many times as long: size and latency multiplied, the size rounded down.
    pub fn stretch(self, arguments: Arguments, longest: f64) -> Arguments {
        let factor = self.factor((arguments.index, arguments.tasks), longest, arguments.seed);
        Arguments {
            n: (f64::from(arguments.n) * factor) as u32,
            latency: scaled(arguments.latency, factor),
            ..arguments
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use core::time::Duration;

    #[test]
    fn the_longest_task_stands_where_it_should() {
        let rows = [
            (Lengths::Even, [1.0, 1.0, 1.0, 1.0]),
            (Lengths::FirstLong, [8.0, 1.0, 1.0, 1.0]),
            (Lengths::LastLong, [1.0, 1.0, 1.0, 8.0]),
            (
                Lengths::Rising,
                [1.0, 1.0 + 7.0 / 3.0, 1.0 + 14.0 / 3.0, 8.0],
            ),
        ];
        for (lengths, expected) in rows {
            let seen = [0, 1, 2, 3].map(|index| lengths.factor((index, 4), 8.0, 1));
            assert_eq!(seen, expected, "{lengths:?}");
        }
        assert_eq!(Lengths::Rising.factor((0, 1), 8.0, 1), 1.0);
        let random = (0..100).map(|index| Lengths::Random.factor((index, 100), 8.0, 1));
        assert!(random.clone().all(|factor| (1.0..8.0).contains(&factor)));
        assert!(random.fold(0.0, f64::max) > 7.0);
    }

    #[test]
    fn size_and_latency_grow_together() {
        let task = Arguments {
            n: 100,
            tasks: 3,
            latency: Duration::from_millis(20),
            ..Arguments::computing(100)
        };
        let long = Lengths::FirstLong.stretch(task, 2.5);
        assert_eq!((long.n, long.latency), (250, Duration::from_millis(50)));
        assert_eq!(Lengths::LastLong.stretch(task, 2.5), task);
        let huge = Lengths::FirstLong.stretch(Arguments::computing(u32::MAX), 100.0);
        assert_eq!(huge.n, u32::MAX);
    }
}
