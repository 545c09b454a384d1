"""The table of folders in docs/architecture.md against the build, and names of sources that are
compiled together.
"""

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


def without_comments_and_texts(source):
    """The same without what may have braces that are none."""
    source = re.sub(r'R"(\w*)\(.*?\)\1"', '""', source, flags=re.S)
    text_or_comment = r'("(?:\\.|[^"\\\n])*")|//[^\n]*|/\*.*?\*/'
    source = re.sub(text_or_comment, lambda m: '""' if m[1] else "", source, flags=re.S)
    source = re.sub(r"'(?:\\.|[^'\\\n])'", "0", source)
    return re.sub(r"^#(?:\\\n|[^\n])*", "", source, flags=re.M)


def without_bodies(source, begin):
    """What stands between `begin`, behind a brace, and the one that closes it, bodies as {}."""
    kept, depth = [], 1
    for mark in re.finditer(r"[{}]|[^{}]+", source[begin:]):
        if mark[0] == "}":
            depth -= 1
            if depth == 0:
                break
        elif mark[0] == "{":
            kept.append("{}" if depth == 1 else "")
            depth += 1
        elif depth == 1:
            kept.append(mark[0])
    return "".join(kept)


def without_template_arguments(statement):
    while "<" in (shorter := re.sub(r"<[^<>]*>", "", statement)) and shorter != statement:
        statement = shorter
    return shorter


def declared(statement):
    """The name that a statement declares; none: it declares none."""
    statement = without_template_arguments(statement.replace("<=>", "").replace("->", " "))
    statement = re.sub(r"\[\[.*?\]\]|\btemplate\b|\brequires\b.*?(?=\n)", "", statement).strip()
    of_type = re.match(r"(?:class|struct|enum class|enum|union|concept)\s+(\w+)", statement)
    alias = re.match(r"using\s+(\w+)\s*=", statement)
    if of_type or alias:
        return (of_type or alias)[1]
    if not statement or re.match(r"(?:using|namespace|static_assert)\b", statement):
        return None
    head = re.split(r"[={]", statement)[0]
    function = re.search(r"(\w+)\s*\(", head)
    variable = re.search(r"(\w+)\s*(?:\[[^\]]*\]\s*)*$", head)
    found = function or variable
    return found[1] if found else None


def names_of_a_file(source):
    """Those that a source keeps to itself, in namespaces without a name."""
    source = without_comments_and_texts(source)
    names = set()
    for opening in re.finditer(r"\bnamespace\s*\{", source):
        inside = without_bodies(source, opening.end())
        names |= {declared(statement) for statement in re.split(r";|\{\}(?!\s*;)", inside)}
    return names - {None}


def constants_of_functions(source):
    return set(re.findall(r"^ +constexpr [^=;(){}\n]*\b(\w+)(?= = |[({])", source, re.M))


def shown(sources):
    return ", ".join(source.relative_to(ROOT).as_posix() for source in sources)


def sources_compiled_together():
    """{where: [sources]}, by folder, and those of the extension."""
    together = {"python": [*(ROOT / "python").glob("*.cc")]}
    for source in sorted((ROOT / "src/quflux").rglob("*.cc")):
        kind = re.search(r"\.(test|perf|pybind|fuzz)\.cc$", source.name)
        if kind is None and source.name != "main.cc":
            where = source.parent.relative_to(ROOT / "src/quflux").as_posix()
            together.setdefault(where, []).append(source)
        elif kind and kind[1] == "pybind":
            together["python"].append(source)
    return together


def test_names_of_a_file_are_found():
    source = """
    namespace { // one
    constexpr double kStep = 1e-3;  // kNot
    template <class T> struct Named { T value; int other() const { return 1; } };
    std::map<std::string, int> counts() { const int kLocal = 1; return {{"a}", kLocal}}; }
    using Rows = std::vector<double>;
    using Eigen::Index;
    thread_local int depth = 0;
    enum class Way { there, back };
    }  // namespace
    int outside() { return 0; }
    """
    assert names_of_a_file(source) == {"kStep", "Named", "counts", "Rows", "depth", "Way"}


def test_names_of_files_are_unique_among_those_compiled_together():
    together = sources_compiled_together()
    assert len(together) > 20
    wrong = []
    for sources in together.values():
        owners = {}
        for source in sources:
            for name in names_of_a_file(source.read_text()):
                owners.setdefault(name, []).append(source)
        for name, own in owners.items():
            if len(own) > 1:
                wrong.append(
                    f"{name} is a name of {shown(own)}, which are compiled together: give it a "
                    "home in a header if it is one thing, else names that say what each is"
                )
        for source in sources:
            for name in constants_of_functions(source.read_text()) & owners.keys():
                if owners[name] != [source]:
                    wrong.append(
                        f"{name}, a name of {shown(owners[name])}, is one of a function in "
                        f"{shown([source])}, which is compiled with it: rename one of them"
                    )
    assert not wrong, "\n".join(wrong)
