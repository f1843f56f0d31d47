#!/bin/sh
# The R package's checks and tests on the package as it is handed out: builds it,
# `R CMD check --as-cran`, and compares with the command where target/release/wp is
# built (or WP_COMMAND names one), on real seasons where WP_DATA has them: 2016 and
# 2021, or those of NFLWP_SEASONS.
set -eu
cd "$(dirname "$0")/.."
CARGO=${CARGO:-cargo}
root=$(pwd)

packages="testthat jsonlite data.table dplyr tibble knitr rmarkdown hms"
missing() {
	command -v Rscript > /dev/null || { echo r-base-dev; }
	command -v pandoc > /dev/null || echo pandoc
	command -v xz > /dev/null || echo xz-utils
	command -v qpdf > /dev/null || echo qpdf
	command -v checkbashisms > /dev/null || echo devscripts
	command -v Rscript > /dev/null || { for name in $packages; do echo "$name"; done; return; }
	Rscript -e 'all <- commandArgs(TRUE); cat(setdiff(all, rownames(installed.packages())), sep = "\n")' \
		$packages
}
debian() {
	for name in "$@"; do
		case $name in
			r-base-dev | pandoc | xz-utils | qpdf | devscripts) echo "$name" ;;
			*) echo "r-cran-$name" ;;
		esac
	done | tr '[:upper:]' '[:lower:]'
}
lacking=$(missing)
if [ -n "$lacking" ]; then
	if [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null; then
		apt-get update -qq
		# shellcheck disable=SC2046
		DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
			$(debian $lacking) > /dev/null
	else
		echo "make test-r needs R 4.1 or later, pandoc, xz, qpdf, checkbashisms and R's packages:" $packages
		echo "missing:" $lacking
		exit 1
	fi
fi

"$CARGO" fmt --check --manifest-path crates/r/Cargo.toml
CARGO_TARGET_DIR=target/r-build "$CARGO" clippy --release --locked \
	--manifest-path crates/r/Cargo.toml -- -D warnings

CARGO="$CARGO" r/package.sh
package=$(ls "$root"/target/r/nflwp_*.tar.gz)

# Without a network: CRAN is an empty one in a folder, and no manual is set without
# LaTeX.
(
	cd target/r
	rm -rf nflwp.Rcheck cran
	mkdir -p cran/web/packages
	Rscript -e 'none <- matrix(character(), 0, 2, dimnames = list(NULL, c("Package", "Maintainer")))' \
		-e 'saveRDS(none, "cran/web/packages/packages.rds")'
	R_CRAN_WEB="file://$root/target/r/cran" \
	_R_CHECK_CRAN_INCOMING_=false _R_CHECK_FORCE_SUGGESTS_=false \
		R CMD check --as-cran --no-manual "$package"
)
status=$(grep '^Status: ' target/r/nflwp.Rcheck/00check.log)
case $status in
	*ERROR* | *WARNING*)
		echo "$status"
		exit 1
		;;
esac

# What CRAN would skip, on what was just installed.
WP_COMMAND=${WP_COMMAND:-$root/target/release/wp}
if [ -z "${NFLWP_SEASONS+there}" ] && [ -n "${WP_DATA:-}" ]; then
	NFLWP_SEASONS="2016 2021"
fi
export WP_COMMAND
export NFLWP_SEASONS="${NFLWP_SEASONS:-}"
cd r/tests
NOT_CRAN=true R_LIBS="$root/target/r/nflwp.Rcheck" Rscript ../check.R
