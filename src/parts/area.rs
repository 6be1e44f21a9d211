//! The areas of the screen that stand still while a run goes on.

use super::Dispatch;
use crate::i18n::Translator;
use crate::state::AppState;
use crate::{explain, gallery, parts, program, setup};
use std::rc::Rc;
use yew::prelude::*;

/// What every area is drawn from.
#[derive(Clone)]
pub struct Screen {
    /// Speaks.
    pub t: Translator,
    /// Sends.
    pub dispatch: Dispatch,
    /// The state to draw.
    pub state: Rc<AppState>,
    /// Lines of the Python listing that run now, from 0.
    pub running: Vec<usize>,
}

/// An area by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// The head of the page.
    Header,
    /// The demos.
    Gallery,
    /// Title, idea, Run and Stop.
    Title,
    /// The form.
    Parameters,
    /// The program.
    Program,
    /// What to see.
    Explain,
    /// Previous and next demo.
    Turn,
    /// The foot and the list of keys.
    Foot,
}

#[derive(Properties)]
pub struct AreaProps {
    /// Which.
    pub which: Which,
    /// What it is drawn from.
    pub screen: Screen,
}

/// Equal when the area would look the same. What stands still is given the same state as long as nothing else changes than what a run's
/// threads write, so its address tells of most areas; the gallery alone has as many parts as all others, and says what it reads.
impl PartialEq for AreaProps {
    fn eq(&self, other: &Self) -> bool {
        let (one, two) = (&self.screen, &other.screen);
        let same = match self.which {
            Which::Gallery => gallery::Shown::of(&one.state) == gallery::Shown::of(&two.state),
            Which::Program => Rc::ptr_eq(&one.state, &two.state) && one.running == two.running,
            _ => Rc::ptr_eq(&one.state, &two.state),
        };
        same && self.which == other.which && one.t == two.t && one.dispatch == two.dispatch
    }
}

/// One area, drawn again only when something that it shows has changed.
///
/// One component for all of them: each further component type costs every visitor about 3 KB, and none of them has a state of its own.
#[function_component(Area)]
pub fn area(props: &AreaProps) -> Html {
    let screen = &props.screen;
    match props.which {
        Which::Header => parts::header(screen),
        Which::Gallery => gallery::gallery(screen),
        Which::Title => setup::title(screen),
        Which::Parameters => setup::parameters(screen),
        Which::Program => program::program(screen),
        Which::Explain => explain::explain(screen),
        Which::Turn => gallery::turn(screen),
        Which::Foot => parts::foot(screen),
    }
}
