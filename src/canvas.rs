//! Paints a display list on a canvas: the only caller of Canvas2D. No arithmetic beyond device pixels.

mod palette;

use palette::present;
use plot::display::{Align, DisplayList, FAINT, Fill, Item, Marker, Token, text_width};
use wasm_bindgen::{Clamped, JsCast};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, ImageData};

pub use palette::Palette;

/// A canvas that is painted again and again.
pub struct Canvas {
    element: HtmlCanvasElement,
    context: CanvasRenderingContext2d,
}

impl Canvas {
    /// Over an element of the page; `None` where there is no 2D context.
    pub fn new(element: HtmlCanvasElement) -> Option<Canvas> {
        let context = element.get_context("2d").ok()??.dyn_into().ok()?;
        Some(Canvas { element, context })
    }

    /// Whether this is the canvas of that element.
    pub fn is_over(&self, element: &HtmlCanvasElement) -> bool {
        &self.element == element
    }

    /// The list as an SVG document in the colours of the present theme; `None` where these cannot be read.
    pub fn svg(&self, list: &DisplayList) -> Option<String> {
        let palette = present(1.0, &self.context)?;
        Some(plot::svg::to_svg(list, &palette.theme()))
    }

    /// What is on the canvas now, as the address of a PNG file's data; `None` where the browser refuses.
    pub fn png(&self) -> Option<String> {
        self.element.to_data_url().ok()
    }

    /// Paints the list over whatever was there, `height` CSS pixels high. The canvas is made as large as the screen's pixels ask for.
    pub fn paint(&self, list: &DisplayList, height: f32) {
        let dpr = web_sys::window()
            .map_or(1.0, |w| w.device_pixel_ratio())
            .clamp(0.5, 4.0);
        let device = |css: f32| (f64::from(css) * dpr).round() as u32;
        let (width, height) = (device(list.width), device(height));
        if self.element.width() != width || self.element.height() != height {
            self.element.set_width(width);
            self.element.set_height(height);
        }
        let Some(palette) = present(dpr, &self.context) else {
            return;
        };
        self.context.set_fill_style_str(palette.colour(Token::Card));
        self.context
            .fill_rect(0.0, 0.0, width.into(), height.into());
        paint(list, &self.context, &palette, dpr);
    }
}

/// Puts a picture of 4 bytes a pixel on a canvas that has its size; nothing where the bytes are no rows of that width.
pub fn put(element: &HtmlCanvasElement, width: u32, rgba: &[u8]) -> Option<()> {
    let context: CanvasRenderingContext2d = element.get_context("2d").ok()??.dyn_into().ok()?;
    let data = ImageData::new_with_u8_clamped_array(Clamped(rgba), width).ok()?;
    context.put_image_data(&data, 0.0, 0.0).ok()
}

/// Paints a list at `dpr` device pixels per CSS pixel.
///
/// # Cost
/// No allocation per item but for texts that are cut; a style is set only where it differs from the item before.
pub fn paint(list: &DisplayList, context: &CanvasRenderingContext2d, palette: &Palette, dpr: f64) {
    let mut pen = Pen {
        context,
        palette,
        dpr,
        fill: None,
        stroke: None,
        font: None,
        dashed: false,
        faint: false,
    };
    context.set_text_baseline("alphabetic");
    list.items.iter().for_each(|item| pen.item(item));
    pen.dash(None);
}

struct Pen<'a> {
    context: &'a CanvasRenderingContext2d,
    palette: &'a Palette,
    dpr: f64,
    fill: Option<Fill>,
    stroke: Option<(Token, u32)>,
    font: Option<(u32, bool, bool)>,
    dashed: bool,
    faint: bool,
}

