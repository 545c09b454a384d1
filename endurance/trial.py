"""What a trial of endurance is, and how it is told."""

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Outcome:
    """What a trial did: how often, what was wrong, one line each, and what else there is to say."""

    runs: int
    faults: list[str] = field(default_factory=list)
    remark: str = ""


@dataclass(frozen=True)
class Trial:
    """A row of the table: run(seconds, seed) tries about so long; a share of the time of all."""

    name: str
    what: str
    share: float
    run: Callable[[float, int], Outcome]
