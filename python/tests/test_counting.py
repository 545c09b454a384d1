"""Fluctuations of the flows from baths."""

import json
import subprocess

import numpy as np
import pytest
import qutip

import quflux


def pair(**keywords):
    return quflux.Model(
        [quflux.TwoLevel("a", 1.0), quflux.TwoLevel("b", 1.05)],
        [quflux.Exchange("a", "b", 0.03, name="ab")],
        [
            quflux.Bath("cold", "a", temperature=0.3, spectral_density=quflux.PowerLaw(0.02)),
            quflux.Bath("hot", "b", temperature=0.7, spectral_density=quflux.PowerLaw(0.04)),
        ],
        **keywords,
    )


def oscillators():
    return quflux.Model(
        [quflux.Oscillator("a", 1.0, levels=5), quflux.Oscillator("b", 1.05, levels=5)],
        [quflux.Exchange("a", "b", 0.03, name="ab")],
        [
            quflux.Bath("cold", "a", temperature=0.3, spectral_density=quflux.Drude(0.02, 5)),
            quflux.Bath("hot", "b", temperature=0.7, spectral_density=quflux.Drude(0.04, 5)),
        ],
        self_energy="dissipative",  # whose real part the master equations here do not have either
    )


def test_a_two_level_system_between_two_baths():
    atom = quflux.Model(
        [quflux.TwoLevel("atom", 1.0)],
        (),
        [
            quflux.Bath("hot", "atom", temperature=1.0, spectral_density=quflux.PowerLaw(0.01)),
            quflux.Bath("cold", "atom", temperature=0.3, spectral_density=quflux.PowerLaw(0.02)),
        ],
    )
    mean, noise = atom.cumulants("global", 2).sel(bath="hot").values
    # The largest eigenvalue of the 2 x 2 rate matrix with the hot rates times exp(+-x).
    assert mean == pytest.approx(0.00252779253240, rel=1e-11)
    assert noise == pytest.approx(0.00277431339465, rel=1e-11)
    assert float(atom.generating_function("global", {"hot": 0.0})) == pytest.approx(0, abs=1e-16)


def test_outputs_of_a_sweep_are_those_of_single_calls():
    model = pair()
    outputs = ["energy_flow", "flow_noise", "flow_third_cumulant", "fano_factor"]
    outputs += ["uncertainty_ratio"]
    swept = model.sweep({"coupling.ab.strength": [0.01, 0.03]}, outputs=outputs)
    assert swept.flow_noise.dims[-2:] == ("bath", "other_bath")
    assert list(swept.other_bath.values) == ["cold", "hot"]
    for equation in model.equations:
        at = swept.isel({"coupling.ab.strength": 1}).sel(equation=equation)
        numbers = model.cumulants(equation, 3)
        noise = model.bath_noise([0.0], equation)[0]
        scale = abs(at.flow_noise).max().item()
        assert abs(at.flow_noise - noise).max() < 1e-11 * scale
        # By roads of their own: rounding of rates over the slowest of them.
        np.testing.assert_allclose(at.energy_flow, numbers.sel(order=1), rtol=1e-9)
        np.testing.assert_allclose(at.flow_third_cumulant, numbers.sel(order=3), rtol=1e-9)
        own = at.flow_noise.sel(bath="cold", other_bath="cold").item()
        flow = at.energy_flow.sel(bath="cold").item()
        assert at.fano_factor.sel(bath="cold").item() == pytest.approx(own / abs(flow), rel=1e-12)
        production = -(at.energy_flow / [0.3, 0.7]).sum().item()
        ratio = own * production / (2 * flow**2)
        assert at.uncertainty_ratio.item() == pytest.approx(ratio, rel=1e-12)
    by_states = model.sweep(outputs=outputs, road="density_matrix")
    by_moments = model.sweep(outputs=outputs)
    for name in outputs:
        np.testing.assert_allclose(by_states[name], by_moments[name], rtol=1e-9)


def test_equal_temperatures_leave_the_ratio_undefined():
    equal = pair().assign({"bath.cold.temperature": 0.7})
    swept = equal.sweep(outputs=["uncertainty_ratio", "flow_noise"], equations="global")
    assert np.isnan(swept.uncertainty_ratio).all()
    assert "both baths have the same temperature" in swept.warning.attrs["warnings"]
    assert (swept.flow_noise.sel(bath="hot", other_bath="hot") > 0).all()


