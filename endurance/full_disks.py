"""Disks that are full at any byte, outputs that take nothing, two writers of one file."""

import os
import random
import resource
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from kills import COMMANDS
from trial import Outcome

SHORT = [*COMMANDS["run"][:-2], "--set", "sweep.site.cavity.frequency.points=300"]


def full_at(limit):
    """Before a program starts: no file grows beyond `limit` bytes, as on a full disk."""

    def limited():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    return limited


def full_disks(program, seconds, seed):
    """The sweep of a starter with files that may grow to a random size."""
    chance = random.Random(seed)
    end = time.monotonic() + seconds
    outcome = Outcome(0)
    with tempfile.TemporaryDirectory() as folder:
        expected = Path(folder, "whole.nc")
        command = [program, *map(str, SHORT), "-o"]
        subprocess.run([*command, expected], check=True, capture_output=True)
        whole = expected.read_bytes()
        other = chance.randbytes(100)
        result = Path(folder, "x.nc")
        while time.monotonic() < end:
            outcome.runs += 1
            limit = int(len(whole) * chance.random() ** 3)
            result.write_bytes(other)
            ran = subprocess.run(
                [*command, result], capture_output=True, text=True, preexec_fn=full_at(limit)
            )
            left = sorted(p.name for p in Path(folder).iterdir() if p.suffix != ".unfinished")
            if ran.returncode in (0, None) or ran.returncode < 0:
                outcome.faults.append(f"{limit} bytes: status {ran.returncode}")
            if ran.stderr.count("\n") != 1 or "x.nc" not in ran.stderr:
                outcome.faults.append(f"{limit} bytes: {ran.stderr!r}")
            if result.read_bytes() != other or left != ["whole.nc", "x.nc"]:
                outcome.faults.append(f"{limit} bytes: the former file is gone, or more is there")
            for unfinished in Path(folder).glob("*.unfinished"):
                unfinished.unlink()
    return outcome


def deaf_outputs(program, seconds, seed):
    """Every command with an output that takes nothing (/dev/full) or that is closed early."""
    chance = random.Random(seed)
    end = time.monotonic() + seconds
    outcome = Outcome(0)
    starter = str(COMMANDS["run"][1])
    commands = [
        ["run", starter],
        ["check", starter],
        ["audit", starter],
        ["transition", "--help"],
        ["evolve", starter, "--to", "10", "--initial", "atom=excited", "--set", "sweep={}"],
        ["response", starter, "--set", "sweep={}"],
        ["new", "levels"],
        ["--help"],
    ]
    with tempfile.TemporaryDirectory() as folder:
        while time.monotonic() < end:
            command = [program, *chance.choice(commands)]
            outcome.runs += 1
            if chance.random() < 0.5:
                with open("/dev/full", "w") as full:
                    ran = subprocess.run(
                        command, stdout=full, stderr=subprocess.PIPE, text=True, cwd=folder
                    )
                if command[1] == "new":  # it writes a file
                    for made in Path(folder).iterdir():
                        made.unlink()
                if ran.returncode != 2 or "No space left on device" not in ran.stderr:
                    outcome.faults.append(f"{command[1:]}: {ran.returncode}, {ran.stderr!r}")
                continue
            reader, writer = os.pipe()
            os.close(reader)
            ran = subprocess.run(
                command, stdout=writer, stderr=subprocess.PIPE, text=True, cwd=folder
            )
            os.close(writer)
            for made in Path(folder).iterdir():
                made.unlink()
            if ran.returncode not in (2, 141, -signal.SIGPIPE):
                outcome.faults.append(f"{command[1:]}, closed: {ran.returncode}, {ran.stderr!r}")
    return outcome


def two_writers(program, seconds, seed):
    """Two sweeps that write one file at about the same time: both end well, or one is told."""
    chance = random.Random(seed)
    end = time.monotonic() + seconds
    outcome = Outcome(0)
    with tempfile.TemporaryDirectory() as folder:
        expected = Path(folder, "whole.nc")
        command = [program, *map(str, SHORT), "-o"]
        start = time.monotonic()
        subprocess.run([*command, expected], check=True, capture_output=True)
        took = time.monotonic() - start
        whole = expected.read_bytes()
        result = Path(folder, "x.nc")
        while time.monotonic() < end:
            outcome.runs += 1
            quiet = dict(stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
            writers = [subprocess.Popen([*command, result], **quiet)]
            time.sleep(chance.uniform(0, took))
            writers.append(subprocess.Popen([*command, result], **quiet))
            said = [writer.communicate()[1] for writer in writers]
            statuses = [writer.returncode for writer in writers]
            if 0 not in statuses or result.read_bytes() != whole:
                outcome.faults.append(f"{statuses}: {said}")
            if any(text.count("\n") > 1 for text in said):
                outcome.faults.append(f"more than a line: {said}")
            result.unlink(missing_ok=True)
            if [p.name for p in Path(folder).iterdir()] != ["whole.nc"]:
                outcome.faults.append(f"left behind: {sorted(Path(folder).iterdir())}")
                for left in Path(folder).glob("x*"):
                    left.unlink()
    return outcome
