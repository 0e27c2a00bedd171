//! The collector, fed by simulated processes: nothing that one of them does, or leaves undone, keeps it from what there is
//! to tell.

mod support;

use std::fs;
use std::process::Stdio;

use instr::request::{CollectRequest, Format};
use instr::wire::layout::{HEARTBEAT, WAITS, WRITER};
use instr::wire::record::{Counted, Record};
use support::writers::{Made, Run, Sleeper, Writer, is_gone, notes, numbers, until};

#[test]
fn a_process_is_told_and_the_folder_goes() {
    let run = Run::new(Format::Text);
    let mut writer = Writer::new(&run, Made::default());
    let collector = run.collect(writer.id());
    writer.names();
    writer.hit(3, 10, 1);
    writer.hit(4, 20, 2);
    until("a sign of life", || writer.word(HEARTBEAT) > 0);
    writer.finish();
    collector.ends();
    let log = run.log();
    let indent = " ".repeat(41);
    assert_eq!(log, format!("{indent}# x = 1\n3     pass\n{indent}# x = 2\n4     pass\n"));
    assert!(is_gone(&run.folder));
}

#[test]
fn what_waits_is_written_while_it_lives() {
    let run = Run::new(Format::Text);
    let mut writer = Writer::new(&run, Made { flags: WAITS, ..Made::default() });
    let _collector = run.collect(writer.id());
    writer.names();
    for number in 0..20 {
        writer.hit(3, number as u64, number);
        until("the output", || writer.is_written());
        assert_eq!(numbers(&run.log()), (0..=number).collect::<Vec<_>>());
    }
}

#[test]
fn two_processes_are_merged_by_time() {
    let run = Run::new(Format::Text);
    let events = |offset: i64, after: u64| {
        Writer::with(&run, Made { after, ..Made::default() }, |writer| {
            writer.names();
            for number in 0..50 {
                // A time of the process's own clock.
                writer.hit(3 + offset as u64, 1_000_000 + 100 * number as u64 - after, 2 * number + offset);
            }
        })
    };
    // The second one began later, and its events lie between those of the first.
    let (mut first, mut second) = (events(0, 0), events(1, 950));
    let collector = run.collect(first.id());
    first.finish();
    second.finish();
    collector.ends();
    let by_time = |number: i64| 100 * (number / 2) + if number % 2 == 1 { 0 } else { 1 };
    let mut expected: Vec<i64> = (0..100).collect();
    expected.sort_by_key(|&number| by_time(number));
    let found = numbers(&run.log());
    assert_eq!(found.len(), 100);
    let each = |rest: i64| found.iter().copied().filter(|number| number % 2 == rest).collect::<Vec<_>>();
    assert!(each(0).is_sorted() && each(1).is_sorted(), "{found:?}");
    // Both clocks say the same moment for the two events of a pair.
    assert!(found.chunks(2).all(|pair| pair[0] / 2 == pair[1] / 2), "{found:?}");
}

#[test]
fn a_ring_is_used_again_and_again() {
    let run = Run::new(Format::Text);
    let mut writer = Writer::new(&run, Made { size: 4096, ..Made::default() });
    let collector = run.collect(writer.id());
    writer.names();
    for number in 0..5000 {
        writer.hit(3, number as u64, number);
    }
    writer.finish();
    collector.ends();
    assert_eq!(numbers(&run.log()), (0..5000).collect::<Vec<_>>());
}

#[test]
fn a_frame_may_be_larger_than_the_ring() {
    let run = Run::new(Format::Text);
    let mut writer = Writer::new(&run, Made { size: 4096, ..Made::default() });
    let collector = run.collect(writer.id());
    writer.names();
    writer.hit(3, 1, 1);
    let text = "abcdefghij".repeat(10_000);
    writer.record(&Record::Note { time: 2, text: text.clone() });
    writer.hit(4, 3, 2);
    writer.finish();
    collector.ends();
    let log = run.log();
    assert_eq!(numbers(&log), [1, 2]);
    assert_eq!(notes(&log), [text]);
}

