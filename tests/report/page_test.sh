#!/bin/sh
# Drives the page of `lingnan report` in a browser; skipped (77) where node, chromium or the page's packages are missing.
#   page_test.sh PROGRAM PAGE FOLDER_WITH_NODE_MODULES FOLDER_FOR_SCREENSHOTS
set -eu
for needed in node chromium; do
  command -v "$needed" >/dev/null 2>&1 || { echo "skipped: $needed is missing"; exit 77; }
done
[ -e "$2" ] || { echo "skipped: the page was not built"; exit 77; }
PROGRAM=$1 PACKAGES=$3 PICTURES=$4
export PROGRAM PACKAGES PICTURES
exec node "$(dirname -- "$0")/page.test.mjs"
