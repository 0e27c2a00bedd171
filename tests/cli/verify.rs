//! `instr verify`: what is the same is called the same, and what is not is shown.

use super::pythons;
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

/// All files of a package, also those without code, and those that no interpreter reads.
#[test]
fn a_whole_package() {
    let sandbox = Sandbox::new();
    sandbox.write("app/__init__.py", "");
    sandbox.write("app/cart.py", "def total(x):\n    return x + 1\n");
    sandbox.write("app/sub/__init__.py", "# nothing\n");
    sandbox.write("app/sub/deep.py", "class A:\n    def g(self): return 3\n");
    sandbox.write("app/broken.py", "def (\n");
    sandbox.write("f.py", "import app.cart, app.sub.deep\nprint(app.cart.total(2), app.sub.deep.A().g())\n");
    for (version, python) in pythons::found() {
        let python = python.to_str().unwrap();
        for package in ["app/:all", "app.*:all"] {
            let run = sandbox.run(&["verify", "--python", python, "-p", package, "f.py"]).exits(0);
            assert!(run.stdout.starts_with("6 of 6 events identical"), "{version} {package}: {run:#?}");
        }
        let run = sandbox.run(&["run", "--python", python, "-p", "app.*:A.*", "--calls", "f.py"]).exits(0);
        assert!(run.stderr.starts_with("Calling A.g(self") && run.stderr.ends_with("A.g() returns 3\n"), "{run:#?}");
    }
    for (what, message) in [
        ("app.*:Cart", "no file of what `-p` names has what is asked for"),
        ("app/:3", "the lines of which of its files?"),
        ("f.*:all", "`f` is no package"),
    ] {
        sandbox.run(&["run", "-p", what, "f.py"]).exits(2).says(message);
    }
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
        (&["-o", "log", "f.py"][..], "there is no option `-o`"),
        (&["--lines", "1", "--format", "text", "f.py"], "there is no option `--format`"),
        (&["f.py"], "what is to be compared?"),
        (&["--lines", "1", "-"], "can be run once only"),
        (&["--lines", "1", "--stdin", "nowhere", "f.py"], "cannot read nowhere"),
        (&["--lines", "1", "--python-option=-I", "f.py"], "no way into the program"),
        (&["--lines", "77", "f.py"], "the file ends at line 7"),
    ] {
        sandbox.run(&[&["verify"], arguments].concat()).exits(2).says(message);
    }
}

/// What the README says of the engines, and its example.
#[test]
fn where_the_engines_differ() {
    let sandbox = Sandbox::new();
    let example = include_str!("../../examples/remove_html_markup.py");
    sandbox.write("example.py", example);
    let thread = "import _thread, time\ndone = []\ndef f():\n    done.append(1)\n_thread.start_new_thread(f, ())\n\
                  while not done: time.sleep(0.01)\n";
    sandbox.write("thread.py", thread);
    let yields = "import asyncio\nasync def agen():\n    yield 7\nasync def main():\n    async for x in agen(): print(x)\n\
                  asyncio.run(main())\n";
    sandbox.write("yields.py", yields);
    sandbox.write("body.py", "class A:\n    x = [\n        i\n        for i in (5,)]\n");
    for (version, python) in pythons::found() {
        let python = python.to_str().unwrap();
        let told = |engine, options: &[&str]| {
            let run = ["run", "--python", python, "--engine", engine];
            sandbox.run(&[&run[..], options].concat()).exits(0).stderr
        };
        let run = ["verify", "--python", python, "--lines", "all", "--calls", "example.py", "<b>x</b>"];
        let first = sandbox.run(&run).exits(0).stdout;
        let (same, all) = first.split_once(" events").unwrap().0.split_once(" of ").unwrap();
        assert_eq!(same, all, "{version}: {first}");
        assert!(told("static", &["--lines", "4", "thread.py"]).contains("4     done.append(1)"), "{version}");
        assert!(!told("settrace", &["--lines", "4", "thread.py"]).contains("4     done.append(1)"), "{version}");
        assert!(told("static", &["--calls=agen", "yields.py"]).contains("agen() yields 7"), "{version}");
        assert!(!told("settrace", &["--calls=agen", "yields.py"]).contains("yields 7"), "{version}");
        if version.minor() >= 12 {
            assert!(told("static", &["--lines", "3", "body.py"]).contains("i = 5"), "{version}");
            assert!(!told("settrace", &["--lines", "3", "body.py"]).contains("i = 5"), "{version}");
        }
    }
}

