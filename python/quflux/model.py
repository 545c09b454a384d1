"""Models of open quantum systems between thermal baths."""

from __future__ import annotations

import numbers
import os
from collections.abc import Container, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from quflux import _core, _parts, _progress, _results, _transitions
from quflux._arguments import (
    file_path,
    finite,
    matrix,
    real_array,
    real_number,
    real_vector,
    settings_of,
    several,
    shown,
    text,
    thread_count,
    whole_number,
)
from quflux._assign import assign
from quflux._audit import Audit
from quflux._core import Error

__all__ = ["EQUATIONS", "Model"]

#: What a model is computed by where it names no equations: four master equations, from the one that
#: drops most to the one that drops nothing. `quflux run --help` lists all there are.
EQUATIONS = ("local", "global", "partial_secular", "redfield")

#: Names of equations, labels of the model's own, or tables as in a model file.
Equations = str | Mapping[str, Any] | Sequence[str | Mapping[str, Any]]

_EIGENVALUE_ERROR = {"long_name": "error of the eigenvalue", "units": "energy"}

Site = _core.TwoLevel | _core.Oscillator | _core.Spin | _core.Levels
Coupling = _core.Exchange | _core.Position | _core.ZZ | _core.Product
Term = _core.Term | _core.MatrixTerm


