"""Sweeps in parts: Dask's workers, lazy results, the script for Slurm."""

import os
import pathlib
import signal
import subprocess
import threading
import time

import numpy as np
import pytest
import xarray as xr

import quflux

ROOT = pathlib.Path(__file__).resolve().parents[2]


def pair():
    return quflux.Model(
        [quflux.TwoLevel("a", 1.0), quflux.TwoLevel("b", 1.05)],
        [quflux.Exchange("a", "b", 0.05, name="rabi")],
        [
            quflux.Bath("cold", "a", temperature=0.2, spectral_density=quflux.PowerLaw(0.01, 3)),
            quflux.Bath("hot", "b", temperature=0.4, spectral_density=quflux.PowerLaw(0.01, 3)),
        ],
        title="pair",
    )


# Without a hot bath some equations have no answer.
AXES = {
    "bath.hot.spectral_density.coefficient": np.linspace(0, 0.5, 11),
    "coupling.rabi.strength": np.linspace(0, 0.5, 29),
}


@pytest.fixture(scope="module")
def client():
    distributed = pytest.importorskip("distributed")
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=None
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        yield client


def test_client_gives_the_same_dataset(client):
    model = pair()
    outputs = ["energy_flow", "density_matrix"]
    whole = model.sweep(AXES, outputs=outputs)
    assert (whole.failure > 0).any()  # or the test would not see how remarks are joined
    xr.testing.assert_identical(model.sweep(AXES, outputs=outputs, client=client), whole)


def test_chunks_are_computed_when_they_are_looked_at():
    model = pair()
    whole = model.sweep(AXES)
    lazy = model.sweep(AXES, chunks=50)
    assert lazy.energy_flow.chunks is not None
    assert lazy.attrs == whole.attrs
    computed = lazy.compute()
    xr.testing.assert_identical(computed.energy_flow, whole.energy_flow)
    np.testing.assert_array_equal(computed.failure.values, whole.failure.values > 0)
    assert not computed.warning.any()


def test_a_lost_worker_loses_nothing():
    distributed = pytest.importorskip("distributed")
    model = pair()
    axes = {"coupling.rabi.strength": np.linspace(0.01, 0.1, 6000)}
    whole = model.sweep(axes, road="density_matrix")
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=None
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        processes = {worker.worker_address: worker.pid for worker in cluster.workers.values()}
        done = threading.Event()

        def kill_a_busy_worker():
            while not done.is_set():
                busy = [address for address, tasks in client.processing().items() if tasks]
                if busy:
                    os.kill(processes[busy[0]], 9)
                    return

        killer = threading.Thread(target=kill_a_busy_worker)
        killer.start()
        found = model.sweep(axes, road="density_matrix", client=client)
        done.set()
        killer.join()
    xr.testing.assert_identical(found, whole)


def test_errors(client):
    with pytest.raises(quflux.Error, match="chunks is 0; it must be a number of points"):
        pair().sweep(AXES, chunks=0)
    with pytest.raises(quflux.Error, match="threads is given with client or chunks"):
        pair().sweep(AXES, client=client, threads=2)
    with pytest.raises(quflux.Error, match="client is 'x'; it must be a Client of distributed"):
        pair().sweep(AXES, client="x")


