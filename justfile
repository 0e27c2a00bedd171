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

# cargo-fuzz on one target: parse, round_trip
fuzz target *args:
    cargo +nightly fuzz run {{target}} {{args}}

# accept changed snapshots, then read them with git diff
review:
    INSTA_UPDATE=always INSTA_FORCE_PASS=1 cargo test --test cases
    git diff --stat snapshots
