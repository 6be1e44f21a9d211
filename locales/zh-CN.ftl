# 页面自己的中文文字。示例和参数的文字写在它们旁边（Text { en, zh }）。
# 每个 id 在 en.ftl 里也有：有测试检查。

## 页首

skip = 跳到时间线
search-name = 查找示例
search-hint = 查找示例或 API 名称，例如 map
machine-cores = { $cores } 个核心
machine-isolated = 已隔离
machine-not-isolated = 未隔离
machine-detail = 浏览器报告的核心数；页面可以与 Worker 共享内存。时钟步长 { $clock } 微秒。
theme-system = 颜色：跟随系统
theme-light = 颜色：浅色
theme-dark = 颜色：深色
share-link = 分享链接
share-copied = 链接已复制
share-refused = 请从地址栏复制
open-in-full = 打开完整页面
copied-link = 链接已复制。
copied-program = 程序已复制。
copied-refused = 浏览器不允许复制。

## 示例列表

gallery-name = 示例
gallery-open = 显示示例
gallery-none = 没有匹配的示例，换个词试试。
gallery-running = 运行中
gallery-seen = 运行过
turn-name = 上一个和下一个示例

## 运行

run = 运行
run-again = 重新运行
stop = 停止
phase-starting = 正在启动…
phase-starting-workers = 正在启动 { $wanted } 个 Worker…… { $ready } 个就绪
announce-starting = 正在启动。
announce-running = 运行已开始。
cannot-run-here = 示例无法在这里运行：页面未隔离，或浏览器没有共享内存。
verdict-finished = 运行已结束。
verdict-failed = 程序因错误而结束。
verdict-stopped = 运行已停止。
verdict-crashed = 有 Worker 崩溃了。
verdict-deadlocked = 死锁：线程互相等待。
verdict-stuck = 卡住了：没有谁能唤醒等待的线程。
announce-hang = 死锁：有些线程互相等待；其他线程继续运行。

## 卡片

parameters = 参数
parameters-more = 更多
field-help = “{ $field }”是什么
reset = 重置
flag-on = 开
flag-off = 关
program = 程序
program-python = 等价的 Python
program-rust = 实际运行的 Rust 程序
program-rust-coming = 正在加载 Rust 程序……
program-rust-missing = 无法加载 Rust 程序。请再点一次标签。
copy = 复制
copied = 已复制
download = 下载
close = 关闭

## 结果

result = 结果
result-measured = 实测
share-measured = 复制带这些数据的链接
result-recorded = 录制
result-recorded-how = 录制时计时，不是在这里。时钟步长 { $clock } 微秒。
recorded-stand-in = 这个页面无法运行此示例；这是它的一次真实运行。
recorded-where = 录制于 { $date }，{ $browser }，{ $cores } 个核心。
announce-recorded = 正在显示录制的运行。
file-foreign = 这不是 Parallel Play 保存的运行。请选择以 .pprun 结尾的文件。
file-newer = 这个文件是版本 { $version }，本页面最多读到 { $newest }。请用更新的页面打开。
file-too-large = 文件太大：超过 { $most } MiB。本页面不会保存这样的文件。
file-cut-short = 文件不完整：{ $wanted } 字节中只有 { $length } 字节。请重新复制或下载。
file-damaged = 文件已损坏（{ $what }）。请重新复制或下载。
file-unknown-demo = 文件里是“{ $value }”的一次运行，本页面没有这个示例。
file-run-too-long = 这次运行有超过 { $most } 条记录，无法存成文件。请缩短后再运行。
file-refused = 浏览器无法读写这个文件：{ $detail }
result-measured-how = 在这台机器的这个浏览器里计时。时钟步长 { $clock } 微秒。
result-empty = 这里会出现一个数字，以及时间花在了哪里。
result-empty-action = 运行
result-faster = 倍于逐个执行的速度（{ $setting }）
result-no-faster = 与逐个执行一样快
result-makespan = 从提交任务到最后一个结果
result-wall = 整次运行，包括启动 Worker
result-running = 正在运行。数字会随测量出现。
result-waiting = 正在等待引擎。
result-tasks = { $done } / { $all } 个任务
result-row-start = 启动 Worker
result-row-wall = 整次运行
result-row-running = 运行（所有线程合计）
result-row-blocked = 等待其他线程
result-row-sleeping = 睡眠
result-partial = 只计算结束之前已完成的部分。
result-checks = 检查
result-check-held = 成立
result-check-broken = 不成立
result-values = 返回值
result-in-all = … 共 { $count } 项

