//! The reader of run files: any bytes give a run or a typed error, never a panic, and a run saved again is read as the same run.
#![no_main]

use libfuzzer_sys::fuzz_target;
use report::run_file::{VERSION, open, read, write};

fuzz_target!(|bytes: &[u8]| {
    let _ = open(bytes);
    let _ = read(bytes, 1);
    if let Ok(file) = read(bytes, VERSION) {
        let again = write(&file.recorded, &file.tape);
        let same = read(&again, VERSION).expect("what was read can be written");
        // Not the clock's step, which may be no number and then equals nothing.
        assert_eq!(same.recorded.link, file.recorded.link);
        assert_eq!(same.tape, file.tape);
    }
});
