//! A pool in a manager's server, and its misuse (`.Pool` in section 9 of the API checklist).

use super::process_pools::{ADD, DOUBLE, THREES_FAIL, UNLISTED, WAIT, listed};
use super::*;
use runtime::ipc::managed::{Manager, PoolProxy};
use runtime::ipc::wire;

/// What `f` says of a managed pool of so many processes.
fn with(processes: i64, f: impl FnOnce(&mut Manager, &PoolProxy) -> String) -> String {
    listed();
    let mut manager = Manager::start().expect("a process is to be had");
    let pool = manager
        .pool(Some(processes))
        .expect("processes are to be had");
    f(&mut manager, &pool)
}

pub const MANAGED_POOLS: &[Row] = &[
    (
        "Manager.Pool(0); CPython wraps it in a RemoteError",
        "ValueError: Number of processes must be at least 1",
        || {
            let manager = Manager::start().expect("a process is to be had");
            text(manager.pool(Some(0)).map(drop))
        },
    ),
    ("Manager.Pool.apply", "8", || {
        with(2, |_, pool| text(pool.apply(&DOUBLE, 4)))
    }),
    (
        "Manager.Pool.map, results in order, in chunks of any size",
        "[0, 2, 4, 6, 8] [0, 2, 4, 6, 8] []",
        || {
            with(2, |_, pool| {
                let ruled = text(pool.map(&DOUBLE, 0..5, None));
                let cut = text(pool.map(&DOUBLE, 0..5, Some(3)));
                format!("{ruled} {cut} {}", text(pool.map(&DOUBLE, 0..0, None)))
            })
        },
    ),
    ("Manager.Pool.starmap", "[3, 7]", || {
        with(1, |_, pool| text(pool.map(&ADD, [(1, 2), (3, 4)], None)))
    }),
    (
        "Manager.Pool.map, a task's error",
        "ValueError: task 3",
        || with(1, |_, pool| text(pool.map(&THREES_FAIL, 1..6, Some(1)))),
    ),
    (
        "Manager.Pool.map(chunksize=0); CPython returns [None, None]",
        "ValueError: Chunksize must be 1+, not 0",
        || with(1, |_, pool| text(pool.map(&DOUBLE, 0..2, Some(0)))),
    ),
    (
        "Manager.Pool.apply_async, the proxy of a proxy",
        "8, true",
        || {
            with(1, |_, pool| {
                let sent = wire::encode(pool).expect("it travels");
                let pool: PoolProxy = wire::decode(&sent).expect("fresh");
                let result = pool.apply_async(&DOUBLE, 4).expect("running");
                let got = text(result.get());
                format!("{got}, {}", text(result.successful()))
            })
        },
    ),
    (
        "Manager.Pool, a result that is not there yet",
        "multiprocessing.TimeoutError, false, ValueError",
        || {
            with(1, |_, pool| {
                let result = pool.apply_async(&WAIT, 0).expect("running");
                let late = text(result.get_timeout(Duration::ZERO));
                let too_early = text(result.successful());
                assert!(too_early.contains("ApplyResult"), "{too_early}");
                let kind = too_early.split(':').next().unwrap_or_default().to_owned();
                format!("{late}, {}, {kind}", text(result.ready()))
            })
        },
    ),
    (
        "Manager.Pool.join before close",
        "ValueError: Pool is still running",
        || with(1, |_, pool| text(pool.join())),
    ),
    (
        "Manager.Pool after close",
        "ValueError: Pool not running, ValueError: Pool not running, ()",
        || {
            with(1, |_, pool| {
                pool.close().expect("the server is there");
                let applied = text(pool.apply(&DOUBLE, 4));
                let mapped = text(pool.map_async(&DOUBLE, 0..3, None).map(drop));
                format!("{applied}, {mapped}, {}", text(pool.join()))
            })
        },
    ),
    (
        "Manager.Pool, a function of no module",
        "_pickle.PicklingError: Can't pickle <function unlisted>: attribute lookup unlisted on __main__ failed",
        || with(1, |_, pool| text(pool.apply(&UNLISTED, 4))),
    ),
    (
        "Manager.Pool after shutdown, while its worker is busy",
        "BrokenPipeError: [Errno 32] Broken pipe, AssertionError: server not yet started",
        || {
            with(1, |manager, pool| {
                let _waits = pool.apply_async(&WAIT, 0).expect("running");
                manager.shutdown().expect("it ends");
                let old = text(pool.apply(&DOUBLE, 4));
                format!("{old}, {}", text(manager.pool(Some(1)).map(drop)))
            })
        },
    ),
];
