"""Ends, while a process that it has started goes on for some time, with none of its descriptors."""
import subprocess


def f(n):
    return n


f(1)
nowhere = subprocess.DEVNULL
subprocess.Popen(["sleep", "4"], stdin=nowhere, stdout=nowhere, stderr=nowhere)
