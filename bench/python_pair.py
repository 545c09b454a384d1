"""What the call from Python costs on top of the vector kernel: a million pairs of atoms, all seven
parameters different at every point, on one thread. Alternates with the program quflux_bench, which
runs the kernel alone on the same ranges, and compares processor times, which other work on the
machine disturbs least.

    build/venv/bin/python bench/python_pair.py build/release/quflux_bench
"""

import json
import subprocess
import sys
import time
import timeit

import numpy as np

import quflux

RANGES = [(0.7, 1.3), (0.7, 1.3), (0, 0.5), (0.001, 0.1), (0.001, 0.1), (0.1, 3), (0.1, 3)]
EQUATIONS = ("local", "global", "partial_secular")
POINTS = 1_000_000
ROUNDS = 5


def kernel(program: str) -> dict[str, float]:
    """Seconds per call by equation, with the best instruction set."""
    output = subprocess.run(
        [program, f"--benchmark_filter=({'|'.join(EQUATIONS)})/flows/", "--benchmark_format=json"],
        check=True,
        capture_output=True,
    ).stdout
    best: dict[str, float] = {}
    for entry in json.loads(output)["benchmarks"]:
        equation = entry["name"].split("/")[0]
        best[equation] = min(best.get(equation, np.inf), entry["cpu_time"] * 1e-9)
    return best


def call(columns: list[np.ndarray], equation: str, out: np.ndarray | None = None) -> float:
    best = np.inf
    for _ in range(20):
        start = time.process_time()
        quflux.two_level_pair(*columns, equation=equation, threads=1, out=out)
        best = min(best, time.process_time() - start)
    return best


def main() -> None:
    random = np.random.default_rng(1)
    columns = [random.uniform(low, high, POINTS) for low, high in RANGES]
    row, column = random.uniform(0.01, 0.5, 1000), random.uniform(0.01, 0.1, (1000, 1))
    outer = [1.0, 1.1, row, column, 0.02, 0.2, 0.3]
    memory = np.zeros(POINTS)
    rows: dict[str, list[list[float]]] = {equation: [] for equation in EQUATIONS}
    for _ in range(ROUNDS):
        for equation, seconds in kernel(sys.argv[1]).items():
            rows[equation].append(
                [
                    seconds,
                    call(columns, equation, memory),
                    call(columns, equation),
                    call(outer, equation),
                ]
            )
    print("equation         kernel   call with out=   call           call (1000, 1) x (1000)")
    for equation, measured in rows.items():
        alone, reused, new, broadcast = (min(times) * 1e3 for times in zip(*measured, strict=True))
        print(
            f"{equation:16} {alone:5.2f} ms {reused:5.2f} ms x {reused / alone:5.3f} "
            f"{new:5.2f} ms x {new / alone:5.3f} {broadcast:5.2f} ms"
        )
    one = min(timeit.repeat(lambda: quflux.two_level_pair(1.0, 1.1, 0.05, 0.01, 0.02, 0.2, 0.3),
                            number=1000, repeat=20)) / 1000
    print(f"one point: {one * 1e6:.2f} us")


main()
