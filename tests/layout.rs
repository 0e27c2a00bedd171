//! The file of a buffer: the runtime's offsets are those of `wire/layout.rs`.

use std::collections::BTreeMap;

use instr::wire::layout::{self, Header, Writer};

/// The constants of the runtime's module: numbers by name.
fn constants() -> BTreeMap<String, u64> {
    let text = include_str!("../python/instr/buffer/layout.py");
    let mut found = BTreeMap::new();
    for line in text.lines() {
        let Some((names, numbers)) = line.split_once(" = ") else { continue };
        let numbers = numbers.split(", ").map(|number| number.parse::<u64>().ok());
        for (name, number) in names.split(", ").zip(numbers) {
            if let Some(number) = number {
                assert!(found.insert(name.to_owned(), number).is_none(), "{name} is there twice");
            }
        }
    }
    assert!(text.contains("MAGIC = b\"INSTRBUF\"\n"), "the first bytes");
    found
}

#[test]
fn python_has_the_same_offsets() {
    let mut python = constants();
    let mut take = |name: &str| python.remove(name).unwrap_or_else(|| panic!("no {name} in layout.py"));

    assert_eq!(layout::MAGIC, b"INSTRBUF");
    assert_eq!(take("VERSION"), u64::from(layout::VERSION));
    assert_eq!([take("MAIN"), take("WAITS")], [layout::MAIN, layout::WAITS].map(u64::from));
    assert_eq!(take("HEADER"), layout::HEADER);
    assert_eq!([take("TAIL"), take("DONE")], [layout::TAIL / 8, layout::DONE / 8]);
    assert_eq!([take("CLOSED"), take("HEARTBEAT")], [layout::CLOSED / 8, layout::HEARTBEAT / 8]);
    assert_eq!(take("MESSAGE"), layout::MESSAGE / 8);
    assert_eq!([take("RUNNING"), take("ENDING")], [layout::RUNNING, layout::ENDING]);

    // The header is read where the runtime writes it.
    let mut page = vec![0; layout::HEADER as usize];
    let mut put = |at: usize, bytes: &[u8]| page[at..at + bytes.len()].copy_from_slice(bytes);
    let numbers =
        [("PID", 11), ("STARTED", 12), ("MONOTONIC", 13), ("UNIX", 14), ("CELLS", 15), ("RING", 8192), ("SIZE", 17)];
    put(0, layout::MAGIC);
    put(8, &layout::VERSION.to_ne_bytes());
    put(12, &(layout::MAIN | layout::WAITS).to_ne_bytes());
    for (name, number) in numbers {
        put(take(name) as usize * 8, &u64::to_ne_bytes(number));
    }
    let expected = Header { flags: 3, pid: 11, started: 12, monotonic: 13, unix: 14, cells: 15, ring: 8192, size: 17 };
    assert_eq!(Header::read(&page), Some(expected));

    // And so are the writer's numbers.
    let mut bytes = [0; Writer::LENGTH];
    for (name, number) in [("HEAD", 21), ("HEAD_FIRST", 21), ("DROPPED", 22), ("STATE", 23), ("WANTED", 24)] {
        let at = take(name) as usize * 8 - layout::WRITER as usize;
        bytes[at..at + 8].copy_from_slice(&u64::to_ne_bytes(number));
    }
    assert_eq!(Writer::read(&bytes), (Writer { head: 21, dropped: 22, state: 23, wanted: 24 }, false));

    assert!(python.is_empty(), "only Python has {python:?}");
}

#[test]
fn a_header_that_cannot_be_is_refused() {
    let page = |numbers: [u64; 7]| {
        let mut page = [&layout::MAGIC[..], &layout::VERSION.to_ne_bytes(), &0_u32.to_ne_bytes()].concat();
        numbers.iter().for_each(|number| page.extend_from_slice(&number.to_ne_bytes()));
        page
    };
    let good = [1, 2, 3, 4, 2, 8192, 4096];
    assert!(Header::read(&page(good)).is_some());
    for (at, number) in
        [(0, 1 << 32), (4, 600), (4, 1 << 61), (4, (1 << 61) - 1), (5, 4096), (5, u64::MAX), (6, 0), (6, u64::MAX)]
    {
        let mut bad = good;
        bad[at] = number;
        assert_eq!(Header::read(&page(bad)), None, "{bad:?}");
    }
    for length in 0..72 {
        assert_eq!(Header::read(&page(good)[..length]), None, "{length} bytes");
    }
}

#[test]
fn a_number_that_is_being_written_is_the_one_before() {
    let mut bytes = [0; Writer::LENGTH];
    bytes[..8].copy_from_slice(&5_u64.to_ne_bytes());
    bytes[8..16].copy_from_slice(&9_u64.to_ne_bytes());
    let (writer, is_changing) = Writer::read(&bytes);
    assert_eq!((writer.head, is_changing), (5, true));
}
