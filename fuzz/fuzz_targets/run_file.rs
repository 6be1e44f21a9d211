//! The reader of run files and everything that the page then does with a run: any bytes give a run or a typed error, never a panic; a run saved
//! again is read as the same run; and whatever was read can be summed up, drawn, searched and exported. Begin with a real file:
//! `crates/report/tests/files/v1.content` copied to `fuzz/corpus/run_file`.
#![no_main]

use libfuzzer_sys::fuzz_target;
use plot::Words;
use plot::timeline::moment::moment;
use plot::timeline::{Sums, View, layout, panel, search, table};
use report::export::{to_csv, to_trace_event};
use report::findings::findings;
use report::run_file::{Recorded, RunFile, VERSION, open, read, write};
use report::summary::{RunFacts, summarise};
use report::{Ns, Timeline};
use scenario::{Message, Text};

/// Ids for words.
struct Ids;

impl Words for Ids {
    fn message(&self, message: &Message) -> String {
        message.id.to_owned()
    }

    fn text(&self, text: Text) -> String {
        text.en.to_owned()
    }
}

fuzz_target!(|bytes: &[u8]| {
    let _ = open(bytes);
    let _ = read(bytes, 1);
    if let Ok(file) = read(bytes, VERSION) {
        let again = write(&file.recorded, &file.tape);
        let same = read(&again, VERSION).expect("what was read can be written");
        // Not the clock's step, which may be no number and then equals nothing.
        assert_eq!(same.recorded.link, file.recorded.link);
        assert_eq!(same.tape, file.tape);
        show(file);
    }
});

/// What the page does with a run that it has read.
fn show(
    RunFile {
        recorded,
        mut timeline,
        ..
    }: RunFile,
) {
    timeline.finish();
    let report = summarise(&timeline, &facts(recorded));
    report.to_json();
    let whole = (Ns(0), timeline.end);
    for finding in findings(&timeline, whole.0, whole.1) {
        assert!(!finding.message.id.is_empty());
    }
    draw(&timeline);
    panel(&timeline, whole, &Ids);
    table(&timeline, whole, &Ids);
    search(&timeline, "lock", &Ids);
    moment(&timeline, Ns(timeline.end.0 / 2), &Ids);
    to_csv(&timeline);
    to_trace_event(&timeline);
}

/// As a whole, and a part of it.
fn draw(timeline: &Timeline) {
    let mut sums = Sums::default();
    sums.update(timeline);
    let view = View::new(1440.0, 520.0, 24.0).fit(timeline.end);
    layout(timeline, &sums, &view, &Ids);
    let part = view.zoom_at(0.1, Ns(timeline.end.0 / 3), timeline.end);
    layout(timeline, &sums, &part, &Ids);
}

fn facts(recorded: Recorded) -> RunFacts {
    RunFacts {
        link: format!("#/{}", recorded.link),
        demo: "speedup".into(),
        parameters: Vec::new(),
        notices: Vec::new(),
        machine: recorded.machine,
        verdict: recorded.verdict,
        hidden: recorded.hidden,
        outcome: Some(recorded.outcome),
        crash: recorded.crash,
        processes: recorded.processes,
        hang: recorded.hang,
    }
}
