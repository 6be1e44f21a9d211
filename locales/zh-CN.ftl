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
result-recorded = 录制
result-recorded-how = 录制时计时，不是在这里。时钟步长 { $clock } 微秒。
recorded-stand-in = 这个页面无法运行此示例；这是它的一次真实运行。
recorded-where = 录制于 { $date }，{ $browser }，{ $cores } 个核心。
announce-recorded = 正在显示录制的运行。
result-measured-how = 在这台机器的这个浏览器里计时。时钟步长 { $clock } 微秒。
result-empty = 这里会出现一个数字，以及时间花在了哪里。
result-empty-action = 运行
result-running = 正在运行。数字会随测量出现。
result-waiting = 正在等待引擎。
result-tasks = { $done } / { $all } 个任务

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
later-coming = 正在加载结果……
later-missing = 页面的一部分无法加载。请检查网络连接；运行结果会保留。
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
