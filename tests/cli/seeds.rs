//! Seeds of generated programs and conditions: the same in each run, unless the environment says otherwise.
//!
//! - `PROPTEST_RNG_SEED=n`: that one.
//! - `INSTR_SOAK=n`: so many others, by the clock. All are tried; what they find is said at the end.

use proptest::test_runner::{RngAlgorithm, TestRng};
use std::env;
use std::time::SystemTime;

const DEFAULT: u64 = 1;

/// Tries a property with each seed. It gives what is wrong.
#[track_caller]
pub fn all(mut property: impl FnMut(TestRng) -> Vec<String>) {
    let mut wrong = Vec::new();
    for seed in seeds() {
        println!("PROPTEST_RNG_SEED={seed}");
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &seed.to_le_bytes().repeat(4));
        let found = property(rng).into_iter().map(|message| format!("PROPTEST_RNG_SEED={seed}: {message}"));
        wrong.extend(found.inspect(|message| println!("{message}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn seeds() -> Vec<u64> {
    let number = |name: &str| env::var(name).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{name}={text}")));
    match (number("PROPTEST_RNG_SEED"), number("INSTR_SOAK")) {
        (Some(seed), _) => vec![seed],
        (None, None) => vec![DEFAULT],
        (None, Some(count)) => {
            let time = SystemTime::UNIX_EPOCH.elapsed().map_or(1, |time| time.as_nanos() as u64);
            (0..count).map(|nth| time.wrapping_add(nth)).collect()
        }
    }
}
