"""What :meth:`Model.audit` finds."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from quflux import _core
from quflux._arguments import file_path

if TYPE_CHECKING:
    import os


class Audit:
    """Numbers that say whether to believe those of a model, with verdicts: see docs/audit.md.

    Attributes
    ----------
    equations : dict
        By equation and check, {"value": number or None, "verdict": "ok", "doubtful" or "bad",
        "meaning": a sentence}; along a sweep also "at", the keys where it is worst.
    differences : dict
        By equation, {"reference": name, "exact": whether that is exact, "value": by how much of the
        largest flow they differ}.
    failures : dict
        By equation, why it has no answer.
    judge : str or None
        What gave exact flows; None where nothing exact takes seconds.
    best : str or None
        The equation to use.
    advice : str
        The same in a sentence.

    str() of it is what `quflux audit` prints.

    Examples
    --------
    >>> audit = model.audit()
    >>> audit.equations["global"]["first_law"]["verdict"]
    'ok'
    """

    equations: dict[str, dict[str, dict[str, Any]]]
    differences: dict[str, dict[str, Any]]
    failures: dict[str, str]
    judge: str | None
    best: str | None
    advice: str

    def __init__(self, study: _core.Study, found: _core.Audit) -> None:
        self._study, self._found = study, found
        told = json.loads(_core.audit_as_json(study, found))
        for name in ("equations", "differences", "failures", "judge", "best", "advice"):
            setattr(self, name, told[name])

    def __str__(self) -> str:
        return _core.audit_in_words(self._study, self._found)

    def __repr__(self) -> str:
        return f"<Audit of {', '.join(self.equations)}: {self.advice}>"

    def to_html(self) -> str:
        """One page with everything, that needs nothing but a browser."""
        return _core.audit_page(self._study, self._found)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes :meth:`to_html` to a file, whole or not at all."""
        _core.write_text(file_path(path), self.to_html())
