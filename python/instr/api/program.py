"""Asks the `instr` program what a source becomes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Dict, List


def unit(source: str, path: str, request: List[str]) -> Dict[str, Any]:
    """What the program makes of a source."""
    from .. import __version__

    program = _program()
    version = f"3.{sys.version_info[1]}"
    command = [program, "--output-format", "json", "unit", f"--name={path}", "--target-version", version, *request]
    try:
        done = subprocess.run(command, input=source.encode("utf-8"), capture_output=True)
    except ValueError as error:
        # A NUL, or half a character.
        raise ValueError(f"{path!r}: what is asked cannot be passed to the `instr` program: {error}") from None
    if done.returncode:
        raise _error(done.stderr.decode("utf-8", "replace"), path)
    data: Dict[str, Any] = json.loads(done.stdout.decode("utf-8"))
    if data.get("version") != __version__:
        raise RuntimeError(f"{program} is of version {data.get('version')}, this package of {__version__}")
    return data


def _error(text: str, path: str) -> Exception:
    for line in text.splitlines():
        try:
            found = json.loads(line)
        except ValueError:
            break
        if found["severity"] == "error":
            # Not all ways out of the command line are open here.
            help = found["help"] if found["help"] and "`--" not in found["help"] else None
            place = f"{path}:{found['line']}: " if found["file"] == path else f"{found['file']}: " if found["file"] else ""
            place = {"--if: ": "condition: ", "--log: ": "log: "}.get(place, place)
            return ValueError(place + found["message"] + (f" ({help})" if help else ""))
    return RuntimeError(f"the `instr` program failed: {text.strip()}")


def _program() -> str:
    """The `instr` program: that of this installation before that on PATH."""
    folders = [sysconfig.get_path("scripts")]
    user = f"{os.name}_user"
    if user in sysconfig.get_scheme_names():
        folders.append(sysconfig.get_path("scripts", user))
    # `pip install --target`
    folders.append(os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))), "bin"))
    name = "instr" + (sysconfig.get_config_var("EXE") or "")
    for folder in folders:
        path = folder and os.path.join(folder, name)
        if path and os.path.isfile(path) and os.access(path, os.X_OK):
            return path
    found = shutil.which("instr")
    if found is None:
        message = "the `instr` program is neither in this installation nor on PATH; `pip install instr-tracer` brings it"
        raise RuntimeError(message)
    return found
