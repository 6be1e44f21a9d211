//! A display list as SVG: for exports, and to look at drawings in tests.

use crate::display::{Align, DisplayList, FAINT, Fill, Item, Marker, Token};
use std::collections::BTreeSet;
use std::fmt::Write;

/// The colours of a drawing that leaves the page.
#[derive(Clone, Debug)]
pub struct Theme {
    /// One CSS colour per token, in the order of [`Token::ALL`].
    pub colours: Vec<String>,
    /// Font family of texts.
    pub font: String,
    /// Font family of code.
    pub code_font: String,
}

impl Theme {
    fn colour(&self, token: Token) -> &str {
        self.colours
            .get(token as usize)
            .map_or("currentColor", String::as_str)
    }
}

/// The picture as a document of its own, on the card's ground.
pub fn to_svg(list: &DisplayList, theme: &Theme) -> String {
    let (w, h) = (list.width, list.height);
    let mut svg = format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w} {h}" width="{w}" height="{h}" font-family="{}">"#,
        escape(&theme.font)
    );
    patterns(list, theme, &mut svg);
    let _ = writeln!(
        svg,
        r#"<rect width="{w}" height="{h}" fill="{}"/>"#,
        theme.colour(Token::Card)
    );
    let mut writer = Writer {
        svg,
        theme,
        clips: 0,
    };
    list.items.iter().for_each(|item| writer.item(item));
    writer.svg.push_str("</svg>\n");
    writer.svg
}

