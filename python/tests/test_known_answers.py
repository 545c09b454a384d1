"""Public problems with known answers, as models that a user would write."""

import contextlib

import numpy as np
import pytest

import quflux
from conftest import ROOT


@pytest.mark.parametrize(
    ("cutoff", "expected"),
    [(0.5, 4.511699e-06), (1.5, 4.111835e-06), (2.5, 4.027863e-06)],
)
def test_secular_cutoff_keeps_slow_pairs_of_opposite_signs(cutoff, expected):
    # QuTiP's sec_cutoff, and the definition evaluated in NumPy, of two levels 0.028 apart with
    # dephasing and relaxation of the same order.
    h = np.diag([0, 1.0, 1.02, 2.3]) + 0.01 * np.ones((4, 4))
    x = np.zeros((4, 4))
    x[0, 1], x[0, 2], x[1, 3], x[2, 3], x[1, 2] = 1, 0.7, 0.5, 0.9, 0.3
    baths = [
        quflux.Bath("h", temperature=1.0, spectral_density=quflux.PowerLaw(0.02), operator=x + x.T),
        quflux.Bath(
            "c",
            temperature=0.3,
            spectral_density=quflux.PowerLaw(0.03),
            operator=np.diag([0, 1.0, -1.0, 2.0]),
        ),
    ]
    smallest = 0.02830804735723569
    model = quflux.Model.from_matrices(h, baths, secular_cutoff=cutoff * smallest)
    # Seven digits are printed.
    assert model.energy_flow("partial_secular").sel(bath="h").item() == pytest.approx(
        expected, rel=2e-7
    )


def test_a_cutoff_that_keeps_opposite_signs_is_refused_by_networks():
    model = quflux.Model.load(
        ROOT / "testdata/models/two_oscillators.toml", {"options.secular_cutoff": 2.5}
    )
    with pytest.raises(quflux.Error, match="keeps pairs of frequencies of opposite signs"):
        model.energy_flow("partial_secular")


def test_exceptional_points_of_oscillators_know_no_level_cut():
    # |gamma_a - gamma_b|/4 of two resonators, at any temperature.
    for levels in (2, 3, 4):
        model = quflux.Model.load(
            ROOT / "testdata/models/two_oscillators.toml",
            {"site.a.levels": levels, "site.b.levels": levels},
        )
        found = model.exceptional_points("coupling.k.strength", 0, 0.05, "local")
        # Refined to rounding of the interval.
        assert found.parameter.values == pytest.approx([0.0075], abs=1e-12)
        assert found.order.values.tolist() == [2]


def test_one_equation_is_asked_for_at_a_time(model):
    for call in (model.energy_flow, model.steady_state, model.flows, model.eigenvalues):
        with pytest.raises(quflux.Error, match="it must be one equation"):
            call(["local", "global"])


def test_lists_that_hold_themselves_and_too_many_threads_are_errors(model):
    endless = []
    endless.append(endless)
    with pytest.raises(quflux.Error, match="more than 16 deep"):
        model.assign({"output": endless})
    with pytest.raises(
        quflux.Error, match="threads is 100000; it must be a whole number from 1 to"
    ):
        model.sweep({"bath.hot.temperature": [0.5, 0.6]}, threads=100_000)


@pytest.mark.parametrize("given", [np.complex64(1 + 2j), np.True_, np.array("1.5")])
def test_numbers_of_numpy_that_are_not_real_are_errors(given):
    with pytest.raises(quflux.Error, match="it must be a number"):
        quflux.TwoLevel("a", given)


def test_results_do_not_share_what_one_may_change(model):
    for _ in range(2):
        first = model.energy_flow("global")
        with contextlib.suppress(ValueError):  # labels that are shared are read-only
            first["equation"].values[...] = "other"
        first["equation"] = "other"
        first.values[...] = 0
        first.attrs["units"] = "other"
        again = model.energy_flow("global")
        assert again.equation.item() == "global"
        assert abs(again).max() > 0
        assert again.attrs.get("units") != "other"


