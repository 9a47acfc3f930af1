"""A process that dies at a chosen point of its work, as by `kill -9`."""

from __future__ import annotations

import os
import signal
from typing import Any


def dies_at(where: Any, name: str, call: int, *, after: bool) -> None:
    """Make the `call`th call of `where.name` the last thing that this process does.

    Args:
        where: class or module.
        name: of the function in it.
        call: which call, from 1.
        after: whether what is called there is done before the process dies.
    """
    real = getattr(where, name)
    left = [call]

    def last(*arguments: Any, **named: Any) -> Any:
        left[0] -= 1
        result = real(*arguments, **named) if after or left[0] else None
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(where, name, last)
