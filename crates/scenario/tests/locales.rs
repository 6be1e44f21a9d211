//! The page can say every message that this crate makes.

use scenario::message::IDS;
use std::path::PathBuf;

/// The lines of a message in a locale: from its id to the next line that begins a message or a comment.
fn entry<'l>(locale: &'l str, id: &str) -> Vec<&'l str> {
    let begins = |line: &&str| line.split_once(" =").is_some_and(|(found, _)| found == id);
    let mut lines = locale.lines().skip_while(|line| !begins(line));
    let first = lines.next();
    first
        .into_iter()
        .chain(lines.take_while(|line| line.starts_with([' ', '}'])))
        .collect()
}

#[test]
fn both_locales_have_every_message_and_no_argument_that_it_does_not_bring() {
    for name in ["en.ftl", "zh-CN.ftl"] {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../locales");
        let read = |name: &str| {
            let file = folder.join(name);
            std::fs::read_to_string(&file)
                .unwrap_or_else(|error| panic!("{}: {error}", file.display()))
        };
        let locale = read(name) + &read(&format!("later.{name}"));
        for (id, arguments) in IDS {
            let text = entry(&locale, id).join("\n");
            assert!(!text.is_empty(), "{name} lacks {id}");
            for used in text.split('$').skip(1) {
                let argument = used
                    .split(|c: char| !c.is_ascii_alphanumeric())
                    .next()
                    .unwrap_or_default();
                assert!(
                    arguments.contains(&argument),
                    "{name}: {id} has no ${argument}"
                );
            }
        }
    }
}