def test_noise_without_digits_has_a_warning():
    """It falls as the square of the coupling, and rounding, of 31 digits here, does not."""
    weak = {"coupling.ab.strength": [1e-15, 1e-8, 1e-7, 1e-2]}
    swept = pair().sweep(weak, outputs="flow_noise", equations="partial_secular")
    assert list(swept.warning.values.ravel() > 0) == [True, False, False, False]
    assert "fewer than 6 digits of the noise" in swept.warning.attrs["warnings"]
    ratio = swept.flow_noise[:, 0, 0, 0].values / np.array(weak["coupling.ab.strength"]) ** 2
    assert ratio[0] == pytest.approx(ratio[1], rel=1e-4)
    # The next order adds some (1e-7/0.05)^2.
    assert ratio[1] == pytest.approx(ratio[2], rel=1e-10)


def test_what_cannot_be_counted_is_named():
    def refused(call, text):
        with pytest.raises(quflux.Error, match=text):
            call()

    drude = oscillators()
    refused(lambda: drude.bath_noise([0.0], "exact"), "exact: .* at the frequency 0 alone")
    refused(lambda: drude.cumulants("heom"), "heom: .*does not count|heom: the energy that leaves")
    refused(lambda: drude.sweep(outputs="flow_noise", equations="heom"), "are counted in master")
    refused(lambda: pair().cumulants("global", 0), "order is 0")
    refused(lambda: pair().cumulants("global", weights={"warm": 1}), "no bath 'warm'")
    refused(lambda: pair().generating_function("global", [0.1]), "dictionary of numbers by bath")
    refused(lambda: pair().rate_function("global", "warm", [0.1]), "no bath 'warm'")
    channel = quflux.Lindblad("pump", "a", operator="sp", rate=0.01)
    refused(
        lambda: pair(lindblad=[channel]).cumulants({"kind": "local", "counting": "quanta"}),
        "no quantum of their own",
    )
    three = quflux.Model(
        pair().sites,
        pair().couplings,
        [*pair().baths, quflux.Bath("c", "a", temperature=1, spectral_density=quflux.PowerLaw(1))],
    )
    refused(lambda: three.sweep(outputs="uncertainty_ratio"), "of two baths; the model has 3")


def test_exact_noise_and_its_judgement():
    model = oscillators()
    ratio = model.sweep(outputs="uncertainty_ratio", equations=["exact", "partial_secular"])
    assert (
        abs(ratio.uncertainty_ratio.diff("equation")).max() < 0.05 * ratio.uncertainty_ratio.max()
    )
    grades = model.grade({"coupling.ab.strength": [0.01, 0.03]})
    noise = model.sweep(outputs="flow_noise", equations="exact").flow_noise.squeeze()
    last = grades.exact_noise.isel({"coupling.ab.strength": 1})
    np.testing.assert_allclose(last, np.diag(noise), rtol=1e-9)
    errors = grades.noise_error.sel(equation="partial_secular")
    assert (errors > 1e-6).all() and (errors < 0.1).all()
    beta = {"cold": 1 / 0.3, "hot": 1 / 0.7}
    s = {"cold": 0.2, "hot": 0.1}
    mirrored = {name: beta[name] - s[name] for name in s}
    exact = model.generating_function("exact", s)
    assert model.generating_function("exact", mirrored) == pytest.approx(exact, rel=1e-8)


def test_large_deviations_of_a_symmetric_exchange():
    """I(J) - I(-J) = J (1/T_cold - 1/T_hot), the symmetry of lambda in another form."""
    model = pair()
    mean = model.energy_flow("global").sel(bath="hot").item()
    flows = mean * np.array([-1.0, -0.5, 0.0, 0.5, 1.0, 2.0])
    rates = model.rate_function("global", "hot", flows)
    assert rates[4] == pytest.approx(0, abs=1e-12 * rates[0])
    assert (rates >= 0).all()
    affinity = 1 / 0.3 - 1 / 0.7
    assert rates[0] - rates[4] == pytest.approx(mean * affinity, rel=1e-7)
    assert rates[1] - rates[3] == pytest.approx(mean * affinity / 2, rel=1e-7)


