"""Starts everything in an interpreter: the log, the loader, the report at the end."""

from __future__ import annotations

import sys
from builtins import BaseException, dict, getattr, int, list, map, set, str

from .. import format, guard
from . import events, foreign, hits, known, loader, logs, report, sites

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Dict, List, Optional

try:
    import posix as system
except ImportError:
    import nt as system  # type: ignore[no-redef]

_log: Any = None
_session: Dict[str, Any] = {}
_is_main = False
_modules: Dict[str, Any] = {}


def start(session: Dict[str, Any], folder: str, modules: Dict[str, Any]) -> None:
    """Does it all. `folder` holds the units; `modules` are kept alive."""
    global _log, _session, _is_main, _modules
    _modules = modules
    _session = session
    _limits(session)
    _log = logs.chosen(session["output"])
    events.use(_log.before, _log.behind, session["format"])
    events.NAMESPACE.update(
        __builtins__={},
        busy=guard.busy,
        ident=guard.ident,
        skips=hits.skips,
        count=hits.count,
        changed=format.changed,
        must_rise=hits.must_rise,
        made=hits.made,
        learn=known.learn,
        NOWHERE=known.node(sites.TOO_MANY),
        YES=known.YES,
        NO=known.NO,
        UNSEEN=format.UNSEEN,
        Text=format.Text,
        map=map,
        SHORT=format.LIMIT - 20,
        FAR=1 << 40,
        type=type,
        bool=bool,
        int=int,
        len=len,
        str=str,
        TypeError=TypeError,
        ValueError=ValueError,
        BaseException=BaseException,
    )
    _log.start()
    _is_main = str(system.getpid()) == session["run"].partition("-")[0]
    report.share(session["reached"], _is_main)
    if _is_main and session["note"]:
        events.note(session["note"])
    loader.know(session["files"], folder)
    if session["engine"] == "static":
        loader.install()
        foreign.install(_is_main)
    stage = system.environ.get(b"INSTR_BENCH_STAGE")
    if stage:
        from . import stages

        stages.leave_out(stage.decode())
    import atexit  # the one that cannot be there twice

    atexit.register(finish)
    if hasattr(system, "register_at_fork"):
        system.register_at_fork(after_in_child=_forked)
    if session["engine"] != "static":
        from . import dynamic

        # Last: from here on it sees what runs.
        dynamic.install(session["engine"], session["files"], session["events"], session["origins"], _is_main)


def _limits(session: Dict[str, Any]) -> None:
    limit: Optional[int] = session["max_repr"]
    if limit == 0:
        format.LIMIT = format.ITEMS = format.DEPTH = format.BITS = format.KEPT = sys.maxsize
    elif limit is not None:
        format.LIMIT = limit


def _forked() -> None:
    global _is_main, _log
    guard.busy.clear()
    if _is_main:
        _is_main = False
        report.share(_session["reached"], False)
    path: Optional[str] = _session["output"]
    if path is not None and "{pid}" in path:
        _log = logs.chosen(path)
        _log.start()
    else:
        _log.forked()
    events.renew()


def finish() -> None:
    """At the end of the program, after its own functions for that."""
    try:
        events.tell_late()
        if _is_main:
            others = report.read_others()
            if events.FORMAT == "counts":
                for text in report.counts(_session["wanted"]):
                    events.emit(text)
                return
            gone = None
            if _session["engine"] != "static":
                from . import dynamic

                gone = dynamic.gone()
                if gone is not None:
                    events.note(gone)
            if _session["events"]:
                return
            for text in report.lines(_session["wanted"], _session["condition"], others, gone is None, not _session["when"]):
                events.note(text)
    except BaseException as error:
        if guard.must_rise(error):
            raise
    finally:
        if _is_main and _session["reached"]:
            try:
                system.unlink(_session["reached"])
            except OSError:
                pass
        _log.close()
