//! The display list: what canvas and SVG draw, in order, in CSS pixels. A colour is a token's name, resolved by whoever draws.

/// A design token of `www/styles/tokens.css` that stands for a colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Token {
    /// `--bg`
    Bg,
    /// `--card`
    Card,
    /// `--line`
    Line,
    /// `--ink`
    Ink,
    /// `--ink-2`
    Ink2,
    /// `--ink-3`
    Ink3,
    /// `--control-line`
    ControlLine,
    /// `--accent`
    Accent,
    /// `--accent-ink`
    AccentInk,
    /// `--state-running`
    Running,
    /// `--state-blocked`
    Blocked,
    /// `--state-blocked-pale`
    BlockedPale,
    /// `--state-ready`
    Ready,
    /// `--state-ready-pale`
    ReadyPale,
    /// `--state-sleeping`
    Sleeping,
    /// `--state-transfer`
    Transfer,
    /// `--state-crashed`
    Crashed,
    /// `--series-serial`
    SeriesSerial,
    /// `--series-threads`
    SeriesThreads,
    /// `--series-threads-gil`
    SeriesThreadsGil,
    /// `--series-processes`
    SeriesProcesses,
    /// `--series-work-stealing`
    SeriesWorkStealing,
    /// `--series-async`
    SeriesAsync,
    /// `--on-running`: text on a running span
    OnRunning,
}

impl Token {
    /// Every token, in the order of its number.
    pub const ALL: [Token; 24] = [
        Token::Bg,
        Token::Card,
        Token::Line,
        Token::Ink,
        Token::Ink2,
        Token::Ink3,
        Token::ControlLine,
        Token::Accent,
        Token::AccentInk,
        Token::Running,
        Token::Blocked,
        Token::BlockedPale,
        Token::Ready,
        Token::ReadyPale,
        Token::Sleeping,
        Token::Transfer,
        Token::Crashed,
        Token::SeriesSerial,
        Token::SeriesThreads,
        Token::SeriesThreadsGil,
        Token::SeriesProcesses,
        Token::SeriesWorkStealing,
        Token::SeriesAsync,
        Token::OnRunning,
    ];

    /// The custom property of `www/styles/tokens.css` that holds the colour.
    pub fn property(self) -> &'static str {
        match self {
            Token::Bg => "--bg",
            Token::Card => "--card",
            Token::Line => "--line",
            Token::Ink => "--ink",
            Token::Ink2 => "--ink-2",
            Token::Ink3 => "--ink-3",
            Token::ControlLine => "--control-line",
            Token::Accent => "--accent",
            Token::AccentInk => "--accent-ink",
            Token::Running => "--state-running",
            Token::Blocked => "--state-blocked",
            Token::BlockedPale => "--state-blocked-pale",
            Token::Ready => "--state-ready",
            Token::ReadyPale => "--state-ready-pale",
            Token::Sleeping => "--state-sleeping",
            Token::Transfer => "--state-transfer",
            Token::Crashed => "--state-crashed",
            Token::SeriesSerial => "--series-serial",
            Token::SeriesThreads => "--series-threads",
            Token::SeriesThreadsGil => "--series-threads-gil",
            Token::SeriesProcesses => "--series-processes",
            Token::SeriesWorkStealing => "--series-work-stealing",
            Token::SeriesAsync => "--series-async",
            Token::OnRunning => "--on-running",
        }
    }
}

/// How an area is filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fill {
    /// One colour.
    Solid(Token),
    /// Diagonal hatch of the second on the first.
    Hatch(Token, Token),
    /// Dots of the second on the first.
    Dots(Token, Token),
    /// One colour at [`FAINT`] of its strength (bands, areas).
    Faint(Token),
}

/// Strength of [`Fill::Faint`]: three ranges that lie on one another can still be told apart.
pub const FAINT: f32 = 0.18;

/// Which part of a text stands at its x.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// Its left edge.
    Start,
    /// Its middle.
    Middle,
    /// Its right edge.
    End,
}

/// A marker of a data series.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Marker {
    /// ■
    Square,
    /// ●
    Circle,
    /// ▲
    Triangle,
    /// ◆
    Diamond,
    /// ✚
    Plus,
    /// ○
    Ring,
    /// ✕: here a lane ended by a crash
    Cross,
}

