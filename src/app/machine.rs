//! What the machine and the browser offer, read once.

use crate::state::Machine;
use js_sys::Reflect;
use wasm_bindgen::JsValue;

/// Rounds in which the clock's smallest step is looked for: enough to see it in any browser (5–100 µs), less than 3 ms in all.
const CLOCK_ROUNDS: usize = 20;

/// Reads the facts.
pub fn read() -> Machine {
    let Some(window) = web_sys::window() else {
        return Machine::default();
    };
    let navigator = window.navigator();
    let has = |name: &str| Reflect::get(&window, &JsValue::from(name)).is_ok_and(|v| v.is_truthy());
    Machine {
        cores: navigator.hardware_concurrency().max(1.0) as u32,
        isolated: has("crossOriginIsolated"),
        is_isolating: false,
        shared_memory: has("SharedArrayBuffer") && has("Atomics"),
        clock_us: clock_step_us(&window),
        browser: navigator
            .user_agent()
            .map(|agent| browser(&agent))
            .unwrap_or_default(),
        mac: navigator
            .platform()
            .is_ok_and(|p| p.starts_with("Mac") || p.starts_with("iP")),
    }
}

fn clock_step_us(window: &web_sys::Window) -> f64 {
    let Some(clock) = window.performance() else {
        return 0.0;
    };
    let mut smallest = f64::INFINITY;
    for _ in 0..CLOCK_ROUNDS {
        let start = clock.now();
        let mut now = clock.now();
        while now <= start {
            now = clock.now();
        }
        smallest = smallest.min(now - start);
    }
    // Steps of 5 µs come out as 4.9999…: a tenth of a microsecond is as fine as any browser goes.
    (smallest * 1e4).round() / 10.0
}

/// Name and version from the user agent: `Firefox 153.0`; the whole of it for a browser that is not known.
fn browser(agent: &str) -> String {
    // Edge also calls itself Chrome, and Chrome also calls itself Safari: the narrower name comes first.
    const KNOWN: [(&str, &str); 5] = [
        ("Edg/", "Edge"),
        ("Firefox/", "Firefox"),
        ("HeadlessChrome/", "Chrome"),
        ("Chrome/", "Chrome"),
        ("Version/", "Safari"),
    ];
    let found = KNOWN.iter().find_map(|(mark, name)| {
        let version = agent.split(mark).nth(1)?.split([' ', ';']).next()?;
        Some(format!("{name} {version}"))
    });
    found.unwrap_or_else(|| agent.to_string())
}

#[cfg(test)]
mod tests {
    use super::browser;

    #[test]
    fn a_browser_is_known_by_its_narrowest_name() {
        for (agent, expected) in [
            (
                "Mozilla/5.0 (X11) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36 Edg/156.1",
                "Edge 156.1",
            ),
            (
                "Mozilla/5.0 (X11) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/156.0.0.0 Safari/537.36",
                "Chrome 156.0.0.0",
            ),
            (
                "Mozilla/5.0 (X11; rv:153.0) Gecko/20100101 Firefox/153.0",
                "Firefox 153.0",
            ),
            ("Something else", "Something else"),
        ] {
            assert_eq!(browser(agent), expected);
        }
    }
}
