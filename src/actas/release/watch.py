"""Publishing again whenever a log has a new head, one after the other.

Clock and disk are given to it; it refuses to know what publishing is.
"""

from __future__ import annotations

from collections.abc import Callable

from actas.errors import ActasError, InputError


def watch(
    head: Callable[[], bytes],
    publish: Callable[[], bytes],
    pause: Callable[[], bool],
    failed: Callable[[ActasError], None],
) -> int:
    """Publish now and at every new head, until `pause` says to stop; gives how often it did.

    Args:
        head: the log's signed head now.
        publish: publishes and gives the head that it published.
        pause: waits; False to stop.
        failed: told what kept a release from being made (the log was being written, a mirror did
            not answer): it is tried again after the next pause, and what was there stands.

    Raises:
        InputError: a target that is not ours does not become ours by waiting.
    """
    done, times = b"", 0
    while True:
        try:
            if head() != done:
                done = publish()
                times += 1
        except InputError:
            raise
        except ActasError as error:
            failed(error)
        if not pause():
            return times