/// One thing to draw.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// A filled rectangle, with an outline where one is named.
    Rect {
        /// Left.
        x: f32,
        /// Top.
        y: f32,
        /// Width.
        w: f32,
        /// Height.
        h: f32,
        /// Corner radius.
        radius: f32,
        /// Filling.
        fill: Fill,
        /// Outline, one pixel.
        outline: Option<Token>,
    },
    /// A line through points.
    Polyline {
        /// Points.
        points: Vec<(f32, f32)>,
        /// Colour.
        colour: Token,
        /// Width.
        width: f32,
        /// Dash pattern: `None` solid, `Some((on, off))`.
        dash: Option<(f32, f32)>,
    },
    /// A filled area bounded by points.
    Area {
        /// Corners.
        points: Vec<(f32, f32)>,
        /// Filling.
        fill: Fill,
    },
    /// A text.
    Text {
        /// Anchor.
        x: f32,
        /// Baseline.
        y: f32,
        /// Text.
        text: String,
        /// Font size in px: 11, 12 or 13.
        size: f32,
        /// Semi-bold.
        strong: bool,
        /// Code font.
        code: bool,
        /// Colour.
        colour: Token,
        /// What stands at `x`.
        align: Align,
        /// Wider than this it is cut with an ellipsis; 0 = never.
        max_width: f32,
    },
    /// A marker of a series.
    Marker {
        /// Centre.
        x: f32,
        /// Centre.
        y: f32,
        /// Half its width.
        r: f32,
        /// Shape.
        shape: Marker,
        /// Colour.
        colour: Token,
        /// Drawn as outline only (simulated).
        hollow: bool,
    },
    /// From here to the matching [`Item::ClipEnd`] only this rectangle is drawn in.
    ClipBegin {
        /// Left.
        x: f32,
        /// Top.
        y: f32,
        /// Width.
        w: f32,
        /// Height.
        h: f32,
    },
    /// End of the innermost clip.
    ClipEnd,
}

/// What to draw, in order, and how high the picture is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DisplayList {
    /// Things in the order of drawing.
    pub items: Vec<Item>,
    /// Width in CSS pixels.
    pub width: f32,
    /// Height in CSS pixels that the whole picture needs.
    pub height: f32,
}

impl DisplayList {
    /// A filled rectangle without outline.
    pub fn rect(&mut self, x: f32, y: f32, w: f32, h: f32, fill: Fill) {
        self.items.push(Item::Rect {
            x,
            y,
            w,
            h,
            radius: 0.0,
            fill,
            outline: None,
        });
    }

    /// A straight line.
    pub fn line(&mut self, from: (f32, f32), to: (f32, f32), colour: Token) {
        self.items.push(Item::Polyline {
            points: vec![from, to],
            colour,
            width: 1.0,
            dash: None,
        });
    }

    /// A text; see [`Label`] for what can be said of it.
    pub fn text(&mut self, x: f32, y: f32, text: impl Into<String>, label: Label) {
        self.items.push(Item::Text {
            x,
            y,
            text: text.into(),
            size: label.size,
            strong: label.strong,
            code: label.code,
            colour: label.colour,
            align: label.align,
            max_width: label.max_width,
        });
    }
}

/// How a text is set. Start from [`Label::small`] and change what differs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Label {
    /// Font size in px: 11, 12 or 13.
    pub size: f32,
    /// Semi-bold.
    pub strong: bool,
    /// Code font.
    pub code: bool,
    /// Colour.
    pub colour: Token,
    /// What stands at its x.
    pub align: Align,
    /// Wider than this it is cut with an ellipsis; 0 = never.
    pub max_width: f32,
}

impl Label {
    /// 11 px, from its left edge on, never cut.
    pub const fn small(colour: Token) -> Label {
        Label {
            size: 11.0,
            strong: false,
            code: false,
            colour,
            align: Align::Start,
            max_width: 0.0,
        }
    }

    /// The same, but `align` stands at its x.
    pub const fn at(self, align: Align) -> Label {
        Label { align, ..self }
    }

    /// The same, cut when it is wider than `max_width`.
    pub const fn within(self, max_width: f32) -> Label {
        Label { max_width, ..self }
    }

    /// The same in 12 px.
    pub const fn larger(self) -> Label {
        Label { size: 12.0, ..self }
    }

    /// The same in semi-bold.
    pub const fn strong(self) -> Label {
        Label {
            strong: true,
            ..self
        }
    }

    /// The same in the code font.
    pub const fn code(self) -> Label {
        Label { code: true, ..self }
    }
}

/// About how wide a text will be: Latin letters 0.58, wide (Chinese) letters 1 of the font size. Layout cannot measure: it has no fonts.
pub fn text_width(text: &str, size: f32) -> f32 {
    text.chars()
        .map(|c| if (c as u32) < 0x2E80 { 0.58 } else { 1.0 })
        .sum::<f32>()
        * size
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_stays_small() {
        assert_eq!(
            size_of::<Item>(),
            48,
            "one list holds thousands of these a frame"
        );
    }

    #[test]
    fn every_token_stands_at_its_number() {
        for (number, token) in Token::ALL.into_iter().enumerate() {
            assert_eq!(token as usize, number, "{token:?}");
        }
    }
}
