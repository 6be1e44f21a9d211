//! How often the text of a run that goes on changes.

/// So often at most: nobody reads faster, while each change costs styles, layout and paint, which the page takes from the run that it
/// measures. The timeline's picture keeps its own pace (`supervisor::pace`).
const EVERY_MS: f64 = 250.0;
/// The same while the run's threads need every core.
const CROWDED_MS: f64 = 1000.0;

/// What to do when a run has grown, and nothing else has changed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Grown {
    /// Show it.
    Show,
    /// Show it so many milliseconds later, with what comes until then.
    ShowIn(f64),
    /// It will be shown with what came before.
    Wait,
}

/// Whether the page has a core to itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cores {
    /// It has.
    Free,
    /// What it takes is taken from the run.
    Crowded,
}

/// When the text was last shown, and whether more is waiting.
#[derive(Debug, Default)]
pub struct TextPace {
    shown_ms: f64,
    waits: bool,
}

impl TextPace {
    /// The page shows all there is, at this moment.
    pub fn shown(&mut self, now_ms: f64) {
        self.shown_ms = now_ms;
    }

    /// A run has grown; how it stands with the cores.
    pub fn grown(&mut self, now_ms: f64, cores: Cores) -> Grown {
        let every_ms = match cores {
            Cores::Free => EVERY_MS,
            Cores::Crowded => CROWDED_MS,
        };
        let rest_ms = self.shown_ms + every_ms - now_ms;
        match self.waits {
            _ if rest_ms <= 0.0 => Grown::Show,
            true => Grown::Wait,
            false => {
                self.waits = true;
                Grown::ShowIn(rest_ms)
            }
        }
    }

    /// The time of [`Grown::ShowIn`] has passed.
    pub fn waited(&mut self) {
        self.waits = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The moments at which text is shown of a run that grows every millisecond for two seconds.
    fn moments(cores: Cores) -> Vec<f64> {
        let mut pace = TextPace::default();
        let mut shown = Vec::new();
        let mut due = None;
        for tick in 0..2000 {
            let now_ms = 1000.0 + f64::from(tick);
            if due.is_some_and(|due| due <= now_ms) {
                due = None;
                pace.waited();
                pace.shown(now_ms);
                shown.push(now_ms);
            }
            match pace.grown(now_ms, cores) {
                Grown::Show => {
                    pace.shown(now_ms);
                    shown.push(now_ms);
                }
                Grown::ShowIn(ms) => assert!(due.replace(now_ms + ms).is_none(), "one timer"),
                Grown::Wait => assert!(due.is_some(), "what waits will be shown"),
            }
        }
        shown
    }

    #[test]
    fn text_changes_four_times_a_second_or_once_however_often_a_run_grows() {
        assert_eq!(moments(Cores::Free)[..4], [1000.0, 1250.0, 1500.0, 1750.0]);
        assert_eq!(moments(Cores::Crowded), [1000.0, 2000.0]);
    }

    #[test]
    fn what_grows_after_a_rest_is_shown_at_once() {
        let mut pace = TextPace::default();
        pace.shown(1000.0);
        assert_eq!(pace.grown(2000.0, Cores::Crowded), Grown::Show);
    }
}
