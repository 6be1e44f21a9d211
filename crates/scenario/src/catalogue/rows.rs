//! The rows of the catalogue.

use super::{Executor, ExecutorRow, Marker, Workload, WorkloadRow};
use crate::message::Text;
use crate::parameters::Unit;

/// The executors, in the order of forms and legends.
pub const EXECUTORS: &[ExecutorRow] = &[
    ExecutorRow {
        executor: Executor::Serial,
        available: true,
        name: Text::new("serial", "串行"),
        summary: Text::new(
            "One task after the other, on one thread.",
            "在一个线程上，一个任务接一个任务。",
        ),
        series: "serial",
        marker: Marker::Square,
    },
    ExecutorRow {
        executor: Executor::Threads,
        available: true,
        name: Text::new("threads", "线程池"),
        summary: Text::new(
            "A pool of threads over one memory, all free to run.",
            "一组共享内存的线程，都可以同时运行。",
        ),
        series: "threads",
        marker: Marker::Disc,
    },
    ExecutorRow {
        executor: Executor::ThreadsGil,
        available: true,
        name: Text::new("threads + GIL", "线程池 + GIL"),
        summary: Text::new(
            "The same pool, but one thread runs at a time, as in CPython.",
            "同样的线程池，但同一时刻只有一个线程运行，与 CPython 相同。",
        ),
        series: "threads-gil",
        marker: Marker::Triangle,
    },
    ExecutorRow {
        executor: Executor::Processes,
        available: true,
        name: Text::new("processes", "进程池"),
        summary: Text::new(
            "A pool of processes with memories of their own; tasks and results are copied.",
            "一组各有内存的进程；任务和结果都要复制。",
        ),
        series: "processes",
        marker: Marker::Diamond,
    },
    ExecutorRow {
        executor: Executor::WorkStealing,
        available: true,
        name: Text::new("work-stealing", "工作窃取"),
        summary: Text::new(
            "Threads that take work from one another when they run out (rayon).",
            "线程没活时从别的线程那里取活（rayon）。",
        ),
        series: "work-stealing",
        marker: Marker::Cross,
    },
    ExecutorRow {
        executor: Executor::RayonStock,
        available: true,
        name: Text::new("rayon, stock", "原版 rayon"),
        summary: Text::new(
            "The library wasm-bindgen-rayon as others use it, for comparison; nothing inside it is traced.",
            "别人常用的 wasm-bindgen-rayon 库，用来比较；它内部不记录轨迹。",
        ),
        series: "work-stealing",
        marker: Marker::HollowCross,
    },
    ExecutorRow {
        executor: Executor::Async,
        available: true,
        name: Text::new("async", "协程"),
        summary: Text::new(
            "Many waits on one thread; computing blocks them all.",
            "一个线程上同时等待很多任务；计算会挡住所有任务。",
        ),
        series: "async",
        marker: Marker::Ring,
    },
];