class Model:
    """Sites, couplings and thermal baths: a system whose energy transport is to be computed.

    It is made from its parts here, by :meth:`load` from a file or by :meth:`from_matrices` from
    matrices, and checked as a whole; :meth:`to_toml` writes it as a model file. Models and their
    parts never change; :meth:`assign` makes another one. They can be compared and pickled.
    Units: hbar = k_B = 1; a flow is positive from the bath into the system.

    Parameters
    ----------
    sites
        TwoLevel, Oscillator, Spin and Levels, each with a name. The first site varies slowest in
        the basis, as in `numpy.kron`; every site counts its levels from the ground state.
    couplings
        Exchange, Position, ZZ and Product, which refer to sites by name.
    baths
        Each a Bath.
    terms
        Each Term adds an operator to the Hamiltonian of one site.
    lindblad
        Channels with a rate of their own, each a Lindblad; without one, at least one Bath.
    title
        Shown in results and figures.
    equations
        Which of "local", "global", "partial_secular", "redfield", "universal_lindblad", "heom",
        for a two-level system "niba", "surrogate" (docs/blip_and_surrogate.md) and, for networks
        of oscillators, "exact" to compare where a call names none. A mapping such as
        {"kind": "partial_secular", "label": "ps_lamb", "lamb_shift": True} asks for one with
        options of its own, and a name for it in results. "all" is every equation there is: those
        that do not fit the model have a reason in the place of answers.
    lamb_shift
        Whether to include the Lamb shift; needs densities whose integral converges.
    secular_cutoff
        partial_secular keeps the pairs of frequencies that are no further apart than this, whatever
        their signs, instead of those of one sign.
    degeneracy_tolerance
        Frequencies closer than this fraction of the largest count as one in local and global.
    bath_coupling, self_energy
        "position" or "exchange", how baths couple to their sites (docs/theory.md); "full",
        "counter_term" or "dissipative", for the exact current (docs/chains.md).
    equilibrium_subtraction
        Whether redfield, partial_secular and heom subtract from their stationary flows the mean of
        those at equal temperatures, where exact flows vanish: an estimate, with a warning.

    Raises
    ------
    Error
        When a name is unknown, a number is not allowed, a matrix is not Hermitian, ...

    Examples
    --------
    An atom in a cavity, each with a bath of its own:

    >>> model = quflux.Model(
    ...     sites=[quflux.TwoLevel("atom", 1.0), quflux.Oscillator("cavity", 1.0, levels=6)],
    ...     couplings=[quflux.Exchange("atom", "cavity", 0.05, name="rabi")],
    ...     baths=[
    ...         quflux.Bath("hot", "atom", temperature=0.5,
    ...                     spectral_density=quflux.PowerLaw(0.01, 3)),
    ...         quflux.Bath("cold", "cavity", temperature=0.2,
    ...                     spectral_density=quflux.PowerLaw(0.02)),
    ...     ],
    ... )
    >>> model
    Model(2 sites, 1 coupling, 2 baths; dimension 12)
    >>> model.energy_flow("global").sel(bath="hot").item()
    0.0009099...
    """

    __slots__ = ("__weakref__", "_frames", "_lines", "_single", "_study")

    _study: _core.Study
    # What calls leave for the next ones: studies of one equation, results without their numbers,
    # and the text of the model.
    _single: dict[tuple[str, str | None], _core.Study]
    _frames: dict[tuple[str, str | None, str], xr.DataArray]
    _lines: str | None

    def __init__(
        self,
        sites: Iterable[Site],
        couplings: Iterable[Coupling] = (),
        baths: Iterable[_core.Bath] = (),
        *,
        terms: Iterable[_core.Term] = (),
        lindblad: Iterable[_core.Lindblad] = (),
        title: str = "",
        equations: Equations = EQUATIONS,
        lamb_shift: bool = False,
        secular_cutoff: float | None = None,
        degeneracy_tolerance: float | None = None,
        bath_coupling: str | None = None,
        self_energy: str | None = None,
        equilibrium_subtraction: bool = False,
    ) -> None:
        options = {
            "lamb_shift": lamb_shift or None,
            "secular_cutoff": secular_cutoff,
            "degeneracy_tolerance": degeneracy_tolerance,
            "bath_coupling": bath_coupling,
            "self_energy": self_energy,
            "equilibrium_subtraction": equilibrium_subtraction or None,
        }
        self._set(
            _core.Study(
                title=text(title, "title"),
                sites=several(sites, "sites"),
                couplings=several(couplings, "couplings"),
                baths=several(baths, "baths"),
                terms=several(terms, "terms"),
                lindblad=several(lindblad, "lindblad"),
                equations=_equations(equations),
                options=options,
            )
        )

    @classmethod
    def from_matrices(
        cls,
        hamiltonian: Any,
        baths: Iterable[_core.Bath] = (),
        *,
        lindblad: Iterable[_core.Lindblad] = (),
        uncoupled_hamiltonian: Any = None,
        terms: Iterable[_core.MatrixTerm] = (),
        title: str = "",
        equations: Equations | None = None,
        lamb_shift: bool = False,
        secular_cutoff: float | None = None,
        degeneracy_tolerance: float | None = None,
        equilibrium_subtraction: bool = False,
    ) -> Model:
        """A model given by its Hamiltonian.

        Parameters
        ----------
        hamiltonian
            H, a Hermitian d x d matrix with d <= 8192: an array or a Qobj.
        baths
            Each Bath with a Hermitian d x d matrix as its operator, and no site.
        lindblad
            Channels with a rate of their own, each Lindblad with a d x d matrix as its operator.
        uncoupled_hamiltonian
            H without the couplings between the parts of the system; the local equation needs it.
        terms
            Each MatrixTerm adds a number times a matrix, and the number can be swept and searched
            by the path "term.NAME.strength".

        Notes
        -----
        The other parameters are those of :class:`Model`.

        Examples
        --------
        A three-level system between two baths:

        >>> def transition(j, k):
        ...     s = np.zeros((3, 3))
        ...     s[j, k] = s[k, j] = 1
        ...     return s
        >>> density = quflux.PowerLaw(0.01)
        >>> model = quflux.Model.from_matrices(
        ...     np.diag([0.0, 0.3, 1.0]),
        ...     [
        ...         quflux.Bath("hot", temperature=1.0, spectral_density=density,
        ...                     operator=transition(0, 2)),
        ...         quflux.Bath("cold", temperature=0.2, spectral_density=density,
        ...                     operator=transition(1, 2) + transition(0, 1)),
        ...     ],
        ... )
        >>> abs(model.energy_flow("global").sum().item()) < 1e-15
        True

        A drive between the lowest levels, as strong as a sweep says:

        >>> driven = quflux.Model.from_matrices(
        ...     np.diag([0.0, 0.3, 1.0]), model.baths,
        ...     terms=[quflux.MatrixTerm("drive", transition(0, 1), 0.1)],
        ... )
        >>> driven.sweep({"term.drive.strength": [0, 0.1]}, equations="redfield").sizes["bath"]
        2
        """
        if equations is None:
            equations = EQUATIONS if uncoupled_hamiltonian is not None else EQUATIONS[1:]
        options = {
            "lamb_shift": lamb_shift or None,
            "secular_cutoff": secular_cutoff,
            "degeneracy_tolerance": degeneracy_tolerance,
            "equilibrium_subtraction": equilibrium_subtraction or None,
        }
        return cls._of(
            _core.Study(
                title=text(title, "title"),
                sites=(),
                couplings=(),
                baths=several(baths, "baths"),
                terms=several(terms, "terms"),
                lindblad=several(lindblad, "lindblad"),
                hamiltonian=hamiltonian,
                uncoupled_hamiltonian=uncoupled_hamiltonian,
                equations=_equations(equations),
                options=options,
            )
        )

    @classmethod
    def load(cls, path: str | os.PathLike[str], settings: Mapping[str, Any] | None = None) -> Model:
        """Reads a model file (TOML).

        `settings` replaces or adds keys by their paths, as `--set` on the command line does:
        ``{"bath.hot.temperature": 0.8, "site.cavity.levels": 8}``. Setting a parameter that the
        file sweeps ends its sweep.

        Raises
        ------
        Error
            With file, line and column, what was given and what is allowed.

        Examples
        --------
        >>> quflux.Model.load("nowhere.toml")
        Traceback (most recent call last):
        ...
        quflux.Error: cannot read 'nowhere.toml'; it must be a file that exists
        """
        return cls._of(_core.Study.read(file_path(path), settings_of(settings or {}, "settings")))

    def assign(self, settings: Mapping[str, Any]) -> Model:
        """The same model with other values, by their paths.

        Every field of a site, coupling or bath can be set, a spectral density as a whole or one of
        its numbers, an option too. A parameter that the model file sweeps is swept no more.

        >>> warmer = model.assign({"bath.hot.temperature": 0.8, "site.cavity.levels": 8})
        >>> warmer.parameters["bath.hot.temperature"], warmer.dimension
        (0.8, 16)
        """
        fields = self._study.fields()
        for path, given in settings_of(settings, "settings").items():
            fields = assign(fields, path, _equations(given) if path == "equations" else given)
        return self._of(_core.Study(**fields))

    # -- what the model is ------------------------------------------------------------------------

    @property
    def title(self) -> str:
        """Shown in results and figures."""
        return self._study.title

    @property
    def sites(self) -> tuple[Site, ...]:
        """The sites, those of chains one by one; none in a model that is given by matrices.

        >>> model.sites[0]
        TwoLevel(name='atom', frequency=1.0)
        """
        return self._study.sites

    @property
    def couplings(self) -> tuple[Coupling, ...]:
        """The couplings, those of chains one by one.

        >>> model.couplings
        (Exchange(first='atom', second='cavity', strength=0.05, name='rabi', phase=None),)
        """
        return self._study.couplings

    @property
    def terms(self) -> tuple[Term, ...]:
        """What is added to the Hamiltonians of single sites, or to the one given by matrices.

        >>> model.terms
        ()
        """
        return self._study.terms

    @property
    def baths(self) -> tuple[_core.Bath, ...]:
        """The baths, each with its spectral density.

        >>> model.baths[1].temperature
        0.2
        """
        return self._study.baths

    @property
    def lindblad(self) -> tuple[_core.Lindblad, ...]:
        """The channels with a rate of their own.

        >>> model.lindblad
        ()
        """
        return self._study.lindblad

    @property
    def equations(self) -> tuple[str, ...]:
        """The equations that are compared where a call names none.

        >>> model.equations
        ('local', 'global', 'partial_secular', 'redfield')
        """
        return self._study.labels

    @property
    def dimension(self) -> int:
        """Of the Hilbert space. Raises Error where it is too large for a density matrix.

        >>> model.dimension
        12
        """
        return self._study.dimension

    @property
    def parameters(self) -> Mapping[str, float]:
        """Every number of the model that a sweep can vary, by its path.

        >>> model.parameters["bath.hot.spectral_density.exponent"]
        3.0
        """
        return MappingProxyType(self._study.parameters())

    @property
    def hamiltonian(self) -> NDArray[np.complex128]:
        """H in the basis of the model, d x d.

        >>> model.hamiltonian.shape
        (12, 12)
        """
        return self._study.hamiltonian()

    @property
    def uncoupled_hamiltonian(self) -> NDArray[np.complex128] | None:
        """H without the couplings between the sites; None where it is not known.

        >>> np.diag(model.uncoupled_hamiltonian)[:3].real  # atom in g; 0, 1, 2 photons
        array([0., 1., 2.])
        """
        return self._study.uncoupled_hamiltonian()

    @property
    def bath_operators(self) -> dict[str, NDArray[np.complex128]]:
        """S_j, the operator of the system that each bath couples through, d x d.

        >>> {name: s.shape for name, s in model.bath_operators.items()}
        {'hot': (12, 12), 'cold': (12, 12)}
        """
        return self._study.bath_operators()

    def check(self) -> str:
        """What `quflux check` prints: energies, transition frequencies and rates, and for each
        equation by how much its flows differ from those of redfield, and what it neglects.

        >>> print(model.check())
        Dimension: 12 (sites: 2)
        Energies: 0, 0.95, ...
        """
        return _core.describe(self._study)

    def audit(self, *, progress: bool | None = None) -> Audit:
        """Whether to believe its numbers: what `quflux audit` finds.

        Every equation of the model in its stationary state, along the sweep of its file at some
        points of it, by the checks of docs/audit.md; how far equations differ, from exact flows
        where these take seconds; and which one to use.

        Parameters
        ----------
        progress : bool, optional
            Whether to show a bar; None, only where somebody sees it.

        Returns
        -------
        Audit
            `equations[name][check]` with "value", "verdict" and "meaning", `best`, `advice`; print
            it, or :meth:`Audit.save` it as a page.

        Raises
        ------
        Error
            When the model cannot be computed.

        Examples
        --------
        >>> audit = model.audit()
        >>> audit.equations["global"]["second_law"]["verdict"]
        'ok'
        """
        with _progress.bar(_core.audited_points(self._study), progress) as update:
            return Audit(self._study, _core.audit(self._study, update))

    def map(self, to: str, *, levels: int | None = None, modes: int | None = None) -> Model:
        """The model with modes in the place of its baths: what `quflux map` writes.

        The flows from its baths are those of this model, and weak coupling may be enough for it.
        "reaction_coordinate": H + lambda S x + Omega a^+ a for each bath, with x = a + a^+ and the
        residual bath on x, Eq. (84) of docs/theory.md. To solve a model that way with as many
        levels as it needs, ask for the equation "reaction_coordinate".

        Parameters
        ----------
        to : str
            "reaction_coordinate".
        levels : int, optional
            Of each mode; None, as many as its temperature populates, Eq. (89).
        modes : int, optional
            Of each bath, by a fit of Brownian terms; None, one by the moments of its density.

        Returns
        -------
        Model
            With the equation that solves it, and this model's sweep and outputs as far as it has
            such numbers.

        Raises
        ------
        Error
            When there is no such mapping, or a bath has no such modes.

        Examples
        --------
        >>> spin = quflux.Model(
        ...     sites=[quflux.TwoLevel("spin", 1.0)],
        ...     baths=[
        ...         quflux.Bath(name, "spin", temperature=temperature,
        ...                     spectral_density=quflux.Brownian(0.4, 3.0, 1.0))
        ...         for name, temperature in [("hot", 2.0), ("cold", 1.0)]
        ...     ],
        ... )
        >>> enlarged = spin.map("reaction_coordinate", levels=6)
        >>> enlarged
        Model(3 sites, 2 couplings, 2 baths; dimension 72)
        >>> enlarged.energy_flow("redfield").sel(bath="hot").item()
        0.00594...
        """
        levels = None if levels is None else whole_number(levels, "levels", 2)
        modes = None if modes is None else whole_number(modes, "modes", 1)
        return self._of(self._study.map(text(to, "to"), levels, modes))

    def to_toml(self) -> str:
        """The model file, which :meth:`load` makes an equal model of. Raises Error for a spectral
        density that is a function, which no file can hold.

        >>> print(model.to_toml())
        title = ""
        equations = ["local", "global", "partial_secular", "redfield"]
        ...
        """
        return self._study.to_toml()

    def __repr__(self) -> str:
        def count(items: Sequence[Any], what: str) -> str:
            return f"{len(items)} {what}{'' if len(items) == 1 else 's'}"

        title = f"{self.title!r}: " if self.title else ""
        system = (
            f"{count(self.sites, 'site')}, {count(self.couplings, 'coupling')}, "
            if self.sites
            else ""
        )
        try:
            dimension = f"; dimension {self.dimension}"
        except Error:  # a network, which is solved without its Hilbert space
            dimension = ""
        return f"Model({title}{system}{count(self.baths, 'bath')}{dimension})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Model):
            return NotImplemented
        return self._study.equals(other._study)

    __hash__ = None  # type: ignore[assignment]  # matrices have none

    def __reduce__(self) -> tuple[Any, ...]:
        return self._of, (self._study,)

    # -- what it does -----------------------------------------------------------------------------

    def steady_state(self, equation: str, *, initial: Any = None) -> xr.DataArray:
        """The stationary density matrix rho: L[rho] = 0, Tr rho = 1.

        Where there is more than one, that which an `initial` state of :meth:`evolve` goes to, by
        the projection on the zero eigenspace, or its average over time where coherences keep
        turning, which the attribute `warnings` says.

        Returns complex numbers along `ket` and `bra`, d x d, in the basis of the model: oscillators
        are cut at their `levels`, as the attribute `road` says.
        Global and local equations give a positive rho; partial_secular and redfield need not, and
        then the attribute `warnings` says so.

        Raises
        ------
        Error
            When the stationary state is not unique, when a bath has no finite rate at zero
            frequency but couples there, or when the equation cannot be written for this model.

        >>> rho = model.steady_state("global")
        >>> rho.dims, complex(np.trace(rho)).real.__round__(12)
        (('ket', 'bra'), 1.0)
        """
        if initial is None:
            dataset = self._point("density_matrix", equation)
        else:
            dataset = self._answered(
                self._with(
                    **self._stationary(),
                    initial=initial,
                    output=["density_matrix"],
                    equations=self._asked(_one(equation)),
                ),
                "auto",
            ).isel(equation=0)
        return _results.complex_array(dataset, "density_matrix")

    def liouvillian(self, equation: str) -> NDArray[np.complex128]:
        """The generator L of d rho/dt = L[rho] as a matrix, d^2 x d^2, in the basis of the model.

        It acts on the columns of rho stacked on each other, ``rho.reshape(-1, order="F")``, as
        QuTiP's superoperators do: ``qutip.Qobj(L, dims=[[dims, dims], [dims, dims]])`` with the
        numbers of levels ``dims`` is one of QuTiP's. Column stacking makes A rho B into
        ``np.kron(B.T, A)``. Unit: energy. Raises Error as :meth:`steady_state`.

        >>> liouvillian = model.liouvillian("redfield")
        >>> rho = model.steady_state("redfield").values
        >>> bool(np.abs(liouvillian @ rho.reshape(-1, order="F")).max() < 1e-15)
        True
        """
        liouvillian: NDArray[np.complex128] = _core.liouvillian(self._of_one(equation))
        return liouvillian

    def dissipator(self, bath: str, equation: str) -> NDArray[np.complex128]:
        """The part L_j of :meth:`liouvillian` that one bath adds to -i [H, rho].

        The flow from the bath is Tr(H L_j[rho]). Raises Error when there is no such bath.

        >>> dissipator = model.dissipator("hot", "redfield")
        >>> rho = model.steady_state("redfield").values
        >>> change = (dissipator @ rho.reshape(-1, order="F")).reshape(rho.shape, order="F")
        >>> flow = np.trace(model.hamiltonian @ change).real
        >>> bool(abs(flow - model.energy_flow("redfield").sel(bath="hot").item()) < 1e-15)
        True
        """
        dissipator: NDArray[np.complex128] = _core.dissipator(self._of_one(equation), bath)
        return dissipator

    def flows(self, equation: str, *, road: str = "auto") -> NDArray[np.float64]:
        """The numbers of :meth:`energy_flow` alone, by bath, in a few microseconds a call.

        What can be kept from one call to the next is kept; the numbers do not depend on it. An
        answer to be wary of gives no warning here.

        >>> bool((model.flows("redfield") == model.energy_flow("redfield")).all())
        True
        """
        study = None
        if isinstance(equation, str):  # what a table of options asks for is not kept
            study = self._single.get(("energy_flow", equation))
        if study is None:
            study = self._asks("energy_flow", _one(equation))
        flows: NDArray[np.float64] = study.solve(_is_automatic(road))[0][0]
        return flows

    def energy_flow(self, equation: str | None = None, *, road: str = "auto") -> xr.DataArray:
        """J_j = Tr(H L_j[rho]), the energy per time from each bath into the system, stationary.

        Along `bath`, the channels last; without an equation along `equation` too, for those of the
        model. Unit: energy squared. The flows of one equation add up to zero.

        Networks of oscillators are solved without cutting any level, unless `road` is
        "density_matrix", as in :meth:`sweep`; the attribute `road` says which it was. Raises Error
        as :meth:`steady_state`.

        >>> two = quflux.Model(
        ...     [quflux.Oscillator("a", 1.0, levels=3), quflux.Oscillator("b", 1.1, levels=3)],
        ...     [quflux.Exchange("a", "b", 0.05)],
        ...     [quflux.Bath(f"bath{n}", site, temperature=0.4 * n,
        ...                  spectral_density=quflux.PowerLaw(0.02))
        ...      for n, site in [(1, "a"), (2, "b")]],
        ... )
        >>> two.energy_flow("global").attrs["road"]
        'global: solved as a network of oscillators (no level cut) of 2 sites'
        >>> two.energy_flow("global", road="density_matrix").attrs["road"]
        'global: solved by the density matrix (oscillators cut at their levels), as was asked for'
        """
        return self._quantity("energy_flow", equation, road)

    def entropy_production(
        self, equation: str | None = None, *, road: str = "auto"
    ) -> xr.DataArray:
        """sigma = -sum_j J_j / T_j of the stationary state; the second law is sigma >= 0.

        A number, or along `equation`. Unit: energy. NaN at zero temperature. `road` and errors
        are those of :meth:`energy_flow`.

        >>> model.entropy_production("global").item() > 0
        True
        """
        return self._quantity("entropy_production", equation, road)

    def response(
        self,
        keys: str | Sequence[str] | None = None,
        equation: Equations | None = None,
        *,
        outputs: str | Sequence[str] = "energy_flow",
        road: str = "auto",
        progress: bool | None = None,
    ) -> xr.Dataset:
        """The derivatives of stationary flows and of what follows by numbers of the model.

        Parameters
        ----------
        keys
            Paths of :attr:`parameters`, one or several; None: all but counts of levels.
        equation
            One or several; None: those of the model.
        outputs
            "energy_flow", "occupations", "rectification", one or several. Flows are always there;
            occupations and rectification take about as long again, each.
        road
            As in :meth:`sweep`: derivatives of networks of oscillators are exact with
            "density_matrix" alone, at the `levels` of the model; else `d_error` tells their error.
        progress
            Whether to show a bar; None, only where somebody sees it.

        Returns
        -------
        Dataset
            `d_energy_flow` along `key` and `bath`, `d_entropy_production` along `key`, and where
            they are asked for `d_occupations` along `key` and `site` and, of two baths,
            `d_rectification` along `key`, each beside what it is the derivative of;
            `thermal_conductance` dJ_k/dT_l, `onsager` T_l^2 dJ_k/dT_l and `gain`
            (dJ_k/dT_l)/(dJ_l/dT_l) along `bath` k and `heated_bath` l (docs/response.md).
            `d_error` along `key` is 0 where derivatives are exact, else their estimated error. All
            have `equation`, too, unless one was asked for by its name. NaN
            where there is no derivative, as in equations that do not fit the model; the attribute
            `failure_reasons` of `failure` says why.

        Raises
        ------
        Error
            When the model has no such number, and the reason where no number that was asked for
            has a derivative in any of the equations, as in models with drives.

        >>> slopes = model.response(equation="redfield")
        >>> slopes.d_energy_flow.sel(key="coupling.rabi.strength", bath="hot").round(6).item()
        0.000768
        >>> slopes.thermal_conductance.sel(bath="hot", heated_bath="hot").item() > 0
        True
        """
        asked = self._asked(self.equations if equation is None else equation)
        several_keys = (
            [keys] if isinstance(keys, str) else several(() if keys is None else keys, "keys")
        )
        paths = [text(key, "a key") for key in several_keys]
        wanted = [outputs] if isinstance(outputs, str) else several(outputs, "outputs")
        names = ("energy_flow", "occupations", "rectification")
        for name in wanted:
            if name not in names:
                raise Error(f"outputs hold {shown(name)}; allowed are {', '.join(names)}")
        # Drives are kept: derivatives beside them are refused.
        study = self._with(sweep={}, equations=asked)
        more = ("occupations" in wanted, "rectification" in wanted)
        automatic = _is_automatic(road)
        total = _core.response_size(study, paths, *more)
        with _progress.bar(total, progress, " derivatives") as update:
            variables, attributes = _core.response(
                study, paths, automatic, *more, update, self._text()
            )
        return _results.to_small_dataset(variables, attributes, isinstance(equation, str))

    def eigenvalues(
        self,
        equation: str,
        axis: Mapping[str, Any] | None = None,
        *,
        matrix: str = "generator",
        near: complex | None = None,
        count: int | None = None,
    ) -> xr.DataArray:
        """Eigenvalues of the generator, of the model as it is or along a parameter.

        Parameters
        ----------
        equation
            One of the master equations.
        axis
            ``{PATH: values}``, ascending or descending: eigenvalues along that parameter, each
            branch followed by its eigenvectors through crossings. None: at the model's own numbers.
        matrix
            "generator": the d**2 eigenvalues lambda of the equation for the density matrix, modes
            that decay as exp(lambda t); one is zero, that of the stationary state. "amplitude",
            along a parameter and where an equation closes on the amplitudes (pairs and chains of
            two-level systems, networks of oscillators): the eigenvalues of X in d<a>/dt = -X <a>,
            half the width of a mode plus i times its frequency; those of a pair of two-level
            systems are counted from the mean frequency. "moments": -(x_k + conj(x_l)) of these;
            of equations that mix a and a^+, whose X is 2N x 2N, -(x_k + x_l) of two of them.
            "slow", along a parameter: of "heom" and "exact", which have none of these, the slow
            eigenvalues.
        near, count
            Only so many eigenvalues of the generator, those closest to the number `near`, at each
            value; 1 to 64, None: 6. All are found up to 64 dimensions, these beyond.

        Notes
        -----
        Returns complex numbers along `eigenvalue`, by real part, then imaginary part, or along the
        parameter and `branch`, with the phase rigidity |<l|r>| / (|l| |r|) of each branch, which
        vanishes at exceptional points, as the coordinate `phase_rigidity`. Near a number those of
        the model as it is begin with the closest and have it, too, and along a parameter a branch
        is NaN where its eigenvalue is not among the closest; the coordinate `eigenvalue_error`,
        residual over phase rigidity, tells how far each may be off. Unit: energy. Raises Error as
        :meth:`steady_state`.

        Examples
        --------
        >>> bool(model.eigenvalues("global").real.max() < 1e-12)
        True
        >>> model.eigenvalues("local", {"coupling.rabi.strength": [0.01, 0.02]}).sizes["branch"]
        144
        >>> bool(abs(model.eigenvalues("redfield", near=0, count=3)[0]) < 1e-12)
        True
        """
        if matrix not in ("generator", "moments", "amplitude", "slow"):
            raise Error(
                f"matrix is {shown(matrix)}; it must be 'generator', 'moments', 'amplitude' or "
                "'slow'"
            )
        target = _near(near, count)
        if target is not None and matrix != "generator":
            raise Error(
                f"eigenvalues near a number are those of matrix 'generator', not of {shown(matrix)}"
            )
        rigidity = {"long_name": "phase rigidity", "units": "1"}
        if axis is None and target is not None:
            asked = self._asked(_one(equation))
            found, phases, errors = _core.near_eigenvalues(
                self._with(equations=asked), _label(asked[0]), target
            )
            return xr.DataArray(
                found,
                {
                    "phase_rigidity": ("eigenvalue", phases, rigidity),
                    "eigenvalue_error": ("eigenvalue", errors, _EIGENVALUE_ERROR),
                    "equation": _label(asked[0]),
                },
                ("eigenvalue",),
                "eigenvalues",
                {"long_name": "eigenvalues of the generator", "units": "energy"},
            )
        if axis is None:
            if matrix != "generator":
                raise Error(f"matrix {shown(matrix)} needs an axis, {{ PATH: values }}")
            return _results.complex_array(self._point("eigenvalues", equation), "eigenvalues")
        if len(axis) != 1:
            raise Error(f"eigenvalues are followed along one parameter; {len(axis)} are given")
        ((path, given),) = axis.items()
        self._study.parameter(text(path, "a path"))
        values = real_vector(given, f"the list of values of '{path}'").tolist()
        asked = self._asked(_one(equation))
        branches = _core.branches(
            self._with(equations=asked), path, values, _label(asked[0]), matrix, target
        )
        along = (path, "branch")
        coordinates: dict[str, Any] = {
            path: (path, values, _results.parameter_attributes(path)),
            "phase_rigidity": (along, branches.rigidity, rigidity),
            "equation": _label(asked[0]),
        }
        if target is not None:
            coordinates["eigenvalue_error"] = (along, branches.errors, _EIGENVALUE_ERROR)
        return xr.DataArray(
            branches.eigenvalues,
            coordinates,
            along,
            "eigenvalues",
            {"long_name": f"eigenvalues of the {matrix}", "units": "energy"},
        )

    def exceptional_points(
        self,
        parameter: str,
        start: float,
        stop: float,
        equation: str,
        *,
        matrix: str | None = None,
        height: float | None = None,
        near: complex | None = None,
        count: int | None = None,
        progress: bool | None = None,
    ) -> xr.Dataset:
        """Where eigenvalues of an equation coalesce together with their eigenvectors.

        Parameters
        ----------
        parameter, start, stop
            The parameter by its path, and the interval of its real part.
        equation
            One of the master equations, or "heom" or "exact", by their slow eigenvalues.
        matrix
            "amplitude", the matrix X of the amplitudes (see :meth:`eigenvalues`), or "generator";
            None: the amplitude matrix where there is one. An exceptional point of X is one of the
            generator too; that of oscillators knows no level cut.
        height
            How far from the real axis to look; None: half of the interval, or as far as the
            continuation is good.
        near, count
            Also beyond 64 dimensions, those of so many eigenvalues of the generator alone (1 to 64,
            None: 6) that are closest to the number `near` in the middle of the interval.
        progress
            Whether to show a progress bar, as :meth:`sweep`.

        Returns
        -------
        Dataset
            Along `point`, the closest to the real axis first: the complex `parameter` (its mirror
            image at the real axis is an exceptional point, too), the `eigenvalue`, how many
            coalesce (`multiplicity`), the size of the largest Jordan block (`order`), the
            exponent with which branches part (`branch_exponent`), what relaxes there (`kind`,
            "flow", "coherence" or both; those of the flow come first), and the `error` of the
            parameter where an equation is solved to a tolerance. Attributes: the `matrix`,
            whether the search was `complete` (1 or 0), the `height` it went to, the `minimum_gap`
            between eigenvalues on the real interval, and where; `remarks`, if there are any: at
            which levels oscillators of a density matrix were cut, and what depends on that.

        Raises Error as :meth:`steady_state`, and for an empty interval.

        >>> pair = quflux.Model(
        ...     [quflux.TwoLevel("a", 1.0), quflux.TwoLevel("b", 1.0)],
        ...     [quflux.Exchange("a", "b", 0.01, name="rabi")],
        ...     [quflux.Bath(f"bath{n}", site, temperature=0.2 * n,
        ...                  spectral_density=quflux.PowerLaw(0.02 * n))
        ...      for n, site in [(1, "a"), (2, "b")]],
        ... )
        >>> points = pair.exceptional_points("coupling.rabi.strength", 0.001, 0.1, "local")
        >>> flow = points.isel(point=points.kind.values == "flow")
        >>> flow.parameter.values.round(6), flow.order.values
        (array([0.006721+0.j]), array([2]))
        """
        asked = self._asked(_one(equation))
        found = self._transition(
            parameter, start, stop, asked, matrix, height, _near(near, count), progress
        )
        return _transitions.exceptional_points(found[0], parameter, _label(asked[0]))

    def exceptional_plane(
        self,
        axes: Mapping[str, Sequence[float]],
        equation: str | Mapping[str, Any],
        *,
        matrix: str | None = None,
        progress: bool | None = None,
    ) -> _core.EquationPlane:
        """Where eigenvalues of an equation coalesce in the plane of two real numbers of the model.

        Parameters
        ----------
        axes
            Two parameters by their paths, with the smallest and the largest value of each.
        equation
            One of the master equations, or "heom" or "exact", by their slow eigenvalues.
        matrix, progress
            As :meth:`exceptional_points`.

        Returns
        -------
        EquationPlane
            `points`, isolated ones and cusps of curves, each with its two `parameters`, its `kind`
            ("flow", "coherence" or both), `order`, `multiplicity`, `eigenvalue`, `cycles`,
            `branch_exponent`, and the `error` of both parameters where an equation is solved to a
            tolerance; `curves`, each with `points` (both parameters of its vertices in order),
            `kind`, `order` and `closed`; `degeneracies` and `degeneracy_curves`, where all
            eigenvectors stay; the `matrix`; whether the search was `complete`; `remarks`.
            :func:`quflux.plot.exceptional_curves` draws it.

        Coherences of two atoms, and their flows in partial secular, have isolated points. Flows of
        the density matrix have curves where nothing holds two points together; they are those of a
        small hierarchy in "heom", whose cusps are then refined.

        Raises Error as :meth:`exceptional_points`, and unless there are two parameters.

        >>> pair = quflux.Model(
        ...     [quflux.TwoLevel("a", 1.0), quflux.TwoLevel("b", 1.0)],
        ...     [quflux.Exchange("a", "b", 0.01, name="rabi")],
        ...     [quflux.Bath(f"bath{n}", site, temperature=0.2 * n,
        ...                  spectral_density=quflux.PowerLaw(0.02 * n))
        ...      for n, site in [(1, "a"), (2, "b")]],
        ... )
        >>> found = pair.exceptional_plane(
        ...     {"coupling.rabi.strength": (0.004, 0.02), "site.b.frequency": (0.99, 1.011)},
        ...     "local",
        ... )
        >>> [[round(x, 6) for x in p.parameters] for p in found.points if p.kind == "flow"]
        [[0.006721, 1.0]]
        """
        if not isinstance(axes, Mapping) or len(axes) != 2:
            raise Error(
                f"axes are {shown(axes)}; they must be two parameters by their paths, each with its"
                " smallest and largest value"
            )
        paths = [text(path, "a path of axes") for path in axes]
        ends = []
        for path, given in axes.items():
            if isinstance(given, str) or not isinstance(given, Sequence) or len(given) != 2:
                raise Error(f"{path} is {shown(given)}; it must be two numbers, its ends")
            ends.append([real_number(value, path) for value in given])
        if matrix not in (None, "generator", "amplitude"):
            raise Error(f"matrix is {shown(matrix)}; it must be 'generator' or 'amplitude'")
        study = self._with(equations=self._asked(_one(equation)))
        lower, upper = zip(*ends, strict=True)
        with _progress.bar(_core.SEARCH_PARTS, progress, unit=" parts") as update:
            return _core.find_exceptional_plane(study, paths, lower, upper, matrix, update)

    def transition(
        self,
        parameter: str,
        start: float,
        stop: float,
        equations: Equations | None = None,
        *,
        matrix: str | None = None,
        height: float | None = None,
        near: complex | None = None,
        count: int | None = None,
        progress: bool | None = None,
    ) -> xr.Dataset:
        """The marks of the transition from weak to strong coupling along a parameter.

        Values of the parameter along `equation`, NaN where there is none; the long names say what
        each is: `exceptional_point` on the real axis; `complex_exceptional_point_re` and `_im` of
        the one closest to it otherwise; the smallest distance of eigenvalues on the interval
        (`minimum_gap`) and where (`minimum_gap_at`); for two modes the places where their splitting
        changes, and along a coupling that of the largest specific flow. The attribute
        `not_searched` tells why an equation
        was not looked at, if one was not, `remarks` what depends on the levels at which oscillators
        are cut. Parameters and errors are those of
        :meth:`exceptional_points`; without equations those of the model.

        >>> pair = quflux.Model(
        ...     [quflux.TwoLevel("a", 1.0), quflux.TwoLevel("b", 1.0)],
        ...     [quflux.Exchange("a", "b", 0.01, name="rabi")],
        ...     [quflux.Bath(f"bath{n}", site, temperature=0.2 * n,
        ...                  spectral_density=quflux.PowerLaw(0.02 * n))
        ...      for n, site in [(1, "a"), (2, "b")]],
        ... )
        >>> marks = pair.transition("coupling.rabi.strength", 0.001, 0.1, ["local", "global"])
        >>> marks.exceptional_point.round(6).values
        array([0.006721,      nan])
        """
        asked = self._asked(self.equations if equations is None else equations)
        found = self._transition(
            parameter, start, stop, asked, matrix, height, _near(near, count), progress
        )
        return _transitions.marks(found, parameter, [_label(equation) for equation in asked])

    def sweep(
        self,
        axes: Mapping[str, Any] | None = None,
        *,
        equations: Equations | None = None,
        outputs: str | Sequence[str | Mapping[str, Any]] | None = None,
        road: str = "auto",
        threads: int | None = None,
        progress: bool | None = None,
        client: Any = None,
        chunks: int | None = None,
    ) -> xr.Dataset:
        """Computes outputs at every point of a grid of parameters, on all cores.

        Parameters
        ----------
        axes
            Values of parameters by their paths (see :attr:`parameters`); several make a grid, the
            first varies slowest. Instead of an array, what a model file may say:
            ``{"above": 0, "to": 0.1, "points": 100}`` or ``{"follow": PATH, "factor": 2}``. None:
            the sweep of the model file.
        equations
            One or several; None: those of the model.
        outputs
            Names out of "energy_flow", "entropy_production", "populations", "density_matrix",
            "eigenvalues", "moment_eigenvalues", "spectral_gap", "purity", "min_eigenvalue",
            "ergotropy", "l1_coherence", "gibbs_distance", "flow_digits", "occupations", of
            networks "bond_flow", "amplitude_eigenvalues" and "flow_error", and
            ``{"kind": "specific_flow", "over": PATH}`` or
            ``{"kind": "expectation", "name": NAME, "operators": ["SITE.OPERATOR"]}`` and others of
            docs/guide.md. None: those of the model file.
        road
            "auto": closed forms where the model is a pair of two-level systems, a chain or a
            network and the outputs follow from them; "density_matrix": the density matrix
            everywhere, as `--road` of `quflux run`. The numbers are the same up to rounding, and
            up to the `levels` of oscillators, which only the density matrix cuts; the attribute
            `road` says where.
        threads
            How many; None: as many as there are cores.
        progress
            Whether to show a progress bar (needs tqdm); None: in a notebook or on a terminal, for
            work that takes longer than half a second.
        client
            A `distributed.Client` of Dask: the sweep is computed in parts by its workers, a thread
            each (docs/clusters.md). The parts of a worker that is lost are computed again.
        chunks
            So many points a part: the arrays of the result are Dask's, and computed part by part
            when they are asked for, by the client if there is one. `failure` and `warning` are 1
            where there is one.

        Returns
        -------
        Dataset
            A variable per output along the swept parameters, `equation`, and what the output adds
            (`bath` for flows); with units and long names. Complex numbers as two variables, NAME_re
            and NAME_im. Where an equation has no answer there is NaN, and `failure` holds the
            number of the reason, counted from 1, in its attribute `failure_reasons`. It equals what
            `quflux run` writes, and so does the file of `to_netcdf`.

        Ctrl-C stops it between two points.

        Raises
        ------
        Error
            When a parameter does not exist or an output cannot be computed for this model at all.
            Whatever a spectral density given as a function raises comes through.

        Examples
        --------
        >>> flows = model.sweep({"coupling.rabi.strength": np.linspace(0.01, 0.1, 4)},
        ...                     equations=["local", "global"])
        >>> dict(flows.energy_flow.sizes)
        {'coupling.rabi.strength': 4, 'equation': 2, 'bath': 2}
        >>> flows.energy_flow.attrs["units"]
        'energy^2'
        """
        changes: dict[str, Any] = {}
        if axes is not None:
            changes["sweep"] = settings_of(axes, "axes")
        if equations is not None:
            changes["equations"] = self._asked(equations)
        if outputs is not None:
            one = isinstance(outputs, str | Mapping)
            changes["output"] = [outputs] if one else list(several(outputs, "outputs"))
        study = self._with(**changes) if changes else self._study
        if client is None and chunks is None:
            return self._run(study, road, threads, progress)
        return self._run_in_parts(study, road, threads, progress, client, chunks)

    def evolve(
        self,
        times: Any,
        initial: Any = None,
        *,
        equations: Equations | None = None,
        outputs: str | Mapping[str, Any] | Sequence[str | Mapping[str, Any]] = (
            "energy_flow",
            "energy_transferred",
        ),
        drive: Mapping[str, Any] | None = None,
        max_step: float | None = None,
        axes: Mapping[str, Any] | None = None,
        threads: int | None = None,
        progress: bool | None = None,
    ) -> xr.Dataset:
        """States and flows in time: rho(t) = exp(L t) rho(0), J_j(t) and Q_j, the integral of J_j.

        Parameters
        ----------
        times
            From 0 on, ascending, in units of 1/energy. One that is repeated has equal rows.
        initial
            The state at t = 0: ``{SITE: state}`` with "ground", "excited", the number of a level
            or ``{"temperature": T}``, sites that are not named in their ground state;
            ``{"gibbs": T}``, exp(-H/T)/Z; ``{"stationary": {PATH: number}}``, a quench from the
            stationary state of the model with other numbers, in "heom" that of the reservoirs with
            it and numbers of H and channels alone; ``{"limit_cycle": True}``, the state to which
            periodic drives return; or a density matrix, d x d. None: that of the model file.
        drive
            Numbers of the model that change meanwhile, by their paths: ``(times, values)``, linear
            in between; a mapping as in a model file, ``{"kind": "sine", "amplitude": 0.2,
            "period": 300}``; or a function of the time. The generator is that of H(t) at each time.
            "heom" follows ``{"kind": "steps"}`` alone, of numbers of H and rates of channels. None:
            those of the model file.
        max_step
            The longest step in time of drives that are functions, which are known nowhere else; a
            thousandth of the last time when absent. Their slopes, by which drives that are not slow
            have a warning, are differences over a quarter of it. Steps are made shorter where their
            estimated error shows it, and all is done once more with half of the longest step: the
            output "flow_error" has both errors, and there is a warning where they are not small.
            Where a function jumps between two times that are `max_step` apart is found; what begins
            and ends within less is not seen, and no error tells it: {"kind": "steps"} misses none.
        equations, axes, threads, progress
            As in :meth:`sweep`; without axes at the model's own numbers.
        outputs
            Those of the guide, among them "energy", "entropy", "occupations", "density_matrix" and
            "entropy_production", which has the change of the entropy in it here.

        Returns
        -------
        Dataset
            Along `equation` and `time`, the swept parameters, and what the output adds; otherwise
            as that of :meth:`sweep`: where an equation has no answer, since a periodic drive is so
            fast that it needs Floquet theory, say, or a driven temperature goes below zero, there
            is NaN, and `failure` says why. It equals what `quflux evolve` writes, but for the order
            of dimensions.

        Raises
        ------
        Error
            When times descend or are negative, the initial state is none of this model, a drive
            has a number that is not allowed, or no road follows an equation.

        Examples
        --------
        >>> course = model.evolve(np.linspace(0, 100, 11), {"atom": "excited"}, equations="global",
        ...                       outputs=["energy", "energy_transferred"])
        >>> course.energy.dims
        ('equation', 'time')
        >>> gained = (course.energy - course.energy.sel(time=0)).squeeze()
        >>> bool(abs(gained - course.energy_transferred.sum("bath").squeeze()).max() < 1e-14)
        True

        The work of a ramp, and the first law:

        >>> ramp = model.evolve([0, 200], {"gibbs": 0.5}, equations="global",
        ...                     drive={"site.atom.frequency": ([0, 200], [1.0, 1.2])},
        ...                     outputs=["energy", "energy_transferred", "work"])
        >>> given = ramp.energy_transferred.sum("bath") + ramp.work
        >>> bool(abs(ramp.energy - ramp.energy.sel(time=0) - given).max() < 1e-12)
        True
        """
        own = self._study.fields()
        changes: dict[str, Any] = {
            "time": times,
            "initial": own["initial"] if initial is None else initial,
            "drive": own["drive"] if drive is None else settings_of(drive, "drive"),
            "max_step": max_step,
            "sweep": dict(axes or {}),
            "output": [outputs] if isinstance(outputs, str | Mapping) else list(outputs),
        }
        if changes["initial"] is None:
            raise Error("evolve needs `initial`, the state at t = 0, which the model has not")
        start = changes["initial"]
        if not (isinstance(start, Mapping) and "limit_cycle" in start):  # which has a period
            _require_times(times)
        if equations is not None:
            changes["equations"] = self._asked(equations)
        dataset = self._run(self._with(**changes), "auto", threads, progress)
        return dataset.transpose("equation", "time", ...)

    def limit_cycle(
        self,
        drive: Mapping[str, Any] | None = None,
        *,
        times: Any = None,
        equations: Equations | None = None,
        outputs: str | Mapping[str, Any] | Sequence[str | Mapping[str, Any]] = (
            "energy_flow",
            "energy_transferred",
            "work",
        ),
        max_step: float | None = None,
        axes: Mapping[str, Any] | None = None,
        threads: int | None = None,
        progress: bool | None = None,
    ) -> xr.Dataset:
        """The state to which periodic drives return, along one period: (1 - U) rho = 0.

        Parameters are those of :meth:`evolve`; without `times` they are 101 from 0 to the common
        period of the drives. At the last of them `energy_transferred` holds the heats of a period,
        and `work` its work; they add up to zero.

        Raises
        ------
        Error
            As :meth:`evolve`; also when the drives have no common period, or a density matrix of
            more than 12 dimensions is needed. Where more than one state returns there is NaN, and
            `failure` says so.

        Examples
        --------
        >>> density = quflux.PowerLaw(0.01)
        >>> bath = quflux.Bath("hot", "atom", temperature=0.5, spectral_density=density)
        >>> atom = quflux.Model([quflux.TwoLevel("atom", 1.0)], [], [bath])
        >>> swept = {"kind": "sine", "amplitude": 0.1, "period": 100}
        >>> cycle = atom.limit_cycle({"site.atom.frequency": swept}, equations="global")
        >>> end = cycle.isel(time=-1)
        >>> bool(abs(end.energy_transferred.sum("bath") + end.work).max() < 1e-12)
        True
        """
        return self.evolve(
            times,
            {"limit_cycle": True},
            drive=drive,
            max_step=max_step,
            equations=equations,
            outputs=outputs,
            axes=axes,
            threads=threads,
            progress=progress,
        )

    def correlation(
        self,
        of: Any,
        with_: Any,
        times: Any,
        *,
        equations: Equations | None = None,
        initial: Any = None,
    ) -> xr.DataArray:
        """<A(t) B(0)> = Tr[A exp(L t) (B rho)], by the quantum regression theorem.

        Parameters
        ----------
        of, with_
            A and B: matrices d x d, or products of site operators as model files have them,
            "SITE.OPERATOR" or a list of these.
        times
            From 0 on, ascending, in units of 1/energy.
        equations
            As in :meth:`sweep`.
        initial
            rho, as in :meth:`evolve`; None: the stationary state.

        Notes
        -----
        Returns complex numbers along `equation` and `time`. Raises Error as :meth:`steady_state`,
        where times descend, and for density matrices that do not fit into memory.

        Examples
        --------
        >>> n = model.correlation("atom.n", "atom.n", [0.0, 10.0, 1e4], equations="global")
        >>> p = model.sweep(outputs="occupations", equations="global").occupations[:, 0]
        >>> bool(abs(n.sel(time=0) - p).item() < 1e-12)  # n n = n of an atom
        True
        >>> bool(abs(n.sel(time=1e4) - p**2).item() < 1e-12)  # which forgets itself
        True
        """
        _require_times(times)
        changes: dict[str, Any] = {
            "sweep": {},
            "time": times,
            "drive": {},
            "initial": {"stationary": {}} if initial is None else initial,
        }
        if equations is not None:
            changes["equations"] = self._asked(equations)
        study = self._with(**changes)
        values = _core.correlation(study, self._operator(of), self._operator(with_))
        time = real_vector(study.fields()["time"], "the list of times")
        labels = [table["label"] for table in study.fields()["equations"]]
        return xr.DataArray(
            values,
            {"equation": labels, "time": ("time", time, {"units": "1/energy"})},
            ("equation", "time"),
            "correlation",
            {"long_name": "correlation", "units": "1"},
        )

    def flow_spectrum(
        self, frequencies: Any, bond: str | None = None, *, equations: Equations | None = None
    ) -> xr.DataArray:
        """I(nu), by frequency the energy flow through a coupling, from its first site on.

        Parameters
        ----------
        frequencies
            A list, or ``{"from": 0.9, "to": 1.1, "points": 201}``.
        bond
            The name of a coupling that parts the model in two; None: the only one.
        equations
            "local", whose spectrum integrates to the flow out of the part behind the first site,
            and for oscillators "exact", the integrand of the exact current. None: those of the
            model; Error where another one is among them.

        Notes
        -----
        Along `equation` and `frequency`. Unit: energy.

        Examples
        --------
        >>> pair = quflux.Model(
        ...     [quflux.TwoLevel("left", 1.0), quflux.TwoLevel("right", 1.0)],
        ...     [quflux.Exchange("left", "right", 0.03, name="rabi")],
        ...     [quflux.Bath("cold", "left", temperature=0.2,
        ...                  spectral_density=quflux.PowerLaw(0.002, 3)),
        ...      quflux.Bath("hot", "right", temperature=0.22,
        ...                  spectral_density=quflux.PowerLaw(0.04, 3))])
        >>> spectrum = pair.flow_spectrum(np.linspace(0.9, 1.1, 401), equations="local")
        >>> hump = spectrum.frequency[abs(spectrum).argmax("frequency")].item()
        >>> hump != 1  # beyond 0.0145 there are two, beside the frequency of the atoms
        True
        """
        return self._spectrum("flow_spectrum", frequencies, bond, equations)

    def bond_noise(
        self, frequencies: Any, bond: str | None = None, *, equations: Equations | None = None
    ) -> xr.DataArray:
        """S_I(w), the noise spectrum of the energy flow I through a coupling, by regression.

        S_I(w) = int dt exp(i w t) <{dI(t), dI(0)}>/2 over all t, even in w. Parameters are those of
        :meth:`flow_spectrum`, for any equation of a density matrix. Along `equation` and
        `noise_frequency`. Unit: energy cubed.

        >>> noise = model.bond_noise([0.0, 0.05], equations="global")
        >>> noise.dims, bool((noise > 0).all())
        (('equation', 'noise_frequency'), True)
        """
        return self._spectrum("bond_noise", frequencies, bond, equations)

    def cumulants(
        self,
        equation: str | Mapping[str, Any],
        order: int = 2,
        *,
        weights: Mapping[str, float] | None = None,
    ) -> xr.DataArray:
        """Cumulants of the energy Q_j from each bath in a long time, per unit time.

        The n-th is d^n lambda/ds_j^n at s = 0, with the generating function lambda(s) of
        :meth:`generating_function`: the flow, the noise of it, its third cumulant, and so on
        (docs/fluctuations.md).

        Parameters
        ----------
        equation
            A name, a label of the model's own or a table of options.
        order
            How many cumulants, from 1 to 64.
        weights
            Of baths, by name: the cumulants of sum_j weights_j Q_j then, along `order` alone.

        Notes
        -----
        Along `order` and `bath`. The n-th has the unit energy to the power n + 1. One that has no
        right digit is NaN, which the attribute `warnings` says. Raises Error where the equation
        does not count energies, as heom, and as :meth:`steady_state`.

        Examples
        --------
        >>> numbers = model.cumulants("global", 3)
        >>> numbers.dims
        ('order', 'bath')
        >>> bool(abs(numbers.sel(order=1) - model.energy_flow("global")).max() < 1e-15)
        True
        >>> both = model.cumulants("global", 3, weights={"hot": 1, "cold": 1})
        >>> bool(abs(both).max() < 1e-12)  # nothing piles up in the system
        True
        """
        order = whole_number(order, "order", 1)
        if order > _core.MOST_CUMULANTS:
            raise Error(f"order is {order}; cumulants are known up to {_core.MOST_CUMULANTS}")
        study = self._of_one(equation)
        coordinates: dict[str, Any] = {"order": np.arange(1, order + 1)}
        attributes = {"long_name": "cumulants of the energy from the bath, by time"}
        if weights is not None:
            values, remarks = _core.cumulants(study, self._by_bath(weights, "weights"), order)
            attributes |= _warnings(remarks)
            return xr.DataArray(values, coordinates, ("order",), "cumulants", attributes)
        names = self._bath_names()
        told = [_core.cumulants(study, unit, order) for unit in np.eye(len(names))]
        columns = [values for values, _ in told]
        attributes |= _warnings([remark for _, remarks in told for remark in remarks])
        return xr.DataArray(
            np.transpose(columns),
            coordinates | {"bath": names},
            ("order", "bath"),
            "cumulants",
            attributes,
        )

    def generating_function(
        self, equation: str | Mapping[str, Any], s: Mapping[str, Any]
    ) -> NDArray[np.float64]:
        """lambda(s), the rate by which <exp(sum_j s_j Q_j)> grows in a long time.

        Q_j is the energy that bath j gives. NaN where the mean does not exist, as it may not for
        oscillators; far from zero where equations that are not completely positive have a pair of
        complex numbers in its place, and where rounding leaves no digits.

        Parameters
        ----------
        equation
            As in :meth:`cumulants`.
        s
            Numbers or arrays that broadcast, by the names of baths; 0 for those left out.

        Notes
        -----
        The result has the shape of these. Unit: energy.

        Examples
        --------
        >>> temperatures = {"hot": 1 / 0.5, "cold": 1 / 0.2}
        >>> bool(abs(model.generating_function("global", temperatures)) < 1e-12)
        True
        >>> model.generating_function("redfield", {"hot": np.linspace(0, 1, 5)}).shape
        (5,)
        """
        if not isinstance(s, Mapping):
            raise Error(f"s is {shown(s)}; it must be a dictionary of numbers by bath")
        given = {name: real_array(values, f"s of {name!r}") for name, values in s.items()}
        for name in given:
            self._bath_place(name)
        try:
            shape = np.broadcast_shapes(*(values.shape for values in given.values()))
        except ValueError:
            raise Error("the arrays of s have shapes that do not broadcast") from None
        rows = np.zeros((int(np.prod(shape)), len(self._bath_names())))
        for name, values in given.items():
            rows[:, self._bath_place(name)] = np.broadcast_to(values, shape).ravel()
        found: NDArray[np.float64] = _core.generating_function(self._of_one(equation), rows)
        return found.reshape(shape)

    def rate_function(
        self, equation: str | Mapping[str, Any], bath: str, flows: Any
    ) -> NDArray[np.float64]:
        """I(J) = sup_s [s J - lambda(s)], of flows J from a bath.

        The probability that a bath gives the energy J t in a long time t is exp(-I(J) t). I is zero
        at the mean flow alone, inf at flows that never last, NaN where lambda(s) is not known far
        enough from zero.

        >>> mean = model.energy_flow("global").sel(bath="hot").item()
        >>> rates = model.rate_function("global", "hot", [0.0, mean, 2 * mean])
        >>> bool(rates[1] < 1e-12 * rates[0]), bool(rates[2] > 0)
        (True, True)
        """
        weights = np.eye(len(self._bath_names()))[self._bath_place(bath)]
        values = real_array(flows, "flows")
        found: NDArray[np.float64] = _core.rate_function(
            self._of_one(equation), weights, values.ravel()
        )
        return found.reshape(values.shape)

    def bath_noise(self, frequencies: Any, equation: str | Mapping[str, Any]) -> xr.DataArray:
        """S_jk(w) = int dt exp(-i w t) <<I_j(t) I_k(0)>>, between the flows from every two baths.

        At w = 0 it is the output `flow_noise`, which sweeps have, too. By regression, in every
        master equation; `exact` has the noise at w = 0 alone.

        Complex numbers along `noise_frequency`, `bath` and `other_bath`. Unit: energy cubed.

        >>> noise = model.bath_noise([0.0, 0.05], "global")
        >>> bool(abs(noise.sel(noise_frequency=0.0).sum("other_bath")).max() < 1e-12)
        True
        """
        what = "the list of frequencies"
        asked = finite(real_vector(frequencies, what), what)
        values = _core.bath_noise(self._of_one(equation), asked.tolist())
        names = self._bath_names()
        return xr.DataArray(
            np.reshape(values, (len(asked), len(names), len(names))),
            {
                "noise_frequency": ("noise_frequency", asked, {"units": "energy"}),
                "bath": names,
                "other_bath": names,
            },
            ("noise_frequency", "bath", "other_bath"),
            "bath_noise",
            {"long_name": "noise of the energy flows from the baths", "units": "energy^3"},
        )

    def grade(
        self,
        axes: Mapping[str, Any] | None = None,
        *,
        threads: int | None = None,
        progress: bool | None = None,
    ) -> xr.Dataset:
        """How far the flows of every master equation are from the exact ones.

        Parameters are those of :meth:`sweep`. The exact flows of oscillators are those of the
        quantum Langevin equation, with no approximation in the coupling to the baths
        (docs/chains.md); those of any other small model are heom's (docs/heom.md).

        Returns
        -------
        Dataset
            Along the swept parameters: `relative_error` by `equation`, max_j |J_j - J_j^exact| /
            max_j |J_j^exact|; the flows, `energy_flow` by `equation` and `bath` and `exact_flow` by
            `bath`, with the estimated error of the integral, `flow_error`; and `best`, the index of
            the equation with the smallest error. NaN where there is no answer. It equals what
            `quflux grade` writes. Ctrl-C stops it between two points.

        Raises
        ------
        Error
            When neither the exact current nor heom knows the model.

        Examples
        --------
        >>> two = quflux.Model(
        ...     [quflux.Oscillator("a", 1.0, levels=3), quflux.Oscillator("b", 1.1, levels=3)],
        ...     [quflux.Exchange("a", "b", 0.05, name="ab")],
        ...     [quflux.Bath(f"bath{n}", site, temperature=0.4 * n,
        ...                  spectral_density=quflux.Drude(0.002, cutoff=5))
        ...      for n, site in [(1, "a"), (2, "b")]],
        ...     bath_coupling="exchange",
        ... )
        >>> grades = two.grade({"coupling.ab.strength": [0.01, 0.2]})
        >>> list(grades.equation.values[grades.best.astype(int)])
        ['...', '...']
        """
        study = self._study if axes is None else self._with(sweep=dict(axes))
        with _progress.bar(_core.grid_size(study), progress) as update:
            return _results.to_dataset(
                *_core.grade(study, thread_count(threads), update, self._text())
            )

    # -- how --------------------------------------------------------------------------------------

    @classmethod
    def _of(cls, study: _core.Study) -> Model:
        model = cls.__new__(cls)
        model._set(study)
        return model

    def _set(self, study: _core.Study) -> None:
        self._study, self._single, self._frames, self._lines = study, {}, {}, None

    def _with(self, **changes: Any) -> _core.Study:
        """The study of one call, whose arguments take the place of some fields."""
        fields = self._study.fields() | {"settings": self._study.settings}
        return _core.Study(**fields | changes)

    def _text(self) -> str:
        """What results keep of the model: its file."""
        if self._lines is None:
            try:
                self._lines = self._study.source or self._study.to_toml()
            except Error as error:  # a function, which no file can hold
                self._lines = f"# {error}\n"
        return self._lines

    def _operator(self, given: Any) -> NDArray[np.complex128]:
        factors = [given] if isinstance(given, str) else given
        if isinstance(factors, list | tuple) and all(isinstance(f, str) for f in factors):
            product: NDArray[np.complex128] = _core.site_product(self._study, list(factors))
            return product
        what = "an operator of the correlation"
        return finite(matrix(given, what), what)

    def _run(
        self, study: _core.Study, road: str, threads: int | None, progress: bool | None
    ) -> xr.Dataset:
        automatic = _is_automatic(road)
        with _progress.bar(_core.grid_size(study), progress) as update:
            return _results.to_dataset(
                *_core.run_sweep(study, automatic, thread_count(threads), update, self._text())
            )

    def _run_in_parts(
        self,
        study: _core.Study,
        road: str,
        threads: int | None,
        progress: bool | None,
        client: Any,
        chunks: int | None,
    ) -> xr.Dataset:
        automatic = _is_automatic(road)
        if threads is not None:
            raise Error("threads is given with client or chunks; each part has one thread")
        if chunks is not None:
            if isinstance(chunks, bool) or not isinstance(chunks, int) or chunks < 1:
                raise Error(f"chunks is {shown(chunks)}; it must be a number of points, at least 1")
            return _parts.lazy(study, automatic, self._text(), chunks)
        with _progress.bar(_core.grid_size(study), progress) as update:
            return _parts.by_client(study, automatic, self._text(), client, update)

    def _asks(self, output: str, equation: str | Mapping[str, Any] | None) -> _core.Study:
        """The study of one output at the model's own numbers, by one equation or by its own."""
        changes: dict[str, Any] = {**self._stationary(), "output": [output]}
        if equation is not None:
            changes["equations"] = self._asked(_one(equation))
        study = self._with(**changes)
        if equation is None or isinstance(equation, str):
            self._single[output, equation] = study
        return study

    def _of_one(self, equation: str | Mapping[str, Any]) -> _core.Study:
        return self._with(**self._stationary(), equations=self._asked(_one(equation)))

    def _stationary(self) -> dict[str, Any]:
        """What makes a study one of the stationary state at the model's own numbers.

        An initial state without times is the one whose limit is asked for.
        """
        followed = self._study.fields()["time"] is not None
        return {"sweep": {}, "time": None, "drive": {}} | ({"initial": None} if followed else {})

    def _answered(self, study: _core.Study, road: str) -> xr.Dataset:
        dataset = self._run(study, road, 1, False)
        _results.require_answers(dataset)
        return dataset

    def _point(self, output: str, equation: str | None, road: str = "auto") -> xr.Dataset:
        dataset = self._answered(self._asks(output, equation), road)
        return dataset if equation is None else dataset.isel(equation=0)

    def _spectrum(
        self, kind: str, frequencies: Any, bond: str | None, equations: Equations | None
    ) -> xr.DataArray:
        output: dict[str, Any] = {"kind": kind, "frequencies": frequencies}
        if not isinstance(frequencies, Mapping):
            output["frequencies"] = real_vector(frequencies, "the list of frequencies").tolist()
        if bond is not None:
            output["bond"] = bond
        changes: dict[str, Any] = {**self._stationary(), "output": [output]}
        if equations is not None:
            changes["equations"] = self._asked(equations)
        dataset = self._answered(self._with(**changes), "auto")
        return dataset[kind].assign_attrs(_results.remarks(dataset))

    def _bath_names(self) -> list[str]:
        """Those that energy flows from: the baths, then the channels."""
        return [bath.name for bath in self.baths] + [channel.name for channel in self.lindblad]

    def _bath_place(self, name: str) -> int:
        names = self._bath_names()
        if name not in names:
            raise Error(f"there is no bath {shown(name)}; there are {', '.join(names)}")
        return names.index(name)

    def _by_bath(self, given: Mapping[str, float], what: str) -> NDArray[np.float64]:
        if not isinstance(given, Mapping):
            raise Error(f"{what} is {shown(given)}; it must be a dictionary of numbers by bath")
        numbers = np.zeros(len(self._bath_names()))
        for name, value in given.items():
            numbers[self._bath_place(name)] = real_number(value, f"{what} of {name!r}")
        return finite(numbers, what)

    def _quantity(self, output: str, equation: str | None, road: str) -> xr.DataArray:
        automatic = _is_automatic(road)
        kept = equation is None or isinstance(equation, str)  # a table of options is not
        frame = self._frames.get((output, equation, road)) if kept else None
        if frame is None:
            dataset = self._point(output, equation, road)
            found = dataset[output].assign_attrs(_results.remarks(dataset))
            if kept:
                self._frames[output, equation, road] = _results.frame(found)
            return found
        numbers, warnings = self._single[output, equation].solve(automatic)
        result = frame.copy(deep=False, data=numbers if equation is None else numbers[0])
        if warnings:
            result.attrs["warnings"] = warnings
        return result

    def _transition(
        self,
        parameter: str,
        start: float,
        stop: float,
        equations: list[str | Mapping[str, Any]],
        matrix: str | None,
        height: float | None,
        near: tuple[complex, int] | None,
        progress: bool | None,
    ) -> list[_core.EquationTransition]:
        if matrix not in (None, "generator", "amplitude"):
            raise Error(f"matrix is {shown(matrix)}; it must be 'generator' or 'amplitude'")
        text(parameter, "parameter")
        start, stop = real_number(start, "start"), real_number(stop, "stop")
        height = None if height is None else real_number(height, "height")
        study = self._with(equations=equations)
        with _progress.bar(_core.SEARCH_PARTS, progress, unit=" parts") as update:
            return _core.find_transition(
                study, parameter, start, stop, height, matrix, near, update
            )

    def _asked(self, given: Equations) -> list[str | Mapping[str, Any]]:
        """Equations as a model file lists them; labels of the model's own become their tables."""
        own = {table["label"]: table for table in self._study.fields()["equations"]}
        return [
            own.get(equation, equation) if isinstance(equation, str) else equation
            for equation in _equations(given, own)
        ]