fn patterns(list: &DisplayList, theme: &Theme, svg: &mut String) {
    let fills = list.items.iter().filter_map(|item| match item {
        Item::Rect { fill, .. } | Item::Area { fill, .. } => Some(*fill),
        _ => None,
    });
    let mut known = BTreeSet::new();
    for fill in fills {
        let (ground, mark, dots) = match fill {
            Fill::Hatch(ground, mark) => (ground, mark, false),
            Fill::Dots(ground, mark) => (ground, mark, true),
            _ => continue,
        };
        if !known.insert((ground, mark, dots)) {
            continue;
        }
        let (id, ground, mark) = (pattern_id(fill), theme.colour(ground), theme.colour(mark));
        let shape = if dots {
            format!(r#"<circle cx="2" cy="2" r="0.9" fill="{mark}"/>"#)
        } else {
            format!(r#"<path d="M-1 1L1 -1M0 6L6 0M5 7L7 5" stroke="{mark}" stroke-width="1.4"/>"#)
        };
        let size = if dots { 4 } else { 6 };
        let _ = write!(
            svg,
            r#"<pattern id="{id}" width="{size}" height="{size}" patternUnits="userSpaceOnUse"><rect width="{size}" height="{size}" fill="{ground}"/>{shape}</pattern>"#
        );
    }
}

fn pattern_id(fill: Fill) -> String {
    match fill {
        Fill::Hatch(a, b) => format!("h{}-{}", a as u8, b as u8),
        Fill::Dots(a, b) => format!("d{}-{}", a as u8, b as u8),
        Fill::Solid(_) | Fill::Faint(_) => String::new(),
    }
}

struct Writer<'a> {
    svg: String,
    theme: &'a Theme,
    clips: usize,
}

impl Writer<'_> {
    fn item(&mut self, item: &Item) {
        let _ = match item {
            Item::Rect {
                x,
                y,
                w,
                h,
                radius,
                fill,
                outline,
            } => self.rect([*x, *y, *w, *h], *radius, *fill, *outline),
            Item::Polyline {
                points,
                colour,
                width,
                dash,
            } => self.polyline(points, *colour, *width, *dash),
            Item::Area { points, fill } => {
                let fill = self.fill(*fill);
                writeln!(self.svg, r#"<path d="{}Z" {fill}/>"#, path(points))
            }
            Item::Text { .. } => self.text(item),
            Item::Marker {
                x,
                y,
                r,
                shape,
                colour,
                hollow,
            } => self.marker((*x, *y, *r), *shape, *colour, *hollow),
            Item::ClipBegin { x, y, w, h } => self.clip([*x, *y, *w, *h]),
            Item::ClipEnd => writeln!(self.svg, "</g>"),
        };
    }

    fn rect(
        &mut self,
        area: [f32; 4],
        radius: f32,
        fill: Fill,
        outline: Option<Token>,
    ) -> std::fmt::Result {
        let [x, y, w, h] = area.map(n);
        let stroke = outline.map_or(String::new(), |o| {
            format!(r#" stroke="{}""#, self.theme.colour(o))
        });
        let fill = self.fill(fill);
        let round = if radius > 0.0 {
            format!(r#" rx="{}""#, n(radius))
        } else {
            String::new()
        };
        writeln!(
            self.svg,
            r#"<rect x="{x}" y="{y}" width="{w}" height="{h}"{round} {fill}{stroke}/>"#
        )
    }

    fn polyline(
        &mut self,
        points: &[(f32, f32)],
        colour: Token,
        width: f32,
        dash: Option<(f32, f32)>,
    ) -> std::fmt::Result {
        let dash = dash.map_or(String::new(), |(on, off)| {
            format!(r#" stroke-dasharray="{on} {off}""#)
        });
        let stroke = self.theme.colour(colour);
        writeln!(
            self.svg,
            r#"<path d="{}" fill="none" stroke="{stroke}" stroke-width="{width}"{dash}/>"#,
            path(points)
        )
    }

    fn marker(
        &mut self,
        (x, y, r): (f32, f32, f32),
        shape: Marker,
        colour: Token,
        hollow: bool,
    ) -> std::fmt::Result {
        let colour = self.theme.colour(colour);
        let card = self.theme.colour(Token::Card);
        let paint = match (shape, hollow) {
            (Marker::Cross, _) => format!(r#"fill="none" stroke="{colour}" stroke-width="3""#),
            (_, true) | (Marker::Ring, _) => {
                format!(r#"fill="{card}" stroke="{colour}" stroke-width="2""#)
            }
            _ => format!(r#"fill="{colour}" stroke="{card}""#),
        };
        writeln!(
            self.svg,
            r#"<path d="{}" {paint}/>"#,
            marker(shape, x, y, r)
        )
    }

    /// Opens a group that shows only what lies within the area.
    fn clip(&mut self, area: [f32; 4]) -> std::fmt::Result {
        self.clips += 1;
        let (id, [x, y, w, h]) = (self.clips, area.map(n));
        let clip = format!(
            r#"<clipPath id="c{id}"><rect x="{x}" y="{y}" width="{w}" height="{h}"/></clipPath>"#
        );
        writeln!(self.svg, r##"{clip}<g clip-path="url(#c{id})">"##)
    }

    fn fill(&self, fill: Fill) -> String {
        match fill {
            Fill::Solid(token) => format!(r#"fill="{}""#, self.theme.colour(token)),
            Fill::Faint(token) => format!(
                r#"fill="{}" fill-opacity="{FAINT}""#,
                self.theme.colour(token)
            ),
            Fill::Hatch(..) | Fill::Dots(..) => format!(r#"fill="url(#{})""#, pattern_id(fill)),
        }
    }

    fn text(&mut self, item: &Item) -> std::fmt::Result {
        let Item::Text {
            x,
            y,
            text,
            size,
            strong,
            code,
            colour,
            align,
            max_width,
        } = item
        else {
            return Ok(());
        };
        let anchor = match align {
            Align::Start => "",
            Align::Middle => r#" text-anchor="middle""#,
            Align::End => r#" text-anchor="end""#,
        };
        let weight = if *strong { r#" font-weight="600""# } else { "" };
        let family = if *code {
            format!(r#" font-family="{}""#, escape(&self.theme.code_font))
        } else {
            String::new()
        };
        let text = escape(&cut(text, *size, *max_width));
        let fill = self.theme.colour(*colour);
        writeln!(
            self.svg,
            r#"<text x="{}" y="{}" font-size="{size}"{weight}{family}{anchor} fill="{fill}">{text}</text>"#,
            n(*x),
            n(*y)
        )
    }
}

/// The beginning of a text that is about `max_width` wide, with an ellipsis where something is missing; 0 leaves it whole.
fn cut(text: &str, size: f32, max_width: f32) -> String {
    if max_width <= 0.0 || crate::display::text_width(text, size) <= max_width {
        return text.to_string();
    }
    let mut shown = String::new();
    for c in text.chars() {
        shown.push(c);
        if crate::display::text_width(&shown, size) + size > max_width {
            break;
        }
    }
    shown + "…"
}

/// Corners of a marker; circles as two arcs.
fn marker(shape: Marker, x: f32, y: f32, r: f32) -> String {
    let at = |dx: f32, dy: f32| (x + dx * r, y + dy * r);
    match shape {
        Marker::Circle | Marker::Ring => {
            let (left, d, r) = (n(x - r), n(2.0 * r), n(r));
            format!("M{left} {}a{r} {r} 0 1 0 {d} 0a{r} {r} 0 1 0 -{d} 0Z", n(y))
        }
        Marker::Cross => {
            path(&[at(-1.0, -1.0), at(1.0, 1.0)]) + &path(&[at(-1.0, 1.0), at(1.0, -1.0)])
        }
        _ => {
            path(
                &corners(shape)
                    .iter()
                    .map(|(dx, dy)| at(*dx, *dy))
                    .collect::<Vec<_>>(),
            ) + "Z"
        }
    }
}

/// Corners of a marker of half-width 1 around the origin; none for round ones and the cross.
pub fn corners(shape: Marker) -> &'static [(f32, f32)] {
    match shape {
        Marker::Square => &[(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)],
        Marker::Triangle => &[(0.0, -1.15), (1.1, 0.85), (-1.1, 0.85)],
        Marker::Diamond => &[(0.0, -1.25), (1.25, 0.0), (0.0, 1.25), (-1.25, 0.0)],
        Marker::Plus => &[
            (-0.4, -1.2),
            (0.4, -1.2),
            (0.4, -0.4),
            (1.2, -0.4),
            (1.2, 0.4),
            (0.4, 0.4),
            (0.4, 1.2),
            (-0.4, 1.2),
            (-0.4, 0.4),
            (-1.2, 0.4),
            (-1.2, -0.4),
            (-0.4, -0.4),
        ],
        Marker::Circle | Marker::Ring | Marker::Cross => &[],
    }
}

fn path(points: &[(f32, f32)]) -> String {
    let mut d = String::new();
    for (i, (x, y)) in points.iter().enumerate() {
        let _ = write!(d, "{}{} {}", if i == 0 { 'M' } else { 'L' }, n(*x), n(*y));
    }
    d
}

/// A coordinate with at most two decimals.
fn n(value: f32) -> String {
    let text = format!("{value:.2}");
    let short = text.trim_end_matches('0').trim_end_matches('.');
    if short == "-0" {
        "0".into()
    } else {
        short.to_string()
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
