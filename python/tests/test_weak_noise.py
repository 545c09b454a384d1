"""Noise of weak flows, a small difference of what baths exchange, beside moments of 40 digits."""

import mpmath
import numpy as np
import pytest

import quflux

mp = mpmath.mp
OUTPUTS = ["energy_flow", "flow_noise", "flow_third_cumulant"]


def random_chain(seed, sites):
    """Frequencies, couplings and baths (site, coefficient, exponent, temperature) at the ends."""
    random = np.random.default_rng(seed)
    frequencies = random.uniform(0.5, 1.5, sites).tolist()
    couplings = (10 ** random.uniform(-2.5, -1.5, sites - 1)).tolist()
    baths = [
        (
            site,
            10 ** random.uniform(-4, -2.5),
            int(random.integers(1, 4)),
            random.uniform(0.2, 0.6),
        )
        for site in (0, sites - 1)
    ]
    return frequencies, couplings, baths


def model_of(frequencies, couplings, baths):
    return quflux.Model(
        [quflux.TwoLevel(f"s{i}", w) for i, w in enumerate(frequencies)],
        [quflux.Exchange(f"s{i}", f"s{i + 1}", g) for i, g in enumerate(couplings)],
        [
            quflux.Bath(
                f"bath{j}",
                f"s{site}",
                temperature=temperature,
                spectral_density=quflux.PowerLaw(coefficient, exponent),
            )
            for j, (site, coefficient, exponent, temperature) in enumerate(baths)
        ],
    )


def half_rates(bath, frequency):
    _, coefficient, exponent, temperature = bath
    gamma = mp.mpf(coefficient) * frequency**exponent
    quanta = 1 / mpmath.expm1(frequency / mp.mpf(temperature))
    return gamma * (quanta + 1) / 2, gamma * quanta / 2


def jumps_of(bath, equation, energies, modes, frequencies):
    """D, U and M of Eq. (71) in the basis of the modes."""
    n, site = len(energies), bath[0]
    d, u, m = (mp.matrix(n, n) for _ in range(3))
    local = equation == "local"
    rates = [half_rates(bath, mp.mpf(frequencies[site]) if local else e) for e in energies]
    for k in range(n):
        for l in range(n):  # noqa: E741
            if equation == "global" and k != l:
                continue
            weight = modes[site, k] * modes[site, l]
            d[k, l] = weight * (rates[l][0] + rates[k][0])
            u[k, l] = weight * (rates[k][1] + rates[l][1])
            m[k, l] = weight * (rates[l][0] - rates[k][1])
    return d, u, m


def coefficient(jumps, energies, order):
    """The Taylor coefficient of D(s), U(s) and M(s)."""
    d, u, m = (x.copy() for x in jumps)
    for k, a in enumerate(energies):
        for j, b in enumerate(energies):
            d[k, j] *= (-(a + b) / 2) ** order / mp.factorial(order)
            u[k, j] *= ((a + b) / 2) ** order / mp.factorial(order)
            m[k, j] *= ((a - b) / 2) ** order / mp.factorial(order)
    return d, u, m


def excess(jumps):
    d, u, m = jumps
    return d - u - m - m.H


def mean(jumps, moments):
    product = excess(jumps) * moments
    return mp.re(sum(product[k, k] for k in range(moments.rows)))


def emission(jumps):
    return mp.re(sum(jumps[1][k, k] for k in range(jumps[1].rows)))


def sylvester(x):
    """The function that solves X C + C X^+ = Q."""
    n = x.rows
    system = mp.matrix(n * n, n * n)
    for i in range(n):
        for j in range(n):
            for k in range(n):
                system[i * n + j, k * n + j] += x[i, k]
                system[i * n + j, i * n + k] += mp.conj(x[j, k])
    factors, pivots = mp.LU_decomp(system)

    def solve(q):
        column = mp.matrix([q[i, j] for i in range(n) for j in range(n)])
        solution = mp.U_solve(factors, mp.L_solve(factors, column, pivots))
        return mp.matrix([[solution[i * n + j] for j in range(n)] for i in range(n)])

    return solve


def statistics(frequencies, couplings, baths, equation):
    """Flows, noise and third cumulants, Eqs. (72) and (73), of two-level systems."""
    n = len(frequencies)
    h = mp.diag(frequencies)
    for i, g in enumerate(couplings):
        h[i, i + 1] = h[i + 1, i] = mp.mpf(g)
    energies, modes = mp.eigsy(h)
    jumps = [jumps_of(bath, equation, energies, modes, frequencies) for bath in baths]
    x = mp.diag([mp.mpc(0, e) for e in energies])
    drive = mp.matrix(n, n)
    for _, u, m in jumps:
        x += m + u
        drive += u
    solve = sylvester(x)
    c = solve(drive)
    one, two, three = ([coefficient(j, energies, k) for j in jumps] for k in (1, 2, 3))

    def lost(term, moments):
        product = (term[1] + term[2]) * moments
        return product + product.H

    first = [solve(t[1] - lost(t, c) - c * excess(t) * c) for t in one]
    noise = [
        [mean(a, y) + mean(b, z) for b, y in zip(one, first, strict=True)]
        for a, z in zip(one, first, strict=True)
    ]
    third = []
    for j, (a, b, t) in enumerate(zip(one, two, three, strict=True)):
        noise[j][j] += 2 * (emission(b) + mean(b, c))
        mixed = c * excess(a) * first[j]
        second = solve(b[1] - lost(b, c) - c * excess(b) * c - lost(a, first[j]) - mixed - mixed.H)
        third.append(6 * (emission(t) + mean(t, c) + mean(b, first[j]) + mean(a, second)))
    flows = [emission(a) + mean(a, c) for a in one]
    return [np.array(found, dtype=float) for found in (flows, noise, third)]


@pytest.mark.parametrize("seed", range(8))
def test_both_roads_have_their_digits(seed):
    chain = random_chain(seed, 2 + seed % 3)
    model = model_of(*chain)
    for equation in ("local", "global", "partial_secular"):
        with mpmath.workdps(40):
            expected = statistics(*chain, equation)
        for road in ("auto", "density_matrix"):
            found = model.sweep({}, equations=equation, outputs=OUTPUTS, road=road)
            for name, exact in zip(OUTPUTS, expected, strict=True):
                numbers = found[name].values.reshape(exact.shape)
                # What double precision left were up to 1e-7. A double of the flows has ten digits
                # at least, one of the others eleven.
                tolerance = (1e-10 if name == "energy_flow" else 1e-11) * abs(exact).max()
                np.testing.assert_allclose(numbers, exact, rtol=0, atol=tolerance)
