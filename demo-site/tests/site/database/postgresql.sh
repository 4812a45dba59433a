#!/bin/sh
# A PostgreSQL server on a socket in a folder of its own, for as long as standard input is open. Prints the folder once it answers.
set -eu
programs=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
folder=$(mktemp -d /tmp/jitsuin-postgresql.XXXXXX)
cd "$folder"
# The server refuses to run as root.
as=""
if [ "$(id -u)" = 0 ]; then
    chown postgres "$folder"
    as="setpriv --reuid=postgres --regid=postgres --init-groups"
fi
server=""
end() {
    [ -z "$server" ] || { kill -INT "$server" && wait "$server"; } || true
    rm -rf "$folder"
}
trap end EXIT
trap 'exit 1' INT TERM
$as "$programs/initdb" --auth=trust --username=postgres --encoding=UTF8 --locale=C --no-sync --pgdata=data >log 2>&1 ||
    { cat log >&2; exit 1; }
$as "$programs/postgres" -D data -k "$folder" -c listen_addresses= -c fsync=off >>log 2>&1 </dev/null &
server=$!
until "$programs/pg_isready" --quiet --host="$folder"; do
    kill -0 "$server" 2>/dev/null || { cat log >&2; exit 1; }
    sleep 0.05
done
echo "$folder"
cat >/dev/null
