"""Results that take time, kept by what they depend on."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from website.layout import CACHE, PROGRAM


def kept(name: str, inputs: list[Path], make: Callable[[Path], None]) -> Path:
    """The folder that `make` fills, made anew when one of the inputs or the program changes."""
    digest = hashlib.sha256()
    for path in [PROGRAM, *inputs]:
        digest.update(path.read_bytes())
    folder = CACHE / f"{name}-{digest.hexdigest()[:16]}"
    if not (folder / "finished").exists():
        folder.mkdir(parents=True, exist_ok=True)
        make(folder)
        (folder / "finished").touch()
    return folder
