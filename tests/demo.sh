#!/usr/bin/env bash
# The main job, on this machine alone: deploy dev to the embedded AWS emulator, twice.
set -euo pipefail
run() { printf '\n$ %s\n' "$*"; "$@"; }
run stackyard emulator start
run stackyard secrets demo dev
run stackyard deploy dev --emulate --yes
run stackyard deploy dev --emulate --yes
printf '\nThe emulator keeps running: look around, then `stackyard destroy dev --emulate` and `stackyard emulator stop`.\n'
printf 'For a shell that talks to it, `cdktf` included: eval "$(.venv/bin/stackyard emulator env)"\n'
