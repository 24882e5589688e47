#!/usr/bin/env bash
# Checks the specs: text for the log of the job, and an annotation of its line for each finding.
# SPECS: a folder or a spec. OPTIONS: more options of `archc check`. GENERATED: "true" to check generated source.
# PLUGINS: "true" to import the plugins that pyproject.toml names, which is code of the pull request.
set -euo pipefail
# (The bash of macOS takes an empty list for one that is not set.)
read -ra options <<<"${OPTIONS:-}"
trust=()
[ "${PLUGINS:-false}" = true ] || trust=(--no-project-plugins)
annotations="$RUNNER_TEMP/archc-annotations.txt"
: >"$annotations"
failed=0
archc check --quiet --format github --output "$annotations" ${trust[@]+"${trust[@]}"} ${options[@]+"${options[@]}"} -- "$SPECS" || failed=$?
cat "$annotations"
if [ "${GENERATED:-false}" = true ]; then
  archc build --check ${trust[@]+"${trust[@]}"} -- "$SPECS" || failed=$?
fi
exit "$failed"
