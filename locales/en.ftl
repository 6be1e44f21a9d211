# The page's own texts in English. Prose of demos and parameters stands beside them, as Text { en, zh }.
# Every id stands in zh-CN.ftl too: tested.

## Head

skip = Skip to timeline
search-name = Find a demo
search-hint = Find a demo or an API name, e.g. map
machine-cores = { $cores ->
    [one] { $cores } core
   *[other] { $cores } cores
}
machine-isolated = isolated
machine-not-isolated = not isolated
machine-detail = The browser names this many cores; the page may share memory with its workers. Clock step { $clock } µs.
theme-system = Colours: as the system
theme-light = Colours: light
theme-dark = Colours: dark
share-link = Share link
share-copied = Link copied
share-refused = Copy from the address bar
open-in-full = Open in full
copied-link = The link was copied.
copied-program = The program was copied.
copied-refused = The browser did not allow copying.

## Gallery

gallery-name = Demos
gallery-open = Show the demos
gallery-none = No demo matches. Try another word.
gallery-running = running
gallery-seen = run before
turn-name = Previous and next demo

## Run

run = Run
run-again = Run again
stop = Stop
phase-starting = starting…
phase-starting-workers = starting { $wanted } workers… { $ready } ready
announce-starting = Starting.
announce-running = The run is on.
cannot-run-here = Demos cannot run here: the page is not isolated, or the browser has no shared memory.
verdict-finished = The run has finished.
verdict-failed = The program ended with an error.
verdict-stopped = The run was stopped.
verdict-crashed = A worker crashed.
verdict-deadlocked = Deadlock: threads wait for one another.
verdict-stuck = Stuck: nobody can wake the threads that wait.
announce-hang = Deadlock: some threads wait for one another; the others go on.

## Cards

parameters = Parameters
parameters-more = More
field-help = What “{ $field }” means
reset = reset
flag-on = on
flag-off = off
program = Program
program-python = The equivalent Python
program-rust = The Rust program that runs
program-rust-coming = Loading the Rust program…
program-rust-missing = The Rust program could not be loaded. Try the tab again.
copy = copy
copied = copied
download = download
close = Close

## Result

result = Result
result-measured = measured
share-measured = Copy link with these figures
result-recorded = recorded
result-recorded-how = Clocked when it was recorded, not here. Clock step { $clock } µs.
recorded-stand-in = The demo cannot run on this page; this is a real run of it.
recorded-where = { $cores ->
    [one] Recorded { $date } in { $browser } on { $cores } core.
   *[other] Recorded { $date } in { $browser } on { $cores } cores.
}
announce-recorded = A recorded run is shown.
file-foreign = This is no run saved by Parallel Play. Choose a file whose name ends in .pprun.
file-newer = This file is of version { $version }; this page reads up to { $newest }. Open it with a newer page.
file-too-large = The file is too large: more than { $most } MiB. The page saves no such file.
file-cut-short = The file is cut short: { $length } bytes of { $wanted }. Copy or download it again.
file-damaged = The file is damaged ({ $what }). Copy or download it again.
file-unknown-demo = The file holds a run of “{ $value }”, which this page does not have.
file-run-too-long = This run has more than { $most } records: too many for a file. Make it shorter and run it again.
file-refused = The browser could not read or write the file: { $detail }
result-measured-how = Clocked in this browser, on this machine. Clock step { $clock } µs.
result-empty = One number will stand here, and where the time went.
result-empty-action = Run it
result-faster = faster than one after the other ({ $setting })
result-no-faster = as fast as one after the other
result-makespan = from the first task to the last result
result-wall = whole run, start of workers included
result-running = Running. Figures come as they are measured.
result-waiting = Waiting for the engine.
result-tasks = { $done } of { $all } tasks
result-row-start = starting workers
result-row-wall = whole run
result-row-running = running, all threads together
result-row-blocked = waiting for others
result-row-sleeping = sleeping
result-partial = Only what had ended before the end is counted.
result-checks = Checks
result-check-held = held
result-check-broken = broken
result-values = Returned
result-in-all = … { $count } in all

