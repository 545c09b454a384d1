"""Commands that are killed at random moments and resumed: what they lose.

    kills.py PROGRAM [--kills N] [--seed SEED]

Runs `run`, `grade` and `transition` with -o twice as they are. Then each of the kills ends one of
them at a random moment of its own processor time by SIGKILL, SIGHUP, SIGTERM or two SIGINTs, and
resumes it; one that had ended before is drawn again. The result must have the same bytes and
nothing may be left beside it. Two things tell what is lost, each at most a second and what a start
takes: what was done after the storage beside the result was last written, in seconds before the
signal, or from the start on where there is none yet; and what both took of processors beyond the
faster unbroken run, for each of those that it kept busy, which on a busy machine varies by a tenth
of the whole.
Ends with status 1 where that is not so.
"""

import argparse
import math
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STARTER = ROOT / "examples" / "starters" / "cavity.toml"
GRADED = ROOT / "examples" / "oscillators_grade.toml"
COMMANDS = {
    "run": ["run", STARTER, "--set", "sweep.site.cavity.frequency.points=3000"],
    "grade": ["grade", GRADED, "--set", "sweep.site.hot.frequency.points=51"],
    "transition": [
        *["transition", STARTER, "--set", "site.cavity.levels=3"],
        *["--parameter", "coupling.rabi.strength", "--from", "0", "--to", "0.1"],
    ],
}
SIGNALS = {
    "KILL": [signal.SIGKILL],
    "HUP": [signal.SIGHUP],
    "TERM": [signal.SIGTERM],
    "INT twice": [signal.SIGINT, signal.SIGINT],
}
# Seconds: at most one of work, and what opening the storage, starting and a busy machine add.
ALLOWED = 1.5


def cpu_seconds():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def seconds_of(task):
    """CPU seconds of a process or thread, by its folder in /proc; infinite where it has ended."""
    try:
        stat = Path(task, "stat").read_text()
    except OSError:
        return math.inf
    user, system = stat.rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def measured(command, folder, kill=None):
    """Runs a command; `kill` is a moment of its CPU time and signals. Returns wall and CPU seconds
    and the status.
    """
    before = cpu_seconds()
    start = time.monotonic()
    process = subprocess.Popen(
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    if kill is not None:
        moment, signals = kill
        while process.poll() is None and seconds_of(f"/proc/{process.pid}") < moment:
            time.sleep(0.005)
        for sent in signals:
            process.send_signal(sent)
    process.wait()
    return time.monotonic() - start, cpu_seconds() - before, process.returncode


def kept_busy(command, folder):
    """Runs a command; how many processors it keeps busy, whatever else the machine does: the time
    of all its threads over that of the busiest.
    """
    process = subprocess.Popen(
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    times = [1]
    while process.poll() is None:
        threads = Path(f"/proc/{process.pid}/task").glob("*")
        now = [seconds for seconds in map(seconds_of, threads) if math.isfinite(seconds)]
        if sum(now) > 0:
            times = now
        time.sleep(0.1)
    return sum(times) / max(times)


def unbroken(program, folder):
    """Each command as it is: wall and CPU seconds, the processors that it keeps busy, and the bytes
    of its result.
    """
    whole = {}
    for name, rest in COMMANDS.items():
        command = [program, *map(str, rest), "-o"]
        wall, cpu, _ = measured([*command, f"{name}.nc"], folder)
        before = cpu_seconds()
        busy = kept_busy([*command, "busy.nc"], folder)
        cpu = min(cpu, cpu_seconds() - before)
        Path(folder, "busy.nc").unlink()
        whole[name] = (command, wall, cpu, busy, Path(folder, f"{name}.nc").read_bytes())
    return whole


def last_written(folder, started):
    """When a transaction of the storage last ended."""
    storage = Path(folder, "x.nc.unfinished")
    return storage.stat().st_mtime if storage.exists() else started


def kill_and_resume(folder, whole, moment, sent):
    """The status of the killed command, the seconds that were lost, those of processors beyond the
    unbroken run, and what was wrong.
    """
    command, _, cpu, busy, expected = whole
    result = Path(folder, "x.nc")
    before = sorted(Path(folder).iterdir())
    started = time.time()
    took, first, status = measured([*command, "x.nc"], folder, (moment, SIGNALS[sent]))
    # One that had ended before has its result, and no storage.
    lost = 0.0 if status == 0 else started + took - last_written(folder, started)
    _, second, resumed = measured([*command, "x.nc", "--resume"], folder)
    beyond = (first + second - cpu) / busy
    faults = []
    if resumed != 0 or result.read_bytes() != expected:
        faults.append("another result")
    result.unlink(missing_ok=True)
    if sorted(Path(folder).iterdir()) != before:
        faults.append("something left")
    if lost > ALLOWED:
        faults.append(f"{lost:.2f} s lost")
    if beyond > ALLOWED:
        faults.append(f"{beyond:.2f} s done again")
    return status, lost, beyond, faults


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("program", type=Path)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    chance = random.Random(arguments.seed)
    bad = 0
    most = dict.fromkeys(COMMANDS, 0.0)
    with tempfile.TemporaryDirectory() as folder:
        whole = unbroken(arguments.program.resolve(), folder)
        for name, (_, wall, cpu, busy, _) in whole.items():
            print(f"{name}: {wall:.1f} s, {cpu:.1f} s of {busy:.1f} processors", flush=True)
        k = 0
        while k < arguments.kills:
            name = list(COMMANDS)[k % len(COMMANDS)]
            sent = chance.choice(list(SIGNALS))
            moment = chance.uniform(0, whole[name][2])
            status, lost, beyond, faults = kill_and_resume(folder, whole[name], moment, sent)
            most[name] = max(most[name], lost)
            bad += bool(faults)
            k += status != 0
            print(
                f"{k:3} {name:10} {sent:9} after {moment:4.1f} s, status {status:4}, "
                f"lost {lost:5.2f} s, {beyond:5.2f} s beyond {', '.join(faults)}",
                flush=True,
            )
    for name, seconds in most.items():
        print(f"{name}: at most {seconds:.2f} s lost")
    print(f"{arguments.kills} kills, {bad} bad")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
