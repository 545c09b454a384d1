"""What `check` says of random models, against equations that are solved here in NumPy alone."""

import os
import re
from collections import Counter

import numpy as np

import quflux

EQUATIONS = ["local", "global", "partial_secular", "universal_lindblad", "redfield"]
MODELS = int(os.environ.get("QUFLUX_CHECKED_MODELS", "30"))
AGREE = 0.05  # of the largest flow


def rate(coefficient, temperature, w):
    """R(w), Eq. (1), of an Ohmic bath."""
    return coefficient * np.where(
        np.abs(w) < 1e-10, temperature, w / -np.expm1(-np.where(w == 0, 1, w) / temperature)
    )


def parts(energies, operator, equation):
    """S(w) with w, Eq. (2), for each frequency of the operator; merged by sign where they mix."""
    w = energies[None, :] - energies[:, None]
    w[np.abs(w) < 1e-10] = 0
    if equation == "partial_secular":
        return [(w, np.where(np.sign(w) == sign, operator, 0)) for sign in (-1, 0, 1)]
    if equation in ("redfield", "universal_lindblad"):
        return [(w, operator)]
    # Frequencies closer than this are one, as the default of degeneracy_tolerance has it.
    ordered = np.sort(w[np.abs(operator) > 1e-13])
    values = ordered[np.r_[True, np.diff(ordered) > 1e-9 * np.abs(ordered).max()]]
    group = np.searchsorted(values, w + 1e-12, side="right")
    return [(w, np.where(group == g, operator, 0)) for g in np.unique(group)]


def flows(hamiltonian, uncoupled, baths, equation):
    """J_j = Tr(H L_j[rho]) in the stationary state of Eq. (4), by d^2 x d^2 matrices.

    None where the state is not unique: a site in the middle that only commuting couplings reach.
    """
    d = len(hamiltonian)
    energies, vectors = np.linalg.eigh(uncoupled if equation == "local" else hamiltonian)
    one = np.eye(d)
    h = vectors.conj().T @ hamiltonian @ vectors

    def left_right(a, b):  # rho -> a rho b, columns stacked
        return np.kron(b.T, a)

    dissipators = []
    for coefficient, temperature, operator in baths:
        dissipator = np.zeros((d * d, d * d), complex)
        for w, s in parts(energies, vectors.conj().T @ operator @ vectors, equation):
            if equation == "universal_lindblad":
                z = b = np.sqrt(rate(coefficient, temperature, w)) * s
                z = z / 2
            else:
                z, b = rate(coefficient, temperature, w) / 2 * s, s
            dissipator += left_right(z, b.conj().T) - left_right(b.conj().T @ z, one)
            dissipator += left_right(b, z.conj().T) - left_right(one, z.conj().T @ b)
        dissipators.append(dissipator)
    generator = -1j * (left_right(h, one) - left_right(one, h)) + sum(dissipators)
    generator[0] += one.ravel()
    if np.linalg.cond(generator, 1) > 1e13:
        return None
    rho = np.linalg.solve(generator, np.r_[1, np.zeros(d * d - 1)])
    return np.array([(h.T.ravel() @ (dissipator @ rho)).real for dissipator in dissipators])


