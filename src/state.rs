//! The state of the page: one value, the actions that change it, and the effects that a change asks for. Pure: tested without a browser.
//!
//! [`reduce()`] is the only writer. `app.rs` carries effects out and answers by further actions.

mod action;
mod card;
mod history;
mod later;
mod machine;
mod pictures;
mod recorded;
mod reduce;
mod run;
#[cfg(test)]
mod tests;
mod texts;

use crate::cards::Shelf;
use crate::i18n::Language;
use crate::keys::SingleKeys;
use crate::later::Arrival;
use crate::supervisor::{FinishedRun, StopReason, SupervisorEvent};
use core::cell::RefCell;
use demos::{Group, Listing};
use scenario::lesson::Lesson;
use scenario::link::SentPoints;
use scenario::{Draft, Message, Notice, Scenario, validate};
use std::collections::BTreeSet;
use std::rc::Rc;

pub use action::{Action, Copied, Effect, Step, Ticket};
pub use card::CardRef;
pub use history::History;
pub use machine::Machine;
pub use pictures::{OwnPictures, Pictures, there as pictures_there};
pub use recorded::{Opened, Origin, Reason};
pub use reduce::{reduce, verdict_message};
pub use run::{Ended, RunView};

/// Everything that the screen is made of.
#[derive(Clone, Debug, PartialEq)]
pub struct AppState {
    /// The demo that is open.
    pub card: CardRef,
    /// The cards of each group, as far as they were fetched.
    pub shelves: [Shelf; Group::ALL.len()],
    /// What the open demo teaches; empty while its group's cards are not here.
    pub lesson: Rc<Lesson>,
    /// Its form, as typed.
    pub draft: Draft,
    /// What was wrong with the link that was opened.
    pub notices: Vec<Notice>,
    /// What the author of the link measured, until another link or demo is opened.
    pub sent: Option<Rc<SentPoints>>,
    /// What went wrong when a run or the engine was started; said in place of a result, beside what was there before.
    pub trouble: Option<Message>,
    /// Where the present run is.
    pub phase: Phase,
    /// The run on the screen: the present one, or the last one until the next has begun.
    pub shown: Option<RunView>,
    /// Runs that were asked for and have not begun, in that order; only the last one will.
    pub coming: Vec<RunView>,
    /// The code that comes later, as far as it was fetched.
    pub later: Arrival,
    /// How runs ended that are shown as over once that code has come, or failed to.
    pub held: Vec<FinishedRun>,
    /// Runs whose promise waits for that code as well, to be given its report.
    pub owing: Vec<RunView>,
    /// A run out of a file that waits for the present one to end.
    pub opening: Option<Rc<Opened>>,
    /// The person's own pictures.
    pub pictures: OwnPictures,
    /// What the machine and the browser offer.
    pub machine: Machine,
    /// Language of the page.
    pub language: Language,
    /// Light, dark, or as the system says.
    pub theme: Theme,
    /// Demos that were run on this browser.
    pub seen: BTreeSet<String>,
    /// What lies over the page.
    pub overlay: Overlay,
    /// What stands in the search field.
    pub search: String,
    /// What the program card shows.
    pub tab: ProgramTab,
    /// The Rust program of a demo, once it was asked for: its demo, and the text or `None` while it comes.
    pub rust: Option<(&'static str, Rust)>,
    /// What the live region says.
    pub announced: Option<Message>,
    /// What was last copied, so that its button can say so.
    pub copied: Option<Copied>,
    /// Whether single keys act.
    pub single_keys: SingleKeys,
    /// The compact view for a frame.
    pub embed: bool,
}

/// The present state, as the app, the keyboard and the door see it.
pub type Shared = Rc<RefCell<Rc<AppState>>>;

/// Where the present run is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Phase {
    /// Nothing runs.
    #[default]
    Idle,
    /// A run waits for its workers.
    Starting {
        /// Workers it needs; 0 while that is not known.
        wanted: u32,
        /// Workers of those that are there.
        ready: u32,
    },
    /// The program runs.
    Running,
    /// It was asked to leave; on the screen it still runs until it has.
    Stopping,
}

