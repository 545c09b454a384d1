"""Runs all benchmarks and peers side by side and prints one table.

    run.py PROGRAM [--repeats N] [--json FILE] [--page FILE]
    run.py FILE.json --page FILE

PROGRAM is quflux_bench. Medians of the repeats; ratios are between numbers of this run. Writes the
numbers to FILE as a list of {name, median, unit, ratios: {other name: ratio}, cpu}, and the tables
into the page between its markers; in the second form those of an earlier run.
"""

import argparse
import json
import math
import os
import re
import statistics
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
PATIENCE = 300  # seconds for a peer
BEGIN, END = "<!-- begin {} -->", "<!-- end {} -->"


def cpu_name():
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return "unknown"


def run_program(program, repeats):
    """Medians of Google Benchmark's repeats, {name: (median, unit)}, and allocations per point."""
    output = subprocess.run(
        [
            program,
            "--benchmark_format=json",
            f"--benchmark_repetitions={repeats}",
            "--benchmark_enable_random_interleaving=true",
            "--benchmark_min_time=0.2",
        ],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    times, allocations = {}, {}
    for entry in json.loads(output)["benchmarks"]:
        if entry["run_type"] != "iteration":
            continue
        name = re.sub(r"/(real_time|repeats:\d+)", "", entry["run_name"])
        seconds = (
            entry["real_time"] * {"ns": 1e-9, "us": 1e-6, "ms": 1e-3, "s": 1}[entry["time_unit"]]
        )
        # Items are points; a benchmark without them is one point, or one family, or one matrix.
        items = entry.get("items_per_second", 0) * (
            entry["real_time" if "real_time" in entry["run_name"] else "cpu_time"]
            * {"ns": 1e-9, "us": 1e-6, "ms": 1e-3, "s": 1}[entry["time_unit"]]
        )
        times.setdefault(name, []).append(seconds / max(items, 1))
        if "allocations" in entry:
            allocations[name] = entry["allocations"]
    return {name: statistics.median(values) for name, values in times.items()}, allocations


def run_peers():
    """{name: seconds} of every script in peers/ that reports."""
    # Older libraries are slowed down on some processors by these settings; newer ones need none.
    clean = {
        k: v for k, v in os.environ.items() if k not in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")
    }
    clean.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
    seconds = {}
    for script in sorted((HERE / "peers").glob("*.py")):
        if script.name == "timing.py":
            continue
        try:
            result = subprocess.run(
                [sys.executable, str(script)],
                env=clean,
                capture_output=True,
                text=True,
                timeout=PATIENCE,
            )
        except subprocess.TimeoutExpired:
            print(f"{script.name} is left out: it took more than {PATIENCE} s\n")
            continue
        if result.returncode != 0:
            sys.exit(f"bench: {script.name} failed:\n{result.stderr}")
        for line in result.stdout.splitlines():
            entry = json.loads(line)
            unit = entry["unit"].split("/")[0]
            seconds[entry["name"]] = (
                entry["median"] * {"ns": 1e-9, "us": 1e-6, "ms": 1e-3, "s": 1}[unit]
            )
    return seconds


def ratios_of(name, seconds):
    """The comparisons that belong to a benchmark: its floor, its peers, what it improves on."""
    others = []
    if name.startswith("pair/"):
        instruction_set = name.rsplit("/", 1)[-1]
        others += [f"floor/{instruction_set}"]
        others += [
            other for other in seconds if other.startswith("pair/") and other.endswith("/numpy")
        ]
        others += ["general/pair/redfield/qutip"]
        if instruction_set == "python":
            kernels = [
                other
                for other in seconds
                if re.fullmatch(re.escape(name.removesuffix("python")) + r"flows/\w+", other)
            ]
            others += [min(kernels, key=seconds.get)] if kernels else []
        others += [name + "_unhoisted"]
        others += [re.sub(r"threads:\d+", "threads:1", name)]
    elif name.startswith("general/"):
        others += [f"{'/'.join(name.split('/')[:2])}/redfield/qutip"]
    else:
        # A peer is named like the benchmark with one part more.
        for other in seconds:
            parts = other.split("/")
            if any("/".join(parts[:i] + parts[i + 1 :]) == name for i in range(len(parts))):
                others.append(other)
    return {
        other: seconds[name] / seconds[other]
        for other in others
        if other in seconds and other != name
    }


def exponent(seconds, prefix):
    """The fitted exponent p of time ~ size^p over the benchmarks prefix:size."""
    points = [
        (math.log(int(name[len(prefix) :])), math.log(value))
        for name, value in seconds.items()
        if name.startswith(prefix) and name[len(prefix) :].isdigit()
    ]
    if len(points) < 2:
        return None
    mean_x = statistics.fmean(x for x, _ in points)
    mean_y = statistics.fmean(y for _, y in points)
    return sum((x - mean_x) * (y - mean_y) for x, y in points) / sum(
        (x - mean_x) ** 2 for x, _ in points
    )


def human(seconds):
    for factor, unit in [(1e9, "ns"), (1e6, "µs"), (1e3, "ms"), (1, "s")]:
        if seconds * factor < 1000 or unit == "s":
            return f"{seconds * factor:.3g} {unit}"


def table(seconds, allocations, prefix):
    rows = [["benchmark", "median", "ratios"]]
    for name in sorted(n for n in seconds if n.startswith(prefix)):
        parts = [
            f"{ratio:.3g} × {other}" if ratio >= 0.01 else f"1/{1 / ratio:,.0f} × {other}"
            for other, ratio in ratios_of(name, seconds).items()
        ]
        if name in allocations:
            parts.append(f"{allocations[name]:.0f} allocations")
        rows.append([name, human(seconds[name]), "; ".join(parts)])
    return rows


def as_text(rows):
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]) - 1)]
    return "\n".join(
        "  ".join(cell.ljust(w) for cell, w in zip(row[:-1], widths, strict=True)) + "  " + row[-1]
        for row in rows
    )


