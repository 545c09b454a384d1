"""Sweeps in parts: computed by Dask's workers, or when they are looked at."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np
import xarray as xr

from quflux import _core, _progress, _results
from quflux._arguments import shown
from quflux._core import Error

#: Parts for each thread of a cluster: few enough to be quick to hand out, many enough that a lost
#: worker loses little.
PARTS_PER_THREAD = 8
#: Points of a part at least, or a task costs more than its work.
SMALLEST = 64

REMARKS = {"failure": "failure_reasons", "warning": "warnings"}


def part(study: _core.Study, automatic: bool, source: str, number: int, count: int) -> xr.Dataset:
    """One part of a sweep, along `point`, on one thread."""
    return _results.to_dataset(*_core.run_part(study, automatic, 1, source, number, count))


def by_client(
    study: _core.Study,
    automatic: bool,
    source: str,
    client: Any,
    update: _progress.Tell | None,
) -> xr.Dataset:
    """The dataset of a sweep whose parts are tasks of a Dask cluster."""
    distributed = _optional("distributed")
    if not isinstance(client, distributed.Client):
        raise Error(f"client is {shown(client)}; it must be a Client of distributed")
    if client.status != "running":
        raise Error(f"client is {client.status}; it must be one that is connected to its scheduler")
    as_completed = distributed.as_completed
    points = _core.grid_size(study)
    threads = sum(client.nthreads().values())
    count = max(1, min(points // SMALLEST, PARTS_PER_THREAD * threads))
    # Each task carries the study: what is scattered is lost with its worker.
    futures = [
        client.submit(part, study, automatic, source, k, count, pure=False)
        for k in range(1, count + 1)
    ]
    parts: dict[int, xr.Dataset] = {}
    place = {future.key: k for k, future in enumerate(futures)}
    try:
        for future in as_completed(futures):
            found = future.result()
            parts[place[future.key]] = found
            future.release()
            if update is not None:
                update(found.sizes["point"])
    finally:
        client.cancel([future for future in futures if not future.done()])
    return _joined(study, automatic, source, [parts[k] for k in range(count)])


def lazy(study: _core.Study, automatic: bool, source: str, points_per_part: int) -> xr.Dataset:
    """The dataset of a sweep whose arrays are computed part by part when they are asked for.

    `failure` and `warning` are 1 where there is a remark; its text is in the part alone.
    """
    dask, arrays = _optional("dask"), _optional("dask.array")
    points = _core.grid_size(study)
    count = -(-points // points_per_part)
    frame = _frame(study, automatic, source)
    sizes = [points // count + (k < points % count) for k in range(count)]
    delayed = dask.delayed(part, pure=False)
    handed = dask.delayed(study, traverse=False)
    parts = [delayed(handed, automatic, source, k, count) for k in range(1, count + 1)]
    pattern = part(study, automatic, source, 1, points)  # a single point
    data: dict[str, Any] = {}
    for name, array in _outputs(pattern).items():
        flat = arrays.concatenate(
            [
                arrays.from_delayed(
                    dask.delayed(_numbers)(of, name), (size, *array.shape[1:]), float
                )
                for of, size in zip(parts, sizes, strict=True)
            ]
        )
        data[name] = _on_grid(frame, array, flat)
    for name in REMARKS:
        cells = (frame.sizes["equation"],)
        flat = arrays.concatenate(
            [
                arrays.from_delayed(dask.delayed(_remarked)(of, name), (size, *cells), float)
                for of, size in zip(parts, sizes, strict=True)
            ]
        )
        data[name] = _on_grid(frame, pattern["failure"], flat).assign_attrs(
            long_name=f"1 where there is a {name}"
        )
        data[name].attrs.pop("failure_reasons", None)
    return frame.assign(data)


def _optional(module: str) -> Any:
    """A package that only these functions need, and that has no types."""
    return import_module(module)


def _numbers(of: xr.Dataset, name: str) -> Any:
    return of[name].values


def _remarked(of: xr.Dataset, name: str) -> Any:
    if name not in of:
        return np.zeros(of["failure"].shape)
    return (of[name].values > 0).astype(float)


def _frame(study: _core.Study, automatic: bool, source: str) -> xr.Dataset:
    return _results.to_dataset(*_core.sweep_frame(study, automatic, source))


def _axes(frame: xr.Dataset) -> list[str]:
    """The swept parameters, the one that varies slowest first."""
    names = list(frame.coords)
    return [str(name) for name in names[: names.index("equation")]]


def _outputs(of: xr.Dataset) -> dict[str, xr.DataArray]:
    return {
        str(name): array
        for name, array in of.data_vars.items()
        if array.dims[:1] == ("point",) and name not in REMARKS
    }


def _on_grid(frame: xr.Dataset, array: xr.DataArray, flat: Any) -> xr.DataArray:
    axes = _axes(frame)
    shape = tuple(frame.sizes[axis] for axis in axes)
    return xr.DataArray(
        flat.reshape(shape + flat.shape[1:]), dims=(*axes, *array.dims[1:]), attrs=dict(array.attrs)
    )


def _joined(
    study: _core.Study, automatic: bool, source: str, parts: list[xr.Dataset]
) -> xr.Dataset:
    frame = _frame(study, automatic, source)
    data = {
        name: _on_grid(frame, array, np.concatenate([of[name].values for of in parts]))
        for name, array in _outputs(parts[0]).items()
    }
    for name, texts in REMARKS.items():
        if any(name in of for of in parts):
            data[name] = _remarks(frame, parts, name, texts)
    return frame.assign(data)


def _remarks(frame: xr.Dataset, parts: list[xr.Dataset], name: str, texts: str) -> xr.DataArray:
    """The numbers of remarks, counted anew in the order of the grid."""
    known: dict[str, int] = {}
    numbers = []
    pattern = next(of[name] for of in parts if name in of)
    for of in parts:
        if name not in of:
            numbers.append(np.zeros(of["failure"].shape))
            continue
        lines = of[name].attrs.get(texts, "").splitlines()
        own = np.array([0.0] + [known.setdefault(line, len(known) + 1) for line in lines])
        numbers.append(own[of[name].values.astype(int)])
    joined = _on_grid(frame, pattern, np.concatenate(numbers))
    joined.attrs.pop(texts, None)
    if known:
        joined.attrs[texts] = "".join(f"{line}\n" for line in known)
    return joined
