//! `--set` and `--jump`: what the user changes is changed, alike by each engine that can, on every version, and nothing else.

use super::pythons;
use super::sandbox::{Run, Sandbox};

const PROGRAM: &str = "\
def add(a, b):
    \"\"\"Adds.\"\"\"
    return a + b
def one(a): return a * 10
def loop(n):
    total = 0
    for i in range(n):
        total += i
        last = i
    return total
def counter():
    count = 1
    def step():
        nonlocal count
        count += 1
        return count
    return step(), step(), count
class Cart:
    __size = 3
    def __init__(self, *items, **more):
        self.items = items
    async def later(self, n):
        return n
    def each(self, n):
        yield n
def name():
    global known
    known = 1
    return known
x = 1
print(add(2, 3), one(1), loop(4), counter(), Cart(1, 2).items, list(Cart().each(5)), name(), known, x)
";

fn all(sandbox: &Sandbox, engines: &[&str], args: &[&str], check: impl Fn(&Run, &str)) {
    for (_, python) in pythons::found() {
        for engine in engines {
            let mut full = vec!["run", "--python", python.to_str().unwrap(), "--engine", engine];
            full.extend(args);
            let run = sandbox.run(&full).exits(0);
            check(&run, engine);
        }
    }
}

fn set(args: &[&str], stdout: &str, log: &str) {
    let sandbox = Sandbox::new();
    sandbox.write("f.py", PROGRAM);
    let changes: Vec<String> =
        args.windows(2).filter(|pair| pair[0] == "--set").map(|pair| format!("`--set {}`", pair[1])).collect();
    let note = format!("# instr: the program is changed by {}\n", changes.join(", "));
    let mut args = args.to_vec();
    args.push("f.py");
    all(&sandbox, &["static", "settrace"], &args, |run, engine| {
        assert_eq!(run.stdout, format!("{stdout}\n"), "{engine} {run:#?}");
        let path = format!("{}/", sandbox.path("").display());
        let told: String = run.stderr.replace(&path, "").replace("                                         #", "#");
        assert_eq!(told, format!("{note}{log}"), "{engine}");
    });
}

#[test]
fn parameters() {
    set(&["--set", "add:a=a**2"], "7 10 6 (2, 3, 3) (1, 2) [5] 1 1 1", "");
    set(
        &["--set", "add:a=a**2", "--set", "add:b=a", "--set", "one:a=7", "--set", "Cart.*:n=[n]", "--calls=add"],
        "8 70 6 (2, 3, 3) (1, 2) [[5]] 1 1 1",
        "Calling add(a = 4, b = 4)\nadd() returns 8\n# instr: f.py: line 22 was never reached\n",
    );
    set(
        &["--set", "Cart.__init__:items=more", "--set", "loop:n=n / 0", "--set", "one:a=len(str(a) * 3)"],
        "5 30 6 (2, 3, 3) {} [5] 1 1 1",
        "# instr: f.py:5: `n=n / 0` raised once, first ZeroDivisionError: division by zero\n",
    );
}

#[test]
fn variables_at_lines() {
    let log = "# n = 4, total = 100, i = 1, last = 0\n8         total += i\n";
    set(&["--lines", "8", "--set", "total=total+100", "--if", "i == 1"], "5 10 106 (2, 3, 3) (1, 2) [5] 1 1 1", log);
    let log = "# count = 10\n15         count += 1\n# count = 10\n15         count += 1\n";
    set(&["--lines", "15", "--set", "count=10"], "5 10 6 (11, 11, 11) (1, 2) [5] 1 1 1", log);
    set(
        &["--lines", "29", "--set", "known=9", "--log", "known"],
        "5 10 6 (2, 3, 3) (1, 2) [5] 9 9 1",
        "# known = 9\n29     return known\n",
    );
    set(
        &["--lines", "31", "--set", "x=(lambda n: n + x)(5)", "--log", "x"],
        "5 10 6 (2, 3, 3) (1, 2) [5] 1 1 6",
        "# x = 6\n31 print(add(2, 3), one(1), loop(4), counter(), Cart(1, 2).items, list(Cart().each(5)), name(), known, x)\n",
    );
    // Not bound before the first turn; after two hits no more.
    let log = "# n = 4, total = 0, i = 0, last = -1\n8         total += i\n# i = 1\n8         total += i\n";
    set(&["--lines", "8", "--set", "last=-1", "--hits", "2"], "5 10 6 (2, 3, 3) (1, 2) [5] 1 1 1", log);
    set(
        &["--lines", "10", "--set", "total=total/0"],
        "5 10 6 (2, 3, 3) (1, 2) [5] 1 1 1",
        "# n = 4, total = 6, i = 3, last = 3\n10     return total\n\
         # instr: f.py:10: `total=total/0` raised once, first ZeroDivisionError: division by zero\n",
    );
}

