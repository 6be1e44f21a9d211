//! What line charts share: frame, axes, series with bands and markers, names at the lines' ends.

use super::{Figures, Series, Size, series_marker, series_token};
use crate::display::{Align, DisplayList, Fill, Item, Label, Marker, Token, text_width};
use crate::ticks;
use crate::words::{Words, counted, executor_name};

/// Room for the figures of the vertical axis.
const LEFT: f32 = 44.0;
/// Room for the figures and the name of the horizontal axis.
const BOTTOM: f32 = 36.0;
const TOP: f32 = 12.0;
/// Distance between two names at the lines' ends.
const NAME_STEP: f32 = 14.0;

/// The drawing area and its two scales.
pub(super) struct Axes {
    pub left: f32,
    pub right: f32,
    pub top: f32,
    pub bottom: f32,
    x: (f64, f64),
    y: f64,
    /// The height at the foot.
    ground: f64,
    /// Heights with a figure are at least so far apart.
    least_step: f64,
    /// Writes a height as a figure.
    write: fn(f64) -> String,
}

impl Axes {
    /// For figures in a picture of this size: `x` from first to last, `y` from 0 to a round number above `highest`.
    pub fn new(
        figures: &Figures,
        size: Size,
        x: (f64, f64),
        highest: f64,
        words: &dyn Words,
    ) -> Axes {
        let names = figures
            .series
            .iter()
            .map(|s| text_width(&executor_name(&s.executor, words), 12.0));
        let room = names.fold(0.0, f32::max).min(size.width * 0.3) * 1.06 + 16.0;
        let step = ticks::nice_step(highest.max(1.0), 4.0);
        Axes {
            left: LEFT,
            right: (size.width - room.max(16.0)).max(LEFT + 40.0),
            top: TOP,
            bottom: (size.height - BOTTOM).max(TOP + 20.0),
            x,
            // A point that lies a hair above the last round number (4.03× of 4) needs no further step: there is room above the frame.
            y: (highest.max(1.0) / step - 0.06).ceil() * step,
            ground: 0.0,
            least_step: 0.0,
            write: ticks::times,
        }
    }

    /// The same, heights being milliseconds.
    pub fn of_milliseconds(self) -> Axes {
        Axes {
            left: self.left + 22.0,         // Room for "1000 ms".
            write: |ms| format!("{ms} ms"), // Round by construction.
            ..self
        }
    }

    /// The same, heights being the powers of ten between those of these points.
    pub fn of_powers(self, places: &Figures) -> Axes {
        let heights = || places.points().map(|p| p.y);
        let ground = heights().fold(f64::INFINITY, f64::min).floor();
        Axes {
            left: self.left + 22.0,  // Room for "100000".
            right: self.right - 8.0, // And for the bold names of ways.
            y: heights().fold(ground + 1.0, f64::max).ceil(),
            ground,
            least_step: 1.0,
            write: |power| format!("{}", 10f64.powi(power as i32)),
            ..self
        }
    }

    pub fn x(&self, value: f64) -> f32 {
        let (first, last) = self.x;
        let share = if last > first {
            (value - first) / (last - first)
        } else {
            0.0
        };
        self.left + share as f32 * (self.right - self.left)
    }

    pub fn y(&self, value: f64) -> f32 {
        let share = (value - self.ground) / (self.y - self.ground);
        self.bottom - share as f32 * (self.bottom - self.top)
    }

    pub fn highest(&self) -> f64 {
        self.y
    }

    /// Lines at round heights with their figures, figures at `marks` of the horizontal axis, and its name.
    pub fn draw(&self, marks: &[(f64, String)], name: &str, list: &mut DisplayList) {
        let step = ticks::nice_step(self.y - self.ground, 4.0).max(self.least_step);
        for n in 0..=((self.y - self.ground) / step).round() as u32 {
            let value = self.ground + f64::from(n) * step;
            let y = self.y(value).round() + 0.5;
            list.line((self.left, y), (self.right, y), Token::Line);
            list.text(
                self.left - 8.0,
                y + 4.0,
                (self.write)(value),
                Label::small(Token::Ink3).at(Align::End),
            );
        }
        let mut free = f32::MIN;
        for (value, text) in marks {
            let (x, half) = (self.x(*value), text_width(text, 11.0) / 2.0 + 3.0);
            if x - half >= free {
                list.text(
                    x,
                    self.bottom + 16.0,
                    text.as_str(),
                    Label::small(Token::Ink3).at(Align::Middle),
                );
                free = x + half;
            }
        }
        list.text(
            (self.left + self.right) / 2.0,
            self.bottom + 32.0,
            name,
            Label::small(Token::Ink3).at(Align::Middle),
        );
    }

    /// A dotted upright line with its name at the foot, on the side where there is more room.
    pub fn upright(&self, value: f64, name: String, list: &mut DisplayList) {
        let x = self.x(value).round() + 0.5;
        list.items.push(Item::Polyline {
            points: vec![(x, self.top), (x, self.bottom)],
            colour: Token::ControlLine,
            width: 1.0,
            dash: Some((1.0, 3.0)),
        });
        let (x, align) = if x <= (self.left + self.right) / 2.0 + 1.0 {
            (x + 5.0, Align::Start)
        } else {
            (x - 5.0, Align::End)
        };
        let label = Label::small(Token::Ink3).at(align);
        list.text(x, self.bottom - 6.0, name, label);
    }