check-results-equal = 每种方式返回的结果都相同
check-exit-codes = 每个进程的退出码都符合它的结束方式
check-memory-of-its-own = 主进程看到的正如应有：用进程时是自己的计数器，用线程时是共享的
check-copied-or-shared = 主进程的列表长度正如应有：用进程时不变，用线程时变长
check-others-finish = 没有崩溃的都完成了
check-all-workers = 每个车间的每个工人都干完了自己的活
check-not-below-one-wait = 没有哪种方式快于一次等待
check-reuse-is-cheaper = 重复使用比新建进程便宜

hang-waits = { $thread } 在等待。
hang-waits-for = { $thread } 在等 { $object }。
hang-waits-for-end = { $thread } 在等 { $object } 结束。
hang-waits-for-own = { $thread } 在等 { $object }，而它自己正持有。
hang-waits-for-held = { $thread } 在等 { $object }，它在 { $holder } 手里。
hang-waits-for-ended = { $thread } 在等 { $object }，它被 { $holder } 取走后再没有归还，而那个线程已经结束。
hang-taken = 取得的顺序：
hang-took = { $time }：{ $thread } 取得 { $object }

## 输出与表格

output = 输出
output-lines = 打印的行
output-none = 程序没有打印任何内容。
output-empty = 这里会出现打印的行，以及测量的表格。
output-more = 只显示最后 { $count } 行。
tables-measurements = 测量
processes-title = 进程
processes-number = 编号
processes-name = 进程名
processes-parent = 父进程
processes-state = 状态
processes-exit = 退出码
processes-memory = 内存
processes-threads = 线程数
processes-still-has = { $process } 已经结束，仍占着 { $objects }：没有谁会归还。
table-start = 启动
table-makespan = 完工时间
table-speed-up = 加速比

## 讲解

explain = 看点
cards-coming = 正在加载这个示例的卡片……
cards-missing = 无法加载这个示例的卡片。请检查网络连接。
cards-again = 再试一次
explain-look = 看这里
explain-try = 试一试
explain-wrong = 常见误解

## 页脚

footer-real = 真实的 Web Worker，共享同一块内存。页面上没有编造的数字；模拟的等待会注明。
footer-keys = 按键

## 按键

keys-title = 按键
keys-title-timeline = 时间线获得焦点时
keys-single = 启用单键（不按 Ctrl 或 ⌘）
keys-run = 运行
keys-stop = 停止
keys-search = 查找
keys-previous = 上一个示例
keys-next = 下一个示例
keys-card-parameters = 转到参数
keys-card-program = 转到程序
keys-card-result = 转到结果
keys-card-timeline = 转到时间线
keys-card-charts = 转到图表
keys-card-output = 转到输出
keys-help = 显示或隐藏此列表
keys-close = 关闭，或清空查找
keys-zoom-in = 放大
keys-zoom-out = 缩小
keys-pan-left = 更早
keys-pan-right = 更晚
keys-previous-span = 上一个区间
keys-next-span = 下一个区间
keys-lane-up = 上一条泳道
keys-lane-down = 下一条泳道
keys-previous-record = 上一条记录
keys-next-record = 下一条记录
keys-frame = 让选区充满视图
keys-whole = 整次运行
keys-find = 在时间线中查找
keys-stretch-begin = 在游标处设选段起点
keys-stretch-end = 在游标处设选段终点
keys-details = 详情

## 示例无法运行的地方

missing-title = 示例无法在这里运行
missing-isolation = 线程需要一块共享内存，而浏览器只把它给隔离的页面。这个页面送达时没有带上用于隔离的两个响应头。
missing-memory = 线程需要一块共享内存（SharedArrayBuffer），而这个浏览器没有给这个页面提供。
missing-isolating = 页面现在自己补上它们，并重新加载一次。
missing-fix-frame = 在框架里：请打开完整页面，或由外面的页面给这个框架加上
missing-fix-headers = 在自己的服务器上，请随每个文件发送这两个响应头：
missing-fix-serve = 在自己的机器上，这条命令会带着它们提供页面：
missing-fix-browser = 使用支持它的浏览器：Chrome 或 Edge 92、Firefox 79、Safari 15.2 或更新。用 https 或 localhost 打开，不要直接打开文件。
missing-rest = 其余内容都可以阅读：示例、程序、讲解，以及在别处录制的运行。

