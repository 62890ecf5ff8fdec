#!/bin/sh
# 官方的 Node 加解密包，只给测试对照用；版本和指纹锁在 tests/interop/package-lock.json。没有 npm 就大声跳过。
set -u
cd "$(dirname "$0")/.."

if ! command -v npm >/dev/null 2>&1; then
    printf '%s\n' "！机器上没有 npm：和官方 Node 包对照加解密的测试这次跳过。" >&2
    exit 0
fi
mkdir -p .node && cp tests/interop/package.json tests/interop/package-lock.json .node/ &&
    npm ci --prefix .node --ignore-scripts --no-audit --no-fund --silent && exit 0
printf '%s\n' "！官方 Node 包没有装上（没有网络？）：和它对照加解密的测试这次跳过。" >&2
