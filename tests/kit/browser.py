"""A real Chromium: the one SHOUWANG_CHROMIUM names, else one on the PATH, else Playwright's own."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser, async_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
MISSING = "没有 Chromium：沙盒页面没有测。装一个，或用 SHOUWANG_CHROMIUM 指明在哪里。"


def executable(own: str) -> str | None:
    """`own` is where Playwright would keep its download."""
    if named := os.environ.get("SHOUWANG_CHROMIUM"):
        return named
    found = (shutil.which(name) for name in NAMES)
    return next((path for path in found if path), own if Path(own).exists() else None)


@asynccontextmanager
async def chromium(config: pytest.Config) -> AsyncIterator[Browser]:
    """Fails the test in CI and skips it elsewhere, out loud, when there is none."""
    async with async_playwright() as playwright:
        path = executable(playwright.chromium.executable_path)
        if path is None:
            missing(config)
        browser = await playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        await browser.close()


def missing(config: pytest.Config) -> None:
    if os.environ.get("CI"):
        pytest.fail(MISSING)
    terminal = config.pluginmanager.get_plugin("terminalreporter")
    if terminal is not None:
        terminal.write_line(f"\n!!! {MISSING}", yellow=True, bold=True)
    pytest.skip(MISSING)
