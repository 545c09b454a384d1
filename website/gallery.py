"""The examples: what each is about, its file, and what `quflux run --plot` draws."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import tomllib
from pathlib import Path

from website.cache import kept
from website.layout import BUILD, PAGES, PROGRAM, PYTHON, ROOT

SECONDS = 60  # of all cores; an example that takes longer has no picture here

HEAD = """# Gallery

Models with real physics: each file says at its head what must come out, and the tests hold it to
that. The pictures are what `quflux run FILE --plot` draws; of models that sweep nothing, the levels
of the system and the frequencies at which baths act.

"""

# The model file and its result, and where the picture goes, for each that is to be drawn.
DRAW = """
import sys, quflux, matplotlib
matplotlib.use("Agg")
import xarray as xr
from quflux import plot
for model, result, picture in zip(*[iter(sys.argv[1:])] * 3):
    data = xr.load_dataset(result)
    swept = [name for name in data.dims if "." in name or name == "time"]
    try:
        drawn = plot.figure(data) if swept else plot.energy_levels(quflux.Model.load(model)).figure
    except quflux.Error as error:
        print(f"{model}: {error}", file=sys.stderr)
    else:
        drawn.savefig(picture, dpi=130, bbox_inches="tight")
"""


def write_gallery() -> None:
    folder = PAGES / "gallery"
    folder.mkdir(exist_ok=True)
    models = sorted((ROOT / "examples").glob("*.toml"))
    results = {model: kept(f"example-{model.stem}", [model], _runs(model)) for model in models}
    _draw(results)
    cards = []
    for model, result in results.items():
        picture = result / "picture.png"
        if picture.exists():
            shutil.copy(picture, folder / f"{model.stem}.png")
        title = tomllib.loads(model.read_text(encoding="utf-8")).get("title", model.stem)
        (folder / f"{model.stem}.md").write_text(_page(model, title, result), encoding="utf-8")
        cards.append(_card(model.stem, title, picture.exists()))
    grid = '<div class="gallery">\n' + "\n".join(cards) + "\n</div>\n"
    (folder / "index.md").write_text(HEAD + grid, encoding="utf-8")


def _card(name: str, title: str, has_picture: bool) -> str:
    shown = f'<img src="{name}.png" alt="">' if has_picture else "<span>no picture</span>"
    return f'<a href="{name}.html">{shown}<b>{title}</b></a>'


def _page(model: Path, title: str, result: Path) -> str:
    head, body = _parts(model.read_text(encoding="utf-8"))
    page = [f"# {title}\n\n{_prose(head)}\n"]
    if (result / "picture.png").exists():
        page.append(f"![{title}]({model.stem}.png)\n")
    printed = (result / "printed.txt").read_text(encoding="utf-8")
    if not printed:
        page.append(f"It takes more than {SECONDS} s of the processor, and was not run here.\n")
    elif len(printed.splitlines()) < 20:
        page.append(f"`quflux run {model.name}` prints\n\n```text\n{printed}```\n")
    page.append(f"`examples/{model.name}`\n\n```toml\n{body}```\n")
    return "\n".join(page)


def _parts(text: str) -> tuple[list[str], str]:
    """The comment at the head, and all that follows."""
    lines = text.splitlines(keepends=True)
    end = next(i for i, line in enumerate(lines) if not line.startswith("#"))
    return [line[1:].rstrip("\n") for line in lines[:end]], "".join(lines[end:]).lstrip("\n")


def _prose(head: list[str]) -> str:
    """Paragraphs; lines indented by more than a space are commands or formulas."""
    out, code = [], False
    for line in head:
        indented = line.startswith("   ")
        if indented != code and (line.strip() or code):
            if line.strip() or code:
                out.append("```sh" if indented else "```\n")
            code = indented
        out.append(line[3:] if indented else line[1:])
    return "\n".join([*out, "```"] if code else out)


def _runs(model: Path):
    """Runs the example as far as its time goes: the result, and what was printed."""

    def run(folder: Path) -> None:
        command = [PROGRAM, "run", model.name, "-o", folder / "result.nc"]
        done = subprocess.run(
            command, cwd=model.parent, capture_output=True, text=True, preexec_fn=_limited
        )
        if done.returncode != 0:
            (folder / "result.nc").unlink(missing_ok=True)
        printed = subprocess.run(
            command[:3], cwd=model.parent, capture_output=True, text=True, preexec_fn=_limited
        )
        (folder / "printed.txt").write_text(printed.stdout if printed.returncode == 0 else "")

    return run


def _limited() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


def _draw(results: dict[Path, Path]) -> None:
    """All pictures that are missing, by one Python."""
    wanted = [
        str(path)
        for model, folder in results.items()
        if (folder / "result.nc").exists() and not (folder / "picture.png").exists()
        for path in (model, folder / "result.nc", folder / "picture.png")
    ]
    if wanted:
        own = os.environ | {"MPLCONFIGDIR": str(BUILD / "matplotlib")}
        subprocess.run([PYTHON, "-c", DRAW, *wanted], check=True, env=own)
