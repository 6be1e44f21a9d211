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

gallery-name = Demos
gallery-open = Show the demos
gallery-none = No demo matches. Try another word.
gallery-running = running
gallery-seen = run before
turn-name = Previous and next demo

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

result = Result
result-measured = measured
result-recorded = recorded
result-recorded-how = Clocked when it was recorded, not here. Clock step { $clock } µs.
recorded-stand-in = The demo cannot run on this page; this is a real run of it.
recorded-where = { $cores ->
    [one] Recorded { $date } in { $browser } on { $cores } core.
   *[other] Recorded { $date } in { $browser } on { $cores } cores.
}
announce-recorded = A recorded run is shown.
result-measured-how = Clocked in this browser, on this machine. Clock step { $clock } µs.
result-empty = One number will stand here, and where the time went.
result-empty-action = Run it
result-running = Running. Figures come as they are measured.
result-waiting = Waiting for the engine.
result-tasks = { $done } of { $all } tasks

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

explain = What to see
cards-coming = Loading this demo’s card…
cards-missing = This demo’s card could not be loaded. Check the connection.
cards-again = Try again
later-coming = Loading the result…
later-missing = A part of the page could not be loaded. Check the connection; the run is kept.
explain-look = Look at
explain-try = Try this
explain-wrong = Often thought

footer-real = Real Web Workers over one shared memory. Nothing on this page is made up; simulated waiting says so.
footer-keys = Keys

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

missing-title = Demos cannot run here
missing-isolation = Threads need one shared memory, and browsers share memory only with an isolated page. This page was sent without the two headers that isolate it.
missing-memory = Threads need one shared memory (SharedArrayBuffer), and this browser does not offer it to this page.
missing-isolating = The page now adds them itself and loads once more.
missing-fix-frame = In a frame: open it in full, or let the page around it give the frame
missing-fix-headers = On a server of your own, send these two headers with every file:
missing-fix-serve = On your own machine, this command serves the page with them:
missing-fix-browser = Use a browser that can: Chrome or Edge 92, Firefox 79, Safari 15.2, or newer. Open the page by https or on localhost, not from a file.
missing-rest = Everything else can be read: demos, programs, explanations, and runs that were recorded elsewhere.

engine-not-isolated = The engine needs an isolated page. See above for the headers to send.
engine-load-failed = The engine could not be loaded. Check the connection and press Run again. { $detail }
worker-refused = The browser refused to make a worker. Close other tabs and press Run again. { $detail }
memory-refused = The browser refused memory for this run. Use fewer workers or close other tabs, then press Run again. { $detail }

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

timeline = Timeline
timeline-at = At { $time }
timeline-more = and { $count } more
timeline-point = Point at the picture, or move the cursor with the arrow keys: what every thread did then is said here.
timeline-fit = fit
timeline-follow = follow
timeline-export = file
timeline-figures = figures
timeline-mark = mark
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
pictures-own = Use your own pictures…
pictures-hint = Or drop them on the page. They stay in this tab; a link does not carry them.
pictures-there = { $count ->
    [one] { $count } picture of yours
   *[other] { $count } pictures of yours
}
pictures-forget = Use drawn ones
pictures-none = None of these files is a picture that this browser can open. Nothing has changed.
pictures-left-out = { $count ->
    [one] { $count } file was left out: it is no picture that this browser can open, or one beyond { $most }.
   *[other] { $count } files were left out: they are no pictures that this browser can open, or are beyond { $most }.
}
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
plot-load-message = µs a message
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
