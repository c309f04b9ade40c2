#!/usr/bin/env bash
# Fetch the CPythons that are newer than pyenv has: Debian's own of its next release, into a folder.
#
#   tests/tools/newest_pythons.sh FOLDER        makes FOLDER/usr/bin/python3.14 and python3.15
#
# Wants a Debian with apt, as root. Each interpreter is told where its libraries lie, so that it runs beside
# those of the machine, which may have an older C library.
set -eu
folder=$1
apt-get update -qq
command -v debootstrap >/dev/null && command -v patchelf >/dev/null || apt-get install -y -qq debootstrap patchelf >/dev/null
# The archive of this machine, if no other one is named.
mirror=${DEBIAN_MIRROR:-$(apt-get indextargets --format '$(REPO_URI)' 'Origin: Debian' 'Label: Debian' | head -n 1)}
# A mirror may lack a package of one of them for a while.
for release in testing unstable testing; do
  rm -rf "$folder"
  debootstrap --variant=minbase --include=python3.14,python3.15 "$release" "$folder" "$mirror" >/dev/null && break
done
libraries=$(dirname "$folder"/usr/lib/*/ld-linux-*.so.*)
for python in python3.14 python3.15; do
  patchelf --set-interpreter "$libraries"/ld-linux-*.so.* --force-rpath --set-rpath "$libraries" "$folder/usr/bin/$python"
  "$folder/usr/bin/$python" -c "import ctypes, sqlite3, ssl, sys; print(sys.executable, sys.version)"
done
