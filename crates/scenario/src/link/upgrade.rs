//! The way from each version of the link to the next.

use super::CURRENT;

/// A link taken apart, before any of it is checked: what an [`Upgrader`] changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct RawLink {
    /// Id of the demo; empty when the link names none.
    pub demo: String,
    /// Keys and values, percent-decoded, in the order of the link, each key once.
    pub fields: Vec<(String, String)>,
}

/// One step: the link as version `from` meant it, made into what version `from + 1` writes for the same run.
#[derive(Clone, Copy)]
pub(super) struct Upgrader {
    /// The version that it understands.
    pub from: u32,
    /// What it does.
    pub upgrade: fn(RawLink) -> RawLink,
}

/// The steps, from version 1 upwards: as many as there are versions before [`CURRENT`].
const UPGRADERS: &[Upgrader] = &[];

/// The link in the words of [`CURRENT`].
pub(super) fn upgrade(link: RawLink, version: u32) -> RawLink {
    upgrade_by(UPGRADERS, link, version)
}

fn upgrade_by(upgraders: &[Upgrader], link: RawLink, version: u32) -> RawLink {
    upgraders
        .iter()
        .filter(|step| step.from >= version)
        .fold(link, |link, step| (step.upgrade)(link))
}

#[cfg(test)]
/// The first version that no step leads away from, though a newer one exists.
fn hole(upgraders: &[Upgrader], current: u32) -> Option<u32> {
    let expected = 1..current;
    let found = upgraders
        .iter()
        .map(|step| Some(step.from))
        .chain(core::iter::repeat(None));
    expected
        .zip(found)
        .find(|(expected, found)| Some(*expected) != *found)
        .map(|(expected, _)| expected)
}

const _: () = assert!(
    UPGRADERS.len() + 1 == CURRENT as usize,
    "one upgrader for each version before the current"
);

#[cfg(test)]
mod tests {
    use super::*;

    fn rename(mut link: RawLink) -> RawLink {
        link.fields
            .iter_mut()
            .filter(|(key, _)| key == "threads")
            .for_each(|(key, _)| *key = "workers".into());
        link
    }

    fn double(mut link: RawLink) -> RawLink {
        link.fields.push(("repeats".into(), "2".into()));
        link
    }

    const STEPS: &[Upgrader] = &[
        Upgrader {
            from: 1,
            upgrade: rename,
        },
        Upgrader {
            from: 2,
            upgrade: double,
        },
    ];

    #[test]
    fn the_list_of_upgraders_has_no_hole() {
        assert_eq!(hole(UPGRADERS, CURRENT), None);
    }

    #[test]
    fn a_hole_is_found() {
        assert_eq!(hole(STEPS, 3), None);
        assert_eq!(hole(STEPS, 4), Some(3));
        assert_eq!(hole(&STEPS[1..], 3), Some(1));
    }

    #[test]
    fn a_link_takes_every_step_from_its_version_on() {
        let link = |fields: &[(&str, &str)]| RawLink {
            demo: "lab".into(),
            fields: fields
                .iter()
                .map(|(k, v)| ((*k).into(), (*v).into()))
                .collect(),
        };
        let old = link(&[("threads", "4")]);
        assert_eq!(
            upgrade_by(STEPS, old.clone(), 1),
            link(&[("workers", "4"), ("repeats", "2")])
        );
        assert_eq!(
            upgrade_by(STEPS, old.clone(), 2),
            link(&[("threads", "4"), ("repeats", "2")])
        );
        assert_eq!(upgrade_by(STEPS, old.clone(), 3), old);
    }
}
