//! Misuse of shared numbers, blocks and lists.

use super::*;
use runtime::ipc::memory::{Create, Item, ShareableList, SharedMemory, SharedMemoryManager};
use runtime::ipc::shared::{Array, RawArray, RawValue, Value, check_code};

fn array() -> Array<i32> {
    Array::of(&[1, 2, 3]).expect("room")
}

fn block() -> SharedMemory {
    SharedMemory::create(4).expect("room")
}

fn on_buf(act: fn(runtime::ipc::memory::Buffer<'_>) -> String) -> String {
    let memory = block();
    let said = act(memory.buf().expect("open"));
    memory.unlink().expect("once");
    said
}

fn list() -> ShareableList {
    ShareableList::new(&[Item::Int(1), Item::Str("four".to_owned())]).expect("room")
}

/// Its own list, unlinked afterwards.
fn on_list(act: fn(&ShareableList) -> String) -> String {
    let list = list();
    let said = act(&list);
    list.memory().unlink().expect("once");
    said
}

fn started() -> SharedMemoryManager {
    let mut manager = SharedMemoryManager::new();
    manager.start().expect("once");
    manager
}

pub const NUMBERS: &[Row] = &[
    ("Value('i', 2**31)", "-2147483648", || {
        let value = RawValue::new(0i32).expect("room");
        value.set_wrapping(1 << 31);
        value.get().to_string()
    }),
    ("Value('B', 300)", "44", || {
        let value = Value::new(0u8).expect("room");
        value.set_wrapping(300);
        value.get().to_string()
    }),
    ("Value('b', 200)", "-56", || {
        let value = Value::new(0i8).expect("room");
        value.set_wrapping(200);
        value.get().to_string()
    }),
    ("Value('x')", "TypeError: this type has no size", || {
        text(check_code('x'))
    }),
    ("Value('?')", "TypeError: this type has no size", || {
        text(check_code('?'))
    }),
    ("array[3]", "IndexError: invalid index", || {
        text(array().get(3))
    }),
    ("array[-4] = 0", "IndexError: invalid index", || {
        text(array().set(-4, 0))
    }),
    ("array[-1]", "3", || text(array().get(-1))),
    (
        "array[0:2] = [1]",
        "ValueError: Can only assign sequence of same size",
        || text(array().set_slice(0..2, &[1])),
    ),
    (
        "Array('i', -1)",
        "ValueError: Array length must be >= 0, not -1",
        || text(Array::<i32>::from_len(-1).map(drop)),
    ),
    ("Array('c', b'ab', 4).value", "[97, 98]", || {
        format!("{:?}", RawArray::of(b"ab\0\0").expect("room").value())
    }),
];

pub const BLOCKS: &[Row] = &[
    (
        "SharedMemory()",
        "ValueError: 'name' can only be None if create=True",
        || text(SharedMemory::open(None, Create::No).map(drop)),
    ),
    (
        "SharedMemory(create=True, size=0)",
        "ValueError: 'size' must be a positive number different from zero",
        || text(SharedMemory::open(None, Create::Yes { size: 0 }).map(drop)),
    ),
    (
        "SharedMemory(create=True, size=-1)",
        "ValueError: 'size' must be a positive integer",
        || text(SharedMemory::create(-1).map(drop)),
    ),
    (
        "SharedMemory('x')",
        "FileNotFoundError: [Errno 2] No such file or directory: '/x'",
        || text(SharedMemory::attach("x").map(drop)),
    ),
    (
        "SharedMemory('taken', create=True)",
        "FileExistsError: [Errno 17] File exists: '/taken'",
        || {
            let first = SharedMemory::create_named("taken", 1).expect("free");
            let second = text(SharedMemory::create_named("taken", 1).map(drop));
            first.unlink().expect("once");
            second
        },
    ),
    (
        "unlink twice",
        "FileNotFoundError: [Errno 2] No such file or directory: '/twice'",
        || {
            let memory = SharedMemory::create_named("twice", 1).expect("free");
            memory.unlink().expect("once");
            text(memory.unlink())
        },
    ),
    (
        "buf after close",
        "TypeError: 'NoneType' object is not subscriptable",
        || {
            let mut memory = block();
            memory.close();
            memory.close();
            let said = text(memory.buf().map(drop));
            memory.unlink().expect("once");
            said
        },
    ),
    (
        "buf[4]",
        "IndexError: index out of bounds on dimension 1",
        || on_buf(|buf| text(buf.get(4))),
    ),
    (
        "buf[0] = 256",
        "ValueError: memoryview: invalid value for format 'B'",
        || on_buf(|buf| text(buf.set(0, 256))),
    ),
    (
        "buf[0:2] = b'x'",
        "ValueError: memoryview assignment: lvalue and rvalue have different structures",
        || on_buf(|buf| text(buf.set_slice(0..2, b"x"))),
    ),
    (
        "numpy.ndarray((2,), int64, buffer=4 bytes)",
        "TypeError: buffer is too small for requested array",
        || {
            let memory = block();
            let said = text(memory.as_array::<i64>(&[2]).map(drop));
            memory.unlink().expect("once");
            said
        },
    ),
    ("list[2]", "IndexError: index out of range", || {
        on_list(|list| text(list.get(2)))
    }),
    (
        "list[1] = 'much longer'",
        "ValueError: bytes/str item exceeds available storage",
        || on_list(|list| text(list.set(1, &Item::Str("much longer".to_owned())))),
    ),
    ("list[0] = 'seven', list.count", "(), 1", || {
        on_list(|list| {
            let seven = Item::Str("seven".to_owned());
            format!("{}, {}", text(list.set(0, &seven)), list.count(&seven))
        })
    }),
    (
        "SharedMemoryManager, before start",
        "ValueError: address type of None unrecognized",
        || text(SharedMemoryManager::new().shared_memory(1).map(drop)),
    ),
    (
        "SharedMemoryManager.start twice",
        "ProcessError: Already started server",
        || text(started().start()),
    ),
    (
        "attach after the manager's shutdown",
        "FileNotFoundError",
        || {
            let mut manager = started();
            let memory = manager.shared_memory(8).expect("room");
            let list = manager.shareable_list(&[Item::None]).expect("room");
            manager.shutdown();
            let block = SharedMemory::attach(memory.name()).map(drop);
            let list = ShareableList::attach(list.name()).map(drop);
            let name =
                |result: Result<(), Error>| result.expect_err("gone").kind().name().to_owned();
            assert_eq!(name(list), name(block.clone()));
            name(block)
        },
    ),
];
