//! The twins of the kernels in crate `workloads`, and what they are called with.

use super::integer;
use crate::listing::Listing;
use scenario::Scenario;

const COLLATZ: &str = "\
def collatz(n):
    longest = 0
    for start in range(1, n):
        x, steps = start, 0
        while x != 1:
            x = 3 * x + 1 if x % 2 else x // 2
            steps += 1
        longest = max(longest, steps)
    return longest";

const MANDELBROT: &str = "\
def mandelbrot(row, rows, width):
    y, total = -1.25 + 2.5 * (row + 0.5) / rows, 0
    for column in range(width):
        x = -2 + 2.5 * (column + 0.5) / width
        a = b = steps = 0
        while steps < 255 and a * a + b * b <= 4:
            a, b, steps = a * a - b * b + x, 2 * a * b + y, steps + 1
        total += steps
    return total";

const SHA256: &str = "\
def chain(task, n):
    digest = str(task).encode()
    for _ in range(n):
        digest = hashlib.sha256(digest).digest()
    return int.from_bytes(digest[:4], \"big\")";

const MATRIX: &str = "\
def product(task, n):
    side = 0
    while (side + 1) ** 3 <= n:
        side += 1
    a = [[(task + i * j) % 10 for j in range(side)] for i in range(side)]
    b = [[(i + 2 * j) % 10 for j in range(side)] for i in range(side)]
    total = 0
    for i in range(side):
        for j in range(side):
            total = (31 * total + sum(a[i][k] * b[k][j] for k in range(side))) % 1_000_003
    return total";

const SORT: &str = "\
def middle(task, n):
    return sorted(draw(task, i) for i in range(n))[n // 2]";

const SEARCH: &str = "\
def search(task, n):
    text = \"\".join(\"abcd\"[draw(task, i) >> 30] for i in range(n))
    return sum(text.startswith(\"abca\", i) for i in range(n))";

const PICTURE: &str = "\
def picture(task, width, height):  # three bytes a pixel
    a, b, c = draw(task), draw(task, 1), draw(task, 2)
    pixels = bytearray()
    for y in range(height):
        for x in range(width):
            hill = height // 2 + abs((x + c) % width * 2 - width) * height // (3 * width)
            across, down = x - a % width, y - b % (height // 2 + 1)
            if y >= hill:
                depth = 40 * (y - hill) // height
                pixels += bytes((a >> 24 & 63, 80 + (b >> 24 & 63) - depth, 60 - depth))
            elif across * across + down * down < height * height // 64:
                pixels += bytes((255, 224, 112))
            else:
                light = 127 * y // height
                pixels += bytes(((a >> 8 & 127) + light, (b >> 8 & 127) + light, 128 + light))
    return bytes(pixels)

def places(at, count, length):  # what the place `at` of `count` stands for
    first = at * length // count
    return range(first, max((at + 1) * length // count, first + 1))

def scale(pixels, width, height, across, down):
    small = bytearray()
    for v in range(down):
        for u in range(across):
            rows, columns = places(v, down, height), places(u, across, width)
            for colour in range(3):
                area = [pixels[3 * (y * width + x) + colour] for y in rows for x in columns]
                small.append(sum(area) // len(area))
    return bytes(small)";

const SMALL_SUM: &str = "\
def small_sum(task, side):
    return sum(scale(picture(task, side, side), side, side, 75, 75))";

/// Modules that the twin of a workload imports.
pub fn imports(workload: &str) -> &'static [&'static str] {
    match workload {
        "sleep" | "mixed" | "wait-uniform" => &["time"],
        "wait-log-normal" => &["math", "time"],
        "server" | "download" => &["threading", "time"],
        "wait-forever" => &["threading"],
        "sha256" => &["hashlib"],
        "thumbnail" => &["math"],
        _ => &[],
    }
}

/// Whether the twin of a workload draws random numbers.
fn is_random(workload: &str) -> bool {
    matches!(
        workload,
        "sort" | "search" | "thumbnail" | "wait-uniform" | "wait-log-normal"
    )
}

/// The functions that the task of a workload calls, each followed by an empty line.
pub fn functions(listing: Listing, scenario: &Scenario, workload: &str) -> Listing {
    let random = is_random(workload) || scenario.text("lengths") == "random";
    let listing = listing
        .when(random, |l| draw(l, scenario).line(""))
        .when(is_skewed(scenario), |l| length(l, scenario).line(""));
    let text = match workload {
        "primes" | "mixed" => return super::primes(listing).line(""),
        "collatz" => COLLATZ,
        "mandelbrot" => MANDELBROT,
        "sha256" => SHA256,
        "matrix" => MATRIX,
        "sort" => SORT,
        "search" => SEARCH,
        "thumbnail" => PICTURE,
        _ => return listing,
    };
    let listing = listing.lines(text).line("");
    listing.when(workload == "thumbnail", |l| l.lines(SMALL_SUM).line(""))
}

/// The functions `picture`, `places` and `scale`.
pub fn pictures(listing: Listing) -> Listing {
    listing.lines(PICTURE)
}

/// The functions `mix` and `draw`, with the scenario's seed: twins of `workloads::Draws`.
pub fn draw(listing: Listing, scenario: &Scenario) -> Listing {
    let seed = integer(scenario.integer("seed"));
    listing
        .line("def mix(x):")
        .line("    x = (x ^ x >> 16) * 0x7FEB352D & 0xFFFFFFFF")
        .line("    x = (x ^ x >> 15) * 0x846CA68B & 0xFFFFFFFF")
        .line("    return x ^ x >> 16")
        .line("")
        .line("def draw(task, nth=0):  # a random number, the same in every run")
        .line(format!(
            "    return mix(mix(mix({seed}) + task & 0xFFFFFFFF) + nth & 0xFFFFFFFF)"
        ))
}

/// Whether some tasks of the scenario's list are longer than others.
pub fn is_skewed(scenario: &Scenario) -> bool {
    !matches!(scenario.text("lengths"), "" | "even") && scenario.integer("skew") > 1
}

/// The function `length`: how many times as long as the shortest a task is.
pub fn length(listing: Listing, scenario: &Scenario) -> Listing {
    let (tasks, longest) = (scenario.integer("tasks"), scenario.integer("skew"));
    let body = match scenario.text("lengths") {
        "first-long" => format!("{longest} if task == 0 else 1"),
        "last-long" => format!("{longest} if task == {} else 1", tasks - 1),
        "rising" => format!("1 + {} * task / {}", longest - 1, (tasks - 1).max(1)),
        _ => format!("1 + {} * draw(task) / 2**32", longest - 1),
    };
    listing
        .line("def length(task):  # times the shortest")
        .line(format!("    return {body}"))
}

/// The size of a task as an expression, at most `most`.
pub fn size(scenario: &Scenario, most: i64) -> String {
    let n = scenario.integer("n");
    let (short, long) = (n.min(most), n.saturating_mul(scenario.integer("skew")));
    match (is_skewed(scenario), long > most) {
        (false, _) => integer(short),
        (true, false) => format!("int({} * length(task))", integer(n)),
        (true, true) => format!("min(int({} * length(task)), {})", integer(n), integer(most)),
    }
}
