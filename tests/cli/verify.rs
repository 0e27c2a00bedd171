//! `instr verify`: what is the same is called the same, and what is not is shown.

use super::sandbox::Sandbox;

const PROGRAM: &str = "\
import sys
def f(n):
    total = 0
    for i in range(n):
        total += i
    return total
print(f(int(sys.stdin.read() or 3)))
";

#[test]
fn the_same_story() {
    let sandbox = Sandbox::new();
    sandbox.write("f.py", PROGRAM);
    sandbox.write("four", "4");
    let run = sandbox.run(&["verify", "--lines", "all", "--calls", "f.py"]).exits(0);
    assert!(run.stdout.starts_with("14 of 14 events identical (static, settrace"), "{run:#?}");
    let run = sandbox.run(&["verify", "--lines", "5", "--stdin", "four", "f.py"]).exits(0);
    assert!(run.stdout.starts_with("4 of 4 events identical"), "{run:#?}");
    let run = sandbox.run(&["verify", "--lines", "5", "--if", "i > 1", "--log", "i, i + 1", "f.py"]).exits(0);
    assert!(run.stdout.starts_with("1 of 1 events identical"), "{run:#?}");
    let run = sandbox.run(&["verify", "--output-format", "json", "--lines", "5", "f.py"]).exits(0);
    let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!((report["events"].as_u64(), report["identical"].as_u64()), (Some(3), Some(3)));
    assert_eq!(report["differences"].as_array().unwrap().len(), 0);
}

/// A rewriting that tells another line is caught, at its first event.
#[test]
fn a_wrong_probe_is_caught() {
    let sandbox = Sandbox::new();
    sandbox.write("f.py", PROGRAM);
    sandbox.run(&["run", "--lines", "5", "f.py"]).exits(0);
    let runtime = sandbox.cache().join("instr").read_dir().unwrap().flatten();
    let units = runtime.map(|entry| entry.path().join("units")).find(|path| path.is_dir()).unwrap();
    for entry in units.read_dir().unwrap().flatten() {
        let path = entry.path();
        if path.extension().is_some_and(|extension| extension == "json") {
            let text = std::fs::read_to_string(&path).unwrap();
            let wrong = text.replace("\"line\":5,", "\"line\":6,");
            assert_ne!(text, wrong);
            std::fs::write(&path, wrong).unwrap();
        } else {
            std::fs::remove_file(&path).unwrap();
        }
    }
    let run = sandbox.run(&["verify", "--lines", "5", "f.py"]).exits(1);
    assert!(run.stdout.starts_with("0 of 3 events identical"), "{run:#?}");
    let place = "f.py:5: event differs under static\n  source     total += i\n";
    let sides =
        "  settrace   5 line in f: i = 0, n = 3, total = 0\n  static     6 line in f: i = 0, n = 3, total = 0\n";
    assert!(run.stdout.contains(&format!("{place}{sides}")), "{run:#?}");
}

#[test]
fn a_program_that_looks() {
    let sandbox = Sandbox::new();
    sandbox.write("f.py", "import sys\nx = 1\nprint(sys.gettrace() is None)\n");
    let run = sandbox.run(&["verify", "--lines", "2", "f.py"]).exits(1);
    assert!(
        run.stdout.contains("\nstdout differs under settrace\n  untouched  True\n  settrace   False\n"),
        "{run:#?}"
    );
    assert!(!run.stdout.contains("deterministic"));
}

#[test]
fn a_program_that_is_never_the_same() {
    let sandbox = Sandbox::new();
    sandbox.write("f.py", "import os\nx = os.getpid()\ny = x\nprint(object())\n");
    let run = sandbox.run(&["verify", "--lines", "3", "f.py"]).exits(1);
    assert_eq!(run.stdout.matches("the program is not deterministic").count(), run.stdout.matches("differs").count());
}

#[test]
fn what_cannot_be_compared() {
    let sandbox = Sandbox::new();
    sandbox.write("f.py", PROGRAM);
    for (arguments, message) in [
        (&["-o", "log", "f.py"][..], "all engines are compared"),
        (&["--lines", "1", "-"], "can be run once only"),
        (&["--lines", "1", "--stdin", "nowhere", "f.py"], "cannot read nowhere"),
        (&["--lines", "1", "--python-option=-I", "f.py"], "no way into the program"),
        (&["--lines", "77", "f.py"], "the file ends at line 7"),
    ] {
        sandbox.run(&[&["verify"], arguments].concat()).exits(2).says(message);
    }
}