## 引擎

engine-not-isolated = 引擎需要隔离的页面。要发送的响应头见上文。
engine-load-failed = 无法加载引擎。请检查网络后再按“运行”。{ $detail }
worker-refused = 浏览器拒绝创建 Worker。请关闭其他标签页后再按“运行”。{ $detail }
memory-refused = 浏览器拒绝为这次运行提供内存。请减少线程数或关闭其他标签页后再按“运行”。{ $detail }

## 关于链接和输入框的提示

notice-not-a-number = { $field }：“{ $value }”不是数字，已改用 { $used }。
notice-not-whole = { $field }：“{ $value }”不是整数，已改用 { $used }。
notice-out-of-range = { $field }：{ $value } 不在 { $low } 到 { $high } 之间，已改用 { $used }。
notice-text-length = { $field }：需要 { $low } 到 { $high } 个字符，已改用 { $used }。
notice-not-a-choice = { $field }：这里没有“{ $value }”这一项，已改用 { $used }。
notice-twice = { $field }：“{ $value }”里有重复的词，已改用 { $used }。
notice-not-a-flag = { $field }：“{ $value }”既不是开也不是关，已改用 { $used }。
notice-empty = { $field }：至少选一项，已改用 { $used }。
notice-too-many = { $field }：多于 { $high } 项，已改用 { $used }。
notice-control-character = { $field }：含有控制字符，已改用 { $used }。
notice-not-text = { $field }：无法读取，已改用 { $used }。
notice-unknown-field = { $field }：这个示例没有这个参数，已忽略。
notice-repeated-field = { $field }：出现多次，已忽略“{ $value }”。
notice-unknown-demo = 没有示例“{ $value }”，已打开 { $used }。
notice-points = 链接里的测量点无法读取（{ $value }），不予显示。
notice-more = 这个链接还有 { $count } 处问题。
notice-link-too-long = 链接太长（{ $length } 字节，最多 { $high }），已打开第一个示例。
notice-link-control-character = 链接含有控制字符，已打开第一个示例。
notice-link-newer = 链接的版本是 { $value }，本页面最高认识 { $high }，已使用默认值。
notice-link-version = “{ $value }”不是链接的版本，已改用 { $used }。

## 时间线与图表

