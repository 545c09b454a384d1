"""Programs that try by themselves: laws of random models, fuzz targets, tests under a sanitizer."""

import os
import re
import subprocess
import time

from trial import Outcome

# Properties of random models that hold for each of them, and how many models a second they take.
LAWS = {
    "quflux_method_master_equation_test": "Laws.*:UniversalLindblad.IsCompletely*",
    "quflux_method_network_test": "Chain.EqualTemperatures*:FreeFermions.AgreeWithTheDensityMatrix",
    "quflux_method_pair_test": "TwoTls.AgreesWithTheDensityMatrix:TwoTls.ExchangingTheAtoms*",
    "quflux_method_blip_test": "BlipLaws.*",
}


def tail(text):
    """The last line that says something."""
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "nothing was said"


def laws(build, models, seed):
    """Each property of LAWS with so many random models; slow ones with a hundredth."""
    outcome = Outcome(0)
    for program, names in LAWS.items():
        count = models // 100 if "blip" in program or "network" in program else models
        ran = subprocess.run(
            [build / program, f"--gtest_filter={names}"],
            capture_output=True,
            text=True,
            env=os.environ | {"RC_PARAMS": f"max_success={count} seed={seed}"},
        )
        passed = re.findall(r"\[       OK \] (\S+)", ran.stdout)
        outcome.runs += count * len(passed)
        outcome.faults += [
            f"{name}, RC_PARAMS seed={seed}"
            for name in dict.fromkeys(re.findall(r"\[  FAILED  \] (\w+\.\w+)", ran.stdout))
        ]
        if ran.returncode and not outcome.faults:
            outcome.faults.append(f"{program}: {tail(ran.stdout + ran.stderr)}")
    return outcome


def fuzz(build, corpora, target, seconds, seed):
    """A reader under the sanitizers: changed texts of its corpus, the next ones each time."""
    portion = 10_000
    end = time.monotonic() + seconds
    outcome = Outcome(0)
    first = seed * 100_000_000
    while time.monotonic() < end:
        ran = subprocess.run(
            [build / f"quflux_{target}_fuzz", corpora / target, str(portion), str(first)],
            capture_output=True,
            text=True,
            env=os.environ | {"UBSAN_OPTIONS": "print_stacktrace=1:halt_on_error=1"},
        )
        if ran.returncode != 0:
            outcome.faults.append(f"{target}, runs from {first}: {tail(ran.stderr)}")
            break
        outcome.runs += portion
        first += portion
    return outcome


def sanitized_threads(root):
    """`make threads`."""
    ran = subprocess.run(["make", "-s", "threads"], cwd=root, capture_output=True, text=True)
    tests = re.search(r"(\d+) tests failed out of (\d+)", ran.stdout)
    outcome = Outcome(int(tests[2]) if tests else 0)
    outcome.faults += re.findall(r"^\s*\d+ - (\S+) \(.*\)$", ran.stdout, re.MULTILINE)
    if ran.returncode and not outcome.faults:
        outcome.faults.append(tail(ran.stdout + ran.stderr))
    return outcome
