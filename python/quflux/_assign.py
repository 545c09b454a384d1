"""Changed copies of what nothing changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from quflux._core import DensitySum, Error

_PARTS = {
    "site": "sites",
    "coupling": "couplings",
    "term": "terms",
    "bath": "baths",
    "lindblad": "lindblad",
}
_PLAIN = ("title", "equations", "output", "sweep")


def assign(fields: dict[str, Any], path: str, given: Any) -> dict[str, Any]:
    """The fields of a study with `given` in the place of what the path names."""
    kind, *keys = path.split(".")
    if kind in _PARTS and len(keys) > 1:
        name, *keys = keys
        parts = fields[_PARTS[kind]]
        names = [part.name for part in parts]
        if name not in names:
            raise Error(f"{path!r}: there is no {kind} '{name}'; there are {', '.join(names)}")
        changed = [
            _changed(part, keys, given, f"{kind} '{name}'") if part.name == name else part
            for part in parts
        ]
        sweep = {swept: axis for swept, axis in fields["sweep"].items() if swept != path}
        return fields | {_PARTS[kind]: changed, "sweep": sweep}
    if kind in ("options", "sweep") and keys and (kind == "sweep" or len(keys) == 1):
        others = {key: value for key, value in fields[kind].items() if key != ".".join(keys)}
        return fields | {kind: others if given is None else others | {".".join(keys): given}}
    if given is None and (kind, *keys) != ("system", "uncoupled_hamiltonian"):
        raise Error(f"{path!r} is None; it must be a value")
    if kind == "system" and keys in (["hamiltonian"], ["uncoupled_hamiltonian"]):
        return fields | {keys[0]: given}
    if kind in _PLAIN and not keys:
        return fields | {kind: given}
    raise Error(
        f"there is no {path!r} to assign to; paths are site.NAME.KEY, coupling.NAME.KEY,"
        f" term.NAME.KEY, bath.NAME.KEY, lindblad.NAME.KEY, options.KEY, sweep.PATH,"
        f" system.hamiltonian,"
        f" {', '.join(_PLAIN)}"
    )


def _changed(value: Any, keys: list[str], given: Any, what: str) -> Any:
    """The value with the field at the end of `keys` replaced; `what` names it in messages."""
    if isinstance(value, DensitySum) and keys[0].isdigit():
        return DensitySum(_changed(value.terms, keys, given, what))
    key, *rest = keys
    if isinstance(value, tuple):
        allowed = [str(place) for place in range(len(value))]
        fields: Mapping[Any, Any] = dict(zip(allowed, value, strict=True))
    else:
        fields = value._fields() if hasattr(value, "_fields") else {}
        allowed = list(fields)
    if key not in fields:
        has = f"; it has {', '.join(allowed)}" if allowed else ""
        kind = type(value).__name__
        raise Error(f"{what} is a {kind}, which has no {key!r}{has}")
    new = _changed(fields[key], rest, given, f"{key!r} of {what}") if rest else given
    changed = {**fields, key: new}
    if isinstance(value, tuple):
        return tuple(changed.values())
    return type(value)(**changed)
