"""Attacks all of quflux for as long as it is told: what was tried, how often, and what gave way.

    run.py [--seconds 1800] [--seed N] [--only NAME ...] [--page docs/endurance.md]

The seed is the day's number unless given, so that every night tries something else; a fault says
the seed. Ends with status 1 where there is one.
"""

import argparse
import datetime
import random
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

import full_disks
import kills
import memory
import programs
import strong_models
from trial import Outcome, Trial

ROOT = Path(__file__).resolve().parent.parent
RELEASE = ROOT / "build" / "release"
PROGRAM = str(RELEASE / "quflux")


def killed(seconds, seed):
    chance = random.Random(seed)
    end = time.monotonic() + seconds
    outcome = Outcome(0)
    most = 0.0
    with tempfile.TemporaryDirectory() as folder:
        whole = kills.unbroken(PROGRAM, folder)
        while time.monotonic() < end:
            name = list(whole)[outcome.runs % len(whole)]
            sent = chance.choice(list(kills.SIGNALS))
            moment = chance.uniform(0, whole[name][2])
            status, lost, _, faults = kills.kill_and_resume(folder, whole[name], moment, sent)
            outcome.runs += status != 0  # else it had ended before
            most = max(most, lost)
            outcome.faults += [f"{name}, {sent} after {moment:.1f} s: {f}" for f in faults]
    outcome.remark = f"at most {most:.1f} s of work lost"
    return outcome


def fuzzed(target, seconds, seed):
    return programs.fuzz(
        ROOT / "build" / "sanitize", ROOT / "testdata" / "fuzz_corpus", target, seconds, seed
    )


# What takes a number in the place of a time is given the number that a share of 1,800 s affords.
TRIALS = [
    Trial("kills", "`run`, `grade`, `transition` killed and resumed", 0.15, killed),
    Trial(
        "full disks",
        "files that end at a random byte",
        0.04,
        partial(full_disks.full_disks, PROGRAM),
    ),
    Trial(
        "deaf outputs",
        "`/dev/full`, closed pipes",
        0.03,
        partial(full_disks.deaf_outputs, PROGRAM),
    ),
    Trial("two writers", "one file, two sweeps", 0.03, partial(full_disks.two_writers, PROGRAM)),
    *(
        Trial(f"{target} fuzz", f"{what}, under the sanitizers", 0.08, partial(fuzzed, target))
        for target, what in {
            "model": "model files and settings",
            "table": "tables of densities",
            "storage": "unfinished sweeps",
        }.items()
    ),
    Trial(
        "laws",
        "random models (2 to 8 levels, chains, pairs, blips): laws and symmetries",
        0.15,
        lambda seconds, seed: programs.laws(RELEASE, int(seconds / 270 * 20_000), seed),
    ),
    Trial(
        "strong models",
        "`heom`, `reaction_coordinate`, `surrogate`: laws within `flow_error`",
        0.3,
        lambda seconds, seed: strong_models.strong_models(int(seconds / 540 * 300), seed),
    ),
    Trial(
        "memory",
        "Python calls: growth of the memory",
        0.03,
        lambda seconds, seed: memory.memory_growth(int(seconds / 54 * 1_000)),
    ),
    Trial(
        "threads",
        "tests of all parallel loops under the thread sanitizer",
        0.03,
        lambda seconds, seed: programs.sanitized_threads(ROOT),
    ),
]


def table(rows, seconds, seed):
    """Markdown."""
    lines = ["| trial | what | tried | time | faults |", "|---|---|---:|---:|---|"]
    for trial, outcome, took in rows:
        said = "; ".join(outcome.faults[:3]) or "none"
        if outcome.remark:
            said += f" ({outcome.remark})"
        lines.append(f"| {trial.name} | {trial.what} | {outcome.runs:,} | {took:.0f} s | {said} |")
    today = datetime.date.today().isoformat()
    return "\n".join([f"{today}, seed {seed}, {seconds:.0f} s.", "", *lines])


def write_page(page, text):
    """The table between its marks."""
    begin, end = "<!-- begin table -->", "<!-- end table -->"
    former = page.read_text()
    head, rest = former.split(begin)
    page.write_text(f"{head}{begin}\n{text}\n{end}{rest.split(end)[1]}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--seconds", type=float, default=1800)
    parser.add_argument("--seed", type=int, default=datetime.date.today().toordinal())
    parser.add_argument("--only", nargs="+", choices=[t.name for t in TRIALS], metavar="NAME")
    parser.add_argument("--page", type=Path)
    arguments = parser.parse_args()
    trials = [t for t in TRIALS if not arguments.only or t.name in arguments.only]
    whole = sum(trial.share for trial in trials)
    rows = []
    begun = time.monotonic()
    for trial in trials:
        start = time.monotonic()
        print(f"{trial.name} ...", flush=True)
        outcome = trial.run(arguments.seconds * trial.share / whole, arguments.seed)
        rows.append((trial, outcome, time.monotonic() - start))
        print(f"{trial.name}: {outcome.runs} tried {outcome.remark}", flush=True)
        for fault in outcome.faults:
            print(f"  {fault}", flush=True)
    text = table(rows, time.monotonic() - begun, arguments.seed)
    print(f"\n{text}")
    if arguments.page:
        write_page(arguments.page, text)
    return 1 if any(outcome.faults for _, outcome, _ in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
