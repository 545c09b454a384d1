"""One version everywhere, recipes that name what is needed, and the program of wheels, which leaves
NetCDF files to Python.
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import xarray as xr

import quflux

ROOT = Path(__file__).resolve().parents[2]
BY_PYTHON = ROOT / "build/release/quflux_by_python"


def version() -> str:
    """The one of CMakeLists.txt, which all others must be."""
    found = re.search(r"^project\(quflux VERSION ([0-9.]+)", text("CMakeLists.txt"), re.M)
    assert found
    return found[1]


def text(path: str) -> str:
    return (ROOT / path).read_text()


def test_there_is_one_version(program):
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
    assert said.stdout == f"quflux {version()}\n"
    assert quflux.__version__ == version()
    assert f"\nversion: {version()}\n" in text("CITATION.cff")
    assert f'\n  version: "{version()}"\n' in text("packaging/conda/recipe.yaml")
    # The changelog has this version, or what will become it.
    headings = re.findall(r"^## \[?([^\]\s]+)", text("CHANGELOG.md"), re.M)
    assert headings[0] in ("Unreleased", version())


def test_the_conda_recipe_has_what_the_package_needs():
    recipe = text("packaging/conda/recipe.yaml")
    for needed in re.findall(r'^  "([a-z0-9-]+)>=', text("pyproject.toml"), re.M):
        if needed in ("h5netcdf", "h5py", "matplotlib", "numpy", "xarray"):
            assert re.search(rf"^    - {needed}(-base)? >=", recipe, re.M), needed


def test_every_make_target_of_the_pages_exists():
    targets = set(re.findall(r"^([a-z-]+):", text("Makefile"), re.M))
    for page in ("README.md", "CONTRIBUTING.md", "docs/install.md"):
        for target in re.findall(r"`make ([a-z-]+)", text(page)):
            assert target in targets, f"{page}: make {target}"


def test_every_configure_preset_can_be_built():
    presets = json.loads(text("CMakePresets.json"))
    shown = {p["name"] for p in presets["configurePresets"] if not p.get("hidden")}
    assert {"release", "portable", "clang", "arm64"} <= shown
    assert {p["configurePreset"] for p in presets["buildPresets"]} == shown


@pytest.fixture
def by_python(tmp_path):
    """Runs the program of wheels in an empty folder."""
    if not BY_PYTHON.exists():
        pytest.fail("the program of wheels is not built: cmake --build --preset release")

    def run(*arguments: str, python: str = sys.executable) -> subprocess.CompletedProcess:
        return subprocess.run(
            [BY_PYTHON, *arguments],
            cwd=tmp_path,
            env=os.environ | {"QUFLUX_PYTHON": python},
            capture_output=True,
            text=True,
        )

    return run


def test_the_program_of_wheels_writes_what_the_other_one_does(by_python, program, tmp_path):
    assert by_python("new", "cavity").returncode == 0
    by_python("run", "cavity.toml", "-o", "python.nc")
    subprocess.run([program, "run", "cavity.toml", "-o", "library.nc"], cwd=tmp_path, check=True)
    ours, theirs = (
        xr.load_dataset(tmp_path / name, engine="h5netcdf") for name in ("python.nc", "library.nc")
    )
    xr.testing.assert_identical(ours, theirs)
    assert ours.energy_flow.encoding["_FillValue"] != ours.energy_flow.encoding["_FillValue"]  # NaN


def test_the_program_of_wheels_resumes_merges_and_reads_files_of_the_library(
    by_python, program, tmp_path
):
    by_python("new", "cavity")
    by_python("run", "cavity.toml", "-o", "whole.nc")
    before = (tmp_path / "whole.nc").stat().st_ino
    assert by_python("run", "cavity.toml", "-o", "whole.nc", "--resume").returncode == 0
    assert (tmp_path / "whole.nc").stat().st_ino == before  # finished: left as it is
    by_python("run", "cavity.toml", "--part", "1/2", "-o", "1.nc")
    by_python("run", "cavity.toml", "--part", "2/2", "-o", "2.nc")
    assert by_python("merge", "2.nc", "1.nc", "-o", "merged.nc").returncode == 0
    assert (tmp_path / "merged.nc").read_bytes() == (tmp_path / "whole.nc").read_bytes()
    subprocess.run(
        [program, "run", "cavity.toml", "--part", "1/2", "-o", "1.nc"], cwd=tmp_path, check=True
    )
    assert by_python("merge", "2.nc", "1.nc", "-o", "mixed.nc").returncode == 0
    xr.testing.assert_identical(
        xr.load_dataset(tmp_path / "mixed.nc", engine="h5netcdf"),
        xr.load_dataset(tmp_path / "whole.nc", engine="h5netcdf"),
    )


def test_the_program_of_wheels_says_in_one_line_what_it_cannot_do(by_python, tmp_path, monkeypatch):
    by_python("new", "pair")

    def refused(*arguments: str, python: str = sys.executable) -> str:
        done = by_python(*arguments, python=python)
        assert done.returncode == 2
        assert done.stderr.count("\n") == 1
        return done.stderr

    (tmp_path / "text.nc").write_text("no NetCDF\n")
    assert "'text.nc' is not a NetCDF file" in refused("merge", "text.nc", "-o", "whole.nc")
    assert "No space left on device" in refused("run", "pair.toml", "-o", "/dev/full")
    # Without h5netcdf, before the work; all that is no NetCDF needs no Python.
    monkeypatch.setenv("PATH", str(tmp_path))
    told = refused("run", "pair.toml", "-o", "pair.nc", python="/nowhere/python3")
    assert "pip install h5netcdf" in told and "/nowhere/python3" in told
    assert by_python("run", "pair.toml", "-o", "pair.csv", python="/nowhere").returncode == 0
    assert not (tmp_path / "pair.nc").exists()
