import os
import shutil
import signal
import sys
import threading
from pathlib import Path

import matplotlib
import pytest

import quflux
import quflux.plot

matplotlib.use("Agg")

ROOT = Path(__file__).parents[2]


def cavity() -> quflux.Model:
    return quflux.Model(
        sites=[quflux.TwoLevel("atom", 1.0), quflux.Oscillator("cavity", 1.0, levels=6)],
        couplings=[quflux.Exchange("atom", "cavity", 0.05, name="rabi")],
        baths=[
            quflux.Bath("hot", "atom", temperature=0.5, spectral_density=quflux.PowerLaw(0.01, 3)),
            quflux.Bath("cold", "cavity", temperature=0.2, spectral_density=quflux.PowerLaw(0.02)),
        ],
    )


def ctrl_c_after(seconds: float) -> None:
    threading.Timer(seconds, os.kill, (os.getpid(), signal.SIGINT)).start()


@pytest.fixture
def model() -> quflux.Model:
    return cavity()


@pytest.fixture
def pair() -> dict:
    """Arguments of two_level_pair."""
    return dict(omega1=1.0, omega2=1.05, coupling=0.05, c1=0.02, c2=0.03, T1=0.2, T2=0.3)


@pytest.fixture(scope="session")
def program() -> str:
    """The command line, installed beside the interpreter."""
    found = shutil.which("quflux", path=str(Path(sys.executable).parent)) or shutil.which("quflux")
    if found is None:
        pytest.fail("the program quflux is not installed with the package")
    return found
