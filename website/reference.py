"""The references: of Python by its docstrings, of C++ by the comments of its headers."""

from __future__ import annotations

import re
import shutil
import subprocess

from website.layout import BUILD, PAGES, PYTHON, ROOT

ROLE = re.compile(r":(?:meth|func|class|mod|attr):`~?([\w.]+)`")


def write_python_reference() -> None:
    """Puts the package where mkdocstrings reads, the stub of its compiled part as a module."""
    installed = subprocess.run(
        [PYTHON, "-c", "import quflux, pathlib; print(pathlib.Path(quflux.__file__).parent)"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    package = BUILD / "package/quflux"
    shutil.rmtree(package, ignore_errors=True)
    shutil.copytree(installed, package, ignore=shutil.ignore_patterns("*.so", "__pycache__"))
    (package / "_core.pyi").rename(package / "_core.py")
    for path in package.rglob("*.py"):  # names in the words of Sphinx
        text = path.read_text(encoding="utf-8")
        path.write_text(ROLE.sub(r"`\1`", text), encoding="utf-8")


def write_cpp_reference() -> None:
    """Lets Doxygen write its pages beside the others."""
    to = PAGES / "cpp"
    shutil.rmtree(to, ignore_errors=True)
    settings = (ROOT / "website/Doxyfile").read_text() + f"OUTPUT_DIRECTORY = {PAGES}\n"
    subprocess.run(["doxygen", "-"], input=settings, cwd=ROOT, check=True, text=True)
