"""The pages in notebooks."""

from __future__ import annotations

from typing import Any

from quflux._core import Error
from quflux.explorer._page import page, toml_of
from quflux.model import Model

# The page has a document of its own, so that neither it nor the notebook changes the other's looks.
_SCRIPT = """
export default {
  render({ model, el }) {
    const frame = document.createElement("iframe");
    frame.title = "quflux explorer";
    frame.style.cssText = `width: 100%; height: ${model.get("height")}px; border: 0`;
    frame.srcdoc = model.get("page");
    const heard = ({ source, data }) => {
      if (source !== frame.contentWindow || data?.quflux !== "model") return;
      model.set("toml", data.toml);
      model.save_changes();
    };
    window.addEventListener("message", heard);
    el.append(frame);
    return () => window.removeEventListener("message", heard);
  },
};
"""


def explore(model: Model | None = None, *, height: int = 900) -> Any:
    """The explorer as a widget of Jupyter: two atoms, or a model.

    Its attribute `toml` is the model file of what the page shows, and follows it while one moves
    the page; :meth:`quflux.Model.load` reads it from a file.

    Parameters
    ----------
    model
        What the page begins with. None: the page of two atoms.
    height
        Of the page, in pixels.

    Raises
    ------
    Error
        Where anywidget is not installed, as for :func:`quflux.explorer.page`, and unless the height
        is a number from 100 to 10000.

    Examples
    --------
    >>> quflux.explore(height=0)
    Traceback (most recent call last):
    ...
    quflux.Error: the height is 0; it must be a number of pixels from 100 to 10000
    """
    if isinstance(height, bool) or not isinstance(height, int) or not 100 <= height <= 10_000:
        raise Error(f"the height is {height!r}; it must be a number of pixels from 100 to 10000")
    text = page(model)
    try:
        import anywidget
        import traitlets
    except ImportError:
        raise Error(
            "the widget needs anywidget; install it, or write a page with quflux.explorer.save()"
        ) from None

    class Explorer(anywidget.AnyWidget):  # type: ignore[misc, unused-ignore]
        _esm = _SCRIPT
        page = traitlets.Unicode().tag(sync=True)
        toml = traitlets.Unicode().tag(sync=True)
        height = traitlets.Int().tag(sync=True)

    return Explorer(page=text, toml="" if model is None else toml_of(model), height=height)