impl Phase {
    /// Whether a run is on its way, on, or leaving.
    pub fn is_busy(self) -> bool {
        self != Phase::Idle
    }
}

/// The colours of the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system says.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// All, in the order of the switch.
    pub const ALL: [Theme; 3] = [Theme::System, Theme::Light, Theme::Dark];

    /// The word in links and in storage.
    pub fn id(self) -> &'static str {
        match self {
            Theme::System => "system",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    /// The theme with this word.
    pub fn from_id(id: &str) -> Option<Theme> {
        Theme::ALL.into_iter().find(|t| t.id() == id)
    }
}

impl From<scenario::link::Theme> for Theme {
    fn from(theme: scenario::link::Theme) -> Self {
        match theme {
            scenario::link::Theme::Light => Theme::Light,
            scenario::link::Theme::Dark => Theme::Dark,
        }
    }
}

/// What lies over the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Overlay {
    /// Nothing.
    #[default]
    None,
    /// The list of keys.
    Help,
    /// The gallery, on screens where it is a drawer.
    Gallery,
}

/// Which text the program card shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ProgramTab {
    /// The equivalent Python.
    #[default]
    Python,
    /// The program that really runs.
    Rust,
}

/// The Rust text of a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rust {
    /// Asked for.
    Coming,
    /// Here.
    Text(Rc<str>),
    /// It could not be fetched.
    Missing,
}

impl AppState {
    /// The page with a demo's defaults, nothing run.
    pub fn new(card: CardRef, machine: Machine) -> Self {
        AppState {
            card,
            shelves: Default::default(),
            lesson: Rc::default(),
            draft: Draft::new(),
            notices: Vec::new(),
            sent: None,
            trouble: None,
            phase: Phase::Idle,
            shown: None,
            coming: Vec::new(),
            later: Arrival::default(),
            held: Vec::new(),
            owing: Vec::new(),
            opening: None,
            pictures: OwnPictures::default(),
            machine,
            language: Language::default(),
            theme: Theme::default(),
            seen: BTreeSet::new(),
            overlay: Overlay::None,
            search: String::new(),
            tab: ProgramTab::default(),
            rust: None,
            announced: None,
            copied: None,
            single_keys: SingleKeys::On,
            embed: false,
        }
    }

    /// The scenario that the form describes, and what is wrong with the form.
    pub fn checked(&self) -> (Scenario, Vec<Notice>) {
        validate(&self.card.spec, self.draft.clone())
    }

    /// The cards of the open demo's group.
    pub fn shelf(&self) -> &Shelf {
        &self.shelves[self.card.group() as usize]
    }

    /// The equivalent Python of the form as it is; `None` while the cards are not here.
    pub fn python(&self) -> Option<Listing> {
        match self.shelf() {
            Shelf::Here(cards) => Some(cards.python(&self.checked().0)),
            _ => None,
        }
    }

    /// The link of the form as it is, with `#/`.
    pub fn link(&self) -> String {
        format!("#/{}", scenario::link::encode(&self.checked().0))
    }

    /// The newest run: the one that comes, else the one on the screen.
    pub fn newest(&self) -> Option<&RunView> {
        self.coming.last().or(self.shown.as_ref())
    }

    /// The run on the screen, if it is of the open demo: another demo's run goes on, but the cards show the open demo only.
    pub fn shown_here(&self) -> Option<&RunView> {
        self.shown.as_ref().filter(|view| view.card == self.card)
    }

    /// Equal but for what the threads of the run on the screen have written, and for the code that comes later: what stands still during a run
    /// needs neither.
    pub fn is_same_but_history(&self, other: &AppState) -> bool {
        let Some(theirs) = &other.shown else {
            return self == other;
        };
        let mut copy = self.clone();
        copy.later = other.later;
        if let Some(ours) = copy
            .shown
            .as_mut()
            .filter(|ours| ours.number == theirs.number)
        {
            ours.history = theirs.history.clone();
        }
        copy == *other
    }
}
