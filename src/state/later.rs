//! The code that comes later: when it is asked for, and what waits for it.

use super::reduce::finish;
use super::*;
use crate::later::Later;

/// Asks for it, unless it is here or on its way.
pub(super) fn fetch_later(state: &mut AppState) -> Vec<Effect> {
    if matches!(state.later, Arrival::Coming | Arrival::Here(_)) {
        return Vec::new();
    }
    state.later = Arrival::Coming;
    vec![Effect::FetchLater]
}

/// It has come, or not: runs that have ended meanwhile are over now, and the one on the screen is summed up.
pub(super) fn later_came(state: &mut AppState, later: Option<Later>) -> Vec<Effect> {
    state.later = later.map_or(Arrival::Missing, Arrival::Here);
    if let Some(view) = &mut state.shown {
        view.sum_up(state.later);
    }
    let mut effects = release(state);
    for mut view in core::mem::take(&mut state.owing) {
        view.sum_up(state.later);
        effects.extend(settle(state, &view));
    }
    if later.is_none() {
        state.announced = Some(Message::new("later-missing"));
    }
    effects
}

/// A run has ended: it is shown as over once there is something to show it with.
pub(super) fn finish_or_hold(state: &mut AppState, finished: FinishedRun) -> Vec<Effect> {
    if state.later == Arrival::Coming {
        state.held.push(finished);
        return Vec::new();
    }
    finish(state, finished)
}

/// Gives the promise that waits for a run's report what it waits for; where the code for that is still on its way, when it has come.
pub(super) fn settle(state: &mut AppState, ended: &RunView) -> Vec<Effect> {
    let Some(ticket) = ended.ticket else {
        return Vec::new();
    };
    match ended.report_json(state.later) {
        Some(json) => vec![Effect::Resolve(ticket, json)],
        None if state.later == Arrival::Coming => {
            state.owing.push(ended.clone());
            Vec::new()
        }
        None => vec![Effect::Reject(ticket, Message::new("later-missing"))],
    }
}

/// Ends the runs whose end was held back: nobody may be kept waiting longer.
pub(super) fn release(state: &mut AppState) -> Vec<Effect> {
    let held = core::mem::take(&mut state.held);
    held.into_iter()
        .flat_map(|finished| finish(state, finished))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::{Page, able};
    use super::*;
    use scenario::Verdict;

    /// A page whose first run has ended while the code that comes later is on its way.
    fn held() -> Page {
        let mut page = Page::open(able());
        page.state.later = Arrival::Unasked;
        let effects = page.act(Action::RunLink {
            link: String::new(),
            ticket: Ticket(1),
        });
        assert!(effects.contains(&Effect::FetchLater), "{effects:?}");
        page.act(Action::Numbered(1));
        page.event(SupervisorEvent::Started { run: 1 });
        assert_eq!(page.ends(1, Verdict::Finished), []);
        assert_eq!(page.state.phase, Phase::Running);
        page
    }

    fn resolves(effects: &[Effect], number: u32) -> bool {
        effects
            .iter()
            .any(|effect| matches!(effect, Effect::Resolve(ticket, _) if ticket.0 == number))
    }

    fn rejects(effects: &[Effect], number: u32) -> bool {
        effects.iter().any(|effect| {
            matches!(effect, Effect::Reject(ticket, message) if ticket.0 == number && message.id == "later-missing")
        })
    }

    fn report(page: &Page) -> Option<&report::summary::Report> {
        page.state.shown.as_ref()?.ended.as_ref()?.report.as_ref()
    }

    #[test]
    fn a_run_that_ends_first_is_over_once_the_code_has_come() {
        let mut page = held();
        let effects = page.act(Action::LaterCame(Arrival::default().here()));
        assert!(resolves(&effects, 1), "{effects:?}");
        assert_eq!(page.state.phase, Phase::Idle);
        assert!(page.state.held.is_empty());
    }

    #[test]
    fn code_that_does_not_come_costs_no_run_and_is_asked_for_again() {
        let mut page = held();
        let effects = page.act(Action::LaterCame(None));
        assert!(rejects(&effects, 1), "{effects:?}");
        assert_eq!(page.state.phase, Phase::Idle);
        assert!(report(&page).is_none());
        assert_eq!(page.state.later, Arrival::Missing);
        let announced = page.state.announced.clone().expect("said");
        assert_eq!(announced.id, "later-missing");
        assert_eq!(page.act(Action::FetchLater), [Effect::FetchLater]);
        assert_eq!(page.act(Action::FetchLater), []);
        page.act(Action::LaterCame(Arrival::default().here()));
        assert!(report(&page).is_some());
    }

    #[test]
    fn the_next_run_does_not_wait_and_takes_nothing_from_the_last() {
        let mut page = held();
        let effects = page.act(Action::Run);
        assert!(!rejects(&effects, 1), "{effects:?}");
        page.act(Action::Numbered(2));
        page.event(SupervisorEvent::Started { run: 2 });
        page.ends(2, Verdict::Stopped);
        assert_eq!(page.state.phase, Phase::Running);
        let effects = page.act(Action::LaterCame(Arrival::default().here()));
        assert!(resolves(&effects, 1), "{effects:?}");
        assert_eq!(page.state.phase, Phase::Idle);
    }

    #[test]
    fn stop_does_not_wait_for_code_that_is_long_in_coming() {
        let mut page = held();
        assert_eq!(page.act(Action::Stop), []);
        assert_eq!(page.state.phase, Phase::Idle);
        let effects = page.act(Action::LaterCame(Arrival::default().here()));
        assert!(resolves(&effects, 1), "{effects:?}");
    }

    #[test]
    fn a_run_that_waited_for_the_last_to_leave_lets_it_end_first() {
        let mut page = Page::open(able());
        page.state.later = Arrival::Unasked;
        page.act(Action::RunLink {
            link: String::new(),
            ticket: Ticket(1),
        });
        page.act(Action::Numbered(1));
        page.event(SupervisorEvent::Started { run: 1 });
        page.act(Action::Run);
        page.act(Action::Numbered(2));
        assert_eq!(page.ends(1, Verdict::Stopped), []);
        let effects = page.event(SupervisorEvent::Started { run: 2 });
        assert!(!rejects(&effects, 1), "{effects:?}");
        assert_eq!(page.state.phase, Phase::Running);
        let effects = page.act(Action::LaterCame(Arrival::default().here()));
        assert!(resolves(&effects, 1), "{effects:?}");
    }
}
