//! Pictures that a program returned.

use crate::canvas;
use crate::state::{Ended, RunView};
use scenario::TaskValue;
use std::rc::Rc;
use web_sys::HtmlCanvasElement;
use yew::prelude::*;

/// The pictures of a value by name: a record of nothing else.
pub fn pictures(value: &TaskValue) -> Option<&[(String, TaskValue)]> {
    let TaskValue::Record(pairs) = value else {
        return None;
    };
    let all = pairs
        .iter()
        .all(|(_, value)| matches!(value, TaskValue::Image { .. }));
    (all && !pairs.is_empty()).then_some(pairs)
}

/// All pictures of a run, each result's together under its name.
pub fn gallery(run: &RunView) -> Html {
    let Some(ended) = &run.ended else {
        return Html::default();
    };
    let results = ended.finished.outcome.results.iter().enumerate();
    let list = |(result, (name, value)): (usize, &(String, Result<TaskValue, _>))| {
        let count = pictures(value.as_ref().ok()?)?.len();
        let picture = |at| html! { <Picture ended={ended.clone()} {result} {at} /> };
        Some(html! {
            <ul class="pp-result__pictures" aria-label={name.clone()}>{ for (0..count).map(picture) }</ul>
        })
    };
    html! { <>{ for results.filter_map(list) }</> }
}

/// Which picture of which result.
#[derive(Clone, Properties)]
pub struct PictureProps {
    /// The run that returned it.
    pub ended: Rc<Ended>,
    /// Place of its result among all.
    pub result: usize,
    /// Its place in that result.
    pub at: usize,
}

impl PartialEq for PictureProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.ended, &other.ended) && (self.result, self.at) == (other.result, other.at)
    }
}

impl PictureProps {
    fn picture(&self) -> Option<&(String, TaskValue)> {
        let (_, value) = self.ended.finished.outcome.results.get(self.result)?;
        pictures(value.as_ref().ok()?)?.get(self.at)
    }
}

/// One picture with the last part of its name below. Accessible: an image called by that name and its size.
pub struct Picture {
    canvas: NodeRef,
}

impl Component for Picture {
    type Message = ();
    type Properties = PictureProps;

    fn create(_: &Context<Self>) -> Self {
        Picture {
            canvas: NodeRef::default(),
        }
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let Some((name, TaskValue::Image { width, height, .. })) = ctx.props().picture() else {
            return Html::default();
        };
        let file = name.rsplit('/').next().unwrap_or_default();
        html! {
            <li title={name.clone()}><canvas ref={self.canvas.clone()} role="img" aria-label={format!("{name}, {width} × {height}")}
                width={width.to_string()} height={height.to_string()}></canvas><code aria-hidden="true">{ file.to_owned() }</code></li>
        }
    }

    fn rendered(&mut self, ctx: &Context<Self>, _: bool) {
        if let (Some((_, TaskValue::Image { width, rgba, .. })), Some(element)) = (
            ctx.props().picture(),
            self.canvas.cast::<HtmlCanvasElement>(),
        ) {
            // Without a 2D context the name is left.
            let _ = canvas::put(&element, *width, rgba);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_of_pictures_alone_is_shown_as_pictures() {
        let image = || TaskValue::Image {
            width: 1,
            height: 1,
            rgba: vec![0; 4],
        };
        let record = |values: Vec<TaskValue>| {
            TaskValue::Record(values.into_iter().map(|v| ("a".to_owned(), v)).collect())
        };
        let rows = [
            (record(vec![image(), image()]), Some(2)),
            (record(vec![image(), TaskValue::Unit]), None),
            (record(vec![]), None),
            (image(), None),
        ];
        for (value, expected) in rows {
            assert_eq!(pictures(&value).map(<[_]>::len), expected, "{value:?}");
        }
    }
}
