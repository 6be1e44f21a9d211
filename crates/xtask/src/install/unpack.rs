//! System packages for whoever is not root: fetched and unpacked into the cache, by lists of packages of one's own where the system has
//! none or stale ones.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use crate::cache;
use crate::cmd::Cmd;

/// Programs and the folder that this works with.
pub struct Unpacker {
    /// `apt-get`, with what stands before its arguments.
    apt: Vec<String>,
    /// `dpkg`, likewise.
    dpkg: Vec<String>,
    /// Lists, downloads and what was unpacked lie below it.
    folder: PathBuf,
}

impl Unpacker {
    /// The system's own programs, and the cache.
    pub fn of_this_system() -> Unpacker {
        Unpacker {
            apt: vec!["apt-get".to_owned()],
            dpkg: vec!["dpkg".to_owned()],
            folder: cache::dir().join("apt"),
        }
    }

    /// Where packages lie unpacked.
    pub fn root(&self) -> PathBuf {
        self.folder.join("root")
    }

    /// Downloads the packages and what they need that is not installed, and unpacks them.
    ///
    /// # Errors
    /// When the packages cannot be found or fetched; the message says what to type instead.
    pub fn unpack(&self, names: &[String]) -> Result<()> {
        let unpacked = self.fetch(names, &[]).or_else(|_| {
            println!("The system's lists of packages do not do; fetching lists into the cache.");
            self.fetch(names, &self.own_lists()?)
        });
        unpacked.with_context(|| {
            let names = names.join(" ");
            format!(
                "could not fetch the packages without root; please type: sudo apt-get update && sudo apt-get install -y --no-install-recommends {names}"
            )
        })
    }

    /// Fetches lists of packages, and gives the options by which `apt-get` reads them.
    fn own_lists(&self) -> Result<Vec<String>> {
        let (lists, archives) = (self.folder.join("lists"), self.folder.join("archives"));
        for folder in [lists.join("partial"), archives.join("archives/partial")] {
            std::fs::create_dir_all(folder)?;
        }
        let show = |path: &Path| path.to_string_lossy().into_owned();
        let options = vec![
            "-o".to_owned(),
            format!("Dir::State::lists={}", show(&lists)),
            "-o".to_owned(),
            format!("Dir::Cache={}", show(&archives)),
            // The system's lock files are root's, and nothing of the system's is written.
            "-o".to_owned(),
            "Debug::NoLocking=1".to_owned(),
        ];
        command(&self.apt)
            .args(&options)
            .args(["update", "-q"])
            .run()?;
        Ok(options)
    }

    fn fetch(&self, names: &[String], options: &[String]) -> Result<()> {
        let downloads = self.folder.join("download");
        std::fs::create_dir_all(&downloads)?;
        let plan = command(&self.apt)
            .args(options)
            .args(["install", "--simulate", "-q", "--no-install-recommends"])
            .args(names)
            .output()?;
        let wanted: Vec<&str> = plan
            .lines()
            .filter_map(|line| line.strip_prefix("Inst ")?.split_whitespace().next())
            .collect();
        command(&self.apt)
            .args(options)
            .arg("download")
            .args(&wanted)
            .dir(&downloads)
            .run()?;
        for entry in std::fs::read_dir(&downloads)?.flatten() {
            if entry.path().extension().is_some_and(|ext| ext == "deb") {
                command(&self.dpkg)
                    .arg("-x")
                    .arg(entry.path())
                    .arg(self.root())
                    .run()?;
                std::fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    }
}

fn command(words: &[String]) -> Cmd {
    let (program, arguments) = words
        .split_first()
        .map_or(("", &[][..]), |(program, rest)| (program.as_str(), rest));
    Cmd::new(program).args(arguments)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    /// Stands in for `apt-get` and `dpkg`: notes its arguments, and finds packages only by lists that it was told to fetch, if at all.
    const PROGRAM: &str = r#"
dir=$1; kind=$2; shift 2
case "$*" in *Dir::State::lists=*) own=yes ;; *) own=no ;; esac
while [ "$1" = -o ]; do shift 2; done
echo "$kind $own $1" >> "$dir/log"
case "$kind $1" in
"apt update") [ ! -e "$dir/offline" ] && touch "$dir/listed" ;;
"apt install") [ $own = yes ] && [ -e "$dir/listed" ] && echo "Inst tool (1.0)" ;;
"apt download") [ "$2" = tool ] && echo packed > tool_1.0.deb ;;
"dpkg -x") mkdir -p "$3" && cp "$2" "$3/tool" ;;
esac
"#;

    fn on_a_machine_without_lists(name: &str) -> Unpacker {
        let folder = std::env::temp_dir().join(format!(
            "parallel-play-unpack-{name}-{}",
            std::process::id()
        ));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        let script = folder.join("program.sh");
        std::fs::write(&script, PROGRAM).unwrap();
        let show = |path: &Path| path.to_string_lossy().into_owned();
        let words = |kind: &str| {
            [
                "sh".to_owned(),
                show(&script),
                show(&folder),
                kind.to_owned(),
            ]
            .to_vec()
        };
        Unpacker {
            apt: words("apt"),
            dpkg: words("dpkg"),
            folder,
        }
    }

    #[test]
    fn without_root_and_without_lists_packages_are_unpacked_by_lists_of_ones_own() {
        let unpacker = on_a_machine_without_lists("online");
        unpacker.unpack(&["tool".to_owned()]).unwrap();
        assert!(unpacker.root().join("tool").is_file());
        let log = std::fs::read_to_string(unpacker.folder.join("log")).unwrap();
        let calls: Vec<&str> = log.lines().collect();
        assert_eq!(
            calls,
            [
                "apt no install",
                "apt yes update",
                "apt yes install",
                "apt yes download",
                "dpkg no -x"
            ]
        );
        std::fs::remove_dir_all(&unpacker.folder).unwrap();
    }

    #[test]
    fn who_can_fetch_nothing_is_told_what_to_type() {
        let unpacker = on_a_machine_without_lists("offline");
        std::fs::write(unpacker.folder.join("offline"), "").unwrap();
        let error = unpacker.unpack(&["tool".to_owned()]).unwrap_err();
        let line = "sudo apt-get update && sudo apt-get install -y --no-install-recommends tool";
        assert!(error.to_string().ends_with(line), "{error}");
        assert!(!unpacker.root().exists());
        std::fs::remove_dir_all(&unpacker.folder).unwrap();
    }
}
