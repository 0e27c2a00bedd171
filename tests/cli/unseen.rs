//! The collector, the buffers and all else of a run are not to be seen by the program.

use super::pythons;
use super::untouched::{outcome, plain, sandbox, traced};

#[test]
fn a_program_sees_nothing_of_a_run() {
    let sandbox = sandbox("lifecycle");
    for (version, python) in pythons::found() {
        let expected = outcome(&mut plain(&sandbox, python, &["unseen.py"]));
        assert!(expected.stdout.contains("wait ChildProcessError") && expected.code() == 3, "{expected:#?}");
        for options in [&["--lines", "7", "-o", "log"][..], &["--lines", "7"], &["--lines", "all", "--calls"]] {
            let found = outcome(&mut traced(&sandbox, python, options, &["unseen.py"]));
            let pairs = expected.stdout.lines().zip(found.stdout.lines());
            let different: Vec<_> = pairs.filter(|(untouched, traced)| untouched != traced).collect();
            assert!(different.is_empty(), "{version} {options:?}: {different:#?}");
            assert_eq!((found.code(), found.stdout.len()), (3, expected.stdout.len()), "{version} {options:?}");
        }
    }
}
