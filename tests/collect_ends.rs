//! The collector, fed by simulated processes: when it says what there is to say at the end, whom it waits for, and what it
//! does if it cannot read or write.

mod support;

use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use instr::request::{Format, Output};
use instr::wire::layout::{HEARTBEAT, MESSAGE};
use instr::wire::record::Record;
use support::writers::{Made, Run, Sleeper, Writer, is_gone, notes, numbers, until};

/// A process that the run's own one has started.
fn child(run: &Run) -> Writer {
    Writer::new(run, Made { flags: 0, ..Made::default() })
}

#[test]
fn one_that_is_not_the_last_is_let_go_at_once() {
    let run = Run::new(Format::Text);
    let (mut first, mut second) = (Writer::new(&run, Made::default()), child(&run));
    let collector = run.collect(first.id());
    first.names();
    second.names();
    first.hit(3, 1, 1);
    first.finish();
    assert_eq!(notes(&run.log()), Vec::<&str>::new());
    second.is_ending();
    until("the collector's leave", || second.is_closed());
    assert_eq!(notes(&run.log()), ["program.py: line 4 was never reached"]);
    second.end();
    collector.ends();
}

#[test]
fn what_a_child_recorded_comes_before_what_is_said_of_all() {
    for _ in 0..30 {
        let run = Run::new(Format::Text);
        let mut parent = Writer::new(&run, Made::default());
        let _collector = run.collect(parent.id());
        parent.names();
        until("the output", || parent.is_written());
        let mut child = Writer::with(&run, Made { flags: 0, after: 1, ..Made::default() }, |child| {
            child.names();
            child.hit(3, 1, 1);
            child.hit(4, 2, 2);
        });
        child.end();
        // As when it has waited for its child.
        parent.is_ending();
        until("the collector's leave", || parent.is_closed());
        assert_eq!((numbers(&run.log()), notes(&run.log())), (vec![1, 2], vec![]));
    }
}

#[test]
fn a_process_that_became_another_program_is_the_last_one_too() {
    let run = Run::new(Format::Text);
    let mut before = Writer::new(&run, Made::default());
    let mut after = Writer::new(&run, Made { of: Some(before.id()), ..Made::default() });
    let collector = run.collect(before.id());
    before.names();
    before.hit(3, 1, 1);
    after.names();
    after.is_ending();
    until("the collector's leave", || after.is_closed());
    assert_eq!(notes(&run.log()), ["program.py: line 4 was never reached"]);
    before.end();
    collector.ends();
}

#[test]
fn what_is_counted_after_the_report_is_not_lost() {
    let run = Run::new(Format::Text);
    let mut writer = Writer::new(&run, Made::default());
    let collector = run.collect(writer.id());
    writer.names();
    writer.record(&Record::Raised { site: 3, expression: 7, first: "ValueError".to_owned(), cell: 5 });
    writer.cell(1, 1);
    writer.cell(5, 2);
    writer.is_ending();
    until("the collector's leave", || writer.is_closed());
    writer.cell(2, 1);
    writer.cell(5, 3);
    writer.end();
    collector.ends();
    let expected = [
        "program.py: line 4 was never reached",
        "program.py:3: `1 / x` raised 2 times, first ValueError",
        "program.py: line 4 was reached after all",
        "program.py:3: `1 / x` raised 3 times, first ValueError",
    ];
    assert_eq!(notes(&run.log()), expected);
}

#[test]
fn a_file_may_be_loaded_after_all() {
    let run = Run::new(Format::Text);
    let (mut first, late) = (Writer::new(&run, Made::default()), Sleeper::of_run(&run));
    let collector = run.collect(first.id());
    first.finish();
    // It may yet record: the collector is there.
    sleep(Duration::from_millis(300));
    assert!(run.folder.exists());
    let mut second = Writer::new(&run, Made { flags: 0, of: Some(late.id()), ..Made::default() });
    second.names();
    second.hit(3, 1, 1);
    second.hit(4, 2, 2);
    until("the output", || second.is_written());
    drop(late);
    collector.ends();
    assert_eq!(numbers(&run.log()), [1, 2]);
    let expected = ["program.py was never loaded: its probes did not run", "program.py was loaded after all"];
    assert_eq!(notes(&run.log()), expected);
}

#[test]
fn processes_that_have_ended_before_it_begins_are_read() {
    let run = Run::new(Format::Text);
    let mut writer = Writer::new(&run, Made::default());
    writer.names();
    writer.hit(3, 1, 1);
    writer.hit(4, 2, 2);
    writer.end();
    run.collect(writer.id()).ends();
    assert_eq!((numbers(&run.log()), notes(&run.log())), (vec![1, 2], vec![]));
}

#[test]
fn a_buffer_goes_with_its_process() {
    let run = Run::new(Format::Text);
    let (mut first, mut second) = (Writer::new(&run, Made::default()), child(&run));
    let collector = run.collect(first.id());
    first.end();
    until("its end", || fs::read_dir(run.folder.join("buffers")).unwrap().count() == 1);
    second.end();
    collector.ends();
}

