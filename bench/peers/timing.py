"""What all peers share: how they time and how they report."""

import json
import statistics
import time


def median_seconds(function, repeats, count=1):
    """Median over `repeats` of the time of `count` calls, per call, after one call to warm up."""
    function()
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        for _ in range(count):
            function()
        times.append((time.perf_counter() - start) / count)
    return statistics.median(times)


def report(name, median, unit):
    print(json.dumps({"name": name, "median": median, "unit": unit}), flush=True)
