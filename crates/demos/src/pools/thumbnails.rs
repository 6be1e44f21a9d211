//! `thumbnails`: pictures made small by a loop, then on pools, with the pictures shown.
//!
//! A run: the loop first, then a pool for each count of workers above 1, one picture at a time. A task draws picture i ([`WIDTH`] × [`HEIGHT`], told by
//! the seed: what opening a file is elsewhere) or opens the person's own, scales it, and returns the sum of its bytes. With the GIL, `release` lets it go meanwhile. In a process it
//! returns the bytes themselves, since a picture kept there would be lost.

use super::pool_map_speedup::pools;
use crate::card::{self, Card, Chapter, Difficulty, Try, thread_or_process};
use crate::listing::Listing;
use crate::python::{self, integer, kernels, tuple};
use crate::ready::is_process;
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
use {
    crate::run::{self, OnRuntime, Plan, Run, Shared},
    runtime::context,
    runtime::executors::Execution,
    runtime::gil,
    runtime::pool::Chunk,
    runtime::task::{self, Tasks, Value},
    scenario::TaskValue,
    scenario::outcome::TaskError,
    scenario::pictures::OwnPicture,
    std::sync::Arc,
    workloads::{Draws, Picture},
};

/// Keys of lines: see [`Listing`].
pub mod line {
    use crate::python;

    /// A picture.
    pub const PICTURE: u16 = python::OWN;
    /// The loop.
    pub const LOOP: u16 = python::OWN + 1;
    /// Making the pool.
    pub const POOL: u16 = python::OWN + 2;
    /// `pool.starmap`.
    pub const MAP: u16 = python::OWN + 3;
}

/// Width of the pictures.
pub const WIDTH: u32 = 320;
/// Height of the pictures.
pub const HEIGHT: u32 = 240;
/// How many bytes of pictures the result shows at most: it is posted to the page whole.
#[cfg(feature = "program")]
const SHOWN_BYTES: usize = 1 << 20;

/// The card.
pub static CARD: Card = Card {
    spec: DemoSpec {
        id: "thumbnails",
        fields: &[
            Field::new("images", "24").within(1.0, 200.0),
            Field::new("size", "75").within(16.0, 128.0),
            Field::new("keep_ratio", "off"),
            Field::new("workers", "2,8").within(1.0, 16.0).list().explained(
                "The pools that are measured, one after the other; the plain loop always runs first.",
                "依次测量的池的大小；普通循环总是最先运行。",
            ),
            thread_or_process("thread"),
            Field::new("gil", "on"),
            Field::new("release", "on"),
            Field::new("switch_ms", "5"),
            Field::new("seed", "1"),
        ],
    },
    chapter: Chapter::Pools,
    title: Text::new("Thumbnails on 8 threads", "批量缩略图"),
    idea: Text::new(
        "Twenty-four pictures are made small, in a loop and on eight threads: starmap pairs each picture with the same folder. The pictures are drawn \
         here, or are your own; nothing leaves the page.",
        "把二十四张图片缩小，先用循环，再用八个线程：starmap 给每张图片配上同一个文件夹。图片在这里生成，也可以用你自己的；没有任何东西离开页面。",
    ),
    difficulty: Difficulty::Next,
    api_names: &["Pool.starmap", "itertools.repeat", "zip", "multiprocessing.Pool", "multiprocessing.dummy.Pool", "PIL.Image", "os.listdir"],
    python: card::python(listing),
    look_at: Text::new(
        "The thumbnails below the number, the same whoever made them. Scaling is computing, so the time falls only up to the number of cores, and \
         only because the library lets the GIL go while it scales.",
        "数字下面的缩略图，不管谁做的都一样。缩放是计算，所以时间只降到核心数为止，而且只因为库在缩放时放开了 GIL。",
    ),
    tries: [
        Try::new(
            "thumbnails?v=1&release=off",
            "A kernel that keeps the GIL: eight threads are no faster than one.",
            "内核不放开 GIL：八个线程并不比一个快。",
        ),
        Try::new(
            "thumbnails?v=1&keep_ratio=on&size=128",
            "Keep the shape: squeezed to a square, every sun is an egg.",
            "保持比例：压成正方形时，每个太阳都成了蛋。",
        ),
        Try::new(
            "thumbnails?v=1&kind=process",
            "Processes: no GIL between them, but every small picture is copied back. Is it faster?",
            "换成进程：彼此之间没有 GIL，但每张小图都要复制回来。会更快吗？",
        ),
    ],
    misconception: Text::new(
        "“Threads cannot speed up computing in Python.” Libraries written in C may let the GIL go while they compute, and those for pictures do. And: a \
         function that joins path and folder must not overwrite its folder argument, or the files land elsewhere.",
        "“Python 的线程不能加速计算。”用 C 写的库可以在计算时放开 GIL，处理图片的库就是这样。另外：拼接路径和文件夹的函数不能覆盖自己的文件夹参数，\
         否则文件会写到别处。",
    ),
    threads: |scenario| pools(scenario).into_iter().max().unwrap_or(0),
};

