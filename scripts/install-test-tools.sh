#!/usr/bin/env bash
# Installs the programs that some tests need and a fresh machine lacks: a container engine and an image registry. Only as
# root on Debian and its kin, bounded in time, and never a reason to fail: what is missing is said here, and the tests
# that need it say it again in their titles. Safe to run as often as one likes.
set -uo pipefail

limit=${VRTG_INSTALL_LIMIT:-240}
say() { echo "test tools: $*"; }

packages=()
want() { # PROGRAM PACKAGE...: the packages are wanted where the program is missing
  local program=$1
  shift
  command -v "$program" >/dev/null || packages+=("$@")
}

answers() { command -v "$1" >/dev/null && timeout 20 "$1" ps >/dev/null 2>&1; }
# A client without its daemon is no engine.
if ! answers docker && ! answers nerdctl; then
  want podman podman netavark aardvark-dns iptables
  want runc runc
fi
want docker-registry docker-registry
want chromium chromium fonts-dejavu-core

install_packages() {
  [ "${#packages[@]}" -gt 0 ] || { say 'everything is here'; return; }
  [ "$(id -u)" -eq 0 ] || { say "not root, so these stay missing: ${packages[*]}"; return; }
  command -v apt-get >/dev/null || { say "no apt-get, so these stay missing: ${packages[*]}"; return; }
  export DEBIAN_FRONTEND=noninteractive
  say "installing ${packages[*]}"
  timeout "$limit" sh -c '
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends "$@" && exit 0
    # One package that cannot be had makes apt-get refuse them all.
    for package; do apt-get install -y -qq --no-install-recommends "$package" || failed=1; done
    exit "${failed:-0}"' sh "${packages[@]}" >/dev/null 2>&1 || say "not all of these could be installed: ${packages[*]}"
}

# Where a container's cgroups may not be changed, crun and the default limits are refused; runc and modest limits work.
configure_podman() {
  local file=/etc/containers/containers.conf
  [ "$(id -u)" -eq 0 ] && [ ! -e "$file" ] && command -v podman >/dev/null && command -v runc >/dev/null || return 0
  mkdir -p "${file%/*}" && cat >"$file" <<'CONF'
[containers]
default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
[engine]
runtime = "runc"
[network]
network_backend = "netavark"
CONF
}

install_packages
configure_podman
exit 0
