//! What the demos of processes promise, natively: everything but memories of their own, since all processes share this program's.
#![cfg(feature = "program")]

mod support;

use support::run;

#[test]
fn exit_codes_tell_how_processes_ended() {
    for (end, code, more) in [
        ("normal", 0, 0),
        ("exit", 3, 0),
        ("raise", 1, 2),
        ("terminate", -15, 0),
        ("kill", -9, 0),
    ] {
        for n in [1, 3, 16] {
            let ran = run(&format!(
                "process-start-join?n={n}&ends_by={end}&work=0.3&time_scale=0.05"
            ));
            ran.finished();
            let lines = ran.lines();
            let told = format!("Process-{n} {code}");
            assert_eq!(lines.last(), Some(&&*told), "{}: {lines:?}", ran.link);
            assert_eq!(lines.len(), n * (2 + more), "{}: {lines:?}", ran.link);
        }
    }
}
