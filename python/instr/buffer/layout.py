"""The offsets of a buffer file: `wire/layout.rs` has the same."""

from __future__ import annotations

MAGIC = b"INSTRBUF"
VERSION = 1
# Flags.
MAIN, WAITS = 1, 2
# Bytes of what the header holds, in words of 8 bytes from MAGIC on: see `wire/layout.rs`.
HEADER = 4096
PID, STARTED, MONOTONIC, UNIX, CELLS, RING, SIZE = 2, 3, 4, 5, 6, 7, 8
# Written by the process.
HEAD, HEAD_FIRST, DROPPED, STATE, WANTED = 16, 17, 18, 19, 20
# Written by the collector: twice, so that a half-written number is not taken.
TAIL, DONE, CLOSED, HEARTBEAT = 32, 34, 36, 37
# The length of a message for standard error, in the word before the message: why the log has ended.
MESSAGE = 63
RUNNING, ENDING = 0, 1
