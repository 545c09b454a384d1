"""All rows, in the order of the report."""

from __future__ import annotations

from validation import (
    blips,
    chains,
    dynamics,
    equations,
    exceptional,
    hierarchy,
    machines,
    oscillators,
)
from validation.row import ROWS as _FOUND

TOPICS = {
    "Engines, refrigerators, diodes": machines,
    "Master equations": equations,
    "Decay and oscillations": dynamics,
    "Exceptional points": exceptional,
    "Chains of spins": chains,
    "Oscillators, exactly, and what they fluctuate": oscillators,
    "The spin-boson model by blips": blips,
    "Exact flows of small systems": hierarchy,
}

ROWS = [row for module in TOPICS.values() for row in _FOUND if row.module == module.__name__]
