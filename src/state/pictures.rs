//! The person's own pictures: for a demo that makes pictures small, until they are given back. They stay in this tab.

use super::reduce::choose;
use super::*;

/// The demo that takes pictures.
const DEMO: &str = "thumbnails";

/// What was taken of the files that a person gave.
#[derive(PartialEq, Eq)]
pub struct Pictures {
    /// How many pictures.
    pub count: usize,
    /// Files that were not taken: no pictures, or too many.
    pub left_out: usize,
    /// The pictures, as `scenario::pictures::encode` writes them.
    pub bytes: Rc<Vec<u8>>,
}

impl core::fmt::Debug for Pictures {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Pictures({})", self.count)
    }
}

/// The pictures, and what was wrong with the files that were last given.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OwnPictures {
    /// Those that the next run takes.
    pub taken: Option<Rc<Pictures>>,
    /// Said beside the button.
    pub trouble: Option<Message>,
}

impl AppState {
    /// Whether the open demo can do with a person's own pictures.
    pub fn takes_pictures(&self) -> bool {
        self.card.spec.id == DEMO
    }

    /// What a run that a person starts takes along.
    pub(super) fn pictures_to_take(&self) -> Option<Rc<Pictures>> {
        self.pictures
            .taken
            .clone()
            .filter(|_| self.takes_pictures())
    }
}

/// What touches them.
pub(super) fn act(state: &mut AppState, action: Action) -> Vec<Effect> {
    match action {
        Action::AskPictures => vec![Effect::AskPictures],
        Action::PicturesCame(pictures) => came(state, pictures),
        Action::ForgetPictures => {
            state.pictures = OwnPictures::default();
            Vec::new()
        }
        _ => Vec::new(),
    }
}

/// Files were looked at. Where none is a picture, those that were there stay.
fn came(state: &mut AppState, pictures: Rc<Pictures>) -> Vec<Effect> {
    let left_out = pictures.left_out as f64;
    state.pictures.trouble = match (pictures.count, pictures.left_out) {
        (0, _) => Some(Message::new("pictures-none")),
        (_, 0) => None,
        _ => Some(
            Message::new("pictures-left-out")
                .number("count", left_out)
                .number("most", scenario::pictures::MOST as f64),
        ),
    };
    if pictures.count == 0 {
        state.announced.clone_from(&state.pictures.trouble);
        return Vec::new();
    }
    state.announced = Some(there(&pictures));
    state.pictures.taken = Some(pictures);
    if state.takes_pictures() {
        return Vec::new();
    }
    choose(state, DEMO)
}

/// How many there are.
pub fn there(pictures: &Pictures) -> Message {
    Message::new("pictures-there").number("count", pictures.count as f64)
}

/// What is said of a run that took them.
pub(super) fn used(pictures: &Pictures) -> Notice {
    Notice {
        field: None,
        message: Message::new("pictures-used").number("count", pictures.count as f64),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{Page, able};
    use super::*;

    fn pictures(count: usize, left_out: usize) -> Action {
        Action::PicturesCame(Rc::new(Pictures {
            count,
            left_out,
            bytes: Rc::new(vec![7; count]),
        }))
    }

    fn started(effects: &[Effect]) -> Option<usize> {
        let request = effects.iter().find_map(|effect| match effect {
            Effect::Start(request) => Some(request),
            _ => None,
        });
        let pictures = request.expect("a run").pictures.clone();
        pictures.map(|pictures| pictures.len())
    }

    #[test]
    fn pictures_open_their_demo_and_go_with_the_runs_that_a_person_starts_there() {
        let mut page = Page::open(able());
        let effects = page.act(pictures(3, 0));
        assert_eq!(page.state.card.spec.id, DEMO);
        assert!(
            effects
                .iter()
                .any(|effect| matches!(effect, Effect::Navigate { .. }))
        );
        assert_eq!(started(&page.act(Action::Run)), Some(3));
        let notices = &page.state.coming.last().expect("a run").notices;
        assert_eq!(notices.last().expect("said").message.id, "pictures-used");
        // Who asks by link asks for what the link says.
        let by_link = Action::RunLink {
            link: format!("#/{DEMO}?v=1"),
            ticket: Ticket(1),
        };
        assert_eq!(started(&page.act(by_link)), None);
        page.act(Action::Choose("speedup"));
        assert_eq!(started(&page.act(Action::Run)), None);
        page.act(Action::Choose(DEMO));
        page.act(Action::ForgetPictures);
        assert_eq!(started(&page.act(Action::Run)), None);
    }

    #[test]
    fn files_that_are_no_pictures_are_told_and_take_nothing_away() {
        let mut page = Page::open(able());
        page.act(pictures(2, 1));
        let trouble = page.state.pictures.trouble.clone().expect("said");
        assert_eq!(trouble.id, "pictures-left-out");
        page.act(pictures(0, 4));
        let trouble = page.state.pictures.trouble.clone().expect("said");
        assert_eq!(trouble.id, "pictures-none");
        assert_eq!(started(&page.act(Action::Run)), Some(2));
    }
}
