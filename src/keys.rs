//! One table of keys: it drives the handlers, the tooltips and the list of keys.

/// What a key of the whole page does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// Run the demo.
    Run,
    /// Stop the run.
    Stop,
    /// Go to the search field.
    Search,
    /// The demo before this one.
    PreviousDemo,
    /// The demo after this one.
    NextDemo,
    /// Go to the card with this number, from 1.
    Card(u8),
    /// Show or hide the list of keys.
    Help,
    /// Close the topmost thing, then clear the selection.
    Close,
}

/// What a key does while the timeline has the focus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimelineCommand {
    /// Nearer.
    ZoomIn,
    /// Farther.
    ZoomOut,
    /// Earlier.
    PanLeft,
    /// Later.
    PanRight,
    /// The span before.
    PreviousSpan,
    /// The span after.
    NextSpan,
    /// The lane above.
    LaneUp,
    /// The lane below.
    LaneDown,
    /// The record before.
    PreviousRecord,
    /// The record after.
    NextRecord,
    /// Frame the selection.
    Frame,
    /// The whole run.
    Whole,
    /// Details of the selection.
    Details,
    /// Go to the field that finds spans.
    Find,
    /// A stretch begins at the cursor.
    StretchBegin,
    /// The stretch ends at the cursor.
    StretchEnd,
}

/// A row of a table: the keys, what they do, and the id of the sentence that says so.
#[derive(Debug)]
pub struct Binding<C: 'static> {
    /// `KeyboardEvent.key`, lower case for letters; any of them does it.
    pub keys: &'static [&'static str],
    /// Held with Ctrl or ⌘.
    pub modifier: bool,
    /// What it does.
    pub command: C,
    /// Id in `locales/`.
    pub label: &'static str,
}

const fn row<C>(keys: &'static [&'static str], command: C, label: &'static str) -> Binding<C> {
    Binding {
        keys,
        modifier: false,
        command,
        label,
    }
}

const fn held<C>(keys: &'static [&'static str], command: C, label: &'static str) -> Binding<C> {
    Binding {
        keys,
        modifier: true,
        command,
        label,
    }
}

/// Keys of the whole page. Those without a modifier act never inside an editable field, and can be switched off, except Escape.
pub const GLOBAL: &[Binding<Command>] = &[
    held(&["Enter"], Command::Run, "keys-run"),
    row(&["r"], Command::Run, "keys-run"),
    held(&["."], Command::Stop, "keys-stop"),
    row(&["/"], Command::Search, "keys-search"),
    row(&["["], Command::PreviousDemo, "keys-previous"),
    row(&["]"], Command::NextDemo, "keys-next"),
    row(&["1"], Command::Card(1), "keys-card-parameters"),
    row(&["2"], Command::Card(2), "keys-card-program"),
    row(&["3"], Command::Card(3), "keys-card-result"),
    row(&["4"], Command::Card(4), "keys-card-timeline"),
    row(&["5"], Command::Card(5), "keys-card-charts"),
    row(&["6"], Command::Card(6), "keys-card-output"),
    row(&["?"], Command::Help, "keys-help"),
    row(&["Escape"], Command::Close, "keys-close"),
];

/// Keys of the focused timeline.
pub const TIMELINE: &[Binding<TimelineCommand>] = &[
    row(&["w"], TimelineCommand::ZoomIn, "keys-zoom-in"),
    row(&["s"], TimelineCommand::ZoomOut, "keys-zoom-out"),
    row(&["a"], TimelineCommand::PanLeft, "keys-pan-left"),
    row(&["d"], TimelineCommand::PanRight, "keys-pan-right"),
    row(
        &["ArrowLeft"],
        TimelineCommand::PreviousSpan,
        "keys-previous-span",
    ),
    row(&["ArrowRight"], TimelineCommand::NextSpan, "keys-next-span"),
    row(&["ArrowUp"], TimelineCommand::LaneUp, "keys-lane-up"),
    row(&["ArrowDown"], TimelineCommand::LaneDown, "keys-lane-down"),
    row(
        &[","],
        TimelineCommand::PreviousRecord,
        "keys-previous-record",
    ),
    row(&["."], TimelineCommand::NextRecord, "keys-next-record"),
    row(&["f"], TimelineCommand::Frame, "keys-frame"),
    row(&["0"], TimelineCommand::Whole, "keys-whole"),
    row(&["Enter"], TimelineCommand::Details, "keys-details"),
    row(&["/"], TimelineCommand::Find, "keys-find"),
    row(&["b"], TimelineCommand::StretchBegin, "keys-stretch-begin"),
    row(&["e"], TimelineCommand::StretchEnd, "keys-stretch-end"),
];

/// A key as it was pressed.
#[derive(Clone, Copy, Debug)]
pub struct Pressed<'a> {
    /// `KeyboardEvent.key`.
    pub key: &'a str,
    /// Ctrl or ⌘ is held.
    pub modifier: bool,
    /// Alt is held: never ours.
    pub alt: bool,
}