check-results-equal = Every way returned the same results
check-exit-codes = Every process has the exit code of its kind of end
check-memory-of-its-own = Main sees what it must: its own counter beside a process, the shared one beside a thread
check-copied-or-shared = Main's list is as long as it must be: unchanged beside a process, longer beside a thread
check-others-finish = Whoever did not crash finished
check-all-workers = Every worker of every workshop did its piece
check-not-below-one-wait = No way was faster than one wait
check-reuse-is-cheaper = Using one again cost less than making a process

hang-waits = { $thread } waits.
hang-waits-for = { $thread } waits for { $object }.
hang-waits-for-end = { $thread } waits for the end of { $object }.
hang-waits-for-own = { $thread } waits for { $object }, which it has itself.
hang-waits-for-held = { $thread } waits for { $object }, which { $holder } has.
hang-waits-for-ended = { $thread } waits for { $object }, which { $holder } took and never gave back: it has ended.
hang-taken = Taken in this order:
hang-took = { $time }: { $thread } took { $object }

## Output and tables

output = Output
output-lines = Printed lines
output-none = The program printed nothing.
output-empty = Printed lines and a table of every task will stand here.
output-more = Only the last { $count } are shown.
tables-measurements = Measurements
processes-title = Processes
processes-number = Number
processes-name = Process
processes-parent = Parent
processes-state = State
processes-exit = Exit code
processes-memory = Memory
processes-threads = Threads
processes-still-has = { $process } has ended and still has { $objects }: nobody will give it back.
table-start = Start
table-makespan = Makespan
table-speed-up = Speed-up

## Explanation

explain = What to see
cards-coming = Loading this demo’s card…
cards-missing = This demo’s card could not be loaded. Check the connection.
cards-again = Try again
explain-look = Look at
explain-try = Try this
explain-wrong = Often thought

## Foot

footer-real = Real Web Workers over one shared memory. Nothing on this page is made up; simulated waiting says so.
footer-keys = Keys

## Keys

keys-title = Keys
keys-title-timeline = With the timeline focused
keys-single = Single keys act (without Ctrl or ⌘)
keys-run = Run
keys-stop = Stop
keys-search = Search
keys-previous = Previous demo
keys-next = Next demo
keys-card-parameters = Go to parameters
keys-card-program = Go to the program
keys-card-result = Go to the result
keys-card-timeline = Go to the timeline
keys-card-charts = Go to the charts
keys-card-output = Go to the output
keys-help = Show or hide this list
keys-close = Close, or empty the search
keys-zoom-in = Zoom in
keys-zoom-out = Zoom out
keys-pan-left = Earlier
keys-pan-right = Later
keys-previous-span = Previous span
keys-next-span = Next span
keys-lane-up = Lane above
keys-lane-down = Lane below
keys-previous-record = Previous record
keys-next-record = Next record
keys-frame = Frame the selection
keys-whole = Whole run
keys-find = Find in the timeline
keys-stretch-begin = Begin of a stretch, at the cursor
keys-stretch-end = End of the stretch, at the cursor
keys-details = Details

## Where demos cannot run

missing-title = Demos cannot run here
missing-isolation = Threads need one shared memory, and browsers share memory only with an isolated page. This page was sent without the two headers that isolate it.
missing-memory = Threads need one shared memory (SharedArrayBuffer), and this browser does not offer it to this page.
missing-isolating = The page now adds them itself and loads once more.
missing-fix-frame = In a frame: open it in full, or let the page around it give the frame
missing-fix-headers = On a server of your own, send these two headers with every file:
missing-fix-serve = On your own machine, this command serves the page with them:
missing-fix-browser = Use a browser that can: Chrome or Edge 92, Firefox 79, Safari 15.2, or newer. Open the page by https or on localhost, not from a file.
missing-rest = Everything else can be read: demos, programs, explanations, and runs that were recorded elsewhere.

## Engine

