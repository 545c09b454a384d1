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


def run(*arguments: str) -> str:
    """What the program prints."""
    return subprocess.run([PROGRAM, *arguments], check=True, capture_output=True, text=True).stdout


def main() -> None:
    """Import, sweep, file, plot; by Python and by the program, which must agree."""
    assert run("--version") == f"quflux {quflux.__version__}\n"
    run("new", "cavity")
    model = quflux.Model.load("cavity.toml")
    flows = model.sweep()
    flows.to_netcdf("python.nc", engine="h5netcdf")
    plot.save(plot.figure(flows), "python.png")

    run("run", "cavity.toml", "-o", "program.nc", "--plot", "program.png")
    ours = xr.load_dataset("program.nc", engine="h5netcdf")
    np.testing.assert_array_equal(ours.energy_flow, flows.energy_flow)
    for part in ("1/2", "2/2"):
        run("run", "cavity.toml", "--part", part, "-o", f"part{part[0]}.nc")
    run("merge", "part1.nc", "part2.nc", "-o", "whole.nc")
    assert Path("whole.nc").read_bytes() == Path("program.nc").read_bytes()
    for figure in ("python.png", "program.png"):
        assert Path(figure).read_bytes().startswith(b"\x89PNG"), figure

    # LAPACK, threads and vector kernels that the wheel has with it.
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
    run("new", "network")
    assert "exact" in run("run", "network.toml")
    print(
        f"quflux {quflux.__version__} of Python {sys.version.split()[0]} in {quflux.__file__}: ok"
    )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        main()
