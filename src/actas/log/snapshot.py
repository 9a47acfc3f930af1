"""A log as it stands at one moment, apart from whoever goes on writing it.

Its files are linked (a tile never changes once it is written) while the log's lock is held, so the
snapshot is of one head and nothing half-written. It refuses to know what the log is for.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from actas.errors import ProjectError
from actas.log.files import locked, told
from actas.log.journal import CHECKPOINT, JOURNAL, PENDING


@contextmanager
def snapshot(log: Path) -> Iterator[Path]:
    """A folder with the log's files as they are now; gone when the block ends.

    Where a process was killed in its block, the next snapshot clears what it left.

    Raises:
        ProjectError: another process is writing the log now, or its last write was cut off.
    """
    prefix = f".actas-{log.name}-"  # another log beside this one has another
    with ExitStack() as block:
        with told(log), locked(log):
            if (log / JOURNAL).exists() or (log / PENDING).exists():
                raise ProjectError(f"a write to {log} was cut off; the next import settles it")
            for left in log.parent.glob(f"{prefix}*"):
                with suppress(ProjectError), locked(left):  # nobody is in its block any more
                    shutil.rmtree(left, ignore_errors=True)
            place = Path(block.enter_context(TemporaryDirectory(prefix=prefix, dir=log.parent)))
            block.enter_context(locked(place))
            folder = place / "log"
            shutil.copytree(log / "tile", folder / "tile", copy_function=_linked)
            shutil.copyfile(log / CHECKPOINT, folder / CHECKPOINT)
        yield folder


def _linked(old: str, new: str) -> None:
    try:
        os.link(old, new)
    except OSError:
        shutil.copyfile(old, new)
