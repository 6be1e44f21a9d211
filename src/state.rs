//! The state of the page: one value, the actions that change it, and the effects that a change asks for. Pure: tested without a browser.
//!
//! [`reduce()`] is the only writer. `app.rs` carries effects out and answers by further actions.

mod card;
mod history;
mod machine;
mod reduce;
mod run;
#[cfg(test)]
mod tests;
mod texts;

use crate::cards::{Cards, Shelf};
use crate::i18n::Language;
use crate::keys::SingleKeys;
use crate::supervisor::{StartRequest, StopReason, SupervisorEvent};
use core::cell::RefCell;
use demos::{Group, Listing};
use scenario::lesson::Lesson;
use scenario::{Draft, Message, Notice, Scenario, validate};
use std::collections::BTreeSet;
use std::rc::Rc;

pub use card::CardRef;
pub use history::History;
pub use machine::Machine;
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
    /// What went wrong when a run or the engine was started; said in place of a result, beside what was there before.
    pub trouble: Option<Message>,
    /// Where the present run is.
    pub phase: Phase,
    /// The run on the screen: the present one, or the last one until the next has begun.
    pub shown: Option<RunView>,
    /// Runs that were asked for and have not begun, in that order; only the last one will.
    pub coming: Vec<RunView>,
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

/// What was copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Copied {
    /// The link.
    Link,
    /// The program.
    Program,
    /// Copying was refused; the text must be taken by hand.
    Refused,
}

/// Which promise of `window.parallelPlay.run` waits for a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ticket(pub u32);

/// Something happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Run the demo as its form says.
    Run,
    /// Stop the run.
    Stop,
    /// Open a link and run it; the promise gets the report.
    RunLink {
        /// The link, with or without `#`.
        link: String,
        /// The promise.
        ticket: Ticket,
    },
    /// A link was opened: at the start, by hand or by Back.
    Open(String),
    /// Open a demo with its defaults.
    Choose(&'static str),
    /// Open the demo so many places further on in the gallery.
    Turn(i32),
    /// Type into a field of the form.
    Edit {
        /// Key of the parameter.
        key: &'static str,
        /// As typed.
        text: String,
    },
    /// Put the whole form back to the defaults.
    Reset,
    /// The effect Start has given the newest run its number.
    Numbered(u32),
    /// The supervisor says.
    Supervisor(SupervisorEvent),
    /// Choose a theme.
    SetTheme(Theme),
    /// Choose a language.
    SetLanguage(Language),
    /// Let single keys act or not.
    SetSingleKeys(SingleKeys),
    /// Show this over the page, or close it when it is there.
    Toggle(Overlay),
    /// Close what lies over the page.
    Close,
    /// Type into the search field.
    Search(String),
    /// Go to the search field.
    FocusSearch,
    /// Go to the card with this number.
    ShowCard(u8),
    /// Show the other text of the program.
    SetTab(ProgramTab),
    /// The cards of a group have come, or not.
    CardsCame(Group, Option<Cards>),
    /// Fetch the open demo's cards again.
    FetchCards,
    /// The Rust text has come, or not.
    RustCame(&'static str, Option<Rc<str>>),
    /// Copy the link of the form as it is.
    Share,
    /// Copy the program that is shown.
    CopyProgram,
    /// Save the program that is shown as a file.
    SaveProgram,
    /// Copying went well or was refused.
    CopyDone(Copied),
}

/// Something is to be done outside the state.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Put the link into the address.
    Navigate {
        /// The link.
        link: String,
        /// Whether Back returns to what was before.
        step: Step,
    },
    /// Start a run, and answer with [`Action::Numbered`].
    Start(StartRequest),
    /// Stop the run.
    Stop(StopReason),
    /// Give a promise its report.
    Resolve(Ticket, Rc<str>),
    /// Tell a promise that its run cannot be.
    Reject(Ticket, Message),
    /// Dress the document: language, theme, title.
    Dress,
    /// Keep the chosen theme.
    KeepTheme,
    /// Keep the chosen language.
    KeepLanguage,
    /// Keep whether single keys act.
    KeepSingleKeys,
    /// Keep the demos that were run.
    KeepSeen,
    /// Put the focus into the search field.
    FocusSearch,
    /// Scroll to a card and give it the focus.
    ShowCard(u8),
    /// Copy the address of a link and answer with [`Action::CopyDone`].
    CopyLink(String),
    /// Copy a program and answer with [`Action::CopyDone`].
    CopyProgram(String),
    /// Save a text as a file.
    Save {
        /// Name of the file.
        name: String,
        /// Its text.
        text: String,
    },
    /// Load the engine of a group and keep workers for it: a demo of it is open.
    Prepare(Group),
    /// Fetch the cards of a group and answer with [`Action::CardsCame`].
    FetchCards(Group),
    /// Fetch the Rust text of a demo's program and answer with [`Action::RustCame`].
    FetchRust(&'static str),
}

/// Whether a change of address is a step in the history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Back returns to what was before.
    Push,
    /// It takes the place of what was before.
    Replace,
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
            trouble: None,
            phase: Phase::Idle,
            shown: None,
            coming: Vec::new(),
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

    /// Equal but for what the threads of the run on the screen have written.
    pub fn is_same_but_history(&self, other: &AppState) -> bool {
        let Some(theirs) = &other.shown else {
            return self == other;
        };
        let mut copy = self.clone();
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
