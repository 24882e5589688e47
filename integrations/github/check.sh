#!/usr/bin/env bash
# Checks the specs; what is found becomes an annotation of its line.
# SPECS: a folder or a spec. OPTIONS: more options of `archc check`. GENERATED: "true" to check generated source.
set -euo pipefail
read -ra options <<<"${OPTIONS:-}"
failed=0
archc check --format github "${options[@]}" -- "$SPECS" || failed=$?
if [ "${GENERATED:-false}" = true ]; then
  archc build --check -- "$SPECS" || failed=$?
fi
exit "$failed"