/// A line of a target is told before it is stored there. Since 3.12 the lines of comprehensions are approximate.
#[test]
fn values_of_targets_over_several_lines() {
    let sandbox = Sandbox::new();
    let program = "\
def f(xs, m):
    return [(x, m)
            for x in xs
            if x]
def g(t):
    (a, b,
     c) = t
    return a + b + c
f([1, 2], 3)
g((1, 2, 3))
";
    sandbox.write("f.py", program);
    for (version, python) in pythons::found().iter().filter(|(version, _)| version.minor() < 12) {
        let run = sandbox.run(&["verify", "--python", python.to_str().unwrap(), "--lines", "all", "f.py"]).exits(0);
        assert!(run.stdout.contains(" events identical"), "{version}: {run:#?}");
    }
}

/// Where a loop or a handler stands on one line, the next line's event comes behind its stores, and an exception is
/// unbound by then.
#[test]
fn values_behind_one_line() {
    let sandbox = Sandbox::new();
    let program = "\
def f(xs):
    for x in xs: y = x
    for x in xs: a, b = y, x
    for x in xs: a = b = y; c = x
    return a, b, c
print(f([1, 2]))
for x in (1, 2): y = x
try: 1 / 0
except ZeroDivisionError as e: z = 1
def g(): pass
try:
    None.a
except AttributeError as e:
    try: 1 / 0
    except ZeroDivisionError as other: print(other, e)
    def h(): pass
except KeyError as e: pass
@staticmethod
def k(): pass
";
    sandbox.write("f.py", program);
    for (version, python) in pythons::found() {
        let run = sandbox.run(&["verify", "--python", python.to_str().unwrap(), "--lines", "all", "f.py"]).exits(0);
        assert!(run.stdout.contains(" events identical"), "{version}: {run:#?}");
    }
}

/// What differs by nature is said to; of returns the line is not compared.
#[test]
fn returns_and_what_the_logs_say() {
    let sandbox = Sandbox::new();
    let compound = "def f(x):\n    if x:\n        y = 1\n    else:\n        y = 2\nf(0)\nf(1)\n";
    sandbox.write("compound.py", compound);
    let early = "def f():\n    try:\n        return g()\n    finally:\n        g()\ndef g():\n    return 7\nf()\n";
    sandbox.write("early.py", early);
    let yields = "import asyncio\nasync def agen():\n    yield 7\nasync def main():\n    async for x in agen(): print(x)\n\
                  asyncio.run(main())\n";
    sandbox.write("yields.py", yields);
    let gone = "import sys\ndef f(x):\n    return x\nf(1)\nsys.settrace(None)\nf(2)\n";
    sandbox.write("gone.py", gone);
    for (version, python) in pythons::found() {
        let verify = |file: &str, status| {
            let run = ["verify", "--python", python.to_str().unwrap(), "--calls", file];
            sandbox.run(&run).exits(status).stdout
        };
        assert!(verify("compound.py", 0).starts_with("4 of 4 events identical"), "{version}");
        let told = verify("early.py", 1);
        let sides = "  settrace   6 call in g\n  static     3 return in f; value 7\n  plan       a static probe tells";
        assert!(told.contains(sides), "{version}: {told}");
        let told = verify("yields.py", 1);
        assert!(told.contains("  plan       the values that an asynchronous generator yields"), "{version}: {told}");
        let told = verify("gone.py", 1);
        assert!(told.contains("\n  log        the trace function is gone"), "{version}: {told}");
    }
}
