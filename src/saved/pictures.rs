//! Pictures that a person chooses or drops: decoded by the browser, here, and kept in this tab.

use super::with_later;
use crate::state::{Action, Pictures};
use scenario::pictures::{MOST, OwnPicture, encode, fitted};
use std::rc::Rc;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    CanvasRenderingContext2d, File, FileList, HtmlCanvasElement, HtmlInputElement, ImageBitmap,
};
use yew::Callback;

/// A file larger than this is not looked at.
const FILE_MOST: f64 = (64 << 20) as f64;
/// Characters of a file's name that are kept.
const NAME_MOST: usize = 80;

/// Whether the first of these files says that it is a picture.
pub fn are_pictures(files: &FileList) -> bool {
    files.get(0).is_some_and(|file| is_picture(&file))
}

fn is_picture(file: &File) -> bool {
    file.type_().starts_with("image/")
}

/// Takes what is a picture of these files, and says what came of it.
pub fn take(files: &FileList, dispatch: Callback<Action>) {
    let files = (0..files.length()).filter_map(|at| files.get(at)).collect();
    with_later(dispatch, |later, dispatch| {
        (later.saved.pictures)(files, dispatch)
    });
}

/// Lets the person choose pictures and takes them; nothing happens where they choose none.
pub fn ask(dispatch: Callback<Action>) {
    let document = web_sys::window().and_then(|w| w.document());
    let input = document.and_then(|d| d.create_element("input").ok());
    let Some(input) = input.and_then(|i| i.dyn_into::<HtmlInputElement>().ok()) else {
        return;
    };
    input.set_type("file");
    input.set_multiple(true);
    input.set_accept("image/*");
    let chosen = input.clone();
    let listener = Closure::once_into_js(move || {
        if let Some(files) = chosen.files().filter(|files| files.length() > 0) {
            take(&files, dispatch);
        }
    });
    input.set_onchange(listener.dyn_ref());
    input.click();
}

pub(super) fn take_now(files: Vec<File>, dispatch: Callback<Action>) {
    spawn_local(async move {
        let given = files.len();
        let looked_at = |file: &File| is_picture(file) && file.size() <= FILE_MOST;
        let files: Vec<File> = files.into_iter().filter(looked_at).take(MOST).collect();
        let mut pictures = Vec::new();
        for file in &files {
            // What this browser cannot decode is counted.
            pictures.extend(decoded(file, files.len()).await.ok());
        }
        dispatch.emit(Action::PicturesCame(Rc::new(Pictures {
            count: pictures.len(),
            left_out: given - pictures.len(),
            bytes: Rc::new(encode(&pictures)),
        })));
    });
}

/// One of `count` pictures, on white where it lets through, no larger than all together may be.
async fn decoded(file: &File, count: usize) -> Result<OwnPicture, JsValue> {
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    let bitmap = JsFuture::from(window.create_image_bitmap_with_blob(file)?).await?;
    let bitmap: ImageBitmap = bitmap.dyn_into()?;
    let (width, height) = fitted((bitmap.width(), bitmap.height()), count);
    let document = window.document().ok_or(JsValue::NULL)?;
    let canvas: HtmlCanvasElement = document.create_element("canvas")?.dyn_into()?;
    canvas.set_width(width);
    canvas.set_height(height);
    let context = canvas.get_context("2d")?.ok_or(JsValue::NULL)?;
    let context: CanvasRenderingContext2d = context.dyn_into()?;
    let (across, down) = (f64::from(width), f64::from(height));
    context.set_fill_style_str("#fff");
    context.fill_rect(0.0, 0.0, across, down);
    context.draw_image_with_image_bitmap_and_dw_and_dh(&bitmap, 0.0, 0.0, across, down)?;
    bitmap.close();
    let rgba = context.get_image_data(0.0, 0.0, across, down)?.data();
    Ok(OwnPicture {
        name: file.name().chars().take(NAME_MOST).collect(),
        width,
        height,
        rgb: rgba
            .chunks_exact(4)
            .flat_map(|pixel| [pixel[0], pixel[1], pixel[2]])
            .collect(),
    })
}