timeline = 时间线
timeline-at = 在 { $time }
timeline-more = 还有 { $count } 个
timeline-point = 把指针移到图上，或用方向键移动光标：这里会说明那一刻每个线程在做什么。
timeline-fit = 全部
timeline-follow = 跟随
timeline-export = 文件
timeline-figures = 数据
timeline-mark = 选段
timeline-findings = 值得注意
timeline-search = 查找锁、线程、#3
timeline-found = { $at } / { $count }
timeline-found-none = 未找到
timeline-found-previous = 上一个
timeline-found-next = 下一个
export-trace = 轨迹（Perfetto）
export-csv = 区间（CSV）
export-svg = 图片（SVG）
export-png = 图片（PNG）
export-run = 整次运行（可在这里再打开）
open-run = 打开保存的运行…
as-table = 表格
plot-process-main = 主进程
plot-process = 进程 { $number }
plot-threads = { $count } 个线程
plot-objects = 对象
plot-load-cpu = 计算密集
plot-load-io = 模拟 IO
plot-load-mixed = 混合
plot-load-static = 静态
plot-load-dynamic = 动态
plot-load-chunk-size = 分块大小
plot-load-pickle-cost = 序列化开销
plot-load-task-length = 任务时长（µs）
plot-load-neighbours = 相邻
plot-load-padded = 隔开
plot-load-amdahl = 含串行部分
plot-measurement = { $load } · { $executor } × { $workers }
plot-measurement-repeat = { $load } · { $executor } × { $workers } · 第 { $repeat } / { $repeats } 次
plot-dropped = 丢失 { $count } 条记录
plot-tasks-merged = { $count } 个任务
plot-start = 启动
plot-sleep = 睡眠
plot-io = IO
plot-wants-gil = 等 GIL
plot-waits = 等待
plot-waits-for = 等待 { $object }
plot-running = 运行
plot-moment-runs = { $thread } 正在运行 { $task }
plot-moment-running = { $thread } 正在运行
plot-moment-waits = { $thread } 等待 { $object }，已 { $since }
plot-moment-sleeps = { $thread } 在睡眠，已 { $since }
plot-moment-io = { $thread } 等待模拟 IO，已 { $since }
plot-moment-ready = { $thread } 就绪
plot-moment-new = { $thread } 尚未启动
plot-moment-crashed = { $thread } 崩溃了
plot-moment-idle = { $thread } 无事可做
plot-moment-held = { $object }：在 { $thread } 手里
plot-moment-free = { $object }：空闲
plot-moment-value = { $object }：{ $value }
plot-moment-awaited = （等待：{ $threads }）
plot-moment-printed = 已打印 { $count } 行，最后一行：{ $line }
plot-hang-waits-for = 等待
plot-hang-held-by = 持有者
plot-hang-held-by-ended = 持有者 { $thread } 已结束
plot-hang-held-by-other = 持有者 { $thread }
plot-hang-end-of = { $thread } 结束
plot-hang-more = 还有 { $count } 个
plot-figure-used = 利用率
plot-figure-used-value = { $percent } %（平均 { $threads } 个线程中 { $running } 个在运行）
plot-figure-waits = 等待（按原因）
plot-figure-longest = 最长等待
plot-figure-fairness = 运行时间的公平性（1 = 均匀）
plot-figure-lock = { $held } % 的时间被持有；{ $waits } 次等待共 { $waited }
plot-figure-stretch = { $from } 至 { $to }（{ $length }）
plot-cause-lock = 锁
plot-cause-condition = 条件
plot-cause-semaphore = 信号量
plot-cause-event = 事件
plot-cause-barrier = 屏障
plot-cause-queue = 队列
plot-cause-join = join
plot-cause-pipe = 管道
plot-cause-result = 结果
plot-cause-gil = GIL
plot-by-release = 由 { $thread } 释放 { $object } 唤醒，{ $after } 后运行
plot-by-put = 由 { $thread } 放入 { $object } 唤醒，{ $after } 后运行
plot-by-take = 由 { $thread } 取走 { $object } 的元素唤醒，{ $after } 后运行
plot-by-set = 由 { $thread } 设置 { $object } 唤醒，{ $after } 后运行
plot-by-notify = 由 { $thread } 通知 { $object } 唤醒，{ $after } 后运行
plot-by-arrive = 由最后到达 { $object } 的 { $thread } 唤醒，{ $after } 后运行
plot-by-start = 由 { $thread } 启动，{ $after } 后运行
plot-by-end = 由 { $thread } 的结束唤醒，{ $after } 后运行
plot-by-wake = 由 { $thread } 唤醒，{ $after } 后运行
plot-woke = 唤醒 { $threads }
plot-state-new = 新建
plot-state-ready = 就绪（启动中，等 GIL）
plot-state-running = 运行
plot-state-blocked = 阻塞
plot-state-sleeping = 睡眠
plot-state-crashed = 崩溃
plot-state-terminated = 终止
plot-state-transfer = 传输
plot-timeline-summary = { $threads } 个线程，历时 { $length }。
plot-timeline-empty = 这里会实时出现每个线程的泳道：每个任务、等待和睡眠。
plot-table-thread = 线程
plot-table-tasks = 任务
plot-table-failed = 出错
plot-axis-workers = 线程数
plot-axis-share = 计算占比
plot-axis-chunk = 每块的任务数
plot-axis-size = 参数的字节数
plot-size-median = 用时，{ $repeats } 次的中位数
plot-chunk-default = 默认
plot-chunk-summary = { $load }，加速比随每块任务数的变化：{ $points }。
plot-ideal = 理想
plot-model = 模型：串行占 { $share } %
plot-cores = { $count } 个核心
plot-speed-up-once = 加速比，测量一次
plot-speed-up-median = 加速比，{ $repeats } 次的中位数
plot-speed-up-empty = 这里会画出相对于逐个执行的加速比。
plot-sent-only = 加速比来自链接；运行一次即可看到自己的
plot-sent = 虚线：发送者的，{ $cores } 个核心
plot-sent-executor = { $executor }（发送者）
plot-speed-up-summary = { $load }，相对于逐个执行的加速比：{ $points }。
plot-speed-up-summary-point = { $executor } 在 { $x } 处为 { $speedup }
plot-share-empty = 这里会画出加速比随计算占比的变化。
plot-share-summary = { $load }，加速比随计算占比的变化：{ $points }。
plot-table-executor = 执行器
plot-table-speed-up = 加速比
plot-table-makespan = 完工时间
plot-table-range = 范围
plot-table-repeats = 次数

