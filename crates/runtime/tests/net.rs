//! Connections inside the run: refused, accepted, without borders, with a line's delay.
#![cfg(not(loom))]

use runtime::ipc::net::{Line, Listener, Stream};
use runtime::ipc::wire;
use runtime::platform::now_ns;
use std::time::Duration;

/// Two ends of a connection over this line.
fn pair(port: u16, line: Line) -> (Stream, Stream) {
    let listener = Listener::bind(port, line).expect("a port of this test's own");
    let client = Stream::connect(port).expect("somebody listens");
    (client, listener.accept().expect("somebody knocked"))
}

#[test]
fn nobody_listening_is_told_at_once() {
    let refused = "ConnectionRefusedError: [Errno 111] Connection refused";
    assert_eq!(
        Stream::connect(9)
            .map(drop)
            .expect_err("nobody")
            .to_string(),
        refused
    );
    drop(Listener::bind(9, Line::DIRECT).expect("free"));
    assert_eq!(
        Stream::connect(9)
            .map(drop)
            .expect_err("closed")
            .to_string(),
        refused
    );
}

#[test]
fn a_port_belongs_to_one_listener_at_a_time() {
    let first = Listener::bind(10, Line::DIRECT).expect("free");
    let second = Listener::bind(10, Line::DIRECT)
        .map(drop)
        .expect_err("taken");
    assert_eq!(
        second.to_string(),
        "OSError: [Errno 98] Address already in use"
    );
    drop(first);
    assert_eq!(Listener::bind(10, Line::DIRECT).map(|l| l.port()), Ok(10));
}

#[test]
fn who_knocked_at_a_listener_that_closes_finds_the_end() {
    let listener = Listener::bind(11, Line::DIRECT).expect("free");
    let client = Stream::connect(11).expect("somebody listens");
    drop(listener);
    assert_eq!(client.recv(10), Ok(Vec::new()));
    assert_eq!(
        client.send_all(b"x").expect_err("closed").to_string(),
        "BrokenPipeError: [Errno 32] Broken pipe"
    );
}

#[test]
fn messages_stick_together_and_none_of_their_bytes_is_lost() {
    let (client, server) = pair(12, Line::DIRECT);
    (0..5u8).for_each(|n| client.send_all(&[n; 10]).expect("open"));
    assert_eq!(
        server.recv(1000).map(|bytes| bytes.len()),
        Ok(50),
        "five sends, one receive"
    );
    let big: Vec<u8> = (0..200_000u32).map(|n| n as u8).collect();
    std::thread::scope(|scope| {
        scope.spawn(|| client.send_all(&big));
        assert_eq!(server.recv_exact(big.len()), Ok(big.clone()));
    });
    client.close();
    assert_eq!(server.recv(1), Ok(Vec::new()));
    assert_eq!(
        server.recv_exact(1).expect_err("the end").to_string(),
        "EOFError"
    );
}

#[test]
fn a_piece_is_never_there_before_the_line_allows() {
    let line = Line {
        latency: Duration::from_millis(2),
        bandwidth: 1_000_000,
    };
    let (client, server) = pair(13, line);
    let sent = now_ns();
    client.send_all(&[1; 1000]).expect("open");
    client.send_all(&[2; 1000]).expect("open");
    server.recv_exact(1000).expect("sent");
    let first = now_ns() - sent;
    server.recv_exact(1000).expect("sent");
    let second = now_ns() - sent;
    assert!(
        first >= 3_000_000 && second >= 4_000_000,
        "1 ms a kilobyte and 2 ms on the way: {first}, {second}"
    );
}

#[test]
fn a_stream_travels_to_another_process() {
    let (client, server) = pair(14, Line::DIRECT);
    let there: Stream = wire::decode(&wire::encode(&server).expect("it travels")).expect("fresh");
    drop(server);
    client.send_all(b"hello").expect("the copy is open");
    assert_eq!(there.recv_exact(5), Ok(b"hello".to_vec()));
}

#[test]
fn a_listener_that_closes_right_after_its_accept_leaves_the_connection_whole() {
    for _ in 0..200 {
        let listener = Listener::bind(15, Line::DIRECT).expect("free");
        std::thread::scope(|scope| {
            let client = scope.spawn(|| {
                let stream = Stream::connect(15)?;
                stream.send_all(b"hello").map(|()| stream)
            });
            let server = listener.accept().expect("somebody knocked");
            drop(listener);
            assert_eq!(server.recv_exact(5), Ok(b"hello".to_vec()));
            assert!(client.join().expect("no panic").is_ok());
        });
    }
}
