"""Exceptional points and the other marks of the transition as objects of xarray."""

from __future__ import annotations

from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from quflux import _core, _results


def exceptional_points(
    found: _core.EquationTransition, parameter: str, equation: str
) -> xr.Dataset:
    """Those of one equation, along `point`."""
    points = found.points

    def along(
        values: list[Any], dtype: type, **attributes: str
    ) -> tuple[str, NDArray[Any], dict[str, str]]:
        return ("point", np.array(values, dtype), attributes)

    return xr.Dataset(
        {
            "parameter": along(
                [complex(*p.parameters) for p in points],
                complex,
                **_results.parameter_attributes(parameter),
            ),
            "eigenvalue": along(
                [p.eigenvalue for p in points],
                complex,
                long_name="eigenvalue at the exceptional point",
                units="energy",
            ),
            "multiplicity": along([p.multiplicity for p in points], int),
            "order": along([p.order for p in points], int),
            "branch_exponent": along([p.branch_exponent for p in points], float),
            "kind": along(
                [p.kind for p in points], str, long_name="what relaxes with the eigenvalues"
            ),
            "error": along(
                [p.error for p in points],
                float,
                long_name="error of the parameter; 0: that of rounding",
            ),
        },
        attrs={
            "equation": equation,
            "matrix": found.matrix,
            "complete": int(found.complete),
            "height": found.height,
            "minimum_gap": found.minimum_gap,
            "minimum_gap_at": found.minimum_gap_at,
            **({"remarks": "\n".join(found.remarks)} if found.remarks else {}),
        },
    )


def marks(
    found: list[_core.EquationTransition], parameter: str, equations: list[str]
) -> xr.Dataset:
    """Those of every equation, along `equation`; NaN where there is none."""
    data: dict[str, Any] = {}
    for name, meaning in {m.name: m.meaning for f in found for m in f.markers}.items():
        values = [
            next((m.value for m in f.markers if m.name == name and m.value is not None), np.nan)
            for f in found
        ]
        data[name] = ("equation", np.array(values, float), {"long_name": meaning})
    for name, meaning in {
        "minimum_gap": "smallest distance of eigenvalues on the real interval",
        "minimum_gap_at": "where it is",
    }.items():
        data[name] = ("equation", [getattr(f, name) for f in found], {"long_name": meaning})
    attributes = {"parameter": parameter}
    if reasons := [f.not_searched for f in found if f.not_searched]:
        attributes["not_searched"] = "\n".join(reasons)
    if remarks := [
        f"{equation}: {remark}"
        for equation, f in zip(equations, found, strict=True)
        for remark in f.remarks
    ]:
        attributes["remarks"] = "\n".join(remarks)
    return xr.Dataset(data, {"equation": equations}, attributes)
