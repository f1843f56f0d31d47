#!/bin/sh
# Lays the R package out in target/r/nflwp, complete: R's sources, the Rust sources
# with the crates they need, the model; and builds target/r/nflwp_VERSION.tar.gz.
set -eu
cd "$(dirname "$0")/.."
CARGO=${CARGO:-cargo}
to=target/r/nflwp
rust=$to/src/rust

rm -rf "$to"
mkdir -p "$rust/crates"
cp -R r/. "$to/"
rm "$to/package.sh" "$to/test.sh" "$to/check.R"
cp data/model/wp.model "$to/inst/wp.model"

# The crates, and the part of the workspace's manifest that they inherit from.
for crate in football forest r; do
	mkdir "$rust/crates/$crate"
	cp -R "crates/$crate/Cargo.toml" "crates/$crate/src" "$rust/crates/$crate/"
done
cp -R crates/football/data "$rust/crates/football/"
cp crates/football/README.md "$rust/crates/football/"
cp crates/forest/README.md "$rust/crates/forest/"
cp crates/r/Cargo.lock "$rust/crates/r/"
# Benchmarks and examples stay behind, with the lines that name them.
for crate in football forest; do
	awk '/^\[\[(bench|example|test)\]\]/ { skip = 1; next } /^\[/ { skip = 0 } !skip' \
		"crates/$crate/Cargo.toml" > "$rust/crates/$crate/Cargo.toml"
done
sed -e '/^\[package\]/,$d' \
	-e 's|^members = .*|members = ["crates/football", "crates/forest"]|' \
	-e 's|^exclude = .*|exclude = ["crates/r"]|' Cargo.toml > "$rust/Cargo.toml"

version=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml | head -n 1)
sed "s|@RUST_VERSION@|$version|" r/configure > "$to/configure"
chmod +x "$to/configure" "$to/cleanup"

# Other people's crates, and who they are by.
(
	cd "$rust"
	"$CARGO" vendor --locked --manifest-path crates/r/Cargo.toml vendor > /dev/null
	{
		echo "The compiled part holds these Rust crates:"
		echo
		for manifest in vendor/*/Cargo.toml; do
			awk -F '"' '
				/^\[/ { inside = /^\[package\]/ }
				inside && /^name = /    { name = $2 }
				inside && /^version = / { version = $2 }
				inside && /^license = / { license = $2 }
				END { printf "%s %s: %s\n", name, version, license }
			' "$manifest"
		done
	} > crates.txt
	tar -cf - vendor | xz -9e > vendor.tar.xz
	rm -rf vendor
)
mv "$rust/crates.txt" "$to/inst/COPYRIGHTS"

# The vignette is made by the same library, compiled here once.
CARGO_TARGET_DIR=target/r-build "$CARGO" build --release --locked \
	--manifest-path crates/r/Cargo.toml
NFLWP_LIBRARY=$(pwd)/target/r-build/release/libnflwp.a
export NFLWP_LIBRARY
cd target/r
rm -f nflwp_*.tar.gz
R CMD build nflwp
ls -l nflwp_*.tar.gz
