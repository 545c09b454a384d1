"""The peers of `make bench` run and report, in sizes that take no time."""

import json
import subprocess
import sys

import pytest

from conftest import ROOT

PEERS = sorted(p for p in (ROOT / "bench/peers").glob("*.py") if p.name != "timing.py")


@pytest.mark.parametrize("path", PEERS, ids=lambda path: path.stem)
def test_peers_report(path):
    ran = subprocess.run([sys.executable, path, "--smoke"], capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    lines = [json.loads(line) for line in ran.stdout.splitlines()]
    assert lines
    for line in lines:
        assert line.keys() == {"name", "median", "unit"} and line["median"] > 0
