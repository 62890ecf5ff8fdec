#!/bin/sh
# 备份 SQLite 库，机器人照常跑着也行：deploy/backup.sh 库文件 备份文件夹 [留几份，默认 14]
# 每天一次的例子（crontab）：30 3 * * * /opt/shouwang/deploy/backup.sh /var/lib/shouwang/shouwang.db /var/backups/shouwang
# PostgreSQL 用它自己的 pg_dump --format=custom。
# 恢复：停机器人，把备份抄回原处，删掉旁边的 -wal 和 -shm，再启动。
set -eu
umask 077
database=$1
folder=$2
keep=${3:-14}
here=$(cd "$(dirname "$0")/.." && pwd)
python=$here/.venv/bin/python
[ -x "$python" ] || python=python3

mkdir -p "$folder"
copy=$folder/shouwang-$(date +%Y%m%d-%H%M%S).db
trap 'rm -f "$copy.part"' EXIT
"$python" - "$database" "$copy.part" <<'PY'
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

source, copy = sys.argv[1:]
if not Path(source).is_file():
    sys.exit(f"✗ 没有这个库：{source}")
with (
    closing(sqlite3.connect(f"{Path(source).resolve().as_uri()}?mode=ro", uri=True)) as live,
    closing(sqlite3.connect(copy)) as kept,
):
    live.backup(kept)
    kept.execute("PRAGMA journal_mode=DELETE")
    if kept.execute("PRAGMA integrity_check").fetchone() != ("ok",):
        sys.exit("✗ 备份出来的库不完整，没有留下。")
PY
mv "$copy.part" "$copy"
echo "✓ $copy"

# 只留最新的几份；文件名里是时间，按名字排就是按时间排
find "$folder" -maxdepth 1 -name 'shouwang-*.db' | sort -r | tail -n +"$((keep + 1))" | while read -r old; do
    rm -f "$old"
done
