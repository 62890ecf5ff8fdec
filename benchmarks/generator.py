"""The benchmark's end of the load process."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from benchmarks import machine
from benchmarks.load import Finding


class LoadTrouble(Exception):
    """The load could not be put on at all: nobody listens, or the last answers never came."""


class Generator:
    def __init__(self, child: subprocess.Popen[str]) -> None:
        self.child = child

    def start(self, **command: Any) -> None:
        assert self.child.stdin is not None
        self.child.stdin.write(json.dumps(command) + "\n")
        self.child.stdin.flush()

    def finding(self) -> Finding:
        assert self.child.stdout is not None
        answer = json.loads(self.child.stdout.readline())
        if "trouble" in answer:
            raise LoadTrouble(answer["trouble"])
        return Finding(**answer)

    def ask(self, **command: Any) -> Finding:
        self.start(**command)
        return self.finding()


@contextmanager
def generator() -> Iterator[Generator]:
    child = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.load"],
        cwd=machine.ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=machine.die_with_parent,
    )
    try:
        yield Generator(child)
    finally:
        child.kill()
        child.wait()
