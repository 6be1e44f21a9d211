# What is said of runs that are over or hang, of files, and of a stretch: fetched with the code that says it (src/later.rs).
# Everything else stands in en.ftl.

## Result

share-measured = Copy link with these figures
file-foreign = This is no run saved by Parallel Play. Choose a file whose name ends in .pprun.
file-newer = This file is of version { $version }; this page reads up to { $newest }. Open it with a newer page.
file-too-large = The file is too large: more than { $most } MiB. The page saves no such file.
file-cut-short = The file is cut short: { $length } bytes of { $wanted }. Copy or download it again.
file-damaged = The file is damaged ({ $what }). Copy or download it again.
file-unknown-demo = The file holds a run of “{ $value }”, which this page does not have.
file-run-too-long = This run has more than { $most } records: too many for a file. Make it shorter and run it again.
pictures-used = { $count ->
    [one] This run took { $count } picture of yours. A link and the program shown know nothing of it: they draw pictures.
   *[other] This run took { $count } pictures of yours. A link and the program shown know nothing of them: they draw pictures.
}
file-refused = The browser could not read or write the file: { $detail }
result-faster = faster than one after the other ({ $setting })
result-no-faster = as fast as one after the other
result-makespan = from the first task to the last result
result-wall = whole run, start of workers included
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

## Timeline and charts

timeline-findings = What stands out
plot-hang-waits-for = waits for
plot-hang-held-by = held by
plot-hang-held-by-ended = held by { $thread }, which has ended
plot-hang-held-by-other = held by { $thread }
plot-hang-end-of = end of { $thread }
plot-axis-message = bytes of a message
plot-ways-once = measured once, both axes logarithmic
plot-hang-more = and { $count } more
plot-figure-used = Utilisation
plot-figure-used-value = { $percent } % ({ $running } of { $threads } threads run on average)
plot-figure-waits = Waiting, by cause
plot-figure-longest = Longest wait
plot-figure-fairness = Fairness of running time (1 = even)
plot-figure-lock = held { $held } % of the time; waited for { $waited } in { $waits } waits
plot-figure-stretch = { $from } to { $to } ({ $length })

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
