//! The colours of the style sheet as a canvas needs them: read once, again when the theme changes.

use core::cell::RefCell;
use plot::Token;
use plot::display::Fill;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{CanvasPattern, CanvasRenderingContext2d, HtmlCanvasElement, MediaQueryList};

/// Colours, patterns and fonts of one theme at one resolution.
pub struct Palette {
    colours: Vec<String>,
    patterns: Vec<(Fill, CanvasPattern)>,
    ui: String,
    code: String,
}

/// Every pattern that a display list may ask for.
const PATTERNS: &[Fill] = &[
    Fill::Hatch(Token::BlockedPale, Token::Blocked),
    Fill::Hatch(Token::Card, Token::Ink3),
    Fill::Dots(Token::ReadyPale, Token::Ready),
];

impl Palette {
    fn read(dpr: f64, context: &CanvasRenderingContext2d) -> Option<Palette> {
        let window = web_sys::window()?;
        let style = window
            .get_computed_style(&window.document()?.document_element()?)
            .ok()??;
        let value = |name: &str| {
            style
                .get_property_value(name)
                .map(|v| v.trim().to_string())
                .unwrap_or_default()
        };
        let mut palette = Palette {
            colours: Token::ALL
                .iter()
                .map(|token| value(token.property()))
                .collect(),
            patterns: Vec::new(),
            ui: value("--font-ui"),
            code: value("--font-code"),
        };
        palette.patterns = PATTERNS
            .iter()
            .filter_map(|fill| Some((*fill, palette.draw(*fill, dpr, context)?)))
            .collect();
        Some(palette)
    }

    /// The same colours and fonts for a picture as a document.
    pub fn theme(&self) -> plot::svg::Theme {
        plot::svg::Theme {
            colours: self.colours.clone(),
            font: self.ui.clone(),
            code_font: self.code.clone(),
        }
    }

    /// CSS colour of a token.
    pub fn colour(&self, token: Token) -> &str {
        self.colours.get(token as usize).map_or("", String::as_str)
    }

    /// The pattern of a fill that has one.
    pub fn pattern(&self, fill: Fill) -> Option<&CanvasPattern> {
        self.patterns
            .iter()
            .find(|(known, _)| *known == fill)
            .map(|(_, pattern)| pattern)
    }

    /// Value for the context's `font`, `size` in device pixels.
    pub fn font(&self, size: f64, strong: bool, code: bool) -> String {
        let weight = if strong { "600 " } else { "" };
        format!(
            "{weight}{size:.1}px {}",
            if code { &self.code } else { &self.ui }
        )
    }

    fn draw(
        &self,
        fill: Fill,
        dpr: f64,
        context: &CanvasRenderingContext2d,
    ) -> Option<CanvasPattern> {
        let (ground, mark, tile) = match fill {
            Fill::Hatch(ground, mark) => (ground, mark, 6.0),
            Fill::Dots(ground, mark) => (ground, mark, 4.0),
            Fill::Solid(_) | Fill::Faint(_) => return None,
        };
        let canvas: HtmlCanvasElement = web_sys::window()?
            .document()?
            .create_element("canvas")
            .ok()?
            .dyn_into()
            .ok()?;
        // A tile of whole device pixels, or its borders would show.
        let side = (tile * dpr).round().max(2.0);
        canvas.set_width(side as u32);
        canvas.set_height(side as u32);
        let pen: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
        pen.set_fill_style_str(self.colour(ground));
        pen.fill_rect(0.0, 0.0, side, side);
        pen.begin_path();
        if let Fill::Dots(..) = fill {
            pen.set_fill_style_str(self.colour(mark));
            pen.arc(
                side / 2.0,
                side / 2.0,
                0.9 * dpr,
                0.0,
                std::f64::consts::TAU,
            )
            .ok()?;
            pen.fill();
        } else {
            pen.set_stroke_style_str(self.colour(mark));
            pen.set_line_width(1.4 * dpr);
            for shift in [-side, 0.0, side] {
                pen.move_to(shift - dpr, side + dpr);
                pen.line_to(shift + side + dpr, -dpr);
            }
            pen.stroke();
        }
        context
            .create_pattern_with_html_canvas_element(&canvas, "repeat")
            .ok()?
    }
}

/// The palette of the present theme for every canvas, read anew only when something that decides it has changed.
#[derive(Default)]
struct Palettes {
    media: Option<[MediaQueryList; 2]>,
    last: Option<(Key, Rc<Palette>)>,
}

#[derive(PartialEq)]
struct Key {
    theme: Option<String>,
    system: [bool; 2],
    dpr: f64,
}

thread_local! {
    static PALETTES: RefCell<Palettes> = RefCell::default();
}

/// The palette to paint with now.
pub fn present(dpr: f64, context: &CanvasRenderingContext2d) -> Option<Rc<Palette>> {
    PALETTES.with_borrow_mut(|palettes| palettes.present(dpr, context))
}

impl Palettes {
    fn present(&mut self, dpr: f64, context: &CanvasRenderingContext2d) -> Option<Rc<Palette>> {
        let window = web_sys::window()?;
        if self.media.is_none() {
            let query = |text: &str| window.match_media(text).ok().flatten();
            self.media = Some([
                query("(prefers-color-scheme: dark)")?,
                query("(forced-colors: active)")?,
            ]);
        }
        let media = self.media.as_ref()?;
        let theme = window
            .document()?
            .document_element()?
            .get_attribute("data-theme");
        let key = Key {
            theme,
            system: [media[0].matches(), media[1].matches()],
            dpr,
        };
        if let Some((_, palette)) = self.last.as_ref().filter(|(known, _)| *known == key) {
            return Some(palette.clone());
        }
        let palette = Rc::new(Palette::read(dpr, context)?);
        self.last = Some((key, palette.clone()));
        Some(palette)
    }
}