def _warnings(remarks: Iterable[str]) -> dict[str, str]:
    """The attribute that tells of some remarks, each of them once."""
    said = dict.fromkeys(remark for remark in remarks if remark)
    return {"warnings": "; ".join(said)} if said else {}


def _near(near: complex | None, count: int | None) -> tuple[complex, int] | None:
    """A number and how many eigenvalues next to it."""
    if near is None:
        if count is not None:
            raise Error("count says how many eigenvalues near a number, and needs near")
        return None
    if isinstance(near, bool) or not isinstance(near, numbers.Complex):
        raise Error(f"near is {shown(near)}; it must be a number")
    return complex(near), 6 if count is None else whole_number(count, "count", 1)


def _require_times(given: Any) -> None:
    if given is None:
        raise Error("times is None; it must be a list of numbers that ascend from 0 on")


def _is_automatic(road: str) -> bool:
    if road not in ("auto", "density_matrix"):
        raise Error(f"road is {shown(road)}; it must be 'auto' or 'density_matrix'")
    return road == "auto"


def _one(equation: str | Mapping[str, Any]) -> str | Mapping[str, Any]:
    if not isinstance(equation, str | Mapping):
        raise Error(f"equation is {shown(equation)}; it must be one equation, a name or a table")
    return equation


def _equations(given: Equations, own: Container[str] = ()) -> list[str | Mapping[str, Any]]:
    if isinstance(given, str) and given == "all":
        return [{"kind": name, "optional": True} for name in _core.equation_names()]
    equations = [given] if isinstance(given, str | Mapping) else list(several(given, "equations"))
    for equation in equations:
        if not isinstance(equation, Mapping) and text(equation, "an equation") not in own:
            _core.equation(equation)
    return equations


def _label(equation: str | Mapping[str, Any]) -> str:
    if isinstance(equation, str):
        return equation
    return str(equation.get("label", equation.get("kind", "")))
