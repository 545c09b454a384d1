#!/usr/bin/env bash
# packaging/test_wheels.sh RELEASE...: installs the wheel of build/wheels that fits into a bare Debian
# of each of these releases (bookworm, trixie), which has python3 and python3-venv and nothing of apt
# besides, and tries it there. Needs root, debootstrap and the network for the packages of Python.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

for release in "$@"; do
  root=build/chroot/$release
  if ! test -x "$root/usr/bin/python3"; then
    mkdir -p build/chroot
    debootstrap --variant=minbase --include=python3,python3-venv "$release" "$root"
  fi
  version=$(chroot "$root" python3 -c 'import sys; print("%d.%d" % sys.version_info[:2])')
  packages=build/chroot/packages-$version
  # What the wheel needs is fetched outside, so that the bare system needs no network.
  python3 -m pip --version >/dev/null 2>&1 && pip=(python3 -m pip) || pip=(build/venv/bin/pip)
  platforms=()
  for glibc in $(seq 17 41); do platforms+=(--platform "manylinux_2_${glibc}_$(uname -m)"); done
  test -d "$packages" || "${pip[@]}" download -q --disable-pip-version-check --only-binary=:all: \
    --python-version "$version" "${platforms[@]}" --find-links build/wheels --dest "$packages" \
    "quflux==$(sed -n 's/^project(quflux VERSION \([0-9.]*\).*/\1/p' CMakeLists.txt)"
  cp build/wheels/*.whl "$packages/"

  rm -rf "$root/opt/quflux" "$root/opt/packages"
  mkdir -p "$root/opt/packages"
  cp "$packages"/*.whl packaging/try_wheel.py "$root/opt/packages/"
  env -i PATH=/usr/bin:/bin:/usr/sbin HOME=/root LANG=C.UTF-8 \
    unshare --mount --pid --fork --mount-proc="$root/proc" chroot "$root" sh -ec '
    python3 -m venv /opt/quflux
    /opt/quflux/bin/pip install -q --disable-pip-version-check --no-index \
      --find-links /opt/packages quflux
    echo "$(. /etc/os-release; echo "$PRETTY_NAME"): $(dpkg-query -W | wc -l) packages of Debian"
    exec /opt/quflux/bin/python /opt/packages/try_wheel.py'
done