def random_model(seed):
    """Two or three sites, near and far from resonance, weakly and strongly coupled, with baths
    through x of the first and the last, in every other model through x cos t + z sin t.
    """
    random = np.random.default_rng(seed)

    def logarithmic(least, most):
        return float(np.exp(random.uniform(np.log(least), np.log(most))))

    def site(name, frequency):
        spin = quflux.Spin(name, frequency, spin=1)
        oscillator = quflux.Oscillator(name, frequency, levels=int(random.integers(3, 5)))
        kinds = [quflux.TwoLevel(name, frequency), quflux.TwoLevel(name, frequency)]
        # Were all of them oscillators, none would be cut at its levels as it is here.
        return [*kinds, spin, oscillator][random.integers(3 if name == "a" else 4)]

    frequencies = [1.0]
    for _ in range(random.integers(1, 3)):
        frequencies.append(frequencies[0] + random.choice([-0.7, 1]) * logarithmic(1e-4, 1))
    names = "abc"[: len(frequencies)]
    sites = [site(*of) for of in zip(names, frequencies, strict=True)]
    couplings = []
    for first, second in zip(sites, sites[1:], strict=False):
        kinds = [quflux.Exchange, quflux.Exchange, quflux.Position, quflux.ZZ]
        if quflux.Oscillator in (type(first), type(second)):
            kinds.remove(quflux.ZZ)
        kind = kinds[random.integers(len(kinds))]
        couplings.append(kind(first.name, second.name, logarithmic(1e-4, 0.5)))
    densities = [quflux.PowerLaw(logarithmic(1e-4, 0.3)) for _ in "hc"]
    temperatures = [logarithmic(0.1, 3) for _ in "hc"]

    def baths(operators, at=(None, None)):
        return [
            quflux.Bath(name, place, temperature=t, spectral_density=density, operator=operator)
            for name, place, t, density, operator in zip(
                "hc", at, temperatures, densities, operators, strict=True
            )
        ]

    ends = [sites[0], sites[-1]]
    at = [end.name for end in ends]
    diagonal = ["n" if isinstance(end, quflux.Oscillator) else "sz" for end in ends]
    model = quflux.Model(sites, couplings, baths([None, None], at), equations=EQUATIONS)
    if len(model.hamiltonian) > 16:  # of which the d^2 x d^2 matrices here would take their time
        return random_model(seed + 1_000_000)
    if random.integers(2):
        along = quflux.Model(sites, couplings, baths(diagonal, at)).bath_operators
        tilt = random.uniform(0, np.pi / 2)
        operators = [
            np.cos(tilt) * x + np.sin(tilt) * along[name]
            for name, x in model.bath_operators.items()
        ]
        model = quflux.Model.from_matrices(
            model.hamiltonian,
            baths(operators),
            uncoupled_hamiltonian=model.uncoupled_hamiltonian,
            equations=EQUATIONS,
        )
    return model


def said(text, equation):
    """The line of `check` about an equation, and the difference to Redfield's flows that it tells;
    None where they are not compared.
    """
    line = re.search(rf"^{equation}: (.*)$", text, re.MULTILINE).group(1)
    told = re.search(r"flows (?:within|differ from those of redfield by) (\S+)% of", line)
    return line, float(told.group(1)) / 100 if told else None


def test_nothing_agrees_that_is_off():
    """No equation that `check` says to agree with Redfield's is off by more than 5% of the largest
    flow; what it tells of the difference is right.
    """
    verdicts = Counter()
    misses = []
    for seed in range(MODELS):
        model = random_model(seed)
        baths = [
            (b.spectral_density.coefficient, b.temperature, model.bath_operators[b.name])
            for b in model.baths
        ]
        ours = {
            equation: flows(model.hamiltonian, model.uncoupled_hamiltonian, baths, equation)
            for equation in EQUATIONS
        }
        if any(of is None for of in ours.values()):
            verdicts["all", "not unique"] += 1
            continue
        text = model.check()
        largest = np.abs(ours["redfield"]).max()
        for equation in EQUATIONS[:-1]:
            line, told = said(text, equation)
            true = np.abs(ours[equation] - ours["redfield"]).max() / largest
            verdict = next(
                (v for v in ("agrees", "is doubtful", "does not hold") if line.startswith(v)),
                "not compared",
            )
            verdicts[equation, verdict] += 1
            # Two digits are told; NumPy's flows have about ten, of energies of order one.
            wrong = told is not None and abs(told - true) > 0.06 * true + 1e-10 / largest
            if wrong or (verdict == "agrees" and true > AGREE):
                misses.append(f"{seed:5} {equation:18} off by {true:.3g}, check says: {line[:80]}")
    for (equation, verdict), count in sorted(verdicts.items()):
        print(f"{equation:18} {verdict:14} {count}")
    print(*(misses or [f"no misses in {MODELS} models"]), sep="\n")
    assert not misses
    compared = {v: sum(n for (_, of), n in verdicts.items() if of == v) for _, v in verdicts}
    assert compared["agrees"] > MODELS
    assert compared["does not hold"] > MODELS / 4
