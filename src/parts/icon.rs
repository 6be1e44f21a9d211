//! The few pictures of the page's own.

use yew::prelude::*;

/// The logo: three lanes that overlap in time. Decoration: its name stands beside it.
pub fn logo() -> Html {
    html! {
        <svg class="pp-header__logo" viewBox="0 0 20 20" aria-hidden="true">
            <rect x="1" y="3" width="11" height="3.4" rx="1.7" fill="var(--state-running)" />
            <rect x="5" y="8.3" width="14" height="3.4" rx="1.7" fill="var(--accent)" />
            <rect x="3" y="13.6" width="9" height="3.4" rx="1.7" fill="var(--state-transfer)" />
        </svg>
    }
}
