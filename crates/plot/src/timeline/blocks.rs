//! Level of detail: from any number of state spans to at most one block per pixel.

use super::{Sums, near};
use crate::scale::TimeScale;
use report::{Lane, Ns, Span, SpanKind};
use trace::kinds::{Cause, ThreadState};

/// What a state looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Class {
    /// Solid.
    Running,
    /// Hatched with outline.
    Blocked,
    /// Flat with outline.
    Sleeping,
    /// Dotted with outline.
    Ready,
}

/// Number of classes.
pub(crate) const CLASSES: usize = 4;

impl Class {
    /// Every class, in the order of its number.
    pub const ALL: [Class; CLASSES] = [
        Class::Running,
        Class::Blocked,
        Class::Sleeping,
        Class::Ready,
    ];

    /// The class of a state span; `None` for what is not drawn (new, ended) and for other kinds of span.
    pub fn of(kind: SpanKind) -> Option<Class> {
        match kind {
            SpanKind::State(ThreadState::Running, _) => Some(Class::Running),
            SpanKind::State(ThreadState::Ready, _)
            | SpanKind::State(ThreadState::Blocked, Cause::Gil) => Some(Class::Ready),
            SpanKind::State(ThreadState::Blocked, Cause::Sleep | Cause::Io) => {
                Some(Class::Sleeping)
            }
            SpanKind::State(ThreadState::Blocked, _) => Some(Class::Blocked),
            _ => None,
        }
    }

    /// The word in class names of style sheets.
    pub fn id(self) -> &'static str {
        match self {
            Class::Running => "running",
            Class::Blocked => "blocked",
            Class::Sleeping => "sleeping",
            Class::Ready => "ready",
        }
    }
}

/// A stretch of a lane that is drawn alike.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Block {
    pub x0: f32,
    pub x1: f32,
    pub class: Class,
    /// Index of its span; `None` where several were merged, which then shows the class that took most time.
    pub span: Option<usize>,
}

/// Spans shorter than this many pixels are merged with their neighbours.
pub(crate) const NARROW_PX: f32 = 2.0;

/// The end of a span, the last known moment for one that goes on.
pub(crate) fn end_of(span: &Span, now: Ns) -> Ns {
    if span.end == Ns::OPEN {
        Ns(now.0.max(span.start.0))
    } else {
        span.end
    }
}

/// The blocks of a lane within the scale, in order, not overlapping.
///
/// # Cost
/// Of each bucket of two to four pixels at most one merged and one single block: at most one block per pixel, and for each so many looks as
/// the logarithm of the spans in it.
pub(crate) fn blocks(
    lane: &Lane,
    index: usize,
    sums: &Sums,
    scale: &TimeScale,
    now: Ns,
) -> Vec<Block> {
    let states = &lane.states;
    let bucket = scale.bucket(NARROW_PX);
    let narrow = |span: &Span| end_of(span, now).since(span.start) < bucket;
    let mut out: Vec<Block> = Vec::new();
    let mut i = near::first(states, |s| end_of(s, now) <= scale.start());
    while i < states.len() && states[i].start < scale.end() {
        let first = &states[i];
        let mut next = i + 1;
        if narrow(first) {
            let limit = Ns((first.start.0 / bucket + 1) * bucket);
            next = near::next(states, i + 1, |s| s.start < limit);
            if next > i + 1 && !narrow(&states[next - 1]) {
                next -= 1;
            }
        }
        let single = next == i + 1;
        let class = if single {
            Class::of(first.kind)
        } else {
            most(sums.between(index, i, next))
        };
        if let Some(class) = class {
            let block = Block {
                x0: scale.x_within(first.start, 4.0),
                x1: scale.x_within(end_of(&states[next - 1], now), 4.0),
                class,
                span: single.then_some(i),
            };
            push(&mut out, block, single && !narrow(first));
        }
        i = next;
    }
    out
}

/// Appends a block, or lengthens the last one where both are narrow, of one class and adjoin.
fn push(out: &mut Vec<Block>, block: Block, wide: bool) {
    match out.last_mut() {
        Some(last)
            if !wide
                && last.span.is_none()
                && last.class == block.class
                && block.x0 - last.x1 < 1.0 =>
        {
            last.x1 = block.x1
        }
        _ => out.push(Block {
            span: block.span.filter(|_| wide),
            ..block
        }),
    }
}

fn most(time: [u64; CLASSES]) -> Option<Class> {
    let (class, ns) = Class::ALL.into_iter().zip(time).max_by_key(|(_, ns)| *ns)?;
    (ns > 0).then_some(class)
}
