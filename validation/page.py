"""The report, as a page of the documentation."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from validation.row import Result
from validation.table import TOPICS

HEAD = """# Validation

Published and textbook results beside what quflux computes. Each expected number is derived by a
script in [`validation/`](../validation), from a formula or by a method that shares nothing with the
library: NumPy, SciPy and mpmath. `make validate` computes all of them, fails if one is off, and
writes this page; the tests run those that take no seconds.

**{rows} results agree**, {numbers} numbers in all. Where several are compared, the one that is
furthest off stands here. Errors are relative, and rounded up to a power of ten, since rounding
differs from machine to machine.

"""


def page(results: Sequence[Result]) -> str:
    """Markdown of all results: a table for each topic, and below it where the results are from."""
    head = HEAD.format(rows=len(results), numbers=sum(result.numbers for result in results))
    return head + "\n".join(
        _topic(title, [(i, r) for i, r in enumerate(results, 1) if r.row.module == module.__name__])
        for title, module in TOPICS.items()
    )


def _topic(title: str, numbered: Sequence[tuple[int, Result]]) -> str:
    table = [
        "| | what | expected | quflux | error | allowed |",
        "|---|---|---|---|---|---|",
        *(_row(number, result) for number, result in numbered),
    ]
    return "\n".join([f"## {title}", "", *table, "", *(_source(i, r) for i, r in numbered), ""])


def _row(number: int, result: Result) -> str:
    digits = max(3, min(10, 2 - int(np.floor(np.log10(result.row.tolerance)))))
    return (
        f"| {number} | {_cell(result.row.claim)} | {result.expected:.{digits}g} "
        f"| {result.ours:.{digits}g} | {_power_of_ten(result.error)} | {result.row.tolerance:.0e} |"
    )


def _source(number: int, result: Result) -> str:
    row = result.row
    model = f"[{row.model}](../{row.model})" if row.model else "matrices of the script"
    return (
        f"* **{number}** {row.source}. *Model:* {model}. *Derived by* `{row.name}` in "
        f"[{row.script}](../{row.script}). *Allowed:* {row.because}."
    )


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _power_of_ten(error: float) -> str:
    """The next one above, at least that of rounding."""
    return f"< 1e{max(-15, int(np.floor(np.log10(max(error, 1e-16)))) + 1)}"