#[test]
fn a_process_may_die_in_the_midst_of_a_frame() {
    let run = Run::new(Format::Text);
    let mut writer = Writer::new(&run, Made::default());
    let collector = run.collect(writer.id());
    writer.names();
    writer.hit(3, 1, 1);
    writer.hit(4, 2, 2);
    let frame = Writer::frame(&Writer::line(3, 3, 3));
    writer.bytes(&frame[..frame.len() - 1]);
    writer.end();
    collector.ends();
    let log = run.log();
    assert_eq!(numbers(&log), [1, 2]);
    assert_eq!(notes(&log), Vec::<&str>::new());
    assert!(is_gone(&run.folder));
}

#[test]
fn a_process_may_die_in_the_midst_of_a_number() {
    let run = Run::new(Format::Text);
    let mut writer = Writer::new(&run, Made::default());
    let mut other = Writer::new(&run, Made { flags: 0, ..Made::default() });
    let collector = run.collect(writer.id());
    writer.names();
    writer.hit(3, 1, 1);
    // The first of two numbers that are to be equal.
    let head = writer.word(WRITER);
    writer.set(WRITER + 8, head + 100);
    other.names();
    other.hit(4, 2, 2);
    other.finish();
    writer.end();
    collector.ends();
    let mut found = numbers(&run.log());
    found.sort_unstable();
    assert_eq!(found, [1, 2]);
}

#[test]
fn all_is_said_before_a_process_is_let_go() {
    let run = Run::new(Format::Text);
    let mut writer = Writer::new(&run, Made::default());
    let collector = run.collect(writer.id());
    writer.names();
    writer.hit(3, 1, 1);
    until("the output", || writer.is_written());
    assert!(!writer.is_closed());
    assert_eq!(notes(&run.log()), Vec::<&str>::new());
    writer.is_ending();
    until("the collector's leave", || writer.is_closed());
    assert_eq!(notes(&run.log()), ["program.py: line 4 was never reached"]);
    // What comes behind that is told, too, and nothing is said again.
    writer.hit(3, 2, 2);
    writer.end();
    collector.ends();
    let log = run.log();
    assert_eq!(numbers(&log), [1, 2]);
    assert_eq!(notes(&log), ["program.py: line 4 was never reached"]);
}

#[test]
fn what_was_called_never_and_then_was_is_corrected() {
    let run = Run::new(Format::Text);
    let mut writer = Writer::new(&run, Made::default());
    let collector = run.collect(writer.id());
    writer.names();
    writer.hit(3, 1, 1);
    writer.is_ending();
    until("the collector's leave", || writer.is_closed());
    writer.hit(4, 2, 2);
    writer.end();
    collector.ends();
    let log = run.log();
    assert_eq!(notes(&log), ["program.py: line 4 was never reached", "program.py: line 4 was reached after all"]);
}

#[test]
fn a_line_was_reached_if_one_process_did() {
    let run = Run::new(Format::Text);
    let mut first = Writer::new(&run, Made::default());
    let mut second = Writer::new(&run, Made { flags: 0, ..Made::default() });
    let collector = run.collect(first.id());
    first.names();
    second.names();
    first.hit(3, 1, 1);
    // By its counter alone.
    second.cell(2, 1);
    first.finish();
    second.finish();
    collector.ends();
    assert_eq!(notes(&run.log()), Vec::<&str>::new());
}

#[test]
fn a_line_that_no_process_reached_is_named_once() {
    let mut run = Run::new(Format::Text);
    let mut other = run.request.files[0].clone();
    (other.path, other.shown, other.first_cell) = ("/of/other.py".to_owned(), "other.py".to_owned(), 3);
    run.request.files.push(other);
    run.request.condition = Some("x > 1".to_owned());
    let mut first = Writer::new(&run, Made::default());
    let mut second = Writer::new(&run, Made { flags: 0, ..Made::default() });
    let collector = run.collect(first.id());
    first.names();
    first.finish();
    second.names();
    second.finish();
    collector.ends();
    let expected =
        ["program.py: lines 3, 4 were never reached with `x > 1`", "other.py was never loaded: its probes did not run"];
    assert_eq!(notes(&run.log()), expected);
}

