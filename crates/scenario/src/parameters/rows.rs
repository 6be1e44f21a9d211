//! The rows of the table, by theme.

use super::{Choice, Kind, Parameter, Place, Scale, Unit};
use crate::catalogue;
use crate::message::Text;

/// Every parameter.
pub const ROWS: &[Parameter] = &[
    // What is done.
    row("load", Kind::Choice, ("Load", "负载"), ("What the tasks do: compute, wait as for a network, or some of each.", "任务做什么：计算、像等网络一样等待，或两者各占一部分。"))
        .choices(&[
            choice("both", "computing, then waiting", "先计算，再等待"),
            choice("cpu", "computing", "计算"),
            choice("io", "waiting", "等待"),
            choice("mixed", "some of each", "两者混合"),
        ]),
    row("workload", Kind::Choice, ("Workload", "负载"), ("What each task does.", "每个任务做什么。")).choices(catalogue::WORKLOAD_CHOICES),
    row("tasks", Kind::Integer, ("Tasks", "任务数"), ("How many calls the list holds.", "任务列表里有多少次调用。")).range(1.0, 100_000.0).logarithmic(),
    row("pool_class", Kind::Choice, ("Made with", "使用"), ("Whose processes run the calls.", "由谁的进程来执行调用。"))
        .choices(&[choice("executor", "ProcessPoolExecutor", "ProcessPoolExecutor"), choice("pool", "Pool", "Pool")]),
    row("kill_after", Kind::Integer, ("Kill a worker after", "多少个结果后杀掉一个"), ("After so many results one of the worker processes is killed; −1: none.", "得到这么多结果之后杀掉一个工作进程；−1 表示不杀。")).range(-1.0, 100.0),
    row("tasks_per_child", Kind::Integer, ("Tasks per process", "每进程任务数"), ("After so many tasks a process ends and another takes its place (maxtasksperchild); 0: never.", "一个进程做完这么多任务就结束，由新进程接替（maxtasksperchild）；0 表示从不。")).range(0.0, 1000.0),
    row("n", Kind::Integer, ("Size n", "规模 n"), ("Each computing task counts the primes below n by trial division: ten times n is about thirty times the work.", "每个计算任务用试除法统计小于 n 的素数：n 增大十倍，工作量约增大三十倍。"))
        .range(1.0, 100_000_000.0)
        .logarithmic(),
    row("latency", Kind::Duration, ("Latency", "等待时间"), ("How long a task waits, as for a network or a disk. Waiting uses no core.", "任务等待多久，如同等待网络或磁盘。等待不占用核心。"))
        .unit(Unit::Milliseconds)
        .range(0.0, 5000.0)
        .step(10.0),
    row("cpu_share", Kind::Integer, ("Share of computing", "计算占比"), ("At 30 % a task counts primes below 30 % of n, then waits 70 % of the latency.", "取 30 % 时，任务统计小于 n 的 30 % 的素数，再等待“等待时间”的 70 %。"))
        .unit(Unit::Percent)
        .range(0.0, 100.0)
        .step(5.0),
    row("u", Kind::Duration, ("Length of a task", "任务时长"), ("How long each task takes when nothing disturbs it.", "不受干扰时每个任务用多久。"))
        .unit(Unit::Seconds)
        .range(0.0, 10.0)
        .step(0.05),
    row("work", Kind::Duration, ("Work", "工作时长"), ("How long one piece of work takes.", "一份工作用多久。")).unit(Unit::Seconds).range(0.0, 10.0).step(0.05),
    row("items", Kind::Integer, ("Items", "元素数"), ("How many items are put.", "一共放入多少个元素。")).range(1.0, 100_000.0).logarithmic(),
    row("fail_at", Kind::Integer, ("Failing task", "出错的任务"), ("The number of the task that raises an error; −1 for none.", "抛出错误的任务编号；−1 表示没有。")).range(-1.0, 100_000.0),
    // Lists of unequal tasks, random waits, simulated hosts and devices.
    row("lengths", Kind::Choice, ("Lengths of tasks", "任务长短"), ("How the tasks of the list differ in length.", "列表中的任务长短如何不同。")).choices(&[
        choice("even", "all the same", "都一样"),
        choice("first-long", "the first is long", "第一个长"),
        choice("last-long", "the last is long", "最后一个长"),
        choice("rising", "each longer than the last", "越来越长"),
        choice("random", "random", "随机"),
    ]),
    row("skew", Kind::Integer, ("Longest task", "最长的任务"), ("The longest task is so many times as long as the shortest.", "最长的任务是最短的多少倍。")).unit(Unit::Times).range(1.0, 100.0),
    row("spread", Kind::Integer, ("Spread", "离散度"), ("How far random waits differ from the latency; 0 % not at all.", "随机等待与等待时间相差多少；0 % 表示没有差别。"))
        .unit(Unit::Percent)
        .range(0.0, 100.0)
        .step(5.0),
    row("connections", Kind::Integer, ("Connections", "连接数"), ("How many requests a simulated server answers at the same time.", "模拟的服务器同时答复多少个请求。")).range(1.0, 64.0),
    row("bandwidth", Kind::Integer, ("Bandwidth, kB/s", "带宽（kB/s）"), ("How many kilobytes a second a simulated line carries.", "模拟的线路每秒传输多少千字节。")).range(1.0, 1_000_000.0).logarithmic(),
    row("pages", Kind::Integer, ("Pages", "网页数"), ("How many pages are fetched.", "抓取多少个网页。")).range(1.0, 1000.0),
    row("fail_rate", Kind::Integer, ("Failing pages", "失败的网页"), ("The share of pages that answer with an error; the seed says which.", "返回错误的网页占比；由种子决定是哪些。"))
        .unit(Unit::Percent)
        .range(0.0, 100.0)
        .step(5.0),
    row("ports", Kind::Integer, ("Ports", "端口数"), ("How many ports are tried, from 1 on.", "从 1 号开始试多少个端口。")).range(1.0, 1000.0),
    row("open", Kind::Integers, ("Open ports", "开放的端口"), ("Where the simulated host answers.", "模拟的主机在哪些端口应答。")).range(1.0, 65_535.0),
    row("filtered", Kind::Integer, ("Filtered ports", "被过滤的端口"), ("The share of closed ports that never answer, so that the timeout runs out; the others refuse at once.", "关闭的端口里有多少从不应答，只能等到超时；其余立即拒绝。"))
        .unit(Unit::Percent)
        .range(0.0, 100.0)
        .step(5.0),
    row("messages", Kind::Integer, ("Messages", "消息数"), ("How many messages the device sends.", "设备发送多少条消息。")).range(1.0, 200.0),
    row("baud", Kind::Integer, ("Baud", "波特率"), ("Bits a second on the line; a byte takes ten.", "线路每秒传输的位数；一个字节占十位。")).range(300.0, 115_200.0).logarithmic(),
    row("every", Kind::Duration, ("Message every", "消息间隔"), ("How long the device pauses between two messages.", "设备两条消息之间停多久。")).unit(Unit::Seconds).range(0.01, 5.0).step(0.01),
    row("read_timeout", Kind::Duration, ("Read timeout", "读超时"), ("How long a read waits before it looks at the stop flag; 0 = for ever.", "一次读取最多等多久，然后查看停止标志；0 = 一直等。")).unit(Unit::Seconds).range(0.0, 5.0).step(0.01),
    row("tick", Kind::Duration, ("Main ticks every", "主循环周期"), ("How long the main loop sleeps between two rounds.", "主循环两轮之间睡多久。")).unit(Unit::Seconds).range(0.01, 5.0).step(0.01),
    row("images", Kind::Integer, ("Pictures", "图片数"), ("How many pictures are made small.", "缩小多少张图片。")).range(1.0, 1000.0),
    row("size", Kind::Integer, ("Size", "尺寸"), ("Width and height of a thumbnail in pixels.", "缩略图的宽和高，以像素计。")).range(8.0, 256.0),
    row("keep_ratio", Kind::Flag, ("Keep the shape", "保持比例"), ("Off: every picture is squeezed to a square.", "关闭：每张图都被压成正方形。")),
    row("release", Kind::Flag, ("Kernel lets the GIL go", "内核释放 GIL"), ("Whether the scaling gives the GIL away while it computes, as libraries written in C do.", "缩放计算时是否放开 GIL，用 C 写的库就是这样。")),
    row("serial_share", Kind::Integer, ("Serial share", "串行占比"), ("The share of each task that only one worker at a time may do.", "每个任务里同一时刻只能由一个线程做的部分。"))
        .unit(Unit::Percent)
        .range(0.0, 100.0)
        .step(5.0),
    row("rounds", Kind::Integer, ("Rounds", "轮数"), ("How often each thread does its work.", "每个线程做几遍。")).range(1.0, 100_000_000.0).logarithmic(),
    // Who does it.
    row("workers", Kind::Integer, ("Workers", "工作线程数"), ("How many work at the same time.", "同时有多少个在工作。")).range(0.0, 64.0),
    row("threads", Kind::Integer, ("Threads", "线程数"), ("How many threads are started.", "启动多少个线程。")).range(1.0, 64.0),
    row("executor", Kind::Choice, ("Executor", "执行器"), ("The way the tasks are run.", "用哪种方式运行任务。")).choices(catalogue::EXECUTOR_CHOICES),
    row("executors", Kind::Choices, ("Executors", "执行器"), ("The ways of running the tasks that are compared.", "参与比较的运行方式。")).choices(catalogue::EXECUTOR_CHOICES),
    row("kind", Kind::Choice, ("Kind", "种类"), ("Threads share one memory; processes each have their own.", "线程共享同一块内存；进程各有自己的内存。"))
        .choices(&[
            choice("thread", "thread", "线程"),
            choice("process", "process", "进程"),
            choice("pool", "Pool", "Pool"),
            choice("executor", "ProcessPoolExecutor", "ProcessPoolExecutor"),
        ]),
    row("fault", Kind::Choice, ("Fault", "故障"), ("How the first worker fails.", "第一个工作者怎样失败。")).choices(&[
        choice("exception", "ValueError", "ValueError"),
        choice("exit", "sys.exit(3)", "sys.exit(3)"),
        choice("crash", "crash", "崩溃"),
    ]),
    row("sweep", Kind::Choice, ("Worker counts", "线程数取值"), ("Which counts of workers are measured, up to the number of workers.", "测量哪些线程数，直到所选的线程数为止。"))
        .choices(&[choice("powers", "1, 2, 4 … and all", "1、2、4……直到全部"), choice("ends", "only all", "只测全部")]),
    row("curve", Kind::Flag, ("Whole curve", "整条曲线"), ("Also measures 0, 25, 50, 75 and 100 % of computing, so that the chart shows where the lines cross.", "同时测量计算占 0、25、50、75、100 % 的情况，让图上看得出曲线在哪里相交。")),
    row("repeats", Kind::Integer, ("Repeats", "重复次数"), ("How often everything is measured; the median is shown.", "每项测量几次；显示中位数。")).range(1.0, 20.0),
    row("check_results", Kind::Flag, ("Check results", "检查结果"), ("Off: nobody calls get, and what a task returned or raised is never seen.", "关闭：没有人调用 get，任务返回或抛出了什么，谁也看不到。")),
    row("chunk", Kind::Integer, ("Chunk size", "分块大小"), ("How many tasks a worker takes at once; 0 leaves it to the rule of Pool.map: about four chunks for each worker.", "一个线程一次取走几个任务；0 表示按 Pool.map 的规则：每个线程约四块。"))
        .range(0.0, 100_000.0),
    // How it is run.
    row("seed", Kind::Integer, ("Seed", "随机种子"), ("The same seed gives the same random choices.", "种子相同，随机选择就相同。")).range(0.0, 1_000_000.0).more(),
    row("time_scale", Kind::Float, ("Time scale", "时间倍率"), ("Multiplies every sleep, latency and time-out, also in the Python shown.", "把所有睡眠、等待时间和超时都乘以它，显示的 Python 也一样。"))
        .unit(Unit::Times)
        .range(0.05, 2.0)
        .step(0.05)
        .more(),
    row("gil", Kind::Flag, ("GIL", "GIL"), ("With it, one thread of a process runs code at a time, as in CPython.", "打开后，一个进程里同一时刻只有一个线程运行代码，与 CPython 相同。")),
    row("switch_ms", Kind::Duration, ("Switch interval", "切换间隔"), ("How long a thread may keep the GIL once another asks for it.", "别的线程请求 GIL 后，持有者最多还能保留多久。"))
        .unit(Unit::Milliseconds)
        .range(1.0, 100.0)
        .step(1.0)
        .more(),
    row("cold", Kind::Flag, ("Cold start", "冷启动"), ("Makes new workers for this run instead of using those that wait.", "为这次运行新建 Worker，而不用已在等待的。")).more(),
    row("traced", Kind::Flag, ("Trace", "记录轨迹"), ("Off: no timeline, for measuring what tracing costs.", "关闭：没有时间线，用来测量记录轨迹的开销。")).more(),
    // Threads and their life.
    row("name", Kind::Text, ("Name", "名称"), ("The thread's name, as the timeline and error messages show it.", "线程的名称，时间线和错误信息中会显示。")).range(1.0, 40.0),
    row("target", Kind::Choice, ("Target", "目标函数"), ("What the thread calls.", "线程调用什么。")).choices(&[
        choice("get-cwd", "a function that returns a value", "返回一个值的函数"),
        choice("print", "a function that prints", "打印一行的函数"),
        choice("raise", "a function that raises", "抛出异常的函数"),
    ]),
    row("join", Kind::Choice, ("Join", "join 的位置"), ("Where the main thread waits for the others.", "主线程在哪里等待其他线程。")).choices(&[
        choice("after-all", "after all are started", "全部启动之后"),
        choice("inside-loop", "inside the start loop", "在启动循环里"),
        choice("never", "never", "从不"),
        choice("with-timeout", "with a timeout", "带超时"),
        choice("until-end", "until it ends", "直到它结束"),
    ]),
    row("daemon", Kind::Flag, ("Daemon", "守护线程"), ("A program does not wait for its daemon threads: they end with it.", "程序不等守护线程：程序结束时，它们也随之结束。")),
    row("storage", Kind::Choice, ("Value kept in", "值存放在"), ("Whether each thread has a value of its own.", "是否每个线程各有一份值。")).choices(&[
        choice("local", "threading.local()", "threading.local()"),
        choice("shared", "an ordinary object", "普通对象"),
    ]),
    row("cancel", Kind::Choice, ("Cancelled", "何时取消"), ("When the timer is cancelled.", "定时器在什么时候被取消。")).choices(&[
        choice("never", "never", "从不"),
        choice("before-start", "before its start", "启动之前"),
        choice("after-pause", "after the pause", "停顿之后"),
    ]),
    row("wait", Kind::Choice, ("Main waits by", "主线程的等待方式"), ("How the main thread makes sure that the others have ended.", "主线程如何确保其他线程已经结束。")).choices(&[
        choice("lock", "a lock for each thread", "每个线程一把锁"),
        choice("sleep", "sleeping a while", "睡一会儿"),
        choice("none", "not at all", "不等"),
    ]),
    row("start_list", Kind::Integers, ("List at the start", "初始列表"), ("The numbers in the list before any thread runs.", "线程运行之前列表里的数。")).range(-1_000_000.0, 1_000_000.0),
    row("add", Kind::Integer, ("Number to add", "要添加的数"), ("What the first thread appends.", "第一个线程追加的数。")).range(-1_000_000.0, 1_000_000.0),
    row("gap", Kind::Duration, ("Gap", "间隔"), ("How long main sleeps between the two starts.", "主线程在两次启动之间睡多久。")).unit(Unit::Seconds).range(0.0, 2.0).step(0.05),
    row("order_by", Kind::Choice, ("Ordered by", "靠什么排序"), ("What makes the second thread come after the first.", "靠什么让第二个线程在第一个之后。")).choices(&[
        choice("sleep", "sleeping", "睡眠"),
        choice("join", "join", "join"),
        choice("event", "an event", "事件"),
    ]),
    row("script", Kind::Script, ("Steps", "步骤"), ("What each thread does, one step after the other.", "每个线程依次做什么。")).range(1.0, 16.0).choices(&[
        choice("compute", "compute", "计算"),
        choice("sleep", "sleep", "睡眠"),
        choice("lock", "work under the lock", "持锁工作"),
    ]),
    row("poll", Kind::Duration, ("Poll every", "查询周期"), ("How long the monitor sleeps between two looks.", "监测线程两次查看之间睡多久。")).unit(Unit::Seconds).range(0.01, 2.0).step(0.01),
    // Locks, semaphores, events.
    row("hold", Kind::Duration, ("Hold", "持有时长"), ("How long a thread keeps what it has taken.", "线程拿到后持有多久。")).unit(Unit::Seconds).range(0.0, 5.0).step(0.05),
    row("place", Kind::Choice, ("Sleep is", "睡眠的位置"), ("Whether a thread sleeps while it holds the lock.", "线程睡眠时是否还持有锁。")).choices(&[
        choice("inside", "inside the lock", "持锁期间"),
        choice("outside", "after the release", "释放之后"),
    ]),
    row("style", Kind::Choice, ("Style", "写法"), ("How the lock is taken and given back.", "怎样取得和归还锁。"))
        .choices(&[choice("acquire-release", "acquire and release", "acquire 与 release"), choice("with", "with", "with 语句")]),
    row("fairness", Kind::Choice, ("Fairness", "公平性"), ("Who gets a lock that is let go while others wait.", "锁被释放而有人在等时，谁得到它。"))
        .choices(&[choice("barging", "whoever is first", "先到先得（插队）"), choice("fifo", "who waits longest", "等得最久的")]),
    row("permits", Kind::Integer, ("Permits", "许可数"), ("How many may be inside at once.", "同时最多几个在里面。")).range(1.0, 64.0),
    row("bounded", Kind::Flag, ("Bounded", "有上限"), ("A bounded semaphore refuses a release too many; one is tried at the end.", "有上限的信号量拒绝多余的释放；结束时会试着多释放一次。")),
    row("waiters", Kind::Integer, ("Waiting threads", "等待的线程"), ("How many threads wait for the event.", "多少个线程等待事件。")).range(1.0, 64.0),
    row("delay", Kind::Duration, ("Delay", "延迟"), ("How long until the event is set.", "多久之后设置事件。")).unit(Unit::Seconds).range(0.0, 10.0).step(0.05),
    row("clear", Kind::Choice, ("Cleared by", "由谁清除"), ("Who puts the event back to unset.", "谁把事件恢复为未设置。")).choices(&[
        choice("off", "nobody", "没有人"),
        choice("by-waiter", "the thread that waits", "等待的线程"),
        choice("by-setter", "the thread that sets", "设置的线程"),
    ]),
    row("pause", Kind::Duration, ("Pause", "停顿"), ("How long a thread sleeps between two rounds.", "线程两轮之间睡多久。")).unit(Unit::Seconds).range(0.0, 10.0).step(0.05),
    row("stop_after", Kind::Integer, ("Rounds", "轮数"), ("After how many rounds the loop ends; 0 = never, until you press Stop.", "循环几轮后结束；0 = 永不结束，直到按下“停止”。")).range(0.0, 1000.0),
    // Queues.
    row("maxsize", Kind::Integer, ("Places in the queue", "队列容量"), ("How many items fit; 0 = without limit.", "能放多少个元素；0 = 不限。")).range(0.0, 1000.0),
    row("ops", Kind::Script, ("Calls", "调用"), ("The calls that main makes, one after the other.", "主线程依次进行的调用。")).range(1.0, 32.0).choices(&[
        choice("put", "put", "put"),
        choice("put_nowait", "put_nowait", "put_nowait"),
        choice("put_timeout", "put with a timeout", "带超时的 put"),
        choice("get", "get", "get"),
        choice("get_nowait", "get_nowait", "get_nowait"),
        choice("get_timeout", "get with a timeout", "带超时的 get"),
    ]),
    row("order", Kind::Choice, ("Kind of queue", "队列种类"), ("In which order items come out.", "元素按什么顺序取出。")).choices(&[
        choice("fifo", "Queue: as they went in", "Queue：先进先出"),
        choice("lifo", "LifoQueue: the last first", "LifoQueue：后进先出"),
        choice("priority", "PriorityQueue: the smallest first", "PriorityQueue：最小的先出"),
    ]),
    row("put_list", Kind::Integers, ("Items", "元素"), ("The numbers that are put, in this order.", "依次放入的数。")).range(-1_000_000.0, 1_000_000.0),
    row("ties", Kind::Flag, ("Equal priorities", "相同优先级"), ("Also puts two items of the same priority whose second parts cannot be compared.", "再放入两个优先级相同、后一部分无法比较的元素。")),
    row("fps", Kind::Integer, ("Pictures a second", "每秒帧数"), ("How many pictures the camera takes in a second.", "摄像头每秒拍多少帧。")).range(5.0, 120.0),
    row("policy", Kind::Choice, ("When the queue is full", "队列满时"), ("What becomes of a picture for which there is no place.", "没有空位时，这一帧怎么办。")).choices(&[
        choice("block", "the camera waits", "摄像头等待"),
        choice("drop-newest", "the new one is dropped", "丢掉新的"),
        choice("drop-oldest", "the oldest is dropped", "丢掉最旧的"),
    ]),
    row("timeout", Kind::Duration, ("Timeout", "超时"), ("How long a call with a timeout waits before it gives up.", "带超时的调用最多等多久。")).unit(Unit::Seconds).range(0.0, 10.0).step(0.05),
    row("producers", Kind::Integer, ("Producers", "生产者"), ("How many threads put items.", "多少个线程放入元素。")).range(1.0, 32.0),
    row("consumers", Kind::Integer, ("Consumers", "消费者"), ("How many threads take items.", "多少个线程取出元素。")).range(1.0, 32.0),
    row("stop", Kind::Choice, ("Consumers stop at", "消费者何时停"), ("How a consumer learns that nothing more will come.", "消费者如何得知不会再有元素。")).choices(&[
        choice("sentinel", "a sentinel", "哨兵值"),
        choice("shutdown", "shutdown", "shutdown"),
        choice("empty-check", "an empty queue", "队列为空"),
    ]),
    row("start_first", Kind::Choice, ("Started first", "先启动"), ("Who is started first.", "谁先启动。"))
        .choices(&[choice("consumer", "the consumer", "消费者"), choice("producer", "the producer", "生产者")]),
    // Pools and futures.
    row("mode", Kind::Choice, ("Submitted by", "提交方式"), ("apply waits for each task; apply_async returns at once.", "apply 每次都等任务完成；apply_async 立即返回。"))
        .choices(&[choice("apply", "apply", "apply"), choice("async", "apply_async", "apply_async")]),
    row("end", Kind::Choice, ("The pool ends by", "进程池如何结束"), ("What the program does with the pool after submitting its tasks.", "提交任务之后，程序如何处理池。")).choices(&[
        choice("close-join", "close, then join", "close，然后 join"),
        choice("terminate", "terminate, then join", "terminate，然后 join"),
        choice("with", "the end of with", "with 结束"),
        choice("with-get", "with, after every get", "with，先逐个 get"),
        choice("none", "nothing", "什么都不做"),
    ]),
    row("mutate", Kind::Flag, ("Change the argument", "修改参数"), ("Each task also writes into the dict that it was given.", "每个任务还会往传给它的字典里写东西。")),
    row("pairs", Kind::Integer, ("Pairs", "参数对数"), ("How many pairs of arguments the list holds.", "列表里有多少对参数。")).range(1.0, 16.0),
    row("a", Kind::Integers, ("First arguments", "第一个参数"), ("The list of first arguments.", "第一个参数的列表。")).range(-1_000_000.0, 1_000_000.0),
    row("b", Kind::Integer, ("Second argument", "第二个参数"), ("The argument that is the same for every call.", "每次调用都相同的参数。")).range(-1_000_000.0, 1_000_000.0),
    row("fixed_by", Kind::Choice, ("Fixed by", "固定方式"), ("How the second argument is fixed.", "怎样固定第二个参数。"))
        .choices(&[choice("partial", "functools.partial", "functools.partial"), choice("lambda", "a lambda", "lambda")]),
    row("argument", Kind::Choice, ("Each address is", "每个地址"), ("Whether each address stands in a list of its own.", "每个地址是否单独放在一个列表里。"))
        .choices(&[choice("wrapped", "in a list of its own", "单独放在列表里"), choice("plain", "a plain text", "直接是文本")]),
    row("call", Kind::Choice, ("Call", "调用"), ("starmap unpacks each item into arguments; map passes it on as it is.", "starmap 把每一项拆成多个参数；map 原样传递。"))
        .choices(&[choice("starmap", "starmap", "starmap"), choice("map", "map", "map")]),
    row("collect", Kind::Choice, ("Collected by", "收集方式"), ("How main gets the results.", "主线程怎样取得结果。")).choices(&[
        choice("as-completed", "as_completed", "as_completed"),
        choice("map", "executor.map", "executor.map"),
        choice("wait-first", "wait, until the first is done", "wait，等第一个完成"),
        choice("wait-error", "wait, until one raises", "wait，等第一个异常"),
        choice("wait-all", "wait, until all are done", "wait，等全部完成"),
    ]),
    row("limit", Kind::Integer, ("Limit", "上限"), ("How many may work at once.", "同时最多几个在工作。")).range(1.0, 16.0),
    // When it goes wrong.
    row("cure", Kind::Choice, ("Cure", "对策"), ("What is done against the circle of waits.", "用什么办法打破等待的圈。")).choices(&[
        choice("none", "none", "没有"),
        choice("order", "one order for all forks", "统一的叉子顺序"),
        choice("waiter", "a waiter seats one less", "服务员少安排一个人入座"),
        choice("try", "give the first fork back", "放回第一把叉子"),
    ]),
    row("case", Kind::Choice, ("Case", "情形"), ("What the threads wait for.", "线程在等什么。")).choices(&[
        choice("two-locks", "two locks, opposite orders", "两把锁，顺序相反"),
        choice("semaphore", "a semaphore used up", "许可用完的信号量"),
        choice("join", "each other's end", "互相等待对方结束"),
        choice("full-queue", "two full queues", "两个满了的队列"),
        choice("full-pool", "a full pool", "占满的池"),
        choice("others-go-on", "two locks while main goes on", "两把锁，主线程继续运行"),
        choice("join-parent", "a child that waits for its parent", "子进程等待父进程"),
        choice("killed", "a lock whose holder was killed", "持有者被杀死的锁"),
    ]),
    row("lock_kind", Kind::Choice, ("Lock", "锁的种类"), ("Which lock is taken.", "取的是哪一种锁。"))
        .choices(&[choice("lock", "Lock", "Lock"), choice("rlock", "RLock", "RLock")]),
    row("depth", Kind::Integer, ("Levels", "层数"), ("How often the function calls itself.", "函数调用自己几层。")).range(1.0, 16.0),
    row("look", Kind::Choice, ("Looks before it waits", "等待前是否查看"), ("Whether a consumer looks for an item before it waits.", "消费者等待之前是否先看看有没有元素。")).choices(&[
        choice("none", "not at all", "不看"),
        choice("if", "once (if)", "看一次（if）"),
        choice("while", "after every wake-up (while)", "每次唤醒都看（while）"),
    ]),
    row("phases", Kind::Integer, ("Phases", "阶段数"), ("How often all threads meet.", "所有线程会合几次。")).range(1.0, 20.0),
    row("break_at", Kind::Integer, ("Broken in phase", "在哪个阶段打破"), ("The phase in which a thread breaks the barrier; −1 for none.", "在哪个阶段有线程打破屏障；−1 表示没有。")).range(-1.0, 19.0),
    row("readers", Kind::Integer, ("Readers", "读者"), ("How many threads read.", "多少个线程读。")).range(1.0, 32.0),
    row("writers", Kind::Integer, ("Writers", "写者"), ("How many threads write.", "多少个线程写。")).range(1.0, 32.0),
    row("prefer", Kind::Choice, ("First come", "谁优先"), ("Who goes first when both want in.", "两者都想进时谁优先。"))
        .choices(&[choice("readers", "readers", "读者"), choice("writers", "writers", "写者")]),
    row("guard", Kind::Choice, ("Addition", "加法"), ("How one is added.", "怎样加一。")).choices(&[
        choice("none", "plain +=", "普通的 +="),
        choice("call", "with a call in between", "中间有一次调用"),
        choice("lock", "under a lock", "加锁"),
        choice("atomic", "in one step", "一步完成"),
    ]),
    row("taken_by", Kind::Choice, ("Taken by", "谁取锁"), ("Which threads take the lock.", "哪些线程取锁。")).choices(&[
        choice("none", "nobody", "没有人"),
        choice("some", "half of them", "一半"),
        choice("all", "everybody", "全部"),
    ]),
    // Processes.
    row("processes", Kind::Integer, ("Processes", "进程数"), ("How many processes are started.", "启动多少个进程。")).range(1.0, 32.0),
    row("additions", Kind::Integer, ("Additions", "加几次"), ("How often the child adds one.", "子任务加一多少次。")).range(1.0, 1_000_000.0).logarithmic(),
    row("length", Kind::Integer, ("Length of the list", "列表长度"), ("How many numbers the list holds.", "列表里有多少个数。")).range(2.0, 100_000.0).logarithmic(),
    row("victim", Kind::Integer, ("Who crashes", "谁崩溃"), ("The number of the one that crashes; 0 for nobody.", "崩溃者的编号；0 表示没有。")).range(0.0, 16.0),
    row("count", Kind::Integer, ("How many", "次数"), ("How many of each are made.", "每种创建多少个。")).range(1.0, 1000.0),
    row("ends_by", Kind::Choice, ("Ends by", "结束方式"), ("How each process ends.", "每个进程怎样结束。")).choices(&[
        choice("normal", "returning", "正常返回"),
        choice("exit", "sys.exit(3)", "sys.exit(3)"),
        choice("raise", "an error that nobody catches", "没有人捕获的异常"),
        choice("terminate", "terminate()", "terminate()"),
        choice("kill", "kill()", "kill()"),
    ]),
    // Communication between processes, shared memory.
    row("bytes", Kind::Integer, ("Size of a message", "消息大小"), ("How many bytes each message has.", "每条消息有多少字节。")).range(1.0, 8_000_000.0).logarithmic(),
    row("sends", Kind::Integer, ("Messages", "消息数"), ("How many messages are sent.", "发送多少条消息。")).range(1.0, 100_000.0).logarithmic(),
    row("ways", Kind::Choices, ("Ways", "通信方式"), ("The ways that are compared.", "参与比较的通信方式。")).choices(&[
        choice("queue", "queue", "队列"),
        choice("pipe", "pipe", "管道"),
        choice("shared-memory", "shared memory", "共享内存"),
        choice("socket", "stream", "流"),
        choice("manager", "manager", "管理器"),
    ]),
    row("answer", Kind::Flag, ("Answer each", "逐条回答"), ("Each message comes back before the next is sent; shared memory is left as it is.", "每条消息回来之后才发下一条；共享内存不变。")),
    row("framing", Kind::Choice, ("Borders", "消息边界"), ("How the receiver knows where a message ends.", "接收方如何知道消息在哪里结束。"))
        .choices(&[choice("length", "a length ahead", "前面写长度"), choice("none", "none", "没有")]),
    row("nested", Kind::Flag, ("Nested list", "嵌套列表"), ("Children change a plain list inside the managed one.", "子进程修改托管列表里的普通列表。")),
    row("misuse", Kind::Flag, ("Misuse", "错误使用"), ("Each object is used wrongly, too.", "每个对象也被错误地使用一次。")),
    row("fill", Kind::Integer, ("Filled with", "填充值"), ("The value that every byte of the picture gets.", "图片每个字节得到的值。")).range(0.0, 255.0),
    row("duplex", Kind::Flag, ("Both ways", "双向"), ("Off: the pipe leads one way, and nothing comes back.", "关闭：管道只通一个方向，没有回信。")),
    row("send_first", Kind::Flag, ("Send all, then receive", "先全部发送再接收"), ("Main receives nothing before it has sent everything.", "主进程全部发完之前什么也不接收。")),
    row("close", Kind::Choice, ("Closing", "关闭"), ("Whether the child closes its copy of main's end.", "子进程是否关闭主进程那一端的副本。"))
        .choices(&[choice("proper", "proper", "正确"), choice("forgotten", "forgotten", "忘了")]),
    row("drain", Kind::Choice, ("Main gets", "主进程取出"), ("When main takes the items out.", "主进程何时取出元素。"))
        .choices(&[choice("before-join", "before it joins", "join 之前"), choice("after-join", "after it has joined", "join 之后")]),
    row("guarded", Kind::Flag, ("Under a lock", "加锁"), ("Whether a lock is held around each step.", "每一步是否在锁内进行。")),
    row("code", Kind::Choice, ("Type", "类型"), ("The C type of the numbers.", "数的 C 类型。")).choices(&[
        choice("b", "b: signed byte", "b：有符号字节"),
        choice("B", "B: byte", "B：字节"),
        choice("i", "i: 32 bits", "i：32 位"),
        choice("q", "q: 64 bits", "q：64 位"),
        choice("d", "d: double", "d：双精度浮点"),
    ]),
    row("values", Kind::Integer, ("Numbers", "数的个数"), ("How many numbers the block holds.", "内存块里放多少个数。")).range(1.0, 1000.0),
    row("seen_as", Kind::Choice, ("Seen as", "当作"), ("As what type the child sees the block.", "子进程把内存块当作什么类型。")).choices(&[
        choice("int64", "int64", "int64"),
        choice("uint8", "uint8", "uint8"),
        choice("float64", "float64", "float64"),
    ]),
    row("writes", Kind::Integer, ("Writes", "写入次数"), ("How often the picture is filled.", "图片被填写多少次。")).range(1.0, 10_000.0).logarithmic(),
    row("height", Kind::Integer, ("Height", "高"), ("Rows of pixels.", "像素行数。")).range(1.0, 1080.0),
    row("width", Kind::Integer, ("Width", "宽"), ("Pixels of a row.", "每行像素数。")).range(1.0, 1920.0),
];

const fn row(
    key: &'static str,
    kind: Kind,
    label: (&'static str, &'static str),
    help: (&'static str, &'static str),
) -> Parameter {
    Parameter {
        key,
        kind,
        unit: Unit::None,
        range: (0.0, 0.0),
        scale: Scale::Linear(1.0),
        choices: &[],
        place: Place::Main,
        label: Text::new(label.0, label.1),
        help: Text::help(help.0, help.1),
    }
}

const fn choice(id: &'static str, en: &'static str, zh: &'static str) -> Choice {
    Choice {
        id,
        label: Text::new(en, zh),
    }
}

impl Parameter {
    const fn unit(mut self, unit: Unit) -> Self {
        self.unit = unit;
        self
    }

    const fn range(mut self, low: f64, high: f64) -> Self {
        self.range = (low, high);
        self
    }

    const fn step(mut self, step: f64) -> Self {
        self.scale = Scale::Linear(step);
        self
    }

    const fn logarithmic(mut self) -> Self {
        self.scale = Scale::Logarithmic;
        self
    }

    const fn choices(mut self, choices: &'static [Choice]) -> Self {
        self.choices = choices;
        self
    }

    const fn more(mut self) -> Self {
        self.place = Place::More;
        self
    }
}
