#!/usr/bin/env bash
# Writes what a pull request changes in the networks to the summary of the job and to a comment, which is kept
# up to date: there is one, whatever the number of pushes.
# SPECS: a folder or a spec. BASE: the commit to compare with. COMMENT: "false" for the summary alone.
# PLUGINS: as for the check. PULL_REQUEST: its number. GH_TOKEN: what `gh` needs. GITHUB_REPOSITORY, GITHUB_STEP_SUMMARY, RUNNER_TEMP: of the runner.
set -euo pipefail
mark="<!-- archc: $SPECS -->"
page="$RUNNER_TEMP/archc-comment.md"

git cat-file -e "$BASE^{commit}" 2>/dev/null || git fetch --quiet --no-tags --depth=1 -- origin "$BASE"
trust=()
[ "${PLUGINS:-false}" = true ] || trust=(--no-project-plugins)
code=0
archc diff --format markdown ${trust[@]+"${trust[@]}"} -- "$BASE:${SPECS%/}" "$SPECS" >"$page.part" || code=$?
if [ ! -s "$page.part" ]; then
  echo "The networks cannot be compared: the log of the job says why." >"$page.part"
fi
{ echo "$mark"; cat "$page.part"; } >"$page"
cat "$page" >>"$GITHUB_STEP_SUMMARY"
[ "${COMMENT:-true}" = true ] || exit 0

comments="repos/$GITHUB_REPOSITORY/issues/$PULL_REQUEST/comments"
if ! known=$(MARK="$mark" gh api --paginate "$comments" --jq '.[] | select(.body | startswith(env.MARK)) | .id'); then
  echo "::warning title=archc::the comments of the pull request cannot be read; the differences are in the summary"
  exit 0
fi
known=${known%%$'\n'*}
if [ -n "$known" ]; then
  request=(--method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$known")
elif [ "$code" -eq 0 ]; then
  exit 0 # Nothing has changed, and nothing was said: there is nothing to say.
else
  request=(--method POST "$comments")
fi
gh api "${request[@]}" --field "body=@$page" >/dev/null ||
  echo "::warning title=archc::the comment cannot be written (a fork has no permission); the differences are in the summary"
