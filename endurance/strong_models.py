"""Laws of random models, weak and strong, by heom, reaction_coordinate and surrogate.

The flows sum to zero, nothing flows at equal temperatures, and heat goes from hot to cold, each
within the error that the answer tells. Redfield on the enlarged model of reaction_coordinate may
break the second law, and surrogate baths have none that was proved: they are asked for the others.
"""

import os
import signal
from concurrent.futures import ProcessPoolExecutor

import numpy as np
from trial import Outcome

import quflux

EQUATIONS = ["heom", "reaction_coordinate", "surrogate"]
LIMIT = 20  # seconds for an answer
ROUNDING = 1e-14  # of flows, in units in which energies are about one


def random_density(chance, equation):
    strength = 10 ** chance.uniform(-3, 0)
    kinds = ["brownian"] if equation == "reaction_coordinate" else ["brownian", "drude", "power"]
    match chance.choice(kinds):
        case "brownian":
            width = chance.uniform(0.1, 1.5)
            return quflux.Brownian(np.sqrt(strength), chance.uniform(0.5, 3), width)
        case "drude":
            return quflux.Drude(strength, chance.uniform(0.5, 4))
        case _:
            return quflux.PowerLaw(strength, chance.integers(1, 4), chance.uniform(0.5, 3))


def random_model(number, seed):
    """A two-level system, a pair or three levels with two baths; every third in equilibrium."""
    chance = np.random.default_rng([seed, number])
    equation = EQUATIONS[number % 3]
    equal = number // 3 % 3 == 0
    temperatures = 10 ** chance.uniform(-0.8, 0.5, 2)
    if equal:
        temperatures[1] = temperatures[0]
    shape = chance.choice(["spin", "pair", "levels"])

    def bath(name, temperature, site=None, operator=None):
        density = random_density(chance, equation)
        return quflux.Bath(
            name, site, operator=operator, temperature=temperature, spectral_density=density
        )

    hot, cold = map(float, temperatures)
    frequency = float(chance.uniform(0.5, 2))
    shape = chance.choice(["spin", "pair", "levels"])
    if shape == "levels":
        s = chance.normal(size=(3, 3))
        model = quflux.Model.from_matrices(
            np.diag([0, frequency, frequency * chance.uniform(1.2, 2)]),
            [bath(name, t, operator=(s + s.T) / 4) for name, t in (("hot", hot), ("cold", cold))],
        )
        return equation, equal, model
    operator = str(chance.choice(["sx", "0.8 sx + 0.6 sz"]))
    sites, couplings = [quflux.TwoLevel("a", frequency)], []
    if shape == "pair":
        sites.append(quflux.TwoLevel("b", float(chance.uniform(0.5, 2))))
        couplings.append(quflux.Exchange("a", "b", float(10 ** chance.uniform(-2, -0.6))))
    baths = [bath("hot", hot, "a", operator), bath("cold", cold, sites[-1].name, "sx")]
    return equation, equal, quflux.Model(sites, couplings, baths)


def stop(*_):
    raise TimeoutError


def judge(number, seed):
    """One model: its faults, or why it has no answer."""
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    equation, equal, model = random_model(number, seed)
    signal.signal(signal.SIGALRM, stop)
    signal.alarm(LIMIT)
    try:
        found = model.sweep(equations=equation, outputs=["energy_flow", "flow_error"])
    except TimeoutError:
        return equation, "stopped", []
    except quflux.Error as error:
        return equation, f"refused: {error}", []
    finally:
        signal.alarm(0)
    flows = found.energy_flow.values.ravel()
    error = found.flow_error.item()
    if not np.isfinite(flows).all():
        return equation, "no answer", []
    scale = np.abs(flows).max()
    faults = []
    if abs(flows.sum()) > 1e-9 * scale + error + ROUNDING:
        faults.append(f"flows sum to {flows.sum():.2g} of {scale:.2g}")
    if equal and scale > error + ROUNDING:
        faults.append(f"{scale:.2g} flows at equal temperatures, the error told is {error:.2g}")
    hot, cold = (bath.temperature for bath in model.baths)
    forward = flows[0] if hot > cold else flows[1]
    if equation == "heom" and not equal and forward < -error - ROUNDING:
        faults.append(f"{forward:.2g} flows from hot to cold, the error told is {error:.2g}")
    return equation, "answered", [f"seed {seed}, model {number}, {equation}: {f}" for f in faults]


def strong_models(models, seed):
    """So many models on all cores."""
    outcome = Outcome(models)
    counts = {}
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for equation, end, faults in pool.map(judge, range(models), [seed] * models):
            word = end.split(":")[0]
            counts[equation, word] = counts.get((equation, word), 0) + 1
            outcome.faults += faults
    outcome.remark = "; ".join(
        f"{e}: {count} {word}" for (e, word), count in sorted(counts.items())
    )
    return outcome