def test_quanta_are_those_of_qutip():
    """The local equation with the quanta of the bare sites, which QuTiP counts as well."""
    model = pair()
    h = qutip.Qobj(model.hamiltonian)
    counted = []
    operators = []
    for bath, site in zip(model.baths, model.sites, strict=True):
        index = model.sites.index(site)
        lowering = [np.eye(2), np.eye(2)]
        lowering[index] = np.array([[0, 1], [0, 0]])
        lower = qutip.Qobj(np.kron(*lowering))
        w, c = site.frequency, bath.spectral_density.coefficient
        quanta = 1 / np.expm1(w / bath.temperature)
        down = np.sqrt(c * w * (quanta + 1)) * lower
        up = np.sqrt(c * w * quanta) * lower.dag()
        operators += [down, up]
        jumps = [qutip.sprepost(op, op.dag()) for op in (up, down)]
        counted.append((w * (jumps[0] - jumps[1]), w**2 * (jumps[0] + jumps[1])))
    generator = qutip.liouvillian(h, operators)
    mean, noise, _ = qutip.countstat_current_noise(
        generator,
        [],
        rhoss=qutip.steadystate(generator),
        I_ops=[net for net, _ in counted],
        J_ops=[total for _, total in counted],
    )
    quanta = {"kind": "local", "label": "quanta", "counting": "quanta"}
    ours = model.cumulants(quanta, 2)
    np.testing.assert_allclose(ours.sel(order=1), mean, rtol=1e-9)
    np.testing.assert_allclose(ours.sel(order=2), np.diag(noise[:, :, 0]), rtol=1e-9)
    swept = model.sweep(outputs=["flow_noise", "fano_factor"], equations=[quanta])
    np.testing.assert_allclose(swept.flow_noise.squeeze(), noise[:, :, 0], rtol=1e-8)
    expected = np.diag(noise[:, :, 0]) / abs(mean)
    np.testing.assert_allclose(swept.fano_factor.squeeze(), expected, rtol=1e-8)


def test_the_program_prints_what_python_has(program, tmp_path):
    model = pair()
    path = tmp_path / "pair.toml"
    path.write_text(model.to_toml())
    settings = ["--set", 'output=["flow_noise","uncertainty_ratio"]', "--format", "json"]
    ran = subprocess.run(
        [program, "run", path, *settings], capture_output=True, text=True, check=True
    )
    answers = json.loads(ran.stdout)["points"][0]["equations"]
    for equation in model.equations:
        noise = model.bath_noise([0.0], equation)[0].real
        for bath in ("cold", "hot"):
            for other in ("cold", "hot"):
                expected = noise.sel(bath=bath, other_bath=other).item()
                found = answers[equation]["flow_noise"][f"{bath},{other}"]
                assert found == pytest.approx(expected, rel=1e-9)


def weak_pair():
    density = quflux.PowerLaw(0.01, 3)
    return quflux.Model(
        [quflux.TwoLevel("a", 1.0), quflux.TwoLevel("b", 1.05)],
        [quflux.Exchange("a", "b", 0.05, name="ab")],
        [
            quflux.Bath("cold", "a", temperature=0.2, spectral_density=density),
            quflux.Bath("hot", "b", temperature=0.4, spectral_density=density),
        ],
    )


def test_generating_functions_far_from_zero_are_right_or_nan():
    model = weak_pair()
    # Eigenvalues of the tilted generator with 50 digits.
    found = model.generating_function("redfield", {"hot": [-10.0, -15.0]})
    np.testing.assert_allclose(found, [0.0913138, 0.754852], rtol=1e-5)
    s = np.linspace(-40, 40, 161)
    for equation in model.equations:
        rates = model.generating_function(equation, {"hot": s})
        known = rates[np.isfinite(rates)]
        # In redfield it meets another eigenvalue behind -15 and 12.25, and both become complex.
        assert len(known) >= 55
        # Convex, but for rounding of the largest.
        bends = np.diff(rates, 2)
        assert np.nanmin(bends) > -1e-9 * np.nanmax(np.abs(known))


