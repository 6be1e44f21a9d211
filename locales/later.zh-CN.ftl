# 已结束或卡住的运行、文件和区间的文字：与用到它们的代码一起获取（src/later.rs）。
# 其余文字在 zh-CN.ftl。

## 结果

share-measured = 复制带这些数据的链接
file-foreign = 这不是 Parallel Play 保存的运行。请选择以 .pprun 结尾的文件。
file-newer = 这个文件是版本 { $version }，本页面最多读到 { $newest }。请用更新的页面打开。
file-too-large = 文件太大：超过 { $most } MiB。本页面不会保存这样的文件。
file-cut-short = 文件不完整：{ $wanted } 字节中只有 { $length } 字节。请重新复制或下载。
file-damaged = 文件已损坏（{ $what }）。请重新复制或下载。
file-unknown-demo = 文件里是“{ $value }”的一次运行，本页面没有这个示例。
file-run-too-long = 这次运行有超过 { $most } 条记录，无法存成文件。请缩短后再运行。
pictures-used = 这次运行用了你的 { $count } 张图片。链接和所示程序并不知道它们：它们会生成图片。
file-refused = 浏览器无法读写这个文件：{ $detail }
result-faster = 倍于逐个执行的速度（{ $setting }）
result-no-faster = 与逐个执行一样快
result-makespan = 从提交任务到最后一个结果
result-wall = 整次运行，包括启动 Worker
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

## 时间线与图表

timeline-findings = 值得注意
plot-hang-waits-for = 等待
plot-hang-held-by = 持有者
plot-hang-held-by-ended = 持有者 { $thread } 已结束
plot-hang-held-by-other = 持有者 { $thread }
plot-hang-end-of = { $thread } 结束
plot-axis-message = 消息的字节数
plot-ways-once = 测量一次，两轴均为对数
plot-hang-more = 还有 { $count } 个
plot-figure-used = 利用率
plot-figure-used-value = { $percent } %（平均 { $threads } 个线程中 { $running } 个在运行）
plot-figure-waits = 等待（按原因）
plot-figure-longest = 最长等待
plot-figure-fairness = 运行时间的公平性（1 = 均匀）
plot-figure-lock = { $held } % 的时间被持有；{ $waits } 次等待共 { $waited }
plot-figure-stretch = { $from } 至 { $to }（{ $length }）

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