impl Pen<'_> {
    fn px(&self, css: f32) -> f64 {
        f64::from(css) * self.dpr
    }

    fn item(&mut self, item: &Item) {
        let context = self.context;
        match item {
            Item::Rect {
                x,
                y,
                w,
                h,
                radius,
                fill,
                outline,
            } => {
                let area = (self.px(*x), self.px(*y), self.px(*w), self.px(*h));
                self.rect(area, self.px(*radius), *fill, *outline);
            }
            Item::Polyline {
                points,
                colour,
                width,
                dash,
            } => {
                self.set_stroke(*colour, *width);
                self.dash(*dash);
                self.trace(points);
                context.stroke();
            }
            Item::Area { points, fill } => {
                self.set_fill(*fill);
                self.trace(points);
                context.fill();
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
            Item::ClipBegin { x, y, w, h } => {
                self.clip(self.px(*x), self.px(*y), self.px(*w), self.px(*h));
            }
            Item::ClipEnd => {
                context.restore();
                self.forget_styles();
            }
        }
    }

    fn clip(&self, x: f64, y: f64, w: f64, h: f64) {
        let context = self.context;
        context.save();
        context.begin_path();
        context.rect(x, y, w, h);
        context.clip();
    }

    /// After a clip: the browser has put back the styles of its beginning.
    fn forget_styles(&mut self) {
        (self.fill, self.stroke, self.font, self.dashed, self.faint) =
            (None, None, None, true, true);
        self.set_faint(false);
    }

    fn rect(
        &mut self,
        (x, y, w, h): (f64, f64, f64, f64),
        radius: f64,
        fill: Fill,
        outline: Option<Token>,
    ) {
        let context = self.context;
        self.set_fill(fill);
        if radius <= 0.0 {
            context.fill_rect(x, y, w, h);
        } else {
            context.begin_path();
            // Fails for negative radii only.
            let _ = context.round_rect_with_f64(x, y, w, h, radius);
            context.fill();
        }
        let Some(token) = outline else { return };
        self.set_stroke(token, 1.0);
        self.dash(None);
        if radius <= 0.0 {
            context.stroke_rect(x, y, w, h)
        } else {
            context.stroke()
        }
    }

    fn trace(&self, points: &[(f32, f32)]) {
        self.context.begin_path();
        let mut points = points.iter();
        if let Some((x, y)) = points.next() {
            self.context.move_to(self.px(*x), self.px(*y));
        }
        points.for_each(|(x, y)| self.context.line_to(self.px(*x), self.px(*y)));
    }

    fn marker(&mut self, (x, y, r): (f32, f32, f32), shape: Marker, colour: Token, hollow: bool) {
        let context = self.context;
        self.dash(None);
        context.begin_path();
        match shape {
            // Fails for negative radii only.
            Marker::Circle | Marker::Ring => drop(context.arc(
                self.px(x),
                self.px(y),
                self.px(r),
                0.0,
                std::f64::consts::TAU,
            )),
            Marker::Cross => {
                self.set_stroke(colour, 3.0);
                for side in [1.0, -1.0] {
                    context.move_to(self.px(x - r), self.px(y - side * r));
                    context.line_to(self.px(x + r), self.px(y + side * r));
                }
                return context.stroke();
            }
            _ => {
                for (i, (dx, dy)) in plot::svg::corners(shape).iter().enumerate() {
                    let (x, y) = (self.px(x + dx * r), self.px(y + dy * r));
                    if i == 0 {
                        context.move_to(x, y)
                    } else {
                        context.line_to(x, y)
                    }
                }
                context.close_path();
            }
        }
        let hollow = hollow || shape == Marker::Ring;
        self.set_fill(Fill::Solid(if hollow { Token::Card } else { colour }));
        context.fill();
        self.set_stroke(
            if hollow { colour } else { Token::Card },
            if hollow { 2.0 } else { 1.0 },
        );
        context.stroke();
    }

    fn text(&mut self, item: &Item) {
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
            return;
        };
        let context = self.context;
        self.set_font(*size, *strong, *code);
        self.set_fill(Fill::Solid(*colour));
        context.set_text_align(match align {
            Align::Start => "left",
            Align::Middle => "center",
            Align::End => "right",
        });
        let (px, py) = (self.px(*x), self.px(*y));
        // Measuring costs: only texts that could be too long are measured. Errors of fillText concern nothing but numbers that are not finite.
        let _ = if *max_width > 0.0 && text_width(text, *size) * 1.25 > *max_width {
            context.fill_text(&self.cut(text, self.px(*max_width)), px, py)
        } else {
            context.fill_text(text, px, py)
        };
    }

    /// The longest beginning that fits, with an ellipsis where something is missing; nothing where no letter has room.
    fn cut(&self, text: &str, room: f64) -> String {
        let width = |text: &str| self.context.measure_text(text).map_or(0.0, |m| m.width());
        let whole = width(text);
        if whole <= room {
            return text.to_string();
        }
        let count = text.chars().count();
        let mut kept = (count as f64 * room / whole) as usize;
        while kept > 0 {
            let shown: String = text.chars().take(kept).chain(['…']).collect();
            if width(&shown) <= room {
                return shown;
            }
            kept -= 1;
        }
        String::new()
    }

    fn set_fill(&mut self, fill: Fill) {
        self.set_faint(matches!(fill, Fill::Faint(_)));
        if self.fill == Some(fill) {
            return;
        }
        self.fill = Some(fill);
        match fill {
            Fill::Solid(token) | Fill::Faint(token) => {
                self.context.set_fill_style_str(self.palette.colour(token))
            }
            Fill::Hatch(ground, mark) | Fill::Dots(ground, mark) => {
                match self.palette.pattern(fill) {
                    Some(pattern) => self.context.set_fill_style_canvas_pattern(pattern),
                    None => self.context.set_fill_style_str(
                        self.palette
                            .colour(if mark == Token::Blocked { mark } else { ground }),
                    ),
                }
            }
        }
    }

    fn set_faint(&mut self, faint: bool) {
        if self.faint != faint {
            self.faint = faint;
            self.context
                .set_global_alpha(if faint { FAINT.into() } else { 1.0 });
        }
    }

    fn set_stroke(&mut self, token: Token, width: f32) {
        self.set_faint(false);
        let width = self.px(width);
        let key = (token, (width * 16.0) as u32);
        if self.stroke != Some(key) {
            self.stroke = Some(key);
            self.context
                .set_stroke_style_str(self.palette.colour(token));
            self.context.set_line_width(width);
        }
    }

    fn set_font(&mut self, size: f32, strong: bool, code: bool) {
        let key = ((size * 4.0) as u32, strong, code);
        if self.font != Some(key) {
            self.font = Some(key);
            self.context
                .set_font(&self.palette.font(f64::from(size) * self.dpr, strong, code));
        }
    }

    fn dash(&mut self, dash: Option<(f32, f32)>) {
        if dash.is_none() && !self.dashed {
            return;
        }
        self.dashed = dash.is_some();
        let pattern = js_sys::Array::new();
        if let Some((on, off)) = dash {
            pattern.push(&self.px(on).into());
            pattern.push(&self.px(off).into());
        }
        // Fails for what is not a list of numbers only.
        let _ = self.context.set_line_dash(&pattern);
    }
}
