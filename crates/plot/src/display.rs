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

/// How an area is filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fill {
    /// One colour.
    Solid(Token),
    /// Diagonal hatch of the second on the first.
    Hatch(Token, Token),
    /// Dots of the second on the first.
    Dots(Token, Token),
    /// One colour at a quarter of its strength (bands, areas).
    Faint(Token),
}

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
