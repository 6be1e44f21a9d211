//! The demos of communication and shared memory: what the lesson promises, at the defaults and at the ends of the parameters.
#![cfg(feature = "program")]

mod support;

use scenario::TaskValue;
use support::{listing, python, run};
use trace::kinds::Transfer;

/// The same for the listing in a file of its own, which spawned processes load anew.
#[track_caller]
fn python_from_file(link: &str) -> Option<String> {
    let file = std::env::temp_dir().join(format!("listing-{}.py", std::process::id()));
    std::fs::write(&file, listing(link)).expect("a file to write to");
    let output = support::python3().arg(&file).output();
    std::fs::remove_file(&file).expect("it was there");
    Some(String::from_utf8_lossy(&output.ok()?.stdout).into_owned())
}

/// Lines of a run against those that python3 prints for the same link, both sorted: processes print when they come to it.
#[track_caller]
fn prints_what_python_prints(link: &str) {
    let ran = run(link);
    ran.finished();
    let Some(mut expected) = python(link) else {
        return;
    };
    let mut lines = ran.lines();
    expected.sort_unstable();
    lines.sort_unstable();
    assert_eq!(lines, expected, "{link}");
}

#[test]
fn a_pipe_brings_every_message_back_and_tells_its_end() {
    for link in [
        "ipc-pipe",
        "ipc-pipe?messages=20&bytes=1",
        "ipc-pipe?messages=2&bytes=1000000",
        "ipc-pipe?send_first=on&bytes=10000",
        "ipc-pipe?duplex=off&bytes=200000",
    ] {
        prints_what_python_prints(link);
    }
}

#[test]
fn transfers_leave_their_bytes_in_the_trace() {
    let ran = run("ipc-pipe?messages=2&bytes=5000");
    let mut bytes = [0; 2];
    for lane in &ran.timeline.lanes {
        for span in &lane.others {
            match span.kind {
                report::SpanKind::Transfer(Transfer::Send, len) => bytes[0] += len,
                report::SpanKind::Transfer(Transfer::Receive, len) => bytes[1] += len,
                _ => {}
            }
        }
    }
    // Each message goes there and back; a process is started with bytes, too.
    assert!(bytes[0] >= 20_000 && bytes[1] >= 20_000, "{bytes:?}");
}

#[test]
fn whoever_is_killed_while_it_talks_is_told_from_the_others_and_nobody_hangs() {
    for link in [
        "process-lab?count=30",
        "process-lab?count=12&fail_rate=100&bytes=200000",
        "process-lab?count=9&fail_rate=0&bytes=1",
    ] {
        prints_what_python_prints(link);
    }
}

#[test]
fn a_queue_gives_every_item_in_order_when_it_is_drained_in_time() {
    for link in [
        "ipc-queue",
        "ipc-queue?items=1",
        "ipc-queue?items=1000",
        "ipc-queue?drain=after-join&items=100",
    ] {
        prints_what_python_prints(link);
    }
}

#[test]
fn with_the_lock_nothing_is_lost_and_own_places_are_always_right() {
    for link in [
        "ipc-value-array?guarded=on&workers=8&rounds=500",
        "ipc-value-array?guarded=on&code=b&rounds=300",
        "ipc-value-array?guarded=on&code=B&rounds=300",
        "ipc-value-array?workers=1&code=q&rounds=70",
        "ipc-value-array?workers=1&code=d&rounds=70",
    ] {
        prints_what_python_prints(link);
    }
    let ran = run("ipc-value-array?workers=4&rounds=2000");
    ran.finished();
    let TaskValue::Integer(counter) = *ran.value("counter") else {
        panic!("not a number")
    };
    assert!((1..=8000).contains(&counter), "{counter}");
}

#[test]
fn a_block_is_one_memory_for_both_however_it_is_seen() {
    for link in [
        "shared-array-attach",
        "shared-array-attach?values=1&seen_as=uint8",
        "shared-array-attach?values=100",
    ] {
        prints_what_python_prints(link);
    }
    let ran = run("shared-array-attach?seen_as=float64");
    ran.finished();
    assert!(
        ran.lines()[1].starts_with("child sees ["),
        "{:?}",
        ran.lines()
    );
}

#[test]
fn with_the_lock_no_picture_is_torn() {
    for link in [
        "shared-image-tearing?guarded=on&writes=60",
        "shared-image-tearing?guarded=on&writes=200&height=8&width=8",
    ] {
        let ran = run(link);
        ran.finished();
        assert_eq!(*ran.value("torn"), TaskValue::Integer(0), "{link}");
    }
    let ran = run("shared-image-tearing?writes=60");
    assert!(
        ran.outcome.is_some() && ran.hang.is_none(),
        "without one it ends too"
    );
}

