#!/bin/sh
# Runs the tests on threads under the thread sanitizer.
#
#   tests/tsan.sh [test specification]      default: [threads]
#
# Debian's TBB is not built for the sanitizer, which then reports a hundred races that are none, and hides real ones
# if those are suppressed. So this fetches the sources of that same TBB through apt, builds them with the sanitizer into
# build/tsan-tbb and builds the tests against it. Needs root or sudo for the packages; takes about ten minutes on two
# cores the first time, and only the changed sources later.
set -eu

root=$(dirname -- "$(dirname -- "$(readlink -f -- "$0")")")
build=$root/build
tbb=$build/tsan-tbb
compiler=clang++-19
tests=${1:-[threads]}
as_root=
[ "$(id -u)" -eq 0 ] || as_root=sudo

if ! command -v "$compiler" >/dev/null || ! command -v dpkg-source >/dev/null; then
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get update
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
    clang-19 libclang-rt-19-dev dpkg-dev
fi

if [ ! -e "$tbb/installed" ]; then
  mkdir -p "$tbb/source"
  # Sources need a deb-src line. One of our own, made from the binary ones and used for this call only.
  sed -n 's/^deb /deb-src /p' /etc/apt/sources.list 2>/dev/null >"$tbb/source.list" || :
  sed 's/^Types: deb$/Types: deb-src/' /etc/apt/sources.list.d/debian.sources 2>/dev/null >"$tbb/source.sources" || :
  parts=$tbb/sources.d
  mkdir -p "$parts" "$tbb/lists/partial"
  for file in "$tbb/source.list" "$tbb/source.sources"; do
    if [ -s "$file" ]; then cp "$file" "$parts/"; fi
  done
  set -- -o Dir::Etc::SourceList=/dev/null -o Dir::Etc::SourceParts="$parts" -o Dir::State::Lists="$tbb/lists" \
    -o APT::Sandbox::User=root -o Debug::NoLocking=1
  apt-get "$@" update
  (cd "$tbb/source" && apt-get "$@" source onetbb)
  cmake -G Ninja -S "$(find "$tbb/source" -maxdepth 1 -type d -name 'onetbb-*')" -B "$tbb/work" \
    -DCMAKE_BUILD_TYPE=RelWithDebInfo -DCMAKE_CXX_COMPILER="$compiler" -DCMAKE_C_COMPILER="${compiler%++-19}-19" \
    -DTBB_SANITIZE=thread -DTBBMALLOC_BUILD=OFF -DTBB_TEST=OFF -DTBB_STRICT=OFF -DCMAKE_INSTALL_PREFIX="$tbb/root"
  cmake --build "$tbb/work"
  cmake --install "$tbb/work"
  touch "$tbb/installed"
fi

cd "$root"
cmake --preset tsan -DCMAKE_CXX_COMPILER="$compiler" -DCMAKE_PREFIX_PATH="$tbb/root"
cmake --build --preset tsan --target lingnan_tests
LD_LIBRARY_PATH=$tbb/root/lib TSAN_OPTIONS=halt_on_error=1:second_deadlock_stack=1 \
  "$build/tsan/tests/lingnan_tests" "$tests"