#[test]
fn counts_say_nothing_of_problems() {
    let run = Run::new(Format::Counts);
    let mut writer = Writer::new(&run, Made::default());
    let collector = run.collect(writer.id());
    writer.names();
    writer.record(&Record::Problem { path: 1, text: "has dropped its probes".to_owned() });
    writer.finish();
    collector.ends();
    assert_eq!(run.log(), "program.py:3 0\nprogram.py:4 0\n");
}

#[test]
fn a_buffer_that_cannot_be_read_is_no_silence() {
    let run = Run::new(Format::Text);
    let mut writer = Writer::new(&run, Made::default());
    fs::write(run.folder.join("buffers/1-1.buf"), [b'x'; 5000]).unwrap();
    let collector = run.collect(writer.id());
    writer.names();
    writer.finish();
    collector.ends();
    // What was never reached is not known.
    let why = "it is no buffer of this version";
    assert_eq!(notes(&run.log()), [format!("the records of a process cannot be read: {why}")]);
}

#[test]
fn a_large_frame_with_a_wrong_checksum_is_that() {
    let run = Run::new(Format::Text);
    let mut writer = Writer::new(&run, Made { size: 4096, ..Made::default() });
    let collector = run.collect(writer.id());
    writer.names();
    let mut frame = Writer::frame(&Record::Note { time: 1, text: "abcdefghij".repeat(10_000) });
    *frame.last_mut().unwrap() ^= 1;
    // Its first bytes are given back before the last ones are there.
    writer.bytes(&frame);
    let pid = writer.id();
    writer.finish();
    collector.ends();
    let why = "its checksum does not fit";
    assert_eq!(notes(&run.log()), [format!("a record of process {pid} cannot be read: {why}; what follows is lost")]);
}

#[test]
fn a_log_that_cannot_be_written_does_not_hinder_a_program() {
    for (path, reason) in [("/dev/full", "No space left on device"), ("/dev/null/log", "Not a directory")] {
        let mut run = Run::new(Format::Text);
        run.request.output = Output::File { path: path.into(), append: true, rotate: None };
        let mut writer = Writer::new(&run, Made { size: 4096, ..Made::default() });
        let collector = run.collect(writer.id());
        writer.names();
        for number in 0..1000 {
            writer.hit(3, number as u64, number);
        }
        writer.is_ending();
        until("the collector's leave", || writer.is_closed());
        let length = writer.word(MESSAGE) as usize;
        let words = (0..length.div_ceil(8) as u64).map(|word| writer.word(MESSAGE + 8 * (word + 1)));
        let bytes: Vec<u8> = words.flat_map(u64::to_ne_bytes).take(length).collect();
        let expected = format!("instr: the log stops here: cannot write to {path}: {reason}\n");
        assert_eq!(String::from_utf8(bytes).unwrap(), expected);
        writer.end();
        collector.ends();
        assert!(is_gone(&run.folder));
    }
}

#[test]
fn it_shows_that_it_lives_while_it_cannot_write() {
    let mut run = Run::new(Format::Text);
    run.request.output = Output::Stdout;
    let mut writer = Writer::new(&run, Made { size: 4096, ..Made::default() });
    let mut collector = run.command(writer.id()).stdout(Stdio::piped()).spawn().unwrap();
    writer.names();
    writer.record(&Record::Note { time: 1, text: "abcdefghij".repeat(30_000) });
    // Nobody reads it yet.
    for _ in 0..5 {
        let beat = writer.word(HEARTBEAT);
        until("a sign of life", || writer.word(HEARTBEAT) != beat);
    }
    assert!(!writer.is_written());
    writer.end();
    let output = io::read_to_string(collector.stdout.take().unwrap()).unwrap();
    assert!(collector.wait().unwrap().success());
    assert!(output.starts_with(&format!("# instr: {}\n", "abcdefghij".repeat(30_000))));
    assert!(is_gone(&run.folder));
}

#[test]
fn detached_it_holds_nothing_of_the_program() {
    let run = Run::new(Format::Text);
    let mut writer = Writer::new(&run, Made::default());
    let held = tempfile::NamedTempFile::new().unwrap();
    let inode = held.as_file().metadata().unwrap().ino();
    // As a shell hands on descriptors that are meant for the program.
    let collect = run.command(writer.id());
    let mut command = Command::new("sh");
    command.args(["-c", "exec 7<\"$0\"; exec \"$@\""]).arg(held.path()).arg(collect.get_program());
    command.args(collect.get_args()).arg("--detach").stdin(Stdio::null());
    // It waits for the end of both pipes.
    let output = command.output().unwrap();
    assert!(output.status.success() && output.stdout.is_empty() && output.stderr.is_empty(), "{output:?}");
    writer.names();
    until("the output", || writer.is_written());
    let collector = fs::read_link(run.folder.join(instr::collect::COLLECTOR)).unwrap();
    assert_eq!(fs::read_link(collector.join("cwd")).unwrap(), std::path::Path::new("/"));
    for descriptor in fs::read_dir(collector.join("fd")).unwrap() {
        let path = descriptor.unwrap().path();
        // One may be closed by now.
        let found = fs::metadata(&path).map_or(0, |found| found.ino());
        assert_ne!(found, inode, "{} is the program's", path.display());
    }
    writer.finish();
    until("its end", || is_gone(&run.folder));
}
