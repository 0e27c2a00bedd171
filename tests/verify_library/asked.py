"""What is asked of `instr`, and what it says of it: the values at all lines, or the changes of all variables."""

import fnmatch
import re


class Lines:
    """A probe on every line. A place is a line of a file."""

    def __init__(self, hidden):
        self.hidden = hidden

    def options(self, files):
        return [word for path in files for word in ("-p", path + ":all")] + [
            word for name in self.hidden for word in ("--redact", name)]

    def plan(self, files):
        return [path + ":all" for path in files]

    def inexact(self, plans):
        """Tells of a place if the plan says that it is not exact."""
        found = {(file["file"], line["line"]) for file in plans for line in file["lines"] if line["verdict"] != "exact"}
        return found.__contains__

    def told(self, event):
        values = " ".join(f"{name}={value}" for name, value in sorted(event.get("values", {}).items()))
        return (event["file"], event["line"]), steady(f"{event['function']}: {values}")


class Watches:
    """All variables of the files watched. A place is a line of a file, with the function and the variable."""

    def __init__(self, hidden, names):
        self.names = [name for name in names if not any(fnmatch.fnmatchcase(name, pattern) for pattern in hidden)]

    def keep_changing(self, plans):
        """Leaves out names that nothing in the files changes: they are refused."""
        changing = {watch["expression"] for file in plans for watch in file["watches"] if watch["checks"]}
        self.names = [name for name in self.names if name in changing]

    def watched(self):
        return [word for name in self.names for word in ("--watch", name)]

    def options(self, files):
        return ["--no-redact", *[word for path in files for word in ("-p", path)], *self.watched()]

    def plan(self, files):
        return [*self.watched(), *files]

    def inexact(self, plans):
        """Tells of a place if the plan doubts checks of that variable in that function."""
        watches = [(file["file"], watch) for file in plans for watch in file["watches"]]
        doubted = {(path, watch["expression"], function(check["qualname"]))
                   for path, watch in watches for check in watch["checks"] if "doubt" in check}
        # Of a file's variable, which another file may assign.
        missed = {(path, watch["expression"]) for path, watch in watches if watch.get("unseen")}
        return lambda place: (place[0], place[3]) in missed or (place[0], place[3], function(place[2])) in doubted

    def told(self, event):
        place = event["file"], event["line"], event["function"], event["expression"]
        return place, steady(f"{event.get('old')} -> {event.get('new')}")


def function(qualname):
    """Comprehensions have frames of their own in some versions only."""
    return re.sub(r"(\.<locals>)?\.<(list|set|dict)comp>", "", qualname)


def steady(text):
    """Without what differs between any two runs."""
    return re.sub(r" (at|@) 0x[0-9a-f]+", r" \1 …", text)
