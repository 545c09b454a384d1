"""What an installed wheel must do on a bare machine; packaging/test_wheels.sh runs it there."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import xarray as xr

import quflux
from quflux import plot

PROGRAM = Path(sys.executable).with_name("quflux")
FAMILIES = ["pair", "cavity", "levels", "matrix", "chain", "network", "spin-boson", "valve"]


def run(*arguments: str) -> str:
    """What the program prints; its errors are seen."""
    done = subprocess.run([PROGRAM, *arguments], check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout


def imported() -> None:
    """By an interpreter of its own, since this one has it already."""
    subprocess.run([sys.executable, "-c", "import quflux"], check=True)
    assert run("--version") == f"quflux {quflux.__version__}\n"


def new() -> None:
    for family in FAMILIES:
        run("new", family)
        quflux.Model.load(f"{family}.toml")
    assert "exact" in run("run", "network.toml")


def swept() -> None:
    """LAPACK, threads and vector kernels that the wheel has with it."""
    flows = quflux.Model.load("cavity.toml").sweep()
    flows.to_netcdf("python.nc", engine="h5netcdf")
    pairs = quflux.two_level_pair(
        omega1=1.0,
        omega2=1.0,
        coupling=np.linspace(0.01, 0.1, 1000),
        c1=0.02,
        c2=0.03,
        T1=0.2,
        T2=0.3,
    )
    assert np.isfinite(pairs).all()


def written() -> None:
    """The program's files are those of Python, and those of its parts."""
    run("run", "cavity.toml", "-o", "program.nc")
    ours = xr.load_dataset("program.nc", engine="h5netcdf")
    theirs = xr.load_dataset("python.nc", engine="h5netcdf")
    np.testing.assert_array_equal(ours.energy_flow, theirs.energy_flow)
    for part in ("1/2", "2/2"):
        run("run", "cavity.toml", "--part", part, "-o", f"part{part[0]}.nc")
    run("merge", "part1.nc", "part2.nc", "-o", "whole.nc")
    assert Path("whole.nc").read_bytes() == Path("program.nc").read_bytes()


def drawn() -> None:
    run("run", "cavity.toml", "--plot", "program.png")
    plot.save(plot.figure(xr.load_dataset("python.nc", engine="h5netcdf")), "python.png")
    for figure in ("python.png", "program.png"):
        assert Path(figure).read_bytes().startswith(b"\x89PNG"), figure


def explored() -> None:
    """Pages with the library inside, which `make wheel` lets `make web` build first."""
    run("explore")
    run("explore", "cavity.toml")
    for page in ("explorer.html", "cavity.html"):
        assert "WebAssembly" in Path(page).read_text(encoding="utf-8"), page


def main() -> None:
    """Everything that a wheel has, and the processor time that it takes."""
    print(f"quflux {quflux.__version__} of Python {sys.version.split()[0]} in {quflux.__file__}")
    trials = {
        "import": imported,
        "new": new,
        "sweep": swept,
        "file": written,
        "plot": drawn,
        "explore": explored,
    }
    for name, trial in trials.items():
        start = sum(os.times()[:4])
        trial()
        print(f"{name:8}ok {sum(os.times()[:4]) - start:6.1f} s", flush=True)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        main()
