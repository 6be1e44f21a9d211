//! The report is valid against its schema, says everything that automation needs, and stays compact.

mod support;

use report::summary::summarise;
use scenario::message::{Argument, Message, Notice};
use scenario::outcome::{Check, TaskError};
use scenario::{Outcome, TaskValue, Value, Verdict};
use serde_json::{Value as Json, json};
use support::{Run, facts, run, schema, timeline};
use trace::entry::Entry;
use trace::kinds::RecordKind;
use trace::reader::{Batch, SlotBatch};
use trace::record::{Record, TaskStatus};

fn the_schema() -> Json {
    serde_json::from_str(include_str!("../../../docs/report.schema.json"))
        .expect("the schema is JSON")
}

fn value(report: &report::summary::Report) -> Json {
    serde_json::from_str(&report.to_json()).expect("the report is JSON")
}

fn assert_valid(report: &Json) {
    let errors = schema::errors(&the_schema(), report);
    assert!(errors.is_empty(), "{}", errors.join("\n"));
}

#[test]
fn a_report_of_everything_is_valid_against_the_published_schema() {
    let runs: Vec<Run> = ["cpu", "io"]
        .into_iter()
        .flat_map(|load| {
            [
                run(load, "serial", 1, 50_000_000),
                run(load, "threads", 4, 50_000_000),
            ]
        })
        .collect();
    let mut facts = facts();
    let message = Message {
        id: "notice-range",
        arguments: vec![("value", Argument::Text("x".into()))],
    };
    facts.notices = vec![Notice {
        field: Some("tasks".into()),
        message,
    }];
    facts.parameters = vec![
        ("tasks".into(), Value::Integer(8)),
        ("latency".into(), Value::Duration(0.5)),
        ("executors".into(), Value::Choices(vec!["serial".into()])),
        ("traced".into(), Value::Flag(true)),
        ("list".into(), Value::Integers(vec![1, 2])),
    ];
    let error = TaskError {
        kind: "ValueError".into(),
        message: "no".into(),
    };
    let image = TaskValue::Image {
        width: 2,
        height: 1,
        rgba: vec![0; 8],
    };
    facts.outcome = Some(Outcome {
        results: vec![
            (
                "list".into(),
                Ok(TaskValue::List(vec![image, TaskValue::Float(f64::NAN)])),
            ),
            ("bad".into(), Err(error.clone())),
        ],
        checks: vec![Check {
            id: "check-equal".into(),
            held: true,
            seen: "8".into(),
        }],
        error: Some(error),
    });
    facts.verdict = Verdict::Failed;
    let report = value(&summarise(&timeline(&runs), &facts));
    assert_valid(&report);
    assert_eq!(
        report["results"][0]["value"],
        json!([{ "image": { "width": 2, "height": 1 } }, "NaN"])
    );
    assert_eq!(report["parameters"]["latency"], json!(0.5));
}

#[test]
fn a_report_of_nothing_is_valid_too() {
    let mut facts = facts();
    (facts.outcome, facts.verdict, facts.crash) = (None, Verdict::Crashed, Some("trap".into()));
    let report = value(&summarise(&report::Timeline::default(), &facts));
    assert_valid(&report);
    assert_eq!(
        (&report["crash"], &report["measurements"]),
        (&json!("trap"), &json!([]))
    );
}

#[test]
fn measurements_tell_their_times_and_each_task() {
    let runs = [
        run("cpu", "serial", 1, 10_000_000),
        run("cpu", "threads", 2, 10_000_000),
    ];
    let report = value(&summarise(&timeline(&runs), &facts()));
    let threads = &report["measurements"][1];
    assert_eq!(threads["makespan_ms"], json!(40));
    assert_eq!(threads["speed_up"], json!(2));
    assert_eq!(threads["utilisation"], json!(1));
    assert_eq!(threads["tasks"]["worker"], json!([2, 3, 2, 3, 2, 3, 2, 3]));
    assert_eq!(threads["tasks"]["value"], json!([0, 1, 2, 3, 4, 5, 6, 7]));
    let length = |task: usize| {
        let at = |column: &str| threads["tasks"][column][task].as_f64().expect("a number");
        at("end_ms") - at("start_ms")
    };
    assert!(
        (0..8).all(|task| (length(task) - 10.0).abs() < 0.002),
        "each task lasts 10 ms"
    );
    let setting = &report["settings"][1];
    assert_eq!(
        setting["speed_up"],
        json!({ "median": 2, "low": 2, "high": 2, "n": 1 })
    );
    assert_eq!(report["threads"].as_array().map(Vec::len), Some(3));
}

#[test]
fn a_stopped_run_still_tells_every_task_that_ended() {
    let info = trace::entry::Measurement {
        id: 1,
        load: "cpu".into(),
        executor: "threads".into(),
        workers: 1,
        repeat: 0,
        tasks: 3,
        x: None,
    };
    let error = Entry::TaskError {
        measurement: 1,
        task: 1,
        kind: "ValueError".into(),
        message: "no".into(),
    };
    let slot = SlotBatch {
        records: vec![
            Record::new(RecordKind::ThreadBegin, 0, 1),
            Record::new(RecordKind::MeasureBegin, 1_000, 1),
            Record::new(RecordKind::MeasureReady, 2_000, 1),
            Record::new(RecordKind::TaskBegin, 2_000, 1).with(0, 0),
            Record::task_end(3_000, 1, 0, TaskStatus::Unit, 0),
            Record::new(RecordKind::TaskBegin, 3_000, 1).with(1, 0),
            Record::task_end(4_000, 1, 1, TaskStatus::Error, 0),
            Record::new(RecordKind::TaskBegin, 4_000, 1).with(2, 0),
        ],
        entries: vec![Entry::Measurement(info), error],
        ..SlotBatch::default()
    };
    let mut timeline = report::Timeline::default();
    timeline.ingest(&Batch {
        at_ns: 9_000,
        slots: vec![slot],
        ..Batch::default()
    });
    timeline.finish();
    let mut facts = facts();
    (facts.verdict, facts.outcome) = (Verdict::Stopped, None);
    let report = value(&summarise(&timeline, &facts));
    assert_valid(&report);
    let measurement = &report["measurements"][0];
    assert_eq!(measurement["makespan_ms"], Json::Null);
    assert_eq!(measurement["tasks"]["worker"], json!([1, 1, null]));
    assert_eq!(
        measurement["tasks"]["errors"],
        json!({ "1": { "kind": "ValueError", "message": "no" } })
    );
    assert_eq!(report["why"]["arguments"], json!({ "done": 2, "tasks": 3 }));
}

#[test]
fn ten_thousand_tasks_cost_at_most_sixty_bytes_each() {
    let mut long = run("cpu", "threads", 2, 1_234_567);
    long.tasks = 10_000;
    let json = summarise(&timeline(&[long]), &facts()).to_json();
    assert!(json.len() < 600_000, "{} bytes", json.len());
}
