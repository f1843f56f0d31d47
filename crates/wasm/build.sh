#!/usr/bin/env bash
# Builds the engine for browsers: target/wasm32-unknown-unknown/wasm/wp_wasm.wasm.
# With rustup's target where it is installed, else with Debian's rustc-web and the
# sources of the standard library, which are installed as root where they are missing.
set -euo pipefail
cd "$(dirname "$0")/../.."
target=wasm32-unknown-unknown
build=(cargo build --locked --profile wasm -p wp-wasm --target "$target")

if [ -d "$(rustc --print sysroot)/lib/rustlib/$target/lib" ]; then
  exec "${build[@]}"
fi
debian=/usr/bin/rustc
if ! { [ -x "$debian" ] && [ -d /usr/lib/rustlib/src/rust/library ] && command -v wasm-ld > /dev/null; }; then
  if [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null; then
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq rustc-web rust-web-src lld > /dev/null
  else
    echo "WebAssembly needs the target $target: rustup target add $target" >&2
    echo "(or, as root on Debian: apt-get install rustc-web rust-web-src lld)" >&2
    exit 1
  fi
fi
# Stable Rust builds the standard library itself only when told that it may.
RUSTC="$debian" RUSTC_BOOTSTRAP=1 RUSTFLAGS=-Clinker=wasm-ld \
  exec "${build[@]}" -Zbuild-std=std,panic_abort