engine-not-isolated = The engine needs an isolated page. See above for the headers to send.
engine-load-failed = The engine could not be loaded. Check the connection and press Run again. { $detail }
worker-refused = The browser refused to make a worker. Close other tabs and press Run again. { $detail }
memory-refused = The browser refused memory for this run. Use fewer workers or close other tabs, then press Run again. { $detail }

## Notices about links and fields

notice-not-a-number = { $field }: “{ $value }” is not a number. Used { $used }.
notice-not-whole = { $field }: “{ $value }” is not a whole number. Used { $used }.
notice-out-of-range = { $field }: { $value } is outside { $low } to { $high }. Used { $used }.
notice-text-length = { $field }: needs { $low } to { $high } characters. Used { $used }.
notice-not-a-choice = { $field }: “{ $value }” is not offered here. Used { $used }.
notice-twice = { $field }: a word stands twice in “{ $value }”. Used { $used }.
notice-not-a-flag = { $field }: “{ $value }” is neither on nor off. Used { $used }.
notice-empty = { $field }: choose at least one. Used { $used }.
notice-too-many = { $field }: more than { $high } entries. Used { $used }.
notice-control-character = { $field }: holds a control character. Used { $used }.
notice-not-text = { $field }: could not be read. Used { $used }.
notice-unknown-field = { $field }: this demo has no such parameter. Ignored.
notice-repeated-field = { $field }: stands more than once; “{ $value }” was ignored.
notice-unknown-demo = There is no demo “{ $value }”. Opened { $used }.
notice-points = The measured points of the link cannot be read ({ $value }); none are shown.
notice-more = { $count ->
    [one] And { $count } more problem with this link.
   *[other] And { $count } more problems with this link.
}
notice-link-too-long = The link is too long ({ $length } bytes, at most { $high }). Opened the first demo.
notice-link-control-character = The link holds control characters. Opened the first demo.
notice-link-newer = The link is of version { $value }; this page knows up to { $high }. Used the defaults.
notice-link-version = “{ $value }” is no version of links. Used { $used }.

## Timeline and charts

