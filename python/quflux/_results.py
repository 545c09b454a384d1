"""Results of the library as objects of xarray."""

from __future__ import annotations

from typing import Any

import numpy as np
import xarray as xr

from quflux import _core

CONVENTIONS = "CF-1.8"


def to_dataset(
    variables: list[tuple[str, list[str], Any, dict[str, Any]]], attributes: dict[str, Any]
) -> xr.Dataset:
    """The dataset that xarray would read from the NetCDF file of `quflux run`."""
    data: dict[str, Any] = {}
    coordinates: dict[str, Any] = {}
    for name, dimensions, values, own in variables:
        is_coordinate = dimensions == [name]
        array = np.asarray(values) if not isinstance(values, list) else np.array(values, object)
        (coordinates if is_coordinate else data)[name] = (dimensions, array, own)
    attributes = {"Conventions": CONVENTIONS} | attributes
    return xr.Dataset(data, coordinates, attributes)


# Datasets without their numbers, which xarray takes milliseconds to put together.
_frames: dict[Any, xr.Dataset] = {}
_MOST_FRAMES = 64


def to_small_dataset(
    variables: list[tuple[str, list[str], Any, dict[str, Any]]],
    attributes: dict[str, Any],
    one_equation: bool,
) -> xr.Dataset:
    """The same of a few numbers, which one call after another gives with the same labels.

    With `one_equation` without that dimension: ``isel(equation=0)``. Labels cannot be written to.
    """
    key = (
        one_equation,
        tuple(
            (name, *dimensions, repr(own), tuple(values) if dimensions == [name] else values.shape)
            for name, dimensions, values, own in variables
        ),
    )
    found = _frames.get(key)
    if found is None:
        found = to_dataset(variables, {})
        if one_equation:
            found = found.isel(equation=0)
        for label in found.coords.values():
            label.values.setflags(write=False)
        if len(_frames) == _MOST_FRAMES:
            _frames.clear()
        _frames[key] = found
    data = {
        name: values[0, ...] if one_equation and "equation" in dimensions else values
        for name, dimensions, values, _ in variables
        if dimensions != [name]
    }
    result = found.copy(deep=False, data=data)
    result.attrs = {"Conventions": CONVENTIONS} | attributes
    return result


def require_answers(dataset: xr.Dataset) -> None:
    """Raises Error with the reason of the first equation that has no answer."""
    numbers = dataset["failure"].values.ravel()
    failed = numbers[numbers > 0]
    if failed.size:
        reasons = dataset["failure"].attrs["failure_reasons"].splitlines()
        raise _core.Error(reasons[int(failed[0]) - 1])


def parameter_attributes(path: str) -> dict[str, str]:
    """Those of the coordinate of a parameter, as in a sweep."""
    units = _core.parameter_units(path)
    return {"long_name": path} | ({"units": units} if units else {})


def remarks(dataset: xr.Dataset) -> dict[str, Any]:
    """What a single quantity keeps of its dataset: how it was solved, and what to beware of."""
    road = {"road": dataset.attrs["road"]} if "road" in dataset.attrs else {}
    if "warning" not in dataset:
        return road
    return road | {"warnings": dataset["warning"].attrs["warnings"]}


def frame(array: xr.DataArray) -> xr.DataArray:
    """A copy whose labels nobody can change: arrays of other numbers share them."""
    result = array.copy()
    for label in result.coords.values():
        label.values.setflags(write=False)
    return result


def complex_array(dataset: xr.Dataset, name: str) -> xr.DataArray:
    """An array of complex numbers from its two parts, which is all that NetCDF can hold."""
    real, imaginary = dataset[f"{name}_re"], dataset[f"{name}_im"]
    joined = (real + 1j * imaginary).rename(name)
    long_name = real.attrs["long_name"].removesuffix(", real part")
    joined.attrs = {**real.attrs, "long_name": long_name, **remarks(dataset)}
    return joined
