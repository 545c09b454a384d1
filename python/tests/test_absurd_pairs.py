"""What the program says of pairs with an absurd number, as testdata/absurd_pairs.json has it.

web/tests compares the page of two atoms with the same file, so that both say the same. To write it
anew: `python python/tests/test_absurd_pairs.py build/release/quflux`.
"""

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

FILE = Path(__file__).parents[2] / "testdata/absurd_pairs.json"

NUMBERS = [
    "nan", "inf", "-inf", "-1e+307", "-1e+300", "-3.0", "-1.0", "-1e-300", "0.0",
    "1e-307", "1e-300", "1e-200", "1e-100", "1e-12", "0.5", "7.0", "100000.0", "1000000000000.0",
    "1e+100", "1e+200", "1e+300", "1e+307",
]  # fmt: skip

# The number of each line of the page's model file that may be absurd.
KEYS = {
    "omega1": "frequency",
    "omega2": "frequency",
    "coupling": "strength",
    "temperature1": "temperature",
    "coefficient1": "coefficient",
    "exponent1": "exponent",
    "cutoff1": "cutoff",
    "temperature2": "temperature",
    "coefficient2": "coefficient",
    "exponent2": "exponent",
    "cutoff2": "cutoff",
}
# No cutoff is written where it is zero.
CASES = [
    (key, number)
    for key in KEYS
    for number in NUMBERS
    if not (key.startswith("cutoff") and number == "0.0")
]


def toml(base: str, key: str, number: str) -> str:
    """The model file of the pair with another number."""
    name = KEYS[key]
    first_or_second = int(key[-1]) if key[-1].isdigit() else 1
    text = base
    if name == "cutoff":
        text = re.sub(r"exponent = [^ ]*", r"\g<0>, cutoff = 0.0", base)
    parts = re.split(rf"(?<=\b{name} = )([^,\s]+)", text)
    parts[2 * first_or_second - 1] = number
    return "".join(parts).replace(", cutoff = 0.0", "")


def said(program: str, folder: Path, text: str) -> dict:
    """What `quflux run` says of a file: why it refuses it, and where, or what each equation has."""
    (folder / "model.toml").write_text(text)
    command = [program, "run", "model.toml", "--format", "json"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    if not done.stdout:
        return {"refusal": done.stderr.removeprefix("quflux: model.toml:").rstrip("\n")}
    equations = json.loads(done.stdout)["points"][0]["equations"]
    return {
        equation: of.get("failure", of.get("energy_flow", {}).get("bath1"))
        for equation, of in equations.items()
    }


@pytest.mark.parametrize("key", KEYS)
def test_the_program_says_the_same(key, program, tmp_path):
    data = json.loads(FILE.read_text())
    assert [(case["key"], case["number"]) for case in data["cases"]] == CASES
    for case in data["cases"]:
        if case["key"] != key:
            continue
        found = said(program, tmp_path, toml(data["toml"], key, case["number"]))
        assert found.keys() == case["said"].keys(), case
        for name, wanted in case["said"].items():
            # Flows are compared with the page's, texts are the same.
            wanted = pytest.approx(wanted, rel=1e-9) if isinstance(wanted, float) else wanted
            assert found[name] == wanted, case


def write(program: str) -> None:
    data = json.loads(FILE.read_text())
    with tempfile.TemporaryDirectory() as folder:
        data["cases"] = [
            {
                "key": key,
                "number": number,
                "said": said(program, Path(folder), toml(data["toml"], key, number)),
            }
            for key, number in CASES
        ]
    lines = ",\n".join(json.dumps(case) for case in data["cases"])
    FILE.write_text(f'{{"toml": {json.dumps(data["toml"])}, "cases": [\n{lines}\n]}}\n')


if __name__ == "__main__":
    write(str(Path(sys.argv[1]).resolve()))
