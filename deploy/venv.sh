#!/bin/sh
# 按一个锁文件把依赖装进 .venv：deploy/venv.sh requirements.lock
# Python 用 $PYTHON；没说就自己找一个 3.11 以上的。
set -eu
cd "$(dirname "$0")/.."
lock=$1

say() { printf '%s\n' "$*" >&2; }
fail() { say "✗ $*"; exit 1; }

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }
has() { "$1" -c "import $2" >/dev/null 2>&1; }

find_python() {
    for name in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11 python}; do
        if new_enough "$name"; then
            printf '%s' "$name"
            return
        fi
    done
    fail "要 Python 3.11 或更新的，没找到（找过 ${PYTHON:-python3 python3.14 … python3.11 python}）。装好后再来，或写 make PYTHON=路径。"
}

# 有的系统（Debian、Ubuntu）把建虚拟环境要的 ensurepip 拆成了另一个包
make_venv() {
    if ! has "$python" ensurepip && ! has "$python" pip && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        say "· 系统的 Python 缺 venv，正在装 python3-venv……"
        { apt-get update -qq && apt-get install -y -qq python3-venv; } >/dev/null 2>&1 || true
    fi
    if has "$python" ensurepip; then
        "$python" -m venv --clear .venv
    elif has "$python" pip && has "$python" venv; then
        "$python" -m venv --clear --without-pip .venv
    else
        fail "这个 Python（$python）建不了虚拟环境：缺 ensurepip。Debian、Ubuntu 请先跑 apt-get install python3-venv，再来一次。"
    fi
}

install() {
    if has .venv/bin/python pip; then
        .venv/bin/python -m pip "$@"
    else
        "$python" -m pip --python .venv/bin/python "$@"
    fi
}

python=$(find_python)
if ! new_enough .venv/bin/python || ! { has .venv/bin/python pip || has "$python" pip; }; then
    make_venv
fi

say "· 正在按 $lock 装依赖（第一次要一两分钟）……"
install install --quiet --disable-pip-version-check --no-input --require-hashes -r "$lock" ||
    fail "依赖没装上，上面是 pip 说的话。多半是网络不通，或锁文件里没有适合这个 Python 的包。"

# jieba 的源码在新 Python 上编译时会出警告；这里先编译好，跑的时候就安静了
packages=$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
.venv/bin/python -W ignore -m compileall -q "$packages/jieba" >/dev/null