/// Where a key was pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In a field that takes text: only keys with a modifier, and Escape, are ours.
    Editable,
    /// On the focused timeline: its own keys come first.
    Timeline,
    /// Anywhere else.
    Elsewhere,
}

/// Whether single keys act.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SingleKeys {
    /// They do.
    #[default]
    On,
    /// Only keys with a modifier, and Escape.
    Off,
}

/// What a pressed key does for the whole page, if anything.
pub fn global(pressed: Pressed<'_>, place: Place, single: SingleKeys) -> Option<Command> {
    let found = find(GLOBAL, pressed)?;
    let allowed = found.modifier
        || found.command == Command::Close
        || (single == SingleKeys::On
            && place != Place::Editable
            && !(place == Place::Timeline && timeline(pressed).is_some()));
    allowed.then_some(found.command)
}

/// What a pressed key does on the focused timeline, if anything.
pub fn timeline(pressed: Pressed<'_>) -> Option<TimelineCommand> {
    find(TIMELINE, pressed).map(|b| b.command)
}

fn find<'t, C>(table: &'t [Binding<C>], pressed: Pressed<'_>) -> Option<&'t Binding<C>> {
    if pressed.alt {
        return None;
    }
    let same = |key: &&str| {
        if key.len() == 1 {
            key.eq_ignore_ascii_case(pressed.key)
        } else {
            *key == pressed.key
        }
    };
    table
        .iter()
        .find(|b| b.modifier == pressed.modifier && b.keys.iter().any(same))
}

/// How a key is written on the page: `⌘` on a Mac, `Ctrl` elsewhere.
pub fn shown<C>(binding: &Binding<C>, mac: bool) -> String {
    let key = match binding.keys[0] {
        "ArrowLeft" => "←".to_string(),
        "ArrowRight" => "→".to_string(),
        "ArrowUp" => "↑".to_string(),
        "ArrowDown" => "↓".to_string(),
        "Escape" => "Esc".to_string(),
        key if key.len() == 1 => key.to_ascii_uppercase(),
        key => key.to_string(),
    };
    match (binding.modifier, mac) {
        (false, _) => key,
        (true, true) => format!("⌘ {key}"),
        (true, false) => format!("Ctrl {key}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(key: &str) -> Pressed<'_> {
        Pressed {
            key,
            modifier: false,
            alt: false,
        }
    }

    #[test]
    fn each_key_does_what_its_row_says_where_it_may() {
        let ctrl = |key| Pressed {
            key,
            modifier: true,
            alt: false,
        };
        for (pressed, place, single, expected) in [
            (
                press("r"),
                Place::Elsewhere,
                SingleKeys::On,
                Some(Command::Run),
            ),
            (
                press("R"),
                Place::Elsewhere,
                SingleKeys::On,
                Some(Command::Run),
            ),
            (press("r"), Place::Editable, SingleKeys::On, None),
            (press("r"), Place::Elsewhere, SingleKeys::Off, None),
            (
                ctrl("Enter"),
                Place::Editable,
                SingleKeys::Off,
                Some(Command::Run),
            ),
            (ctrl("r"), Place::Elsewhere, SingleKeys::On, None),
            (
                ctrl("."),
                Place::Timeline,
                SingleKeys::On,
                Some(Command::Stop),
            ),
            (
                press("Escape"),
                Place::Editable,
                SingleKeys::Off,
                Some(Command::Close),
            ),
            (
                press("?"),
                Place::Elsewhere,
                SingleKeys::On,
                Some(Command::Help),
            ),
            (
                press("4"),
                Place::Elsewhere,
                SingleKeys::On,
                Some(Command::Card(4)),
            ),
            (press("7"), Place::Elsewhere, SingleKeys::On, None),
        ] {
            assert_eq!(
                global(pressed, place, single),
                expected,
                "{pressed:?} in {place:?}, single keys {single:?}"
            );
        }
    }

    #[test]
    fn alt_is_left_to_the_browser() {
        assert_eq!(
            global(
                Pressed {
                    key: "1",
                    modifier: false,
                    alt: true
                },
                Place::Elsewhere,
                SingleKeys::On
            ),
            None
        );
    }

    #[test]
    fn no_key_stands_twice_in_a_table() {
        for (i, a) in GLOBAL.iter().enumerate() {
            for b in &GLOBAL[i + 1..] {
                assert!(
                    a.modifier != b.modifier || a.keys.iter().all(|k| !b.keys.contains(k)),
                    "{:?} twice",
                    a.keys
                );
            }
        }
    }

    #[test]
    fn the_timelines_letters_act_on_the_timeline_only() {
        assert_eq!(timeline(press("W")), Some(TimelineCommand::ZoomIn));
        assert_eq!(global(press("w"), Place::Elsewhere, SingleKeys::On), None);
    }
}