def as_markdown(rows):
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([lines[0], "|---|---:|---|", *lines[1:]])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--page", type=Path)
    arguments = parser.parse_args()

    if arguments.program.endswith(".json"):
        entries = json.loads(Path(arguments.program).read_text())
        seconds = {entry["name"]: entry["median"] for entry in entries}
        allocations = {e["name"]: e["allocations"] for e in entries if "allocations" in e}
        cpu = entries[0]["cpu"]
    else:
        seconds, allocations = run_program(arguments.program, arguments.repeats)
        seconds.update(run_peers())
        cpu = cpu_name()

    sections = {
        "pair": table(seconds, allocations, "floor/") + table(seconds, allocations, "pair/")[1:],
        "general": table(seconds, allocations, "general/"),
    }
    known = ("floor/", "pair/", "general/")
    for prefix in sorted(
        {name.split("/")[0] + "/" for name in seconds if not name.startswith(known)}
    ):
        sections[prefix.rstrip("/")] = table(seconds, allocations, prefix)
    prefixes = {m.group(1) for name in seconds if (m := re.match(r"(.*[/:][A-Za-z]+:)\d+$", name))}
    fits = [["size", "fitted exponent", ""]]
    for prefix in sorted(prefixes):
        if "threads:" not in prefix and (p := exponent(seconds, prefix)) is not None:
            fits.append([prefix.rstrip(":"), f"{p:.2f}", ""])
    sections["sizes"] = fits

    print(
        f"{cpu}, {os.cpu_count()} cores, medians of {arguments.repeats}; per point of a batch, "
        "sweep or map\n"
    )
    for rows in sections.values():
        print(as_text(rows) + "\n")

    if arguments.json:
        entries = []
        for name, value in seconds.items():
            entries.append(
                {
                    "name": name,
                    "median": value,
                    "unit": "s",
                    "ratios": ratios_of(name, seconds),
                    "cpu": cpu,
                }
            )
            if name in allocations:
                entries[-1]["allocations"] = allocations[name]
        arguments.json.write_text(json.dumps(entries, indent=1) + "\n")
    if arguments.page:
        text = arguments.page.read_text()
        machine = f"{cpu}, {os.cpu_count()} cores; medians of {arguments.repeats} repeats."
        blocks = {"machine": machine} | {key: as_markdown(rows) for key, rows in sections.items()}
        for key, block in blocks.items():
            begin, end = BEGIN.format(key), END.format(key)
            if begin not in text:
                sys.exit(f"bench: {arguments.page} has no place for the section '{key}'")
            head, rest = text.split(begin, 1)
            text = head + begin + "\n" + block + "\n" + end + rest.split(end, 1)[1]
        arguments.page.write_text(text)


main()
