//! A run as one file, which the page saves and opens again: what ran, where and when, how it ended, and every record of it.
//!
//! A file is an envelope (20 bytes: [`MAGIC`], version, length of the packed and of the unpacked content) and the content packed by gzip, which
//! whoever has a packer does ([`seal`], [`open`]). The content is written and read here ([`write`], [`read`]). A promise to outsiders: what a
//! version means is never changed, a newer one is read beside it; `crates/report/tests/files` keeps a file of each.
//!
//! | version | what it added |
//! |---|---|
//! | 1 | – |
//! | 2 | on the tape: the ends of processes as the page saw them, which a process that is killed cannot record |
//!
//! What the records mean is told by `trace::record`; whoever changes a meaning there makes a new version here.

mod bytes;
mod content;
mod tape;

pub use content::{Recorded, RunFile, read, write};
pub use tape::Tape;

use scenario::Message;
use thiserror::Error;

/// The first bytes of a file. A line break of each kind and an end-of-text among them: what was sent as text is known by it.
pub const MAGIC: [u8; 8] = *b"PPrun\r\n\x1a";
/// The version that is written.
pub const VERSION: u32 = 2;
/// Longest file that is read. A million spans need about 6 MiB.
pub const FILE_MAX: usize = 64 << 20;
/// Longest content that is read or written: what a page can hold beside the run that it shows.
pub const CONTENT_MAX: usize = 128 << 20;
/// Most records that are read or written; of a longer run no file is made.
pub const RECORDS_MAX: u64 = 4 << 20;

const ENVELOPE: usize = 20;

/// Why a file cannot be opened.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum FileError {
    /// No run file at all.
    #[error(
        "this is no file with a run of Parallel Play; choose one that the page has saved (its name ends in .pprun)"
    )]
    Foreign,
    /// Written by a newer page.
    #[error(
        "the file is of version {version}, this page reads versions up to {newest}; open it with a newer page"
    )]
    Newer {
        /// Its version.
        version: u32,
        /// The newest that is known here.
        newest: u32,
    },
    /// Larger than anything that the page saves.
    #[error(
        "the file, or what is packed in it, is larger than {most} MiB; the page saves no such file"
    )]
    TooLarge {
        /// How large it may be, in MiB.
        most: u32,
    },
    /// The end is missing.
    #[error("the file is cut short: {length} bytes of {wanted}; copy or download it again")]
    CutShort {
        /// Bytes that are there.
        length: u64,
        /// Bytes that the file speaks of.
        wanted: u64,
    },
    /// Bytes that cannot be.
    #[error("the file is damaged ({what}); copy or download it again")]
    Damaged {
        /// What could not be read.
        what: &'static str,
    },
}

impl FileError {
    /// The sentence for people.
    pub fn message(&self) -> Message {
        match self {
            FileError::Foreign => Message::new("file-foreign"),
            FileError::Newer { version, newest } => Message::new("file-newer")
                .number("version", f64::from(*version))
                .number("newest", f64::from(*newest)),
            FileError::TooLarge { most } => {
                Message::new("file-too-large").number("most", f64::from(*most))
            }
            FileError::CutShort { length, wanted } => Message::new("file-cut-short")
                .number("length", *length as f64)
                .number("wanted", *wanted as f64),
            FileError::Damaged { what } => Message::new("file-damaged").text("what", *what),
        }
    }
}

/// Every message id that this module makes, with the names of its arguments.
pub const IDS: &[(&str, &[&str])] = &[
    ("file-foreign", &[]),
    ("file-newer", &["version", "newest"]),
    ("file-too-large", &["most"]),
    ("file-cut-short", &["length", "wanted"]),
    ("file-damaged", &["what"]),
];

/// What an envelope holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Envelope<'f> {
    /// What the content is written in, at most [`VERSION`].
    pub version: u32,
    /// The content, packed.
    pub packed: &'f [u8],
    /// How long it is when unpacked, at most [`CONTENT_MAX`]: what is longer must not be unpacked.
    pub length: usize,
}

/// Puts a packed content, of `length` bytes when unpacked, into its envelope.
pub fn seal(packed: &[u8], length: usize) -> Vec<u8> {
    let mut file = Vec::with_capacity(ENVELOPE + packed.len());
    file.extend(MAGIC);
    for word in [VERSION, packed.len() as u32, length as u32] {
        file.extend(word.to_le_bytes());
    }
    file.extend(packed);
    file
}

/// Opens an envelope, without unpacking anything.
///
/// # Errors
/// [`FileError`], but for [`FileError::Damaged`] where the length is wrong: what follows the content is refused as well.
pub fn open(file: &[u8]) -> Result<Envelope<'_>, FileError> {
    let known = file.len().min(MAGIC.len());
    if known == 0 || file[..known] != MAGIC[..known] {
        return Err(FileError::Foreign);
    }
    let Some((head, packed)) = file.split_at_checked(ENVELOPE) else {
        return Err(cut_short(file.len(), ENVELOPE));
    };
    let word = |at: usize| u32::from_le_bytes([head[at], head[at + 1], head[at + 2], head[at + 3]]);
    let (version, packed_len, length) = (word(8), word(12) as usize, word(16) as usize);
    if version > VERSION {
        return Err(FileError::Newer {
            version,
            newest: VERSION,
        });
    }
    if version == 0 {
        return Err(FileError::Damaged { what: "version" });
    }
    if packed_len > FILE_MAX || length > CONTENT_MAX || file.len() > FILE_MAX + ENVELOPE {
        return Err(too_large());
    }
    match packed.len() {
        there if there < packed_len => Err(cut_short(file.len(), ENVELOPE + packed_len)),
        there if there > packed_len => Err(FileError::Damaged { what: "length" }),
        _ => Ok(Envelope {
            version,
            packed,
            length,
        }),
    }
}

fn cut_short(length: usize, wanted: usize) -> FileError {
    FileError::CutShort {
        length: length as u64,
        wanted: wanted as u64,
    }
}

fn too_large() -> FileError {
    FileError::TooLarge {
        most: (FILE_MAX >> 20) as u32,
    }
}
