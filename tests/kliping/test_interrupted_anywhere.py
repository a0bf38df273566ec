"""A signal that comes where Python cannot raise still ends the program."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import signal, sys, time
import click
from kliping import main

class Finalizer:
    def __del__(self):
        signal.raise_signal(signal.{name})
        time.sleep(0)  # where Python looks for signals

@click.command()
def stuck():
    Finalizer()
    time.sleep(100)

main.cli.get_command = lambda context, name: stuck
sys.argv = ["kliping", "stuck"]
main.main()
"""


def test_a_signal_in_a_finalizer_ends_it() -> None:
    for name in ("SIGTERM", "SIGINT"):
        command = [sys.executable, "-c", PROGRAM.format(name=name)]
        done = subprocess.run(command, capture_output=True, timeout=60, check=False)
        assert (done.returncode, done.stderr) == (130, b""), name