/// Width and height of the thumbnail of a picture of this size.
pub fn size(scenario: &Scenario, (width, height): (u32, u32)) -> (u32, u32) {
    let side = u32::try_from(scenario.integer("size")).unwrap_or(1).max(1);
    let longer = width.max(height).max(1);
    let part =
        |length: u32| (u64::from(side) * u64::from(length) / u64::from(longer)).max(1) as u32;
    if scenario.flag("keep_ratio") {
        (part(width), part(height))
    } else {
        (side, side)
    }
}

fn listing(scenario: &Scenario) -> Listing {
    let pools = pools(scenario);
    let pooled = !pools.is_empty();
    let (across, down) = size(scenario, (WIDTH, HEIGHT));
    let header = Listing::of("import time\nfrom itertools import repeat")
        .when(pooled, |l| l.line(python::pool_import(scenario)));
    let process = is_process(scenario);
    let listing = python::gil(header, scenario).line("");
    kernels::pictures(kernels::draw(listing, scenario).line(""))
        .when(!process, |l| l.lines("\nthumbs = {}"))
        .lines("\ndef thumbnail(number, folder):  # instead of Pillow, which lets the GIL go while it computes")
        .at(line::PICTURE, format!("    big = picture(number, {WIDTH}, {HEIGHT})  # instead of Image.open"))
        .line(format!("    small = scale(big, {WIDTH}, {HEIGHT}, {across}, {down})"))
        .when(process, |l| l.line("    return f\"{folder}/{number}.png\", small  # all its bytes travel"))
        .when(!process, |l| l.lines("    thumbs[f\"{folder}/{number}.png\"] = small\n    return sum(small)"))
        .lines("\nif __name__ == \"__main__\":")
        .line(format!("    numbers = range({})", integer(scenario.integer("images"))))
        .line("    start = time.perf_counter()")
        .at(line::LOOP, "    expected = [thumbnail(number, \"thumbs\") for number in numbers]")
        .line("    print(f\"loop: {time.perf_counter() - start:.3f} s\")")
        .when(pooled, |l| {
            l.line(format!("    for workers in {}:", tuple(pools.into_iter().map(i64::from))))
                .at(line::POOL, "        with Pool(workers) as pool:  # starting them is not timed")
                .line("            start = time.perf_counter()")
                .at(line::MAP, "            results = pool.starmap(thumbnail, zip(numbers, repeat(\"thumbs\")), chunksize=1)")
                .line("            print(f\"pool of {workers}: {time.perf_counter() - start:.3f} s\")")
                .line("        assert results == expected")
        })
        .when(process, |l| l.line("    thumbs = dict(expected)"))
        .line("    print(len(thumbs), \"thumbnails\")")
}

/// The loop, then a pool of each size; all make the same pictures.
#[cfg(feature = "program")]
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    run.set_switch_interval(run::duration(scenario.duration_ms("switch_ms")));
    let album = Arc::new(Album::of(scenario));
    let made = Shared::new(vec![Picture::default(); album.len() as usize]);
    let tasks = tasks(scenario, &album, &made);
    let plan = Plan {
        load: "thumbnail",
        executor: "serial",
        workers: 1,
        repeat: 0,
        x: None,
        chunk: Chunk::Of(1),
    };
    warm_up();
    run.at(line::LOOP);
    let serial = run.execute(&plan, tasks.clone())?;
    run.print(&format!("loop: {:.3} s", run::seconds(&serial)));
    let first = made.get();
    let executor = match (is_process(scenario), scenario.flag("gil")) {
        (true, _) => "processes",
        (false, true) => "threads-gil",
        (false, false) => "threads",
    };
    for workers in pools(scenario) {
        run.at(line::MAP);
        let plan = Plan {
            executor,
            workers,
            ..plan.clone()
        };
        let pooled = if executor == "processes" {
            let pooled = run.execute(&plan, run::list(scenario, pixels))?;
            kept(pooled, &album, &made)
        } else {
            run.execute(&plan, tasks.clone())?
        };
        let name = format!("pool of {workers}");
        run.print(&format!("{name}: {:.3} s", run::seconds(&pooled)));
        run.check_equal(&name, &serial.results, &pooled.results);
        run.check_all("check-pictures-equal", made.get() == first, name);
    }
    run.print(&format!("{} thumbnails", first.len()));
    show(run, &album, first);
    Ok(())
}