## 为什么是这样（report::sentence）与警告（report::warnings）

why-deadlocked = 这些线程各自等待另一个线程持有的东西，谁也无法继续。
why-stuck = 有线程在等待，却再没有谁能唤醒它们。
why-crashed = 完成 { $done } / { $tasks } 个任务后有 Worker 崩溃，它的进程也随之结束。
why-failed = 程序因错误而结束：{ $error }
why-stopped = 完成 { $done } / { $tasks } 个任务后停止。
why-both = 等待可以重叠：{ $workers } 个线程快 { $waiting_speed_up } 倍。计算只在 { $cores } 个核心用完之前变快：{ $computing_speed_up } 倍。
why-workers-idle = 线程（{ $workers }）比任务（{ $tasks }）多，所以有的无事可做。
why-too-short = 整个列表只用了 { $makespan_ms } 毫秒，对这个时钟来说太短。请增加任务或加长任务。
why-waiting-overlaps = { $workers } 个线程同时等待，所以等待重叠在一起。等待不占用核心。
why-rounds = { $workers } 个线程分轮处理 { $tasks } 个任务，最后一轮没有满。
why-gil = GIL 一次只让一个线程计算，所以线程再多也不会算得更快。
why-cores = { $workers } 个线程在 { $cores } 个核心上计算：再多也只是轮流。
why-computing-scales = 每个线程在自己的核心上计算，所以 { $workers } 个线程快 { $speed_up } 倍。
why-overhead = 任务太短，分发它们的开销大于收益。
why-partly = { $workers } 个线程快了 { $speed_up } 倍：有一部分时间花在任务之外。
why-mixed = 等待重叠，计算共享 { $cores } 个核心：合起来快 { $speed_up } 倍。
why-one-run = { $threads } 个线程：{ $running_percent } % 在运行，{ $sleeping_percent } % 在睡眠，{ $blocked_percent } % 在等待其他线程。
why-nothing = 没有任何记录。
finding-contention = 争用：{ $threads } 个线程有 { $percent } % 的时间在等待 { $object }。缩短持有时间，或拆分它保护的数据。
finding-convoy = 护航：{ $threads } 个线程排在 { $object } 后面，{ $percent } % 的时间耗在那里。缩短持有时间，或减少获取次数。
finding-starvation = 饥饿：{ $thread } 等待 { $object } 的 { $wait_ms } ms 里，其他线程获取了 { $times } 次。按到达顺序移交（FIFO）的锁可以避免。
finding-idle-tail = 末尾空闲：{ $workers } 个工作者中没有任务可做的占去 { $percent } % 的时间，最早的空闲了 { $tail_ms } ms。用更小的分块、谁空闲发给谁，可以缩短。
finding-gil = GIL：{ $threads } 个线程可以运行的时间里，有 { $percent } % 在等 GIL。改用进程，或释放 GIL 的代码，才能同时计算。
finding-queue-full = 队列已满：{ $threads } 个线程有 { $percent } % 的时间在等 { $object } 腾出位置。取的一方较慢：增加消费者；加大队列只能缓解一时。
finding-queue-empty = 队列为空：{ $threads } 个线程有 { $percent } % 的时间在等 { $object } 里有元素。放的一方较慢：增加生产者，或减少消费者。
warning-too-short-for-clock = 最短的列表只用了 { $makespan_ms } 毫秒，对步长 { $step_us } 微秒的时钟来说太短。
warning-hidden = 这次运行有一段时间页面被隐藏。浏览器会放慢被隐藏的页面。
warning-dropped = 丢失了 { $records } 条记录；时间线会标出位置。
warning-few-repeats = 只测量了 { $repeats } 次，可能有偶然因素。请增加“重复次数”。
warning-oversubscribed = { $workers } 个线程在 { $cores } 个核心上计算，只能轮流。
warning-lock-order = 这次没有卡住，但这些锁的取得顺序互相矛盾：下次线程可能永远互相等待。{ $steps }
busy-core = 有一个 Worker 到不了检查点，被强行结束。大约两秒内它可能仍占着一个核心：不要相信这些时间。

