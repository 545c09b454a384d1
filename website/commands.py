"""The command line, as the program explains it."""

from __future__ import annotations

import re
import subprocess

from website.layout import PAGES, PROGRAM

HEAD = """# Command line

What `quflux --help` and `quflux COMMAND --help` print. The [guide](guide.md) tells what the words
of a model file mean, and `python -m quflux.plot --help` how to draw a result again.
"""


def write_commands() -> None:
    whole = _help()
    blocks = [HEAD, "```text", whole, "```"]
    for name in names(whole):
        blocks += [f"\n## quflux {name}\n", "```text", _help(name), "```"]
    (PAGES / "commands.md").write_text("\n".join(blocks) + "\n", encoding="utf-8")


def names(told: str) -> list[str]:
    """The commands of `quflux --help`, whose sections end where its examples begin."""
    return re.findall(r"^  ([a-z]+) {2,}\S", told[: told.index("\nExamples:")], re.M)


def _help(*command: str) -> str:
    told = subprocess.run(
        [PROGRAM, *command, "--help"], check=True, capture_output=True, text=True
    ).stdout
    # As many as this machine has cores; others have other numbers.
    told = re.sub(r"INT in \[1 - \d+\]", "INT", told)
    return "\n".join(line.rstrip() for line in told.strip().splitlines())
