#!/bin/sh
# Lays the book's source out in the folder $1: the pages of docs/SUMMARY.md and the
# images beside them, at the same places as in the repository, so that links hold in
# both.
set -eu
cd "$(dirname "$0")/.."
to=$1
rm -rf "$to"
mkdir -p "$to/src/docs"
cp docs/book.toml "$to/"
cp docs/*.md docs/*.png "$to/src/docs/"
rm "$to/src/docs/SUMMARY.md"
# Paths in the summary are relative to docs/; in the book, to the repository.
sed -e 's|](\.\./|](|' -e 's|](\([a-z-]*\.md\))|](docs/\1)|' docs/SUMMARY.md > "$to/src/SUMMARY.md"
sed -n 's|.*](\.\./\([^)]*\)).*|\1|p' docs/SUMMARY.md | while read -r page; do
	folder=$(dirname "$page")
	mkdir -p "$to/src/$folder"
	cp "$page" "$to/src/$page"
	if [ "$folder" != . ]; then
		find "$folder" -maxdepth 1 \( -name '*.png' -o -name '*.html' -o -name '*.json' \) \
			-exec cp {} "$to/src/$folder/" \;
	fi
done
mkdir -p "$to/src/reports/games" "$to/src/crates/football/data"
cp crates/football/data/*.toml "$to/src/crates/football/data/"
cp reports/games/* "$to/src/reports/games/"
mkdir -p "$to/src/reports/two-point"
cp reports/two-point/*.png "$to/src/reports/two-point/"
cp LICENSE "$to/src/"