def test_slurm_script(program, tmp_path):
    """A task that is killed is submitted again, and the parts make the whole."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/quflux").symlink_to(program)
    environment = os.environ | {"PATH": f"{tmp_path}/bin:{os.environ['PATH']}"}

    def run(*command, **variables):
        return subprocess.run(
            command,
            cwd=tmp_path,
            env=environment | variables,
            capture_output=True,
            text=True,
            check=False,
        )

    script = ["bash", str(ROOT / "examples/clusters/slurm_array.sh"), "pair.toml"]

    def variables(number):
        return {
            "SLURM_ARRAY_TASK_ID": str(number),
            "SLURM_ARRAY_TASK_COUNT": "4",
            "SLURM_CPUS_PER_TASK": "1",
        }

    run("quflux", "new", "pair")
    model = (tmp_path / "pair.toml").read_text().replace("points = 100", "points = 200000")
    (tmp_path / "pair.toml").write_text(model.replace('"energy_flow", ', '"purity", '))
    assert run("quflux", "run", "pair.toml", "-o", "whole.nc").returncode == 0
    with subprocess.Popen(script, cwd=tmp_path, env=environment | variables(2)) as killed:
        kept = tmp_path / "pair.part2.nc.unfinished"
        while killed.poll() is None and not (kept.exists() and kept.stat().st_size > 0):
            time.sleep(0.01)
        killed.kill()
    assert killed.returncode == -signal.SIGKILL
    for number in (1, 2, 3, 4):
        assert run(*script, **variables(number)).returncode == 0
    parts = sorted(path.name for path in tmp_path.glob("pair.part*"))
    assert parts == [f"pair.part{number}.nc" for number in (1, 2, 3, 4)]
    merged = run("quflux", "merge", *parts, "-o", "all.nc")
    assert merged.returncode == 0, merged.stderr
    assert (tmp_path / "all.nc").read_bytes() == (tmp_path / "whole.nc").read_bytes()


MATRICES = """
equations = ["redfield"]
output = ["energy_flow"]
system.hamiltonian = "h.npy"
[[bath]]
name = "hot"
operator = [[0, 1], [1, 0]]
temperature = 1
spectral_density = { kind = "power", coefficient = 0.01, exponent = 1 }
[[bath]]
name = "cold"
operator = "s.npy"
temperature = 0.5
spectral_density = { kind = "power", coefficient = 0.01, exponent = 1 }
[sweep]
"bath.hot.temperature" = { from = 0.5, to = 1.5, points = 40 }
"""


@pytest.fixture
def parts(program, tmp_path):
    """Runs quflux on a model of matrices in files, whose two parts are there."""

    def run(*arguments):
        return subprocess.run(
            [program, *arguments], cwd=tmp_path, capture_output=True, text=True, check=False
        )

    np.save(tmp_path / "h.npy", np.diag([0.0, 1.0]))
    np.save(tmp_path / "s.npy", np.array([[0.0, 1.0], [1.0, 0.0]]))
    (tmp_path / "m.toml").write_text(MATRICES)
    for number in (1, 2):
        made = run("run", "m.toml", "--part", f"{number}/2", "-o", f"{number}.nc")
        assert made.returncode == 0, made.stderr
    return run


@pytest.mark.parametrize("name", ["h", "s"])
def test_another_matrix_is_another_model(parts, tmp_path, name):
    """A matrix beside the model is part of it, for what is merged and for what is resumed."""
    np.save(tmp_path / f"{name}.npy", 1.1 * np.load(tmp_path / f"{name}.npy"))
    resumed = parts("run", "m.toml", "--part", "2/2", "-o", "2.nc", "--resume")
    assert resumed.returncode != 0
    assert "2.nc" in resumed.stderr
    assert parts("run", "m.toml", "--part", "2/2", "-o", "other.nc").returncode == 0
    merged = parts("merge", "1.nc", "other.nc", "-o", "all.nc")
    assert "are parts of different sweeps" in merged.stderr
    assert not (tmp_path / "all.nc").exists()


def test_a_client_that_is_closed(client):
    closed = type(client)(client.cluster)
    closed.close()
    with pytest.raises(quflux.Error, match="client is closed; it must be one that is connected"):
        pair().sweep(AXES, client=closed)


def damage_remark(value):
    def damage(file):
        remarks = file["failure"][()]
        remarks[0, 0] = value
        file["failure"][...] = remarks

    return damage


def damage_array(file):
    del file["energy_flow"]


@pytest.mark.parametrize(
    "damage", [damage_remark(0.5), damage_remark(np.inf), damage_remark(7), damage_array]
)
@pytest.mark.parametrize("number", [1, 2])
def test_damaged_parts_are_refused(parts, tmp_path, damage, number):
    h5py = pytest.importorskip("h5py")
    with h5py.File(tmp_path / f"{number}.nc", "a") as file:
        damage(file)
    merged = parts("merge", "1.nc", "2.nc", "-o", "all.nc")
    assert merged.returncode == 2, merged.stderr  # and not by a signal
    assert merged.stderr.count("\n") == 1
    assert "is damaged" in merged.stderr
    assert not (tmp_path / "all.nc").exists()
