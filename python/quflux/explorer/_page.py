"""The pages as files."""

from __future__ import annotations

import json
import os
import re
from importlib import resources

from quflux._arguments import file_path, shown
from quflux._core import Error
from quflux.model import Model


def page(model: Model | None = None) -> str:
    """The HTML of a page, all that it needs inside: of two atoms, or of a model.

    Raises Error for anything but a Model, for one with a spectral density that is a function, and
    where the package was built without the pages.

    >>> quflux.explorer.page(0)
    Traceback (most recent call last):
    ...
    quflux.Error: what is explored is 0; it must be a quflux.Model, or None for two atoms
    """
    if model is None:
        return _alone("pair")
    if not isinstance(model, Model):
        raise Error(
            f"what is explored is {shown(model)}; it must be a quflux.Model, or None for two atoms"
        )
    given = {"name": "given", "title": model.title, "toml": toml_of(model)}
    # No text may end the element that it is in.
    text = json.dumps(given).replace("<", "\\u003c")
    element = f'<script type="application/json" id="quflux-model">{text}</script>\n'
    html = _alone("model")
    head = html.index("</head>")
    return html[:head] + element + html[head:]


def save(path: str | os.PathLike[str], model: Model | None = None) -> None:
    """Writes :func:`page` into a file, UTF-8. Raises Error as that does, and where it cannot be
    written.

    >>> quflux.explorer.save("pair.txt")
    Traceback (most recent call last):
    ...
    quflux.Error: the page is 'pair.txt'; it must end in .html
    """
    name = file_path(path)
    if not name.endswith(".html"):
        raise Error(f"the page is {shown(name)}; it must end in .html")
    text = page(model)
    try:
        with open(name, "w", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise Error(f"cannot write {shown(name)}: {error.strerror}") from None


def toml_of(model: Model) -> str:
    """The model as one text: what it was read from, as long as that says all."""
    study = model._study
    says_all = not study.settings and not re.search(r"\bfile\s*=", study.source)
    return study.source if study.source and says_all else model.to_toml()


def _alone(name: str) -> str:
    """A page without its links to the other one, which a file of its own has not beside it."""
    return re.sub(r"<nav\b.*?</nav>", "", _read(name), count=1, flags=re.DOTALL)


def _read(name: str) -> str:
    file = resources.files("quflux.explorer") / "pages" / f"{name}.html"
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise Error(
            "this package was built without the pages of the explorer; run `make web` in the "
            "source of quflux, then `make python`, or install it again"
        ) from None