timeline = Timeline
timeline-at = At { $time }
timeline-more = and { $count } more
timeline-point = Point at the picture, or move the cursor with the arrow keys: what every thread did then is said here.
timeline-fit = fit
timeline-follow = follow
timeline-export = file
timeline-figures = figures
timeline-mark = mark
timeline-findings = What stands out
timeline-search = Find lock, thread, #3
timeline-found = { $at } of { $count }
timeline-found-none = nothing found
timeline-found-previous = Previous found
timeline-found-next = Next found
export-trace = trace (Perfetto)
export-csv = spans (CSV)
export-svg = picture (SVG)
export-png = picture (PNG)
export-run = whole run (opens here again)
open-run = open a saved run…
as-table = table
plot-process-main = main process
plot-process = process { $number }
plot-threads = { $count ->
    [one] { $count } thread
   *[other] { $count } threads
}
plot-objects = objects
plot-load-cpu = CPU-bound
plot-load-io = IO-simulated
plot-load-mixed = Mixed
plot-load-static = Static
plot-load-dynamic = Dynamic
plot-load-chunk-size = Chunk size
plot-load-pickle-cost = Cost of copying
plot-load-task-length = Length of a task, µs
plot-load-neighbours = Neighbours
plot-load-padded = Padded
plot-load-amdahl = A serial part
plot-measurement = { $load } · { $executor } × { $workers }
plot-measurement-repeat = { $load } · { $executor } × { $workers } · { $repeat } of { $repeats }
plot-dropped = { $count ->
    [one] { $count } record dropped
   *[other] { $count } records dropped
}
plot-tasks-merged = { $count } tasks
plot-start = start
plot-sleep = sleep
plot-io = IO
plot-wants-gil = wants GIL
plot-waits = waits
plot-waits-for = waits for { $object }
plot-running = running
plot-moment-runs = { $thread } runs { $task }
plot-moment-running = { $thread } runs
plot-moment-waits = { $thread } waits for { $object } since { $since }
plot-moment-sleeps = { $thread } sleeps since { $since }
plot-moment-io = { $thread } waits for simulated IO since { $since }
plot-moment-ready = { $thread } is ready
plot-moment-new = { $thread } is not started
plot-moment-crashed = { $thread } crashed
plot-moment-idle = { $thread } has nothing to do
plot-moment-held = { $object }: { $thread } has it
plot-moment-free = { $object }: free
plot-moment-value = { $object }: { $value }
plot-moment-awaited = ; waiting: { $threads }
plot-moment-printed = { $count ->
    [one] { $count } line printed: { $line }
   *[other] { $count } lines printed, the last: { $line }
}
plot-hang-waits-for = waits for
plot-hang-held-by = held by
plot-hang-held-by-ended = held by { $thread }, which has ended
plot-hang-held-by-other = held by { $thread }
plot-hang-end-of = end of { $thread }
plot-hang-more = and { $count } more
plot-figure-used = Utilisation
plot-figure-used-value = { $percent } % ({ $running } of { $threads } threads run on average)
plot-figure-waits = Waiting, by cause
plot-figure-longest = Longest wait
plot-figure-fairness = Fairness of running time (1 = even)
plot-figure-lock = held { $held } % of the time; waited for { $waited } in { $waits } waits
plot-figure-stretch = { $from } to { $to } ({ $length })
plot-cause-lock = lock
plot-cause-condition = condition
plot-cause-semaphore = semaphore
plot-cause-event = event
plot-cause-barrier = barrier
plot-cause-queue = queue
plot-cause-join = join
plot-cause-pipe = pipe
plot-cause-result = result
plot-cause-gil = GIL
plot-by-release = woken by { $thread }, which released { $object }; ran { $after } later
plot-by-put = woken by { $thread }, which put into { $object }; ran { $after } later
plot-by-take = woken by { $thread }, which took from { $object }; ran { $after } later
plot-by-set = woken by { $thread }, which set { $object }; ran { $after } later
plot-by-notify = woken by { $thread }, which notified { $object }; ran { $after } later
plot-by-arrive = woken by { $thread }, the last to come to { $object }; ran { $after } later
plot-by-start = started by { $thread }; ran { $after } later
plot-by-end = woken by the end of { $thread }; ran { $after } later
plot-by-wake = woken by { $thread }; ran { $after } later
plot-woke = woke { $threads }
plot-state-new = new
plot-state-ready = ready (starting, wants GIL)
plot-state-running = running
plot-state-blocked = blocked
plot-state-sleeping = sleeping
plot-state-crashed = crashed
plot-state-terminated = terminated
plot-state-transfer = transfer
plot-timeline-summary = { $threads ->
    [one] { $threads } thread over { $length }.
   *[other] { $threads } threads over { $length }.
}
plot-timeline-empty = One lane per thread will appear here, live, with every task, wait and sleep.
plot-table-thread = Thread
plot-table-tasks = Tasks
plot-table-failed = Failed
plot-axis-workers = workers
plot-axis-share = share of computing
plot-axis-chunk = tasks in a chunk
plot-axis-size = bytes of an argument
plot-size-median = time, median of { $repeats }
plot-chunk-default = default
plot-chunk-summary = { $load }, speed-up over the tasks in a chunk: { $points }.
plot-ideal = ideal
plot-model = model: { $share } % serial
plot-cores = { $count ->
    [one] { $count } core
   *[other] { $count } cores
}
plot-speed-up-once = speed-up, measured once
plot-speed-up-median = speed-up, median of { $repeats }
plot-speed-up-empty = Speed-up against one after the other will be drawn here.
plot-sent-only = speed-up as sent with the link; run it to see yours
plot-sent = { $cores ->
    [one] dashed: sender’s, { $cores } core
   *[other] dashed: sender’s, { $cores } cores
}
plot-sent-executor = { $executor } (sender’s)
plot-speed-up-summary = { $load }, speed-up against one after the other: { $points }.
plot-speed-up-summary-point = { $executor } { $speedup } at { $x }
plot-share-empty = Speed-up over the share of computing will be drawn here.
plot-share-summary = { $load }, speed-up over the share of computing: { $points }.
plot-table-executor = Executor
plot-table-speed-up = Speed-up
plot-table-makespan = Makespan
plot-table-range = Range
plot-table-repeats = Repeats

