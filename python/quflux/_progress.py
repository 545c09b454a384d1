"""A progress bar where somebody sees it."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any

Tell = Callable[..., object]
"""Called with the number of units just finished and what is going on now, in words."""


@contextmanager
def bar(total: int, shown: bool | None, unit: str = " points") -> Iterator[Tell | None]:
    """What to call as the work goes on, or None.

    `shown` None: only in a notebook or on a terminal, only for work longer than half a second, and
    only where tqdm is installed.
    """
    delay = 0.0
    if shown is None:
        delay = 0.5
        shown = _is_watched() and find_spec("tqdm") is not None
    if not shown:
        yield None
        return
    with _tqdm()(total=total, unit=unit, delay=delay, leave=False) as progress:

        def tell(finished: int, now: str = "") -> None:
            if now != (progress.postfix or ""):
                progress.set_postfix_str(now)
            progress.update(finished)

        yield tell


def _is_watched() -> bool:
    return sys.stderr.isatty() or "ipykernel" in sys.modules


def _tqdm() -> Any:
    with warnings.catch_warnings():
        # Without ipywidgets a notebook gets the bar of a terminal, which needs no warning.
        warnings.simplefilter("ignore")
        from tqdm.auto import tqdm  # type: ignore[import-untyped]
    return tqdm
