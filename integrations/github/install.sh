#!/usr/bin/env bash
# Installs archc apart from the environment of the project, and puts it on the path of the next steps.
# PYTHON: the Python to install it for.
set -euo pipefail
"$PYTHON" -m venv "$RUNNER_TEMP/archc"
"$RUNNER_TEMP/archc/bin/python" -m pip install --quiet --disable-pip-version-check "$GITHUB_ACTION_PATH"
echo "$RUNNER_TEMP/archc/bin" >>"$GITHUB_PATH"