/// Lets a browser compile the kernel well before it is measured: see `run::warm_up`.
#[cfg(feature = "program")]
fn warm_up() {
    for index in 0..20 {
        let here = OnRuntime::default();
        let small = Picture::generate(Draws::of(0, index), WIDTH / 2, HEIGHT / 2, &here);
        workloads::thumbnail(&small, (75, 75), &here);
    }
}

/// The pictures of a run: the person's own, or those that the seed tells.
#[cfg(feature = "program")]
struct Album {
    scenario: Scenario,
    own: Vec<OwnPicture>,
}

#[cfg(feature = "program")]
impl Album {
    fn of(scenario: &Scenario) -> Self {
        Album {
            scenario: scenario.clone(),
            own: run::own_pictures(),
        }
    }

    fn len(&self) -> u32 {
        match self.own.len() {
            0 => run::count(&self.scenario, "images"),
            own => own as u32,
        }
    }

    /// Name of the thumbnail `index`.
    fn name(&self, index: usize) -> String {
        let own = self.own.get(index);
        own.map_or_else(
            || format!("thumbs/{index}.png"),
            |own| format!("thumbs/{}", own.name),
        )
    }

    /// Size of the thumbnail `index`.
    fn size(&self, index: usize) -> (u32, u32) {
        let own = self.own.get(index);
        size(
            &self.scenario,
            own.map_or((WIDTH, HEIGHT), |own| (own.width, own.height)),
        )
    }

    /// The thumbnail `index`.
    fn small(&self, index: u32) -> Picture {
        context::at(line::PICTURE);
        let here = OnRuntime::default();
        let big = match self.own.get(index as usize) {
            Some(own) => Picture {
                width: own.width,
                height: own.height,
                rgb: own.rgb.clone(), // As reading a file would make it.
            },
            None => {
                let draws = Draws::of(run::count(&self.scenario, "seed"), index);
                Picture::generate(draws, WIDTH, HEIGHT, &here)
            }
        };
        workloads::thumbnail(&big, self.size(index as usize), &here)
    }
}

/// A task for each picture, in a process: returns its bytes.
#[cfg(feature = "program")]
pub(crate) fn pixels(scenario: &Scenario) -> Arc<dyn Tasks> {
    let album = Album::of(scenario);
    task::list(album.len(), move |index| {
        Ok(Value::Bytes(album.small(index).rgb))
    })
}

/// Keeps the pictures that came back as bytes in `made`; the results are their sums.
#[cfg(feature = "program")]
fn kept(mut pooled: Execution, album: &Album, made: &Shared<Vec<Picture>>) -> Execution {
    for (index, result) in pooled.results.iter_mut().enumerate() {
        let rgb = match result {
            Ok(Value::Bytes(rgb)) => core::mem::take(rgb),
            _ => continue,
        };
        let (width, height) = album.size(index);
        let picture = Picture { width, height, rgb };
        *result = Ok(Value::Integer(picture.checksum()));
        made.with(|made| made[index] = picture);
    }
    pooled
}

/// A task for each picture: makes it, keeps it in `made`, returns the sum of its bytes.
#[cfg(feature = "program")]
fn tasks(scenario: &Scenario, album: &Arc<Album>, made: &Shared<Vec<Picture>>) -> Arc<dyn Tasks> {
    let (release, made, album) = (scenario.flag("release"), made.clone(), album.clone());
    task::list(album.len(), move |index| {
        let kernel = || album.small(index);
        let small = if release {
            gil::released(kernel)
        } else {
            kernel()
        };
        let sum = small.checksum();
        made.with(|made| made[index as usize] = small);
        Ok(Value::Integer(sum))
    })
}

/// The pictures by path, as many as fit; the rest are counted.
#[cfg(feature = "program")]
fn show(run: &mut Run, album: &Album, pictures: Vec<Picture>) {
    run.value("made", TaskValue::Integer(pictures.len() as i64));
    let mut bytes = 0;
    let shown = (0..)
        .zip(pictures)
        .map_while(|(index, picture): (usize, Picture)| {
            let rgba = picture.rgba();
            bytes += rgba.len();
            let (width, height) = (picture.width, picture.height);
            let image = TaskValue::Image {
                width,
                height,
                rgba,
            };
            (bytes <= SHOWN_BYTES).then(|| (album.name(index), image))
        });
    let shown = shown.collect();
    run.value("thumbs", TaskValue::Record(shown));
}