#[test]
fn jumps() {
    let sandbox = Sandbox::new();
    let program = "\
def f():
    out = []
    out.append(1)
    out.append(2)
    out.append(3)
    for i in range(2):
        out.append(i)
    return out
print(f())
";
    sandbox.write("f.py", program);
    let cases: &[(&[&str], &str, usize)] = &[
        (&["--jump", "3:5"], "[3, 0, 1]", 1),
        (&["--jump", "f.py:3:5", "--lines", "5"], "[3, 0, 1]", 1),
        (&["--jump", "5:4", "--hits", "2"], "[1, 2, 2, 2, 3, 0, 1]", 2),
        (&["--jump", "5:3", "--if", "len(out) < 4"], "[1, 2, 1, 2, 3, 0, 1]", 1),
    ];
    for (args, stdout, jumps) in cases {
        let mut args = args.to_vec();
        args.push("f.py");
        all(&sandbox, &["settrace", "auto"], &args, |run, engine| {
            assert_eq!(run.stdout, format!("{stdout}\n"), "{args:?} {run:#?}");
            assert_eq!(run.stderr.matches(": jumped to line ").count(), *jumps, "{engine} {run:#?}");
            assert!(run.stderr.starts_with("# instr: the program is changed by `--jump "), "{run:#?}");
        });
    }
    // What CPython refuses is said, and the program goes on.
    all(&sandbox, &["settrace"], &["--jump", "4:7", "--lines", "8", "f.py"], |run, _| {
        let refused = run.stderr.contains("f.py:4: cannot jump to line 7: can't jump into");
        assert!(refused && run.stdout == "[1, 2, 3, 0, 1]\n", "{run:#?}");
    });
}

#[test]
fn refused() {
    let sandbox = Sandbox::new();
    sandbox.write("f.py", PROGRAM);
    let cases: &[(&[&str], &str)] = &[
        (&["run", "--set", "x", "f.py"], "`--set x`: there is no `NAME=EXPRESSION`"),
        (&["run", "--set", "x==1", "f.py"], "there is no `NAME=EXPRESSION`"),
        (&["run", "--set", "x.y=1", "f.py"], "`x.y` is not the name of a variable"),
        (&["run", "--set", "x=1 +", "--lines", "30", "f.py"], "--set:1:"),
        (&["run", "--set", "x=1", "f.py"], "at which line?"),
        (&["run", "--set", "nowhere:x=1", "f.py"], "no function that matches `nowhere` has a parameter `x`"),
        (&["run", "--set", "add:c=1", "f.py"], "`add` has a parameter `c`"),
        (&["run", "--set", "x=1", "--lines", "3", "f.py"], "`x` cannot be set there: `add` assigns no such variable"),
        (&["run", "--set", "n=1", "--lines", "7,8", "--every", "2", "f.py"], "cannot be used with"),
        (&["run", "--jump", "3:7", "f.py"], "`--jump` needs a trace function: the engine static cannot do it"),
        (&["run", "--engine", "settrace", "--jump", "3:7", "f.py"], "lines 3 and 7 are not of the same function"),
        (&["run", "--engine", "settrace", "--jump", "6:700", "f.py"], "line 700 has no code"),
        (&["run", "--engine", "settrace", "--jump", "6", "f.py"], "`--jump 6` names no two lines"),
        (&["run", "--engine", "settrace", "--jump", "0:6", "f.py"], "`--jump 0:6` names no two lines"),
        (&["verify", "--lines", "3", "--set", "add:a=1", "f.py"], "there is no option `--set`"),
        (&["trace", "--events", "call", "--set", "add:a=1", "f.py"], "a table of events changes nothing"),
    ];
    for (args, message) in cases {
        let run = sandbox.run(args).exits(2);
        assert!(run.stderr.contains(message) && run.stdout.is_empty(), "{args:?} {run:#?}");
    }
    let newer = pythons::found().iter().find(|(version, _)| version.minor() >= 12);
    if let Some((_, python)) = newer {
        let python = python.to_str().unwrap();
        let run = sandbox.run(&["run", "--python", python, "--engine", "monitoring", "--set", "add:a=1", "f.py"]);
        assert!(run.exits(2).stderr.contains("`--set` cannot be done by `sys.monitoring`"));
    }
}

