"""Tasks that hang, die and eat memory, for tests of executors; importable by their workers."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path


def double(number: int) -> int:
    return 2 * number


def die(number: int) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return number


def die_once(number: int, flag: str) -> int:
    """Dies where nobody has died of it yet."""
    try:
        Path(flag).touch(exist_ok=False)
    except FileExistsError:
        return 2 * number
    os.kill(os.getpid(), signal.SIGKILL)
    return 0


def hang(number: int) -> int:
    time.sleep(3600)
    return number


def eat(number: int) -> int:
    return len(bytearray(8 << 30)) + number


def told(kind: str, number: int) -> int:
    return {"double": double, "die": die, "hang": hang, "eat": eat}[kind](number)


def pid(number: int) -> tuple[int, int]:
    time.sleep(0.05)
    return number, os.getpid()