def test_rate_functions_far_from_the_mean_are_right_or_nan():
    model = weak_pair()
    # The suprema of s J - lambda(s) with a generator of its own in NumPy.
    found = model.rate_function("partial_secular", "hot", [0.01, 0.1])
    np.testing.assert_allclose(found, [0.0274398, 0.75892], rtol=1e-5)
    assert model.rate_function("redfield", "hot", [-0.01])[0] == pytest.approx(0.0524419, rel=1e-5)
    cold = model.assign({"bath.cold.temperature": 0.0})
    # Nothing can flow into the hot bath for long: the supremum is infinite.
    assert not cold.rate_function("global", "hot", [-1e-3])[0] < 1


def test_the_fluctuation_theorem_of_the_exact_current_is_found_at_once():
    found = oscillators().generating_function("exact", {"cold": 1 / 0.3, "hot": 1 / 0.7})
    assert abs(float(found)) < 1e-14


def test_cumulants_have_a_highest_order():
    # Refused at once: 10**12 numbers would not fit into memory.
    with pytest.raises(quflux.Error, match=f"order is {10**12}; cumulants are known up to 64"):
        pair().cumulants("global", 10**12)
    assert pair().cumulants("global", np.int64(2)).sizes["order"] == 2
    with pytest.raises(quflux.Error, match="order is 1000000; cumulants are known up to 64"):
        pair().cumulants("global", 10**6)


def test_ratios_of_rounding_are_nan():
    apart = weak_pair().assign({"coupling.ab.strength": 1e-12})
    found = apart.sweep(outputs=["fano_factor", "uncertainty_ratio"], equations=["global"])
    fano = found.fano_factor.values
    assert np.all(np.isnan(fano) | (fano >= 0))
    ratio = found.uncertainty_ratio.values
    assert np.all(np.isnan(ratio) | (ratio >= 1))


def test_cumulants_without_digits_are_not_told():
    """Of what a link of 1e-17 lets through, squared, not even 31 digits are enough."""
    model = quflux.Model(
        [quflux.TwoLevel("a", 1.0), quflux.TwoLevel("b", 1.0)],
        [quflux.Exchange("a", "b", 1e-17)],
        pair().baths,
    )
    for equation in ("partial_secular", "local"):
        numbers = model.cumulants(equation, 4)
        assert np.isnan(numbers.sel(order=[2, 3, 4])).all()
        assert "no digit of the cumulant of order 3 is right" in numbers.attrs["warnings"]
        alone = model.sweep(outputs="flow_third_cumulant", equations=equation)
        assert np.isnan(alone.flow_third_cumulant).all()
        assert "order 3" in str(alone.warning.attrs["warnings"])


def test_odd_cumulants_vanish_between_equal_temperatures():
    baths = [
        quflux.Bath(name, site, temperature=0.5, spectral_density=quflux.PowerLaw(0.02))
        for name, site in (("cold", "a"), ("hot", "b"))
    ]
    numbers = quflux.Model(pair().sites, pair().couplings, baths).cumulants("global", 4)
    assert (numbers.sel(order=[1, 3]) == 0).all()
    assert (numbers.sel(order=[2, 4]) > 0).all()
    assert "warnings" not in numbers.attrs


def test_equal_weights_of_all_baths_leave_nothing():
    weights = {"hot": 0.3, "cold": 0.3}
    assert (pair().cumulants("partial_secular", 4, weights=weights) == 0).all()


def test_uncertainty_ratio_of_nearly_equal_temperatures():
    """In the global equation it is never below 1, and towards equilibrium it tends to 1."""
    for difference in (1e-13, 1e-10, 1e-7):
        baths = [
            quflux.Bath(name, site, temperature=t, spectral_density=quflux.PowerLaw(0.02))
            for name, site, t in (("cold", "a", 0.5), ("hot", "b", 0.5 + difference))
        ]
        model = quflux.Model(pair().sites, pair().couplings, baths)
        result = model.sweep(outputs="uncertainty_ratio", equations="global")
        # Ten roundings of the flow, the noise and the product of them.
        assert abs(result.uncertainty_ratio.item() - 1) < 3e-15 + difference
