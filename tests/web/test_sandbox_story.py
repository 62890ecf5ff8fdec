"""What somebody new does first in the sandbox, with the real app: a leaking roof from the report to the rating."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import web
from playwright.async_api import Browser, Locator, Page, ViewportSize, expect

from bot import sandbox
from bot.server import web_app
from tests.kit.browser import chromium
from tests.kit.stage import Stage, stage

pytestmark = pytest.mark.asyncio(loop_scope="module")

DESK_SCREEN: ViewportSize = {"width": 1440, "height": 900}
PHONE_SCREEN: ViewportSize = {"width": 390, "height": 844}
ROOF = "屋顶漏水了，能找人看看吗"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser(request: pytest.FixtureRequest) -> AsyncIterator[Browser]:
    async with chromium(request.config) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def village(tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage(f"sqlite:///{tmp_path / 'sandbox.db'}") as here:
        yield here


@asynccontextmanager
async def served(here: Stage) -> AsyncIterator[str]:
    """The same routes as `serve` has, on a port of their own, with the village's clock standing at nine on a Monday."""
    site = web_app(here.app, *sandbox.routes(here.village))
    site.on_shutdown.append(lambda _: here.app.console.close())
    runner = web.AppRunner(site)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield "http://127.0.0.1:{1}".format(*runner.addresses[0])
    finally:
        await runner.cleanup()


@asynccontextmanager
async def opened(browser: Browser, here: Stage, screen: ViewportSize) -> AsyncIterator[Page]:
    """The page; any error it shows its console fails the test."""
    async with served(here) as base:
        context = await browser.new_context(viewport=screen, has_touch=screen is PHONE_SCREEN)
        page = await context.new_page()
        trouble = list[str]()
        page.on("console", lambda said: trouble.append(said.text) if said.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: trouble.append(str(error)))
        await page.goto(f"{base}/sandbox")
        await expect(page.get_by_role("log", name="G村互助群的消息")).to_be_attached()
        yield page
        await context.close()
    assert trouble == []


def pane(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=name)


async def send(page: Page, name: str, text: str) -> None:
    field = page.get_by_label(f"{name}说", exact=True)
    await field.fill(text)
    await field.press("Enter")


async def test_a_leaking_roof_is_reported_taken_closed_and_rated(
    browser: Browser, village: Stage, tmp_path: Path
) -> None:
    async with opened(browser, village, DESK_SCREEN) as page:
        wang, li = pane(page, "王奶奶"), pane(page, "李明")
        await page.get_by_role("button", name=ROOF).click()
        await page.keyboard.press("Enter")
        await expect(wang.get_by_text("李明（网格员）会联系您。")).to_be_visible()
        await expect(li.get_by_text(f"1号 S片区 王奶奶：{ROOF}")).to_be_visible()

        await li.get_by_role("button", name="1 接").click()
        await page.keyboard.press("Enter")
        await expect(li.get_by_text("1号您接了。")).to_be_visible()
        await expect(wang.get_by_text("1号李明（网格员）接了，")).to_be_visible()

        await li.get_by_role("button", name="1 好了 结果").last.click()
        await page.keyboard.type("换了三片瓦，不漏了")
        await page.keyboard.press("Enter")
        await expect(li.get_by_text("1号办好了：换了三片瓦，不漏了")).to_be_visible()
        await expect(wang.get_by_text("回1满意 2一般 3不满意")).to_be_visible()

        await send(page, "王奶奶", "1")
        await expect(wang.get_by_text("谢谢，记下了。")).to_be_visible()
        await page.screenshot(path=tmp_path / "story-desk.png", animations="disabled")
        for others in ("覃芳", "陈静", "G村互助群"):
            await expect(pane(page, others).get_by_text("屋顶")).to_have_count(0)


async def test_the_same_story_on_a_telephone(browser: Browser, village: Stage, tmp_path: Path) -> None:
    async with opened(browser, village, PHONE_SCREEN) as phone:
        wang, li = phone.get_by_role("tab", name="王奶奶"), phone.get_by_role("tab", name="李明")
        await wang.click()
        await send(phone, "王奶奶", ROOF)
        await expect(phone.get_by_text("李明（网格员）会联系您。")).to_be_visible()
        await phone.screenshot(path=tmp_path / "story-phone-1.png", animations="disabled")

        await expect(li).to_have_accessible_name("李明 1 条新消息")
        await li.click()
        await send(phone, "李明", "1 接")
        await expect(phone.get_by_text("1号您接了。")).to_be_visible()
        await send(phone, "李明", "1 好了")
        await expect(phone.get_by_text("1号结果怎样？")).to_be_visible()
        await send(phone, "李明", "换了三片瓦，不漏了")
        await expect(phone.get_by_text("已请对方评价。")).to_be_visible()
        await phone.screenshot(path=tmp_path / "story-phone-2.png", animations="disabled")

        await wang.click()
        await expect(phone.get_by_text("回1满意 2一般 3不满意")).to_be_visible()
        await send(phone, "王奶奶", "1")
        await expect(phone.get_by_text("谢谢，记下了。")).to_be_visible()
        await phone.screenshot(path=tmp_path / "story-phone-3.png", animations="disabled")
        assert await phone.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_in_the_group_the_village_sees_a_neutral_line_and_everyone_on_duty_an_alarm(
    browser: Browser, village: Stage, tmp_path: Path
) -> None:
    async with opened(browser, village, DESK_SCREEN) as page:
        group = pane(page, "G村互助群")
        await group.get_by_label("谁说").select_option("王奶奶")
        await group.get_by_label("@守望").uncheck()
        await send(page, "在群里", "我妈摔倒了起不来，快来人")
        await expect(group.get_by_text("已通知村里值班的人。有危险先打120/110。")).to_be_visible()
        await expect(pane(page, "王奶奶").get_by_text("别慌。先打120。")).to_be_visible()
        for name in ("李明", "覃芳", "陈静"):
            await expect(pane(page, name).get_by_text("【紧急】1号 S片区 王奶奶")).to_be_visible()
        await page.get_by_role("button", name="+10分钟").click()
        await expect(pane(page, "李明").get_by_text("09:10 还没有人接")).to_be_visible()
        await page.screenshot(path=tmp_path / "alarm-desk.png", animations="disabled")