## Why it came out so (report::sentence), warnings (report::warnings)

why-deadlocked = Each of these threads waits for what another of them holds, so none can ever go on.
why-stuck = Threads wait, and nobody is left who could wake them.
why-crashed = A worker crashed after { $done } of { $tasks } tasks; its process ended with it.
why-failed = The program ended with { $error }
why-stopped = Stopped after { $done } of { $tasks } tasks.
why-both = Waiting overlaps: { $waiting_speed_up }× with { $workers } workers. Computing scales only until the { $cores } cores are used up: { $computing_speed_up }×.
why-workers-idle = There are more workers ({ $workers }) than tasks ({ $tasks }), so some had nothing to do.
why-too-short = The whole list took { $makespan_ms } ms: too short for this clock. Use more or longer tasks.
why-waiting-overlaps = All { $workers } workers wait at the same time, so the waiting overlaps. Waiting uses no core.
why-rounds = { $workers } workers take { $tasks } tasks in rounds, and the last round is not full.
why-gil = The GIL lets one thread compute at a time, so more threads do not compute faster.
why-cores = { $workers } workers compute on { $cores } cores: beyond that they only take turns.
why-computing-scales = Each worker computes on a core of its own, so { $workers } workers are { $speed_up }× as fast.
why-overhead = The tasks are so short that handing them out costs more than it gains.
why-partly = { $workers } workers gained { $speed_up }×: a part of the time went to other things than the tasks.
why-mixed = The waiting overlaps, the computing shares { $cores } cores: together { $speed_up }×.
why-one-run = { $threads ->
    [one] One thread: { $running_percent } % running, { $sleeping_percent } % sleeping, { $blocked_percent } % waiting for others.
   *[other] { $threads } threads: { $running_percent } % running, { $sleeping_percent } % sleeping, { $blocked_percent } % waiting for others.
}
why-nothing = Nothing was recorded.
finding-contention = { $threads ->
    [one] Contention: { $threads } thread spent { $percent } % of its time waiting for { $object }. Hold it for less, or divide what it guards.
   *[other] Contention: { $threads } threads spent { $percent } % of their time waiting for { $object }. Hold it for less, or divide what it guards.
}
finding-convoy = Convoy: { $threads } threads queue up behind { $object } and spend { $percent } % of their time there. Hold it for less, or take it less often.
finding-starvation = Starvation: while { $thread } waited { $wait_ms } ms for { $object }, others took it { $times } times. A lock that is handed over in order of arrival (FIFO) cures it.
finding-idle-tail = Idle tail: workers without a task left lost { $percent } % of the time of { $workers } workers, the first for { $tail_ms } ms. Smaller chunks, handed out as workers become free, shorten it.
finding-gil = GIL: of the time in which { $threads } threads could run, they waited { $percent } % for the GIL. Processes, or code that lets it go, compute side by side.
finding-queue-full = { $threads ->
    [one] Full queue: { $threads } thread spent { $percent } % of its time waiting for room in { $object }. What takes from it is the slower side: more consumers help, a larger queue does not for long.
   *[other] Full queue: { $threads } threads spent { $percent } % of their time waiting for room in { $object }. What takes from it is the slower side: more consumers help, a larger queue does not for long.
}
finding-queue-empty = { $threads ->
    [one] Empty queue: { $threads } thread spent { $percent } % of its time waiting for something in { $object }. What puts into it is the slower side: more producers, or fewer consumers.
   *[other] Empty queue: { $threads } threads spent { $percent } % of their time waiting for something in { $object }. What puts into it is the slower side: more producers, or fewer consumers.
}
warning-too-short-for-clock = The shortest list took { $makespan_ms } ms, too short for a clock with steps of { $step_us } µs.
warning-hidden = The page was hidden for a part of this run. Browsers slow down what is hidden.
warning-dropped = { $records ->
    [one] { $records } record was dropped; the timeline shows where.
   *[other] { $records } records were dropped; the timeline shows where.
}
warning-few-repeats = { $repeats ->
    [one] Measured once: chance may have a part in it. Raise “Repeats”.
   *[other] Measured { $repeats } times: chance may have a part in it. Raise “Repeats”.
}
warning-oversubscribed = { $workers } workers compute on { $cores } cores, so they take turns.
warning-lock-order = Nothing hung this time, but these locks were taken in contradicting orders: another time the threads may wait for one another for ever. { $steps }
busy-core = A worker that reached no checkpoint was cut off. For about two seconds it may keep a core busy: do not trust these times.