    /// Ranges first, then lines, then markers, then the names at the lines' ends, which make room for one another.
    pub fn series(&self, figures: &Figures, words: &dyn Words, list: &mut DisplayList) {
        let drawn: Vec<&Series> = figures
            .series
            .iter()
            .filter(|s| s.points.iter().any(|p| p.y.is_finite()))
            .collect();
        self.sent(figures, words, list);
        drawn.iter().for_each(|series| self.range(series, list));
        drawn.iter().for_each(|series| self.line(series, list));
        drawn.iter().for_each(|series| self.markers(series, list));
        self.names(&drawn, words, list);
    }

    /// What came with the link: dashed, with small rings, and one line that says whose it is.
    fn sent(&self, figures: &Figures, words: &dyn Words, list: &mut DisplayList) {
        let Some(sent) = &figures.sent else { return };
        for series in &sent.series {
            let points: Vec<(f32, f32)> = series
                .points
                .iter()
                .map(|p| (self.x(p.x), self.y(p.y)))
                .collect();
            let colour = series_token(&series.executor);
            for (x, y) in &points {
                list.items.push(Item::Marker {
                    x: *x,
                    y: *y,
                    r: 3.0,
                    shape: Marker::Ring,
                    colour,
                    hollow: true,
                });
            }
            list.items.push(Item::Polyline {
                points,
                colour,
                width: 1.5,
                dash: Some((3.0, 3.0)),
            });
        }
        let name = counted("plot-sent", ("cores", f64::from(sent.cores)), &[]);
        let label = Label::small(Token::Ink2).at(Align::Start);
        list.text(
            self.left + 8.0,
            self.top + 10.0,
            words.message(&name),
            label,
        );
    }

    /// Names of the lines that reach the right edge stand there, one below the other; the others stand below their last
    /// point, or above it where another line begins below.
    fn names(&self, drawn: &[&Series], words: &dyn Words, list: &mut DisplayList) {
        let ends = drawn
            .iter()
            .filter_map(|s| s.points.last().map(|p| (self.x(p.x), self.y(p.y), *s)));
        let furthest = ends.clone().map(|e| e.0).fold(self.left, f32::max);
        let (mut right, early): (Vec<_>, Vec<_>) =
            ends.partition(|e| e.0 >= furthest - 1.0 && e.0 > self.left + 1.0);
        right.sort_by(|a, b| a.1.total_cmp(&b.1));
        let wanted: Vec<f32> = right.iter().map(|e| e.1).collect();
        let placed = spread(&wanted, NAME_STEP, self.top, self.bottom);
        let beside = right
            .iter()
            .zip(placed)
            .map(|((x, _, series), y)| (x + 9.0, y + 4.0, *series));
        let taken = |x: f32, y: f32| {
            let points = drawn
                .iter()
                .flat_map(|s| &s.points)
                .map(|p| (self.x(p.x), self.y(p.y)));
            points
                .filter(|p| (p.0 - x).abs() < 12.0 && p.1 > y + 1.0 && p.1 < y + 30.0)
                .count()
                > 0
        };
        let apart = early.iter().map(|(x, y, series)| {
            (
                x + 2.0,
                if taken(*x, *y) { y - 9.0 } else { y + 18.0 },
                *series,
            )
        });
        for (x, y, series) in beside.chain(apart) {
            let label = Label::small(series_token(&series.executor))
                .larger()
                .strong();
            list.text(x, y, executor_name(&series.executor, words), label);
        }
    }

    fn range(&self, series: &Series, list: &mut DisplayList) {
        let points = || series.points.iter().filter(|p| p.y.is_finite());
        if !points().any(|p| p.high > p.low) {
            return;
        }
        let upper = points().map(|p| (self.x(p.x), self.y(p.high)));
        let lower = points().rev().map(|p| (self.x(p.x), self.y(p.low)));
        let colour = series_token(&series.executor);
        if points().count() == 1 {
            let p = series.points[0];
            let (x, w) = (self.x(p.x), 6.0);
            list.rect(
                x - w / 2.0,
                self.y(p.high),
                w,
                self.y(p.low) - self.y(p.high),
                Fill::Faint(colour),
            );
            return;
        }
        list.items.push(Item::Area {
            points: upper.chain(lower).collect(),
            fill: Fill::Faint(colour),
        });
    }

    fn line(&self, series: &Series, list: &mut DisplayList) {
        let points: Vec<(f32, f32)> = series
            .points
            .iter()
            .filter(|p| p.y.is_finite())
            .map(|p| (self.x(p.x), self.y(p.y)))
            .collect();
        if points.len() > 1 {
            let hollow = series_marker(&series.executor).1 && series.executor == "rayon-stock";
            let dash = hollow.then_some((2.0, 3.0));
            list.items.push(Item::Polyline {
                points,
                colour: series_token(&series.executor),
                width: 2.0,
                dash,
            });
        }
    }

    fn markers(&self, series: &Series, list: &mut DisplayList) {
        let (shape, hollow) = series_marker(&series.executor);
        for p in series.points.iter().filter(|p| p.y.is_finite()) {
            let colour = series_token(&series.executor);
            list.items.push(Item::Marker {
                x: self.x(p.x),
                y: self.y(p.y),
                r: 4.0,
                shape,
                colour,
                hollow,
            });
        }
    }
}

/// Heights as near as can be to the wanted ones (in order) that are at least `step` apart and within `top..=bottom` where there is room.
pub(super) fn spread(wanted: &[f32], step: f32, top: f32, bottom: f32) -> Vec<f32> {
    let mut placed: Vec<f32> = Vec::with_capacity(wanted.len());
    for y in wanted {
        let least = placed.last().map_or(top, |last| last + step);
        placed.push(y.max(least));
    }
    let mut most = bottom.max(top + step * wanted.len().saturating_sub(1) as f32);
    for y in placed.iter_mut().rev() {
        *y = y.min(most);
        most = *y - step;
    }
    placed
}
