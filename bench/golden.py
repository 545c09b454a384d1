"""Two programs compared by what every model of examples/ and paper/ gives on every road.

    golden.py OLD NEW [--only TEXT]

OLD and NEW are two builds of quflux on this machine. Each command below is run with both and its
output, of 17 digits, compared byte by byte. Prints the commands whose outputs differ, with the
first line that does, and ends with status 1 when there are any. For changes that must not change a
number: numbers depend on the processor, so that a stored file could not tell.
"""

import argparse
import itertools
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SLOW = {"oscillators_grade.toml"}  # minutes by the density matrix
COUPLING = ["--parameter", "coupling.rabi.strength", "--from", "0.001", "--to", "0.04"]


def commands():
    models = sorted(
        path
        for path in itertools.chain(
            (ROOT / "examples").glob("*.toml"),
            (ROOT / "examples" / "starters").glob("*.toml"),
            (ROOT / "paper").glob("*.toml"),
        )
        if path.name not in ("claims.toml", "figures.toml")
    )
    for model in models:
        yield ["check", str(model)]
        yield ["run", str(model), "--format", "csv"]
        if model.name not in SLOW:
            yield ["run", str(model), "--format", "csv", "--road", "density_matrix"]
        yield ["run", str(model), "--set", "sweep={}", "--format", "json"]
        yield [
            "run",
            str(model),
            "--set",
            "sweep={}",
            "--set",
            "options.lamb_shift=true",
            "--format",
            "csv",
        ]
        if "oscillator" in model.name:
            yield ["grade", str(model), "--format", "json"]
    pair = str(ROOT / "paper" / "fig1.toml")
    for extra in ([], ["--matrix", "generator"]):
        yield ["transition", pair, *COUPLING, "--format", "json", *extra]
    for extra in ([], ["--matrix", "moments"]):
        yield ["eigenvalues", pair, *COUPLING, "--points", "41", "--format", "csv", *extra]


def outcome(program, command):
    done = subprocess.run([program, *command], capture_output=True, text=True)
    return f"status {done.returncode}\n{done.stdout}{done.stderr}"


def first_difference(old, new):
    for before, after in itertools.zip_longest(old.splitlines(), new.splitlines()):
        if before != after:
            return f"  old: {before}\n  new: {after}"
    return ""


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("old")
    parser.add_argument("new")
    parser.add_argument("--only", default="", help="commands with this text")
    arguments = parser.parse_args()
    chosen = [c for c in commands() if arguments.only in " ".join(c)]
    different = 0
    with ThreadPoolExecutor(2) as pool:
        pairs = zip(
            chosen,
            pool.map(lambda c: outcome(arguments.old, c), chosen),
            pool.map(lambda c: outcome(arguments.new, c), chosen),
            strict=True,
        )
        for command, old, new in pairs:
            if old != new:
                different += 1
                print(" ".join(command).replace(str(ROOT) + "/", ""))
                print(first_difference(old, new))
    print(f"{len(chosen)} commands, {different} differ")
    sys.exit(different > 0)


if __name__ == "__main__":
    main()
