#!/bin/sh
# 校验一个事件确在日志中 / Verifies that the log holds one event. Needs a shell, openssl 3 and coreutils, nothing else.
#   sh verify.sh events/N.record proofs/N.tlog-proof keys/KEY.pem [position before the first event of a later log 后续日志首个事件的前一位置]
set -eu
record=$1 proof=$2 key=$3 before=${4:-1}
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT
fail() { echo "FAIL 不成立: $1" >&2; exit 1; }
hash() { openssl dgst -sha256 -binary; }
node() { { printf '\001'; cat "$1" "$2"; } | hash > "$work/next"; mv "$work/next" "$work/root"; }

exec < "$proof"
IFS= read -r line; [ "$line" = c2sp.org/tlog-proof@v1 ] || fail "no proof file 不是证明文件"
IFS= read -r line; case $line in extra\ *) IFS= read -r line;; esac
case $line in index\ *[!0-9]*|index\ ) fail index;; index\ *) index=${line#index };; *) fail index;; esac
path=; while IFS= read -r line && [ -n "$line" ]; do path="$path $line"; done
text=; while IFS= read -r line && [ -n "$line" ]; do text="$text$line
"; done
printf %s "$text" > "$work/text"
{ IFS= read -r origin; read -r size; read -r root; } < "$work/text"

# The log's signature: its key's id is the first four bytes of SHA-256(name, newline, 1, key).
openssl pkey -pubin -in "$key" -outform DER | tail -c 32 > "$work/key"
id=$({ printf '%s\n\001' "$origin"; cat "$work/key"; } | hash | head -c 4 | base64)
signed=
while IFS= read -r line; do
  line=${line#— }; [ "${line% *}" = "$origin" ] || continue
  printf %s "${line##* }" | base64 -d > "$work/line"
  [ "$(head -c 4 "$work/line" | base64)" = "$id" ] || continue
  tail -c +5 "$work/line" > "$work/signature"
  openssl pkeyutl -verify -pubin -inkey "$key" -rawin -in "$work/text" -sigfile "$work/signature" > /dev/null 2>&1 || fail "signature 签名"
  signed=yes
done
[ -n "$signed" ] || fail "not signed with this key 并非此密钥所签"

# The event's own position, bytes 27 to 34 of its record, is its place in the log.
position=$(head -c 34 "$record" | tail -c 8 | od -An -t d8 --endian=big | tr -d ' ')
[ "$position" = $((index + before)) ] || fail "position $position 位置"

# From the leaf to the root (RFC 9162, 2.1.3.2).
{ printf '\000'; cat "$record"; } | hash > "$work/root"
[ "$index" -lt "$size" ] || fail size
node=$index last=$((size - 1))
for sibling in $path; do
  [ "$last" -gt 0 ] || fail "path 路径"
  printf %s "$sibling" | base64 -d > "$work/sibling"
  if [ $((node % 2)) = 1 ] || [ "$node" = "$last" ]; then
    node "$work/sibling" "$work/root"
    while [ $((node % 2)) = 0 ] && [ "$node" != 0 ]; do node=$((node / 2)) last=$((last / 2)); done
  else
    node "$work/root" "$work/sibling"
  fi
  node=$((node / 2)) last=$((last / 2))
done
[ "$last" = 0 ] && [ "$(base64 < "$work/root")" = "$root" ] || fail "root 根"
echo "OK 成立: $origin, event 事件 $position of 共 $size, sha256 $(sha256sum < "$record" | head -c 64)"