## 示例程序的检查（crates/demos）

check-all-ate = 每位哲学家每次都吃到了
check-neighbours-apart = 相邻的两位从未同时吃
check-two-hang = 主线程结束时仍有两个线程卡住
check-every-level = 每一层都到达了
check-others-through = 没有出错的线程全部通过
check-every-turn = 每一次都轮到了
check-in-step = 全部结束上一阶段之前，没有谁开始下一阶段
check-phases-passed = 打破之前的每个阶段全部通过
check-writer-alone = 写者始终独占
check-every-visit = 每次进入都发生了
check-no-more-than-added = 结果从不大于加的次数
check-every-addition = 没有丢失任何加法
check-alive-only-between = 线程只在 start 之后、结束之前是活着的
check-each-once = 每个数恰好出现一次
check-one-at-a-time = 同一时刻最多只有一个线程
check-created-is-not-running = 第一次 start 之前没有线程在运行
check-all-through = 主线程继续之前，每个线程都已通过
check-same-list = 两个线程看到的列表在同一地址
check-second-sees-new = 第二个线程看到了新的数
check-alive-falls = 活着的线程数从未增加
check-only-main-left = 最后只有主线程活着
check-lock-exclusive = 从未有两个线程同时持有锁
check-permits = 里面的线程从不多于许可
check-permits-conserved = 多释放一次之后，空位数是对的
check-ended-is-through = 线程没有在做完之前结束
check-join-patient = join 没有提前返回
check-own-values = 每个线程读到的都是自己写入的值
check-timer = 定时器只触发一次，及时取消后绝不触发
check-order-of-queue = 元素按队列的规则依次取出
check-tie-is-in = 两个优先级相同的元素都在队列里
check-gate = 事件设置之前没有线程通过
check-one-set-every-round = 一次 set 让每一轮都通过
check-round-per-set = 轮数不多于 set 的次数
check-items-conserved = 放入的 = 取走的 + 剩下的
check-fifo = 每个消费者都按顺序取到同一生产者的元素
check-places = 里面的元素从未多于位置
check-workers-reused = 池的线程被重复使用，每个任务都有结果
check-value-or-broken = 每个 future 都有值，或者有进程池损坏的错误
check-one-pending = 只有被杀进程手里的作业一直没有结果
check-input-order-numbers = 值按输入的顺序排列
check-errors-come-out = 只有出错的任务抛出了异常
check-callback-each-once = 每个任务恰好调用了一次回调
check-nothing-lost = 这样结束，没有任务丢失
check-trap-springs = 只有直接交给 starmap 的文本才会被拆开
check-all-done = with 结束后，每次调用都已完成或取消
check-workers-bounded = 线程数没有超过上限
check-input-order = 每页一个结果，按请求的顺序
check-open-ports = 找到的正好是开放的端口
check-lines-whole = 每一行都完整、按顺序到达，没有丢失
check-not-below-ideal = 没有哪个池快于它最长的块，也没有快于工作量除以线程数
check-pictures-equal = 每种方式做出的图片都相同
check-rounds-counted = 每个计数器都计到了每一轮
check-serial-part = 没有哪个池快于串行部分加上它分到的其余部分
check-messages-whole = 每条消息都完整地回来了
check-own-places = 每个进程自己的位置都正确
check-all-zero = 子进程之后，每个数都是 0
check-none-torn = 没有撕裂的图片
check-list-as-told = 列表正是子进程的调用所造成的样子
check-misuse-refused = 每次错误使用都被拒绝
check-child-seen = 主进程看到了子进程所做的一切
check-bytes-arrived = 每个字节都到达了
check-sum-full = 最后的和等于填充后图片的和
