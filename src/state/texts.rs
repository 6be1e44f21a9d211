//! What is told of the open demo beside its form: its cards, and the Rust text of its program. Both are fetched.

use super::*;

/// Asks for the cards of the open demo's group, unless they are here or on their way.
pub(super) fn fetch_cards(state: &mut AppState) -> Vec<Effect> {
    let group = state.card.group();
    let shelf = &mut state.shelves[group as usize];
    if matches!(shelf, Shelf::Coming | Shelf::Here(_)) {
        return Vec::new();
    }
    *shelf = Shelf::Coming;
    vec![Effect::FetchCards(group)]
}

/// What the open demo teaches, as far as it is known.
pub(super) fn read_lesson(state: &mut AppState) {
    state.lesson = match state.shelf() {
        Shelf::Here(cards) => Rc::new(cards.lesson(state.card.id())),
        _ => Rc::default(),
    };
}

/// Asks for the Rust text, where its tab is open.
pub(super) fn fetch_rust(state: &mut AppState) -> Vec<Effect> {
    let id = state.card.spec.id;
    let here = matches!(&state.rust, Some((demo, rust)) if *demo == id && *rust != Rust::Missing);
    if state.tab == ProgramTab::Python || here {
        return Vec::new();
    }
    state.rust = Some((id, Rust::Coming));
    vec![Effect::FetchRust(id)]
}

/// Name and text of the program that is shown; none while the cards are not here.
pub(super) fn program_text(state: &AppState) -> Option<(String, String)> {
    let id = state.card.spec.id;
    let name = id.replace('-', "_");
    match (state.tab, &state.rust) {
        (ProgramTab::Rust, Some((demo, Rust::Text(text)))) if *demo == id => {
            Some((format!("{name}.rs"), text.to_string()))
        }
        _ => Some((format!("{name}.py"), state.python()?.text())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cards::Cards;

    fn page() -> AppState {
        AppState::new(CardRef(demos::opening()), Machine::default())
    }

    fn act(state: &mut AppState, action: Action) -> Vec<Effect> {
        let (next, effects) = reduce(state.clone(), action);
        *state = next;
        effects
    }

    fn came(group: Group) -> Action {
        Action::CardsCame(group, Some(Cards::answering(cards::answer)))
    }

    fn asked(effects: &[Effect]) -> Vec<Group> {
        let group = |effect: &Effect| match effect {
            Effect::FetchCards(group) => Some(*group),
            _ => None,
        };
        effects.iter().filter_map(group).collect()
    }

    #[test]
    fn the_cards_of_a_group_are_fetched_once_when_a_demo_of_it_is_opened() {
        let mut state = page();
        assert_eq!(
            asked(&act(&mut state, Action::Open("#/speedup".into()))),
            [Group::Start]
        );
        assert_eq!(
            asked(&act(&mut state, Action::Choose("thread-create"))),
            [Group::Threads]
        );
        act(&mut state, came(Group::Threads));
        for demo in ["thread-many", "cpu-or-io", "thread-create"] {
            assert_eq!(asked(&act(&mut state, Action::Choose(demo))), [], "{demo}");
        }
    }

    #[test]
    fn a_compact_page_stays_compact_when_its_address_is_loaded_again() {
        let able = Machine {
            isolated: true,
            shared_memory: true,
            ..Machine::default()
        };
        for action in [Action::Run, Action::Choose("cpu-or-io")] {
            let mut state = AppState::new(CardRef(demos::opening()), able.clone());
            act(&mut state, Action::Open("#/speedup?v=1&embed=1".into()));
            let effects = act(&mut state, action);
            let address = effects.iter().find_map(|effect| match effect {
                Effect::Navigate { link, .. } => Some(link.clone()),
                _ => None,
            });
            let address = address.unwrap();
            assert!(address.ends_with("&embed=1"), "{address}");
            assert!(
                !state.link().contains("embed"),
                "what is shared opens in full"
            );
        }
    }

    #[test]
    fn opening_a_demo_prepares_its_groups_engine() {
        let mut state = page();
        let effects = act(&mut state, Action::Open("#/thread-create?v=1".into()));
        assert!(effects.contains(&Effect::Prepare(Group::Threads)));
    }

    #[test]
    fn what_is_told_is_always_of_the_open_demo() {
        let mut state = page();
        act(&mut state, Action::Open("#/speedup".into()));
        act(&mut state, Action::Choose("thread-create"));
        act(&mut state, came(Group::Start));
        assert_eq!(*state.lesson, Lesson::default(), "not speedup's");
        assert_eq!(state.python(), None);
        act(&mut state, came(Group::Threads));
        let card = demos::card("thread-create").unwrap();
        assert_eq!(state.lesson.idea, card.idea.into());
        assert_eq!(state.python(), Some(card.python(&card.spec.defaults())));
        act(&mut state, Action::Choose("speedup"));
        assert_eq!(
            state.lesson.idea,
            demos::card("speedup").unwrap().idea.into()
        );
    }

    #[test]
    fn cards_that_did_not_come_can_be_fetched_again() {
        let mut state = page();
        act(&mut state, Action::Open("#/speedup".into()));
        assert_eq!(asked(&act(&mut state, Action::FetchCards)), [], "under way");
        act(&mut state, Action::CardsCame(Group::Start, None));
        assert_eq!(*state.shelf(), Shelf::Missing);
        assert_eq!(asked(&act(&mut state, Action::FetchCards)), [Group::Start]);
        act(&mut state, came(Group::Start));
        assert!(state.python().is_some());
    }

    #[test]
    fn a_program_that_is_not_here_is_neither_copied_nor_saved() {
        let mut state = page();
        assert_eq!(act(&mut state, Action::CopyProgram), []);
        assert_eq!(act(&mut state, Action::SaveProgram), []);
        act(&mut state, came(Group::Start));
        assert!(matches!(
            &act(&mut state, Action::SaveProgram)[..],
            [Effect::Save { name, text }] if name == "speedup.py" && text.contains("import time")
        ));
    }
}