def three_spins(frequency=0.0):
    """The transistor of Joulain et al., Phys. Rev. Lett. 116, 200601 (2016)."""
    return quflux.Model(
        [quflux.TwoLevel(name, frequency) for name in "LMR"],
        [quflux.ZZ("L", "M", 0.5), quflux.ZZ("M", "R", 0.5)],
        [
            quflux.Bath(
                f"b{name}", name, temperature=t, spectral_density=quflux.PowerLaw(coefficient=0.01)
            )
            for name, t in zip("LMR", (0.2, 0.1, 0.02), strict=True)
        ],
    )


@pytest.mark.parametrize("equation", ["global", "partial_secular", "redfield"])
def test_flows_where_the_state_is_not_unique(equation):
    model = three_spins()
    flows = model.energy_flow(equation)
    # The limit of fields that lift the symmetry; the flows depend on them in second order.
    limit = three_spins(1e-8).flows(equation)
    assert flows.values == pytest.approx(limit, rel=1e-7)
    assert "L.sx M.sx R.sx is conserved" in flows.attrs["warnings"]
    assert abs(flows.values.sum()) < 1e-12 * np.abs(flows.values).max()
    with pytest.raises(quflux.Error, match="not unique"):
        model.steady_state(equation)


def test_liouvillian_is_the_sum_of_its_parts_with_columns_stacked():
    # The local equation of two atoms, written with the jump operators of each.
    sites = [quflux.TwoLevel("a", 1.0), quflux.TwoLevel("b", 1.3)]
    temperatures, coefficients = (0.5, 0.2), (0.02, 0.05)
    baths = [
        quflux.Bath(
            f"at_{site.name}", site.name, temperature=t, spectral_density=quflux.PowerLaw(c)
        )
        for site, t, c in zip(sites, temperatures, coefficients, strict=True)
    ]
    model = quflux.Model(sites, [quflux.Exchange("a", "b", 0.1)], baths)
    lowering = np.array([[0, 1], [0, 0]])
    unit = np.eye(2)
    jumps = (np.kron(lowering, unit), np.kron(unit, lowering))

    def lindblad(jump):
        decay = jump.conj().T @ jump
        both = np.kron(np.eye(4), decay) + np.kron(decay.T, np.eye(4))
        return np.kron(jump.conj(), jump) - both / 2

    h = model.hamiltonian
    expected = -1j * (np.kron(np.eye(4), h) - np.kron(h.T, np.eye(4)))
    for site, bath, t, c, jump in zip(sites, baths, temperatures, coefficients, jumps, strict=True):
        quanta = 1 / np.expm1(site.frequency / t)
        gamma = c * site.frequency
        part = gamma * (quanta + 1) * lindblad(jump) + gamma * quanta * lindblad(jump.T)
        # Rounding of d = 4 products.
        assert model.dissipator(bath.name, "local") == pytest.approx(part, abs=1e-15)
        expected = expected + part
    assert model.liouvillian("local") == pytest.approx(expected, abs=1e-14)
    with pytest.raises(quflux.Error, match="there is no bath 'c'; there are at_a, at_b"):
        model.dissipator("c", "local")
    with pytest.raises(quflux.Error, match="'exact' is no equation for a density matrix"):
        model.liouvillian("exact")


