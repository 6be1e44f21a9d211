//! IO model: all tasks load `n` bytes each over one line. It carries one piece at a time, so tasks that load together share its bandwidth.

use crate::{Arguments, Checkpoint, Failure, Value, Workload};
use core::time::Duration;

pub(crate) const WORKLOAD: Workload = Workload {
    id: "download",
    run,
};

/// Bytes that travel in one piece: the other tasks wait so long at most.
const PIECE: u32 = 65_536;

fn run(arguments: &Arguments, checkpoint: &dyn Checkpoint) -> Result<Value, Failure> {
    let total = arguments.n;
    let mut left = total;
    while left > 0 {
        let piece = left.min(PIECE);
        let time = duration(piece, arguments.bandwidth);
        checkpoint.within(&mut || checkpoint.wait(time));
        left -= piece;
        checkpoint.progress(u64::from(total - left), total.into());
    }
    Ok(Value::Integer(total.into()))
}

/// How long the line needs for so many bytes at so many bytes a second; for ever at 0.
fn duration(bytes: u32, bandwidth: f64) -> Duration {
    Duration::try_from_secs_f64(f64::from(bytes) / bandwidth).unwrap_or(Duration::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use core::cell::Cell;

    /// Sums up the waits inside the line, and refuses any outside of it.
    #[derive(Default)]
    struct Line {
        inside: Cell<bool>,
        waited: Cell<Duration>,
        pieces: Cell<u32>,
    }

    impl Checkpoint for Line {
        fn proceed(&self) {}
        fn wait(&self, duration: Duration) {
            assert!(self.inside.get(), "waits without the line");
            self.waited.set(self.waited.get() + duration);
        }
        fn progress(&self, _: u64, _: u64) {}
        fn within(&self, act: &mut dyn FnMut()) {
            self.inside.set(true);
            self.pieces.set(self.pieces.get() + 1);
            act();
            self.inside.set(false);
        }
    }

    #[test]
    fn a_download_takes_bytes_divided_by_bandwidth_and_lets_others_in_between() {
        let line = Line::default();
        let arguments = Arguments {
            n: 200_000,
            bandwidth: 1_000_000.0,
            ..Arguments::waiting(Duration::ZERO)
        };
        assert_eq!(run(&arguments, &line), Ok(Value::Integer(200_000)));
        assert_eq!(line.pieces.get(), 4);
        let off = line.waited.get().abs_diff(Duration::from_millis(200));
        assert!(off < Duration::from_micros(1), "{:?}", line.waited.get());
    }

    #[test]
    fn a_line_without_bandwidth_carries_nothing_for_ever() {
        assert_eq!(duration(1, 0.0), Duration::MAX);
    }
}
