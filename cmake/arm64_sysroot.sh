#!/usr/bin/env bash
# cmake/arm64_sysroot.sh: the Debian packages that the portable library and its tests need on 64-bit
# ARM, unpacked into build/arm64-sysroot; nothing is installed on this machine.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
root=$PWD/build/arm64-sysroot
packages=(libboost1.74-dev libeigen3-dev libfmt-dev libfmt9 libgmock-dev libgtest-dev libhwy-dev libhwy1
  librapidcheck-dev nlohmann-json3-dev)

rm -rf "$root"
mkdir -p "$root"/apt/{lists/partial,cache/archives/partial,debs}
apt=(-q -o APT::Architecture=arm64 -o APT::Architectures::=arm64 -o Dir::State::lists="$root/apt/lists"
  -o Dir::Cache="$root/apt/cache" -o Dir::State::status=/dev/null -o APT::Sandbox::User=root)
apt-get "${apt[@]}" update
(cd "$root/apt/debs" && apt-get "${apt[@]}" download "${packages[@]}")
for package in "$root"/apt/debs/*.deb; do dpkg -x "$package" "$root"; done
rm -r "$root/apt"