#[test]
fn a_process_that_never_records_ends_it_too() {
    let run = Run::new(Format::Text);
    let mut process = Sleeper::new();
    let collector = run.collect(process.id());
    process.end();
    collector.ends();
    assert_eq!(notes(&run.log()), ["program.py was never loaded: its probes did not run"]);
    assert!(is_gone(&run.folder));
}

#[test]
fn counters_are_summed() {
    let run = Run::new(Format::Counts);
    let mut first = Writer::new(&run, Made::default());
    let mut second = Writer::new(&run, Made { flags: 0, ..Made::default() });
    let collector = run.collect(first.id());
    for writer in [&mut first, &mut second] {
        writer.names();
        writer.record(&Record::Site { id: 9, path: 1, function: 2, line: 9, text: 5 });
        // A line that is not planned.
        writer.record(&Record::Cell { cell: 5, site: 9, what: Counted::Hits });
    }
    first.cell(1, 1_000_000_000_000);
    second.cell(1, 234);
    second.cell(2, 7);
    first.cell(5, 20);
    second.cell(5, 22);
    // One that is killed counts as well.
    first.end();
    second.finish();
    collector.ends();
    let log = run.log();
    assert_eq!(log, "program.py:3 1000000000234\nprogram.py:4 7\nprogram.py:9 42\n");
}

#[test]
fn failures_and_left_out_events_are_summed() {
    let run = Run::new(Format::Text);
    let mut first = Writer::new(&run, Made::default());
    let mut second = Writer::new(&run, Made { flags: 0, ..Made::default() });
    let collector = run.collect(first.id());
    for writer in [&mut first, &mut second] {
        writer.names();
        writer.hit(3, 1, 1);
        writer.hit(4, 1, 1);
        writer.record(&Record::Raised { site: 3, expression: 7, first: "ZeroDivisionError: why".to_owned(), cell: 5 });
        writer.record(&Record::Cell { cell: 6, site: 4, what: Counted::LeftOut });
        writer.record(&Record::Problem { path: 1, text: "has a problem".to_owned() });
    }
    first.cell(5, 2);
    second.cell(5, 3);
    first.cell(6, 10);
    second.cell(6, 20);
    first.finish();
    second.finish();
    collector.ends();
    let expected = [
        "program.py:4: 30 more events left out by `--rate`",
        "program.py has a problem",
        "program.py:3: `1 / x` raised 5 times, first ZeroDivisionError: why",
    ];
    assert_eq!(notes(&run.log()), expected);
}

#[test]
fn dropped_events_are_said() {
    let run = Run::new(Format::Text);
    let mut first = Writer::new(&run, Made::default());
    let mut second = Writer::new(&run, Made { flags: 0, ..Made::default() });
    let collector = run.collect(first.id());
    first.names();
    first.set(WRITER + 16, 3);
    second.set(WRITER + 16, 4);
    first.end();
    second.finish();
    collector.ends();
    // What was reached is not known then.
    assert_eq!(notes(&run.log()), ["7 events were dropped: the buffer was full"]);
}

#[test]
fn a_corrupted_frame_ends_the_stream_of_its_process() {
    let run = Run::new(Format::Text);
    let mut first = Writer::new(&run, Made::default());
    let mut second = Writer::new(&run, Made { flags: 0, ..Made::default() });
    let collector = run.collect(first.id());
    for writer in [&mut first, &mut second] {
        writer.names();
    }
    first.hit(3, 1, 1);
    let mut frame = Writer::frame(&Writer::line(3, 2, 99));
    *frame.last_mut().unwrap() ^= 1;
    first.bytes(&frame);
    first.hit(3, 3, 98);
    // It gets room nevertheless, and is let go.
    for number in 0..10_000 {
        first.hit(3, 4, number);
    }
    second.hit(4, 5, 2);
    let pid = first.id();
    first.finish();
    second.finish();
    collector.ends();
    let log = run.log();
    let mut found = numbers(&log);
    found.sort_unstable();
    assert_eq!(found, [1, 2]);
    let note = format!("a record of process {pid} cannot be read: its checksum does not fit; what follows is lost");
    assert_eq!(notes(&log), [note]);
}

