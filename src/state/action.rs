//! What can happen to the page, and what it asks for.

use super::{Opened, Overlay, Pictures, ProgramTab, RunView, Theme};
use crate::cards::Cards;
use crate::i18n::Language;
use crate::keys::SingleKeys;
use crate::later::Later;
use crate::supervisor::{StartRequest, StopReason, SupervisorEvent};
use demos::Group;
use scenario::Message;
use std::rc::Rc;

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
    /// It is time to show what a run has added since the page was last drawn.
    ShowGrown,
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
    /// The code that comes later has come, or not.
    LaterCame(Option<Later>),
    /// Fetch it, unless it is here or on its way.
    FetchLater,
    /// The Rust text has come, or not.
    RustCame(&'static str, Option<Rc<str>>),
    /// Copy the link of the form as it is.
    Share,
    /// Copy the link of the run on the screen, with what it measured.
    ShareMeasured,
    /// Copy the program that is shown.
    CopyProgram,
    /// Save the program that is shown as a file.
    SaveProgram,
    /// Copying went well or was refused.
    CopyDone(Copied),
    /// The page could not be isolated from here: it stays as it is.
    NotIsolated,
    /// Save the run on the screen as a file that the page opens again.
    SaveRun,
    /// Let the person choose a saved run.
    AskFile,
    /// A saved run was read.
    FileCame(Rc<Opened>),
    /// A file could not be read or written.
    FileRefused(Message),
    /// Let the person choose pictures of their own.
    AskPictures,
    /// Files were looked at for pictures.
    PicturesCame(Rc<Pictures>),
    /// Take drawn pictures again.
    ForgetPictures,
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
    /// Fetch the code that comes later and answer with [`Action::LaterCame`].
    FetchLater,
    /// Fetch the Rust text of a demo's program and answer with [`Action::RustCame`].
    FetchRust(&'static str),
    /// Save a run as a file; trouble is answered with [`Action::FileRefused`].
    SaveRun(Box<RunView>),
    /// Let the person choose a file, read it, and answer with [`Action::FileCame`] or [`Action::FileRefused`].
    AskFile,
    /// Let the person choose pictures, and answer with [`Action::PicturesCame`].
    AskPictures,
    /// Fetch the recorded run of a demo and answer with [`Action::FileCame`]; without one nothing happens.
    FetchRecorded(&'static str),
}

/// Whether a change of address is a step in the history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Back returns to what was before.
    Push,
    /// It takes the place of what was before.
    Replace,
}