/// What stands after the figures, which differ.
fn sums(lines: &[&str]) -> Vec<String> {
    let named = lines.iter().filter_map(|line| {
        let (name, _) = line.split_once(": ")?;
        let (_, sum) = line.split_once(", sum ")?;
        Some(format!("{name} {sum}"))
    });
    named.collect()
}

#[test]
fn every_way_brings_the_same_bytes_as_in_python() {
    for (link, sizes) in [
        ("ipc-compare?sends=10", 4),
        ("ipc-compare?sends=300&bytes=1", 1),
        ("ipc-compare?sends=3&bytes=1000000,16", 2),
        ("ipc-compare?sends=50&bytes=64,100&answer=on", 2),
    ] {
        let ran = run(link);
        println!("{link}: {:?}", ran.lines());
        ran.finished();
        let ours = sums(&ran.lines());
        assert_eq!(ours.len(), 5 * sizes, "{link}: {:?}", ran.lines());
        let TaskValue::Record(ways) = ran.value("µs a message") else {
            panic!("{link}: no record of ways");
        };
        let measured = |(_, value): &(String, TaskValue)| match value {
            TaskValue::Record(sizes) => sizes.len(),
            _ => 0,
        };
        let measured: Vec<usize> = ways.iter().map(measured).collect();
        assert_eq!(
            measured, [sizes; 5],
            "{link}: a number for each way and size"
        );
        if let Some(printed) = python(link) {
            assert_eq!(
                ours,
                sums(&printed.iter().map(String::as_str).collect::<Vec<_>>()),
                "{link}"
            );
        }
    }
}

#[test]
fn a_managed_list_is_changed_by_calls_and_not_by_changes_to_copies() {
    for link in [
        "ipc-manager-list",
        "ipc-manager-list?workers=8&items=3",
        "ipc-manager-list?nested=on",
        "ipc-manager-kinds",
        "ipc-manager-kinds?misuse=on",
    ] {
        prints_what_python_prints(link);
    }
}

#[test]
fn a_stream_brings_every_byte_and_a_length_makes_messages_of_them() {
    prints_what_python_prints("ipc-socket?latency=0");
    prints_what_python_prints("ipc-socket?sends=20&bytes=50000&latency=1");
    let ran = run("ipc-socket?framing=none&sends=50");
    ran.finished();
    let TaskValue::Integer(pieces) = *ran.value("pieces") else {
        panic!("not a number")
    };
    assert!((1..=50).contains(&pieces), "{pieces}");
}

#[test]
fn a_watcher_sees_the_picture_before_and_after() {
    prints_what_python_prints("shared-image-watch?time_scale=0.2&height=48&width=64");
    let ran = run("shared-image-watch?time_scale=0.05&fill=255");
    ran.finished();
    assert_eq!(*ran.value("after"), TaskValue::Integer(921_600 * 255));
}

#[test]
fn without_the_guard_every_child_fails_while_it_loads() {
    for link in [
        "main-guard?time_scale=0.1",
        "main-guard?guarded=off&processes=3&time_scale=0.1",
    ] {
        let ran = run(link);
        ran.finished();
        // What nobody caught goes to the error output in Python.
        let told = |line: &&str| !line.starts_with("Process ") && !line.starts_with("RuntimeError");
        let mut lines: Vec<&str> = ran.lines().into_iter().filter(told).collect();
        let Some(printed) = python_from_file(link) else {
            return;
        };
        let mut expected: Vec<&str> = printed.lines().collect();
        expected.sort_unstable();
        lines.sort_unstable();
        assert_eq!(lines, expected, "{link}");
    }
}

#[test]
fn processes_take_turns_on_one_core_and_all_come_through() {
    prints_what_python_prints("one-core-switching?rounds=30&workers=3&switch_ms=5");
    prints_what_python_prints("one-core-switching?rounds=20&workers=1&latency=1");
    for fields in ["limit=2", "limit=8&workers=2", "switch_ms=1&latency=1"] {
        let ran = run(&format!("one-core-switching?rounds=200&{fields}"));
        ran.finished();
        let TaskValue::Integer(turns) = *ran.value("turns") else {
            panic!("not a number")
        };
        assert!(turns >= 2, "{fields}: {turns}");
    }
}