#[test]
fn a_record_without_a_meaning_ends_the_stream_of_its_process() {
    for (record, why) in [
        (vec![0x7f], "there is no kind of record 127"),
        (vec![], "it ends too early"),
        (vec![0x22, 99], "it names a text that was not introduced"),
        (vec![0x22, 1, 1], "it goes on behind its end"),
    ] {
        let run = Run::new(Format::Text);
        let mut writer = Writer::new(&run, Made::default());
        let collector = run.collect(writer.id());
        writer.names();
        writer.hit(3, 1, 1);
        let mut frame = Vec::new();
        instr::wire::frame::push(&record, &mut frame);
        writer.bytes(&frame);
        writer.hit(3, 2, 2);
        let pid = writer.id();
        writer.finish();
        collector.ends();
        let log = run.log();
        assert_eq!(numbers(&log), [1]);
        assert_eq!(notes(&log), [format!("a record of process {pid} cannot be read: {why}; what follows is lost")]);
    }
}

#[test]
fn numbers_that_do_not_fit_together_end_it() {
    let run = Run::new(Format::Text);
    let mut writer = Writer::new(&run, Made::default());
    let collector = run.collect(writer.id());
    writer.names();
    writer.hit(3, 1, 1);
    until("the output", || writer.is_written());
    for at in [WRITER + 8, WRITER] {
        writer.set(at, u64::MAX - 5);
    }
    // Less than before, as no process ever says.
    writer.set(WRITER + 16, u64::MAX);
    writer.set(WRITER + 16, 0);
    let pid = writer.id();
    until("a note", || !notes(&run.log()).is_empty());
    writer.end();
    collector.ends();
    let why = "its numbers do not fit together";
    assert_eq!(notes(&run.log())[0], format!("a record of process {pid} cannot be read: {why}; what follows is lost"));
}

#[test]
fn detached_it_is_nobodys_child() {
    let run = Run::new(Format::Text);
    let mut writer = Writer::new(&run, Made::default());
    let mut caller = run.command(writer.id()).arg("--detach").stderr(Stdio::null()).spawn().unwrap();
    let id = caller.id();
    assert!(caller.wait().unwrap().success());
    writer.names();
    writer.hit(3, 1, 1);
    writer.hit(4, 2, 2);
    until("the output", || writer.is_written());
    let collectors: Vec<(u32, u32)> = fs::read_dir("/proc")
        .unwrap()
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<u32>().ok())
        .filter(|pid| {
            let line = fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
            line.split(|&byte| byte == 0).any(|argument| argument == run.folder.as_os_str().as_encoded_bytes())
        })
        .filter_map(|pid| {
            let text = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
            let mut fields = text.rsplit_once(')')?.1.split_whitespace().skip(1);
            // Its parent and, two further, its session.
            Some((fields.next()?.parse().ok()?, fields.nth(1)?.parse().ok()?))
        })
        .collect();
    let [(parent, session)] = collectors[..] else { panic!("one collector: {collectors:?}") };
    assert!(parent != id && parent != std::process::id(), "it is a child of its caller");
    assert_eq!(session, id, "it is in the session that its caller began");
    writer.finish();
    until("the end of the collector", || is_gone(&run.folder));
    assert_eq!(numbers(&run.log()), [1, 2]);
}

#[test]
fn a_request_is_what_it_was() {
    let run = Run::new(Format::Trace);
    let bytes = serde_json::to_vec(&run.request).unwrap();
    assert_eq!(serde_json::from_slice::<CollectRequest>(&bytes).unwrap(), run.request);
}