## What the programs of the demos check (crates/demos)

check-all-ate = Every philosopher ate every time
check-neighbours-apart = Neighbours never ate at the same time
check-two-hang = Two threads still hang when main ends
check-every-level = Every level was reached
check-others-through = Every thread that did not fail came through
check-every-turn = Every turn was taken
check-in-step = Nobody began a phase before all had ended the one before
check-phases-passed = Every phase before the break was passed by all
check-writer-alone = A writer was always alone
check-every-visit = Every visit took place
check-no-more-than-added = The number is never higher than what was added
check-every-addition = No addition was lost
check-alive-only-between = The thread was alive only between start and its end
check-each-once = Each number appeared exactly once
check-one-at-a-time = Never more than one thread at a time
check-created-is-not-running = No thread ran before the first start
check-all-through = Every thread came through before main went on
check-same-list = Both threads saw the list at the same address
check-second-sees-new = The second thread saw the new number
check-alive-falls = The number of living threads never rose
check-only-main-left = In the end only main was alive
check-lock-exclusive = Never did two threads hold the lock at once
check-permits = Never more threads inside than permits
check-permits-conserved = After the release too many, the number of free places is right
check-ended-is-through = The thread had not ended before it was through
check-join-patient = join did not come back early
check-own-values = Each thread read the value that it had written itself
check-timer = The timer fired once, and never after it was cancelled in time
check-order-of-queue = The items came out in the order of their queue
check-tie-is-in = Both items of the same priority are in the queue
check-gate = Nobody went on before the event was set
check-one-set-every-round = One set let through every round
check-round-per-set = No more rounds than sets
check-items-conserved = Items put = items taken + items left
check-fifo = Each consumer took the items of a producer in order
check-places = Never more inside than there are places
check-workers-reused = The pool’s workers were reused, and every task has a result
check-value-or-broken = Every future has its value, or the error of the broken pool
check-one-pending = No job but that of the killed worker stays pending
check-input-order-numbers = The values stand in the order of the input
check-errors-come-out = Exactly the failing task raised
check-callback-each-once = Each task called one callback, once
check-nothing-lost = With this end no task was lost
check-trap-springs = Texts are taken apart only where starmap gets them bare
check-all-done = After with every call is done or cancelled
check-workers-bounded = No more threads than allowed
check-input-order = One result for each page, in the order asked for
check-open-ports = Exactly the open ports were found
check-lines-whole = Every line arrived whole, in order, none lost
check-not-below-ideal = No pool was faster than its longest chunk, or than the work divided by its workers
check-pictures-equal = Every way made the same pictures
check-rounds-counted = Every counter counted each of its rounds
check-serial-part = No pool was faster than the serial part and its share of the rest
check-messages-whole = Every message came back whole
check-own-places = Each process's own place is right
check-all-zero = After the child, every number is 0
check-none-torn = No picture was torn
check-list-as-told = The list is what the children's calls made of it
check-misuse-refused = Every misuse was refused
check-child-seen = What the child did is seen by main
check-bytes-arrived = Every byte arrived
check-sum-full = The last sum is that of the filled picture