/// Functions without code, secrets, private names, names that a frame does not own, and changes in what a change calls.
#[test]
fn rare_cases() {
    let sandbox = Sandbox::new();
    let program = "\
g = 1
def doc(a):
    'nothing else'
class A:
    def f(self, __p, password):
        __q = 1
        return __p + __q, password
def reads():
    x = [i for i in range(2)]
    return g
def n(n):
    return n
def calls(k):
    return n(k)
b = g
print(doc(1), A().f(1, 'abc'), reads(), calls(1), b)
";
    sandbox.write("f.py", program);
    let check = |args: &[&str], stdout: &str, told: &str| {
        let mut args = args.to_vec();
        args.push("f.py");
        all(&sandbox, &["static", "settrace"], &args, |run, engine| {
            assert_eq!(run.stdout, format!("{stdout}\n"), "{args:?} {engine} {run:#?}");
            let events = run.stderr.lines().filter(|l| !l.starts_with("# instr: the program is changed"));
            let events: Vec<String> =
                events.map(|l| l.replace("                                         #", "#")).collect();
            assert_eq!(events.join("\n"), told, "{args:?} {engine}");
        });
    };
    check(&["--set", "doc:a=7", "--calls=doc"], "None (2, 'abc') 1 1 1", "Calling doc(a = 7)\ndoc() returns None");
    check(
        &["--lines", "7", "--set", "__q=__q+__p+3", "--log", "__q"],
        "None (6, 'abc') 1 1 1",
        "# __q = 5\n7         return __p + __q, password",
    );
    check(&["--set", "A.f:__p=len(password)"], "None (4, 'abc') 1 1 1", "");
    check(
        &["--lines", "6", "--if", "password == 'abc'", "--log", "1"],
        "None (2, 'abc') 1 1 1",
        "# 1 = 1\n6         __q = 1",
    );
    check(
        &["--lines", "6", "--set", "password=password + 'd'", "--log", "1"],
        "None (2, 'abcd') 1 1 1",
        "# 1 = 1\n6         __q = 1",
    );
    check(
        &["--lines", "14", "--set", "k=n(3)+1", "--set", "n:n=n+100"],
        "None (2, 'abc') 1 104 1",
        "# k = 4\n14     return n(k)",
    );
    check(&["--lines", "15", "--set", "b=9", "--log", "b"], "None (2, 'abc') 1 1 1", "# b = 9\n15 b = g");
    for engine in ["static", "settrace", "auto"] {
        let run = sandbox.run(&["run", "--engine", engine, "--lines", "10", "--set", "g=5", "f.py"]).exits(2);
        assert!(run.stderr.contains("`g` cannot be set there: `reads` assigns no such variable"), "{engine} {run:#?}");
    }
}
