# What there is to do, in short words. `just --list` shows it.

# everything that must be green before a change lands
ci:
    bash .ci/run

test:
    cargo test

# the oracle over the standard libraries, with their tests, of every CPython at hand
corpus:
    INSTR_CORPUS=all cargo test --release --test corpus -- --nocapture

# criterion benches of this crate
bench *args:
    cargo bench {{args}}

# the same corpus through other parsers, side by side in one run, with either allocator
bench-peers *args:
    cd benches/peers && cargo bench {{args}}

# what tracing costs, beside the tools that people use, on every CPython at hand; target/bench/slowdown.html
slowdown *args:
    cargo bench --bench slowdown -- {{args}}

# the last results of `just slowdown` become those of README, and what `just bench-check` compares with
bench-keep:
    cargo bench --bench slowdown -- --keep

# fails if probes or engines have become slower than noise explains
bench-check:
    cargo bench --bench slowdown -- --check

# Static probes against `sys.settrace` on CPython's own tests of a module each: `just verify-library --python 3.13 shlex`
verify-library *args:
    cargo build --release
    python3 tests/verify_library/verify_library.py --instr target/release/instr {{args}}

# CPython's own tests, and those of some packages, with a probe on every line: `just regrtest --modules json`
regrtest *args:
    cargo build --release
    python3 tests/regrtest/regrtest.py --instr target/release/instr {{args}}

# cargo-fuzz on one target: parse, round_trip, record, frames, trace
fuzz target *args:
    cargo +nightly fuzz run {{target}} {{args}}

# accept changed snapshots, then read them with git diff
review:
    INSTA_UPDATE=always INSTA_FORCE_PASS=1 cargo test --test cases --test runs
    git diff --stat snapshots
