#!/bin/sh
# One image, every role: `services membership --role serve`, `services gateway`, `deploy setup` … with this container's own ways in.
set -eu
# shellcheck disable=SC1091
[ -r /run/scn/env ] && . /run/scn/env
exec python -m "$@"
