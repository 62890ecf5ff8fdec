"""A server under test as a child process: started on its core, watched, always ended."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from benchmarks import machine


class ServerTrouble(Exception):
    """A server that does not come up, or is gone. Carries the end of its log."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to start a server. `{port}` and `{folder}` are filled into arguments and environment."""

    name: str
    arguments: tuple[str, ...]
    path: str = "/"
    env: Mapping[str, str] = field(default_factory=dict)


class Server:
    def __init__(self, recipe: Recipe, folder: Path) -> None:
        self.recipe = recipe
        self.folder = folder
        self.port = free_port()
        self.log = folder / f"{recipe.name}.log"
        self.child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Server":
        self.spawn()
        self.listen()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def spawn(self) -> None:
        fill = {"port": str(self.port), "folder": str(self.folder)}
        arguments = [part.format(**fill) for part in self.recipe.arguments]
        env = {key: value.format(**fill) for key, value in self.recipe.env.items()}
        with self.log.open("ab") as log:
            self.child = subprocess.Popen(
                [sys.executable, *arguments],
                cwd=machine.ROOT,
                env={**os.environ, **env},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                preexec_fn=_on_its_core,
            )

    def listen(self, patience: float = 30.0) -> None:
        """Return once the port takes connections."""
        until = time.monotonic() + patience
        while time.monotonic() < until:
            if self.gone():
                break
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.003)
        tail = self.log.read_text(errors="replace")[-3000:]
        raise ServerTrouble(f"{self.recipe.name} does not listen:\n{tail}")

    def gone(self) -> bool:
        return self.child is None or self.child.poll() is not None

    @property
    def watch(self) -> psutil.Process:
        assert self.child is not None
        return psutil.Process(self.child.pid)

    def cpu_seconds(self) -> float:
        times = self.watch.cpu_times()
        return times.user + times.system

    def rss_mib(self) -> float:
        return self.watch.memory_info().rss / 2**20

    def peak_mib(self) -> float:
        """VmHWM: the most it ever held. Falls back to the present where /proc is missing."""
        assert self.child is not None
        status = Path(f"/proc/{self.child.pid}/status")
        if not status.exists():
            return self.rss_mib()
        rows = dict(line.split(":", 1) for line in status.read_text().splitlines() if ":" in line)
        return int(rows["VmHWM"].split()[0]) / 1024

    def kill(self) -> None:
        """kill -9: no farewell."""
        if self.child is not None:
            self.child.kill()
            self.child.wait()

    def stop(self) -> None:
        if self.child is None or self.gone():
            return
        self.child.send_signal(signal.SIGCONT)
        self.child.terminate()
        try:
            self.child.wait(15)
        except subprocess.TimeoutExpired:
            self.kill()

    def pause(self) -> None:
        """While another contender is measured this one takes no cycle from it."""
        assert self.child is not None
        self.child.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        assert self.child is not None
        self.child.send_signal(signal.SIGCONT)


def _on_its_core() -> None:
    machine.pin(machine.SERVER_CORE)
    machine.die_with_parent()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(recipe: Recipe, folder: Path) -> Iterator[Server]:
    folder.mkdir(parents=True, exist_ok=True)
    with Server(recipe, folder) as server:
        yield server
