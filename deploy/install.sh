#!/bin/sh
# Installs callqa's services from this folder. Prints what it would do; does it only with --yes, as root.
# Run it in a project that was installed at /opt/callqa (see docs/operations.md); twice is once.
set -eu

act=false
case "${1:-}" in
  --yes) act=true ;;
  "") echo "# only printed; to do it: sudo $0 --yes" ;;
  *) echo "usage: $0 [--yes]" >&2; exit 2 ;;
esac
here=$(cd "$(dirname "$0")" && pwd)
project=$(dirname "$here")

run() {
  echo "$*"
  if $act; then "$@"; fi
}

if $act && [ "$(id -u)" -ne 0 ]; then echo "--yes needs root" >&2; exit 2; fi
if $act && [ ! -x /opt/callqa/.venv/bin/callqa ]; then
  echo "there is no /opt/callqa/.venv/bin/callqa: install the project first (docs/operations.md)" >&2; exit 2
fi

id callqa >/dev/null 2>&1 || run useradd --system --home-dir /var/lib/callqa --shell /usr/sbin/nologin callqa
run install -d -m 0700 -o callqa -g callqa /var/lib/callqa
run install -d -m 0750 -o root -g callqa /etc/callqa
# what people have edited is never replaced
[ -e /var/lib/callqa/config ] || { run cp -r "$project/config" /var/lib/callqa/config
                                   run chown -R callqa:callqa /var/lib/callqa/config; }
if [ ! -e /etc/callqa/callqa.env ]; then
  run install -m 0640 -o root -g callqa "$here/callqa.env.example" /etc/callqa/callqa.env
  # a password of its own for Prefect's server; it is printed nowhere
  run sh -c 'sed -i "s/CHANGE-ME/$(od -An -N24 -tx1 /dev/urandom | tr -d " \n")/" /etc/callqa/callqa.env'
fi
for unit in "$here"/systemd/*; do
  run install -m 0644 "$unit" /etc/systemd/system/
done
run systemctl daemon-reload
run systemctl enable --now callqa-server.service callqa-schedule.service callqa-watch.service callqa-expect.timer
echo "# then: systemd-run --pipe --uid=callqa -p EnvironmentFile=/etc/callqa/callqa.env \\"
echo "#   /opt/callqa/.venv/bin/callqa doctor --notify --config /var/lib/callqa/config/pipeline.yaml"
