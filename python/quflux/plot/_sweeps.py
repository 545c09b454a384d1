"""What is in the dataset of a sweep."""

from __future__ import annotations

import xarray as xr

_REMARKS = ("failure", "warning")


def swept(data: xr.Dataset) -> list[str]:
    """The swept keys, in their order: the dimensions before `equation`."""
    dimensions = outputs(data)[0].dims
    return [str(name) for name in dimensions[: dimensions.index("equation")]]


def outputs(data: xr.Dataset) -> list[xr.DataArray]:
    """What a sweep was asked for, in that order."""
    if "panels" in data.attrs:
        return [data[name] for name in data.attrs["panels"].split()]
    return [
        array
        for name, array in data.data_vars.items()
        if "equation" in array.dims and name not in _REMARKS
    ]
