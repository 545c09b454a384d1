"""A progress bar where somebody sees it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def bar(total: int, shown: bool | None) -> Iterator[Callable[[int], object] | None]:
    """What to call with the number of points just finished, or None.

    `shown` None: only in a notebook or on a terminal, only for work longer than half a second, and
    only where tqdm is installed.
    """
    delay = 0.0
    if shown is None:
        delay = 0.5
        watched = sys.stderr.isatty() or "ipykernel" in sys.modules
        shown = watched and total > 1
        try:
            from tqdm.auto import tqdm
        except ImportError:
            shown = False
    elif shown:
        from tqdm.auto import tqdm
    if not shown:
        yield None
        return
    with tqdm(total=total, unit=" points", delay=delay, leave=False) as progress:
        yield progress.update
