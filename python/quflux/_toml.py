"""Writes model files: the few forms of TOML that they consist of."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from numbers import Integral, Real
from typing import Any

import numpy as np

from quflux._core import Error


def value(given: Any, what: str) -> str:
    """`given` as a TOML value; `what` names it in messages."""
    if isinstance(given, np.generic):
        given = given.item()
    if isinstance(given, bool):
        return "true" if given else "false"
    if isinstance(given, Integral):
        return str(int(given))
    if isinstance(given, Real):
        return repr(float(given))
    if isinstance(given, str):
        return json.dumps(given, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(given, Mapping):
        return inline_table(given, what)
    if isinstance(given, np.ndarray) and given.dtype.kind == "c":
        raise Error(f"{what} is an array of complex numbers; they must be real")
    if isinstance(given, Iterable):
        return "[" + ", ".join(value(item, f"an entry of {what}") for item in given) + "]"
    kind = "a number" if isinstance(given, complex) else type(given).__name__
    raise Error(f"{what} is {given!r}, {kind} that is not real or has no place in a model file")


def inline_table(entries: Mapping[str, Any], what: str) -> str:
    """{ key = value, ... }; entries that are None are left out."""
    pairs = (
        f"{_key(key)} = {value(item, f'{key!r} of {what}')}"
        for key, item in entries.items()
        if item is not None
    )
    return "{ " + ", ".join(pairs) + " }"


def section(header: str, entries: Mapping[str, Any], what: str) -> str:
    """A table with its header and a line per entry; entries that are None are left out."""
    lines = [
        f"{_key(key)} = {value(item, f'{key!r} of {what}')}"
        for key, item in entries.items()
        if item is not None
    ]
    return "\n".join([header, *lines]) + "\n"


def _key(name: str) -> str:
    bare = name.isascii() and name.replace("_", "").replace("-", "").isalnum()
    return name if bare else json.dumps(name)