/// The workloads, in the order of forms.
pub const WORKLOADS: &[WorkloadRow] = &[
    WorkloadRow {
        workload: Workload::Primes,
        name: Text::new("count primes", "数素数"),
        summary: Text::new(
            "Counts the primes below n by trial division: pure computing.",
            "用试除法统计小于 n 的素数：纯计算。",
        ),
        size: Some("n"),
        unit: Unit::None,
    },
    WorkloadRow {
        workload: Workload::Sleep,
        name: Text::new("wait", "等待"),
        summary: Text::new(
            "Waits as for a network: the worker really blocks and uses no core.",
            "像等网络一样等待：线程真的阻塞，不占用核心。",
        ),
        size: Some("latency"),
        unit: Unit::Milliseconds,
    },
    WorkloadRow {
        workload: Workload::Mixed,
        name: Text::new("compute and wait", "计算加等待"),
        summary: Text::new(
            "Computes a while, then waits a while.",
            "先计算一会儿，再等待一会儿。",
        ),
        size: Some("cpu_share"),
        unit: Unit::Percent,
    },
    WorkloadRow {
        workload: Workload::Collatz,
        name: Text::new("Collatz chains", "考拉兹链"),
        summary: Text::new(
            "Finds the longest chain of halving and tripling among the starts below n.",
            "在小于 n 的起点里，找出“减半或乘三加一”最长的链。",
        ),
        size: Some("n"),
        unit: Unit::None,
    },
    WorkloadRow {
        workload: Workload::Mandelbrot,
        name: Text::new("Mandelbrot row", "曼德博一行"),
        summary: Text::new(
            "Computes one row of n pixels of the Mandelbrot set; rows in the middle take longest.",
            "计算曼德博集合中 n 个像素的一行；中间的行最费时。",
        ),
        size: Some("n"),
        unit: Unit::None,
    },
    WorkloadRow {
        workload: Workload::Sha256,
        name: Text::new("SHA-256 chain", "SHA-256 链"),
        summary: Text::new(
            "Takes n digests, each of the one before.",
            "连续计算 n 次摘要，每次都对上一次的结果。",
        ),
        size: Some("n"),
        unit: Unit::None,
    },
    WorkloadRow {
        workload: Workload::Matrix,
        name: Text::new("matrix product", "矩阵乘法"),
        summary: Text::new(
            "Multiplies two square matrices by about n multiplications.",
            "两个方阵相乘，约 n 次乘法。",
        ),
        size: Some("n"),
        unit: Unit::None,
    },
    WorkloadRow {
        workload: Workload::Sort,
        name: Text::new("sort", "排序"),
        summary: Text::new(
            "Sorts n random numbers and returns the middle one (at most four million).",
            "把 n 个随机数排序并返回中间的数（最多四百万个）。",
        ),
        size: Some("n"),
        unit: Unit::None,
    },
    WorkloadRow {
        workload: Workload::Search,
        name: Text::new("search a text", "文本查找"),
        summary: Text::new(
            "Counts a word in a random text of n letters (at most sixteen million).",
            "在 n 个字母的随机文本里数一个词（最多一千六百万个字母）。",
        ),
        size: Some("n"),
        unit: Unit::None,
    },
    WorkloadRow {
        workload: Workload::Thumbnail,
        name: Text::new("thumbnail", "缩略图"),
        summary: Text::new(
            "Draws a picture of about n pixels and scales it down (at most four million).",
            "生成约 n 个像素的图片并缩小（最多四百万像素）。",
        ),
        size: Some("n"),
        unit: Unit::None,
    },
    WorkloadRow {
        workload: Workload::WaitUniform,
        name: Text::new("wait, uniform", "等待，均匀分布"),
        summary: Text::new(
            "Waits for the latency, more or less by the spread.",
            "等待“等待时间”，按离散度随机增减。",
        ),
        size: Some("latency"),
        unit: Unit::Milliseconds,
    },
    WorkloadRow {
        workload: Workload::WaitLogNormal,
        name: Text::new("wait, log-normal", "等待，对数正态"),
        summary: Text::new(
            "Waits as for a network: half of the tasks less than the latency, a few very long.",
            "像等网络一样：一半的任务短于等待时间，少数很久。",
        ),
        size: Some("latency"),
        unit: Unit::Milliseconds,
    },
    WorkloadRow {
        workload: Workload::Server,
        name: Text::new("busy server", "繁忙的服务器"),
        summary: Text::new(
            "Waits for one of the server's connections, then for the latency.",
            "先等服务器的一个空闲连接，再等“等待时间”。",
        ),
        size: Some("latency"),
        unit: Unit::Milliseconds,
    },
    WorkloadRow {
        workload: Workload::Download,
        name: Text::new("download", "下载"),
        summary: Text::new(
            "Loads n bytes over one line, which all tasks share.",
            "通过一条所有任务共用的线路下载 n 字节。",
        ),
        size: Some("n"),
        unit: Unit::None,
    },
    WorkloadRow {
        workload: Workload::Empty,
        name: Text::new("nothing", "空任务"),
        summary: Text::new(
            "Returns at once: what remains is the price of a task.",
            "立即返回：剩下的就是一个任务本身的开销。",
        ),
        size: None,
        unit: Unit::None,
    },
    WorkloadRow {
        workload: Workload::Fail,
        name: Text::new("fail", "出错"),
        summary: Text::new("Raises an error.", "抛出一个错误。"),
        size: None,
        unit: Unit::None,
    },
    WorkloadRow {
        workload: Workload::Spin,
        name: Text::new("spin", "空转"),
        summary: Text::new(
            "Computes for ever and listens to Stop.",
            "一直计算，会响应“停止”。",
        ),
        size: None,
        unit: Unit::None,
    },
    WorkloadRow {
        workload: Workload::SpinDeaf,
        name: Text::new("spin, deaf", "不听停止的空转"),
        summary: Text::new(
            "Computes for ever and never listens: Stop has to cut it off.",
            "一直计算，从不响应：只能被强行停止。",
        ),
        size: None,
        unit: Unit::None,
    },
    WorkloadRow {
        workload: Workload::WaitForever,
        name: Text::new("wait for ever", "永远等待"),
        summary: Text::new("Waits for what never comes.", "等待永远不会到来的东西。"),
        size: None,
        unit: Unit::None,
    },
];
