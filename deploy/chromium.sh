#!/bin/sh
# 给网页测试找一个 Chromium，把路径写到标准输出；机器上没有就装一个。
# 装不上：设了 CI 就失败；在自己机器上就大声说，写出空行，网页测试跳过。
set -u
cd "$(dirname "$0")/.."

say() { printf '%s\n' "$*" >&2; }
works() { "$1" --version >/dev/null 2>&1; }
settle() { command -v "$1"; exit 0; }

settle_if_there() {
    for name in chromium chromium-browser google-chrome google-chrome-stable; do
        if works "$name"; then settle "$name"; fi
    done
}

playwright_path() {
    .venv/bin/python -c '
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)' 2>/dev/null
}

give_up() {
    if [ -n "${CI:-}" ]; then
        say "✗ $1 CI 里网页测试不许跳过。"
        exit 1
    fi
    say "────────────────────────────────────────────────────────"
    say "！$1"
    say "！网页测试（沙盒页在真浏览器里的那些）这次会跳过，其余照跑。"
    say "！装一个 chromium，或设 SHOUWANG_CHROMIUM=浏览器路径，就会跑。"
    say "────────────────────────────────────────────────────────"
    echo
    exit 0
}

if [ -n "${SHOUWANG_CHROMIUM:-}" ]; then
    if works "$SHOUWANG_CHROMIUM"; then settle "$SHOUWANG_CHROMIUM"; fi
    give_up "SHOUWANG_CHROMIUM=$SHOUWANG_CHROMIUM 跑不起来。"
fi
settle_if_there
own=$(playwright_path)
if [ -n "$own" ] && works "$own"; then settle "$own"; fi

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null && grep -q '^ID=debian' /etc/os-release 2>/dev/null; then
    say "· 没有 Chromium，正在装 Debian 的 chromium 包……"
    { apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium; } >/dev/null 2>&1
    settle_if_there
fi
if [ -n "$own" ]; then
    say "· 没有 Chromium，正在用 Playwright 下载一个……"
    .venv/bin/python -m playwright install chromium >/dev/null 2>&1
    if works "$own"; then settle "$own"; fi
fi
give_up "没有 Chromium，也没装上。"
