//! From a link to the program it names. (Interim: until the table of demos is there.)

use runtime::thread;
use scenario::Outcome;

/// Runs it.
pub fn run(link: &str) -> Outcome {
    let count: u32 = link.rsplit('=').next().and_then(|n| n.parse().ok()).unwrap_or(1);
    let handles: Vec<_> = (0..count)
        .filter_map(|n| {
            let body: Box<dyn FnOnce() + Send> = if link.starts_with("spin") {
                Box::new(|| loop {
                    runtime::stop::check();
                })
            } else if link.starts_with("deaf") {
                Box::new(|| loop {
                    std::hint::spin_loop();
                })
            } else {
                Box::new(|| {
                    let w = runtime::futex::Word::new(0);
                    let d = runtime::blocking::Deadline::after(core::time::Duration::from_secs(1));
                    while runtime::blocking::block(&w, 0, Some(d), &runtime::blocking::Wait::on(trace::kinds::Cause::Sleep, 0)) == runtime::blocking::Woken::Again {}
                })
            };
            thread::start(&format!("t{n}"), body).ok()
        })
        .collect();
    for h in &handles {
        h.join(None);
    }
    Outcome::default()
}
