//! Which CPython the rewritten program is for.

use std::process::{Command, Stdio};

use super::console::Console;
use crate::lines::PythonVersion;

/// The version asked for, else that of the `python3` that a shell would find, else 3.13.
pub(super) fn version(asked: Option<PythonVersion>, console: &mut Console) -> PythonVersion {
    if let Some(version) = asked {
        return version;
    }
    let found = ask("python3");
    let version = match found {
        Some(minor) => nearest(minor),
        None => PythonVersion::PY313,
    };
    console.detail(&match found {
        Some(minor) if minor == u32::from(version.minor()) => format!("for CPython {version}: `python3` on PATH"),
        Some(minor) => format!("for CPython {version}: the nearest to `python3` on PATH, which is 3.{minor}"),
        None => format!("for CPython {version}: there is no `python3` on PATH"),
    });
    version
}

/// The N of 3.N.
fn ask(python: &str) -> Option<u32> {
    let script = "import sys; sys.stdout.write('%d %d' % sys.version_info[:2])";
    let mut command = Command::new(python);
    // -I -S: nothing of the user's is run, and it is quick.
    command.args(["-I", "-S", "-c", script]).stdin(Stdio::null()).stderr(Stdio::null());
    let output = command.output().ok().filter(|output| output.status.success())?;
    String::from_utf8(output.stdout).ok()?.strip_prefix("3 ")?.trim().parse().ok()
}

fn nearest(minor: u32) -> PythonVersion {
    let [oldest, .., newest] = PythonVersion::ALL;
    let same = PythonVersion::ALL.into_iter().find(|version| u32::from(version.minor()) == minor);
    same.unwrap_or(if minor < u32::from(oldest.minor()) { oldest } else { newest })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_beyond_ours() {
        assert_eq!([5, 8, 11, 99].map(|minor| nearest(minor).minor()), [8, 8, 11, 15]);
        assert_eq!(ask("no-such-python"), None);
    }
}