# 90-digit arithmetic (Redfield).
@pytest.mark.parametrize(
    ("temperature", "expected"),
    [
        (0.03, 5.16451049264e-21),
        (0.02, 2.27602537012e-28),
        (0.015, 1.00304376997e-35),
        (0.01, 1.9480748929e-50),
    ],
)
def test_redfield_at_low_temperature(temperature, expected):
    h = np.array([[0, 0.1, 0], [0.1, 1.0, 0.05], [0, 0.05, 1.7]])
    x = np.array([[0, 1.0, 0], [1.0, 0, 0], [0, 0, 0]])
    y = np.array([[0, 0, 0.3], [0, 0, 1.0], [0.3, 1.0, 0]])
    baths = [
        quflux.Bath(name, temperature=t, spectral_density=quflux.PowerLaw(c), operator=s)
        for name, t, c, s in (("h", temperature, 0.01, x), ("c", 0.75 * temperature, 0.02, y))
    ]
    model = quflux.Model.from_matrices(h, baths)
    result = model.sweep(equations="redfield", outputs=["energy_flow", "flow_digits"])
    told = result.flow_digits.item()
    if told < 9:  # where nothing is left in 31 digits, that is said
        assert temperature <= 0.02
        assert "fewer than 9 digits of the flows are right" in result.warning.attrs["warnings"]
        return
    # Twelve digits are printed.
    error = abs(result.energy_flow.sel(bath="h").item() / expected - 1)
    assert error <= 10 ** (1 - min(told, 12))
    assert abs(result.energy_flow.values.sum()) <= 1e-14 * expected


def two_atoms(strength, phase, **options):
    return quflux.Model(
        [quflux.TwoLevel("a", 0.3), quflux.TwoLevel("b", 0.3)],
        [quflux.Exchange("a", "b", strength, phase=phase)],
        [
            quflux.Bath(name, site, temperature=t, spectral_density=quflux.Drude(0.3, cutoff=5.0))
            for name, site, t in (("h", "a", 1.0), ("c", "b", 0.3))
        ],
        **options,
    )


@pytest.mark.parametrize(
    ("strength", "options"),
    [
        (0.2, {"secular_cutoff": 10.0}),  # keeps every pair, as redfield
        (0.4, {}),  # a mode below zero
    ],
)
def test_phases_of_atoms_show_where_particles_and_holes_meet(strength, options):
    model = two_atoms(strength, np.pi / 2, **options)
    flows = model.flows("partial_secular")
    assert flows == pytest.approx(model.flows("partial_secular", road="density_matrix"), rel=1e-12)
    if options:
        assert flows == pytest.approx(model.flows("redfield"), rel=1e-12)
    assert flows != pytest.approx(two_atoms(strength, 0.0, **options).flows("partial_secular"))


def test_sx_of_an_atom_is_its_x():
    atoms = [quflux.TwoLevel(f"s{i}", 1.0) for i in range(20)]
    chain = [quflux.Exchange(f"s{i}", f"s{i + 1}", 0.1) for i in range(19)]
    flows = [
        quflux.Model(
            atoms,
            chain,
            [
                quflux.Bath(
                    name,
                    site,
                    temperature=t,
                    spectral_density=quflux.PowerLaw(0.01),
                    operator=operator,
                )
                for name, site, t in (("L", "s0", 1.0), ("R", "s19", 0.3))
            ],
        ).flows("redfield")
        for operator in ("x", "sx")
    ]
    assert (flows[0] == flows[1]).all()


def test_equilibrium_subtraction_brings_the_lamb_shift_near_the_exact_flow():
    model = quflux.Model(
        sites=[quflux.TwoLevel("a", 1.0), quflux.TwoLevel("b", 1.0)],
        couplings=[quflux.Exchange("a", "b", 0.0097, name="rabi")],
        baths=[
            quflux.Bath(
                "cold", "a", temperature=0.2, spectral_density=quflux.Drude(0.002, cutoff=10)
            ),
            quflux.Bath(
                "hot", "b", temperature=0.22, spectral_density=quflux.Drude(0.04, cutoff=10)
            ),
        ],
        lamb_shift=True,
        equilibrium_subtraction=True,
    )
    # The exact flow by hierarchies of another program, and the ratio to its two digits.
    flow = model.energy_flow("partial_secular").sel(bath="hot").item()
    assert flow / 4.806e-6 == pytest.approx(0.94, abs=0.005)
