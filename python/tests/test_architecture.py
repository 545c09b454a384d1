"""The table of folders in docs/architecture.md against the build."""

import re

from conftest import ROOT


def layers_of_the_build():
    """{folder: folders that it uses} by the calls of quflux_layer()."""
    calls = re.findall(
        r"^quflux_layer\((.*?)\)", (ROOT / "CMakeLists.txt").read_text(), re.M | re.S
    )
    layers = {}
    for call in calls:
        folder, *words = call.split()
        uses = []
        if "USES" in words:
            for word in words[words.index("USES") + 1 :]:
                if word.isupper():
                    break
                uses.append(word)
        layers[folder] = set(uses)
    return layers


def layers_of_the_page():
    text = (ROOT / "docs/architecture.md").read_text()
    rows = re.findall(r"^\| `([a-z_/]+)` \| .* \|(.*)\|$", text, re.M)
    return {folder: set(re.findall(r"`([a-z_/]+)`", uses)) for folder, uses in rows}


def test_the_table_of_folders_is_that_of_the_build():
    built = layers_of_the_build()
    assert len(built) > 15
    assert layers_of_the_page() == built


def test_files_that_recipes_name_exist():
    page = (ROOT / "docs/architecture.md").read_text()
    recipes = page[page.index("## Adding an equation") :]
    named = re.findall(r"`([\w/.]+\.(?:h|cc|py|txt))`", recipes)
    assert len(named) > 8
    for name in named:
        files = [ROOT / name, ROOT / "src/quflux" / name, *(ROOT / "src/quflux").rglob(name)]
        assert name.startswith("cli/NAME") or any(file.is_file() for file in files), name
