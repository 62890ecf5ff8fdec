"""The sandbox page in a real Chromium: what somebody trying it sees, on a desk and on a phone."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, ViewportSize, expect

from bot.channels.base import Parcel
from bot.desk import Figure
from care.message import Address
from tests.kit.browser import chromium
from tests.kit.desk import EchoDesk, serving

pytestmark = pytest.mark.asyncio(loop_scope="module")

DESK_SCREEN: ViewportSize = {"width": 1440, "height": 900}
PHONE_SCREEN: ViewportSize = {"width": 390, "height": 844}

FOUND_BY_A_FINGER = """control => {
  const { left, top, width, height } = control.getBoundingClientRect();
  const [x, y] = [left + width / 2, top + height / 2];
  const around = [[x, y - 23], [x, y + 23], [x - 23, y], [x + 23, y], [left + 1, y], [left + width - 1, y]];
  return around.every(([x, y]) => control.contains(document.elementFromPoint(x, y)));
}"""  # 48 像素见方都按得到，两头也不出屏


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser(request: pytest.FixtureRequest) -> AsyncIterator[Browser]:
    async with chromium(request.config) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def desk() -> EchoDesk:
    return EchoDesk()


@asynccontextmanager
async def opened(browser: Browser, desk: EchoDesk, screen: ViewportSize) -> AsyncIterator[Page]:
    """The page, watched: any console error, or any request that leaves this machine, fails the test."""
    async with serving(desk) as base:
        context = await browser.new_context(viewport=screen, has_touch=screen is PHONE_SCREEN)
        page = await context.new_page()
        trouble, requests = list[str](), list[str]()
        page.on("console", lambda said: trouble.append(said.text) if said.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on("request", lambda asked: requests.append(asked.url))
        await page.goto(f"{base}/sandbox")
        await expect(page.get_by_role("log", name="G村互助群的消息")).to_be_attached()
        yield page
        await context.close()
    assert trouble == []
    assert [url for url in requests if not url.startswith(f"{base}/sandbox")] == []


@pytest_asyncio.fixture(loop_scope="module")
async def page(browser: Browser, desk: EchoDesk) -> AsyncIterator[Page]:
    async with opened(browser, desk, DESK_SCREEN) as shown:
        yield shown


@pytest_asyncio.fixture(loop_scope="module")
async def phone(browser: Browser, desk: EchoDesk) -> AsyncIterator[Page]:
    async with opened(browser, desk, PHONE_SCREEN) as shown:
        yield shown


def pane(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=name)


async def say(page: Page, name: str, text: str) -> None:
    await page.get_by_label(f"{name}说").fill(text)
    await page.get_by_label(f"{name}说").press("Enter")


async def test_what_a_villager_says_reaches_the_grid_worker_and_nobody_else(page: Page) -> None:
    await say(page, "王奶奶", "屋顶漏水了")
    await expect(pane(page, "李明").get_by_text("12号 屋顶漏水了")).to_be_visible()
    await expect(pane(page, "王奶奶").get_by_text("收到：屋顶漏水了")).to_be_visible()
    await expect(pane(page, "李明").get_by_text("1 条新")).to_be_visible()
    await expect(pane(page, "王奶奶").get_by_text("条新")).to_be_hidden()
    for others in ("韦芳", "覃静", "G村互助群"):
        await expect(pane(page, others).get_by_text("屋顶")).to_have_count(0)


async def test_the_words_that_close_it_are_one_click_away(page: Page, desk: EchoDesk) -> None:
    await say(page, "王奶奶", "屋顶漏水了")
    await page.get_by_role("button", name="12 接").click()
    await expect(page.get_by_label("李明说")).to_have_value("12 接")
    await expect(pane(page, "李明").get_by_text("条新")).to_be_hidden()
    await pane(page, "李明").get_by_role("button", name="发送").click()
    await expect(pane(page, "李明").get_by_text("收到：12 接")).to_be_visible()
    assert desk.heard[-1] == ("li", "12 接", False, "")


async def test_a_word_that_waits_to_be_filled_in_is_typed_over(page: Page, desk: EchoDesk) -> None:
    await desk.console.send(Parcel(Address("console", "li"), "办完：回「12 好了 结果」", "k"))
    await page.get_by_role("button", name="12 好了 结果").click()
    await page.keyboard.type("换了瓦")
    await expect(page.get_by_label("李明说")).to_have_value("12 好了 换了瓦")


async def test_a_line_can_be_quoted(page: Page, desk: EchoDesk) -> None:
    await say(page, "王奶奶", "屋顶漏水了")
    await pane(page, "李明").get_by_role("button", name="引用", exact=True).click()
    await say(page, "李明", "我去")
    await expect(pane(page, "李明").get_by_text("收到：我去")).to_be_visible()
    assert desk.heard[-1] == ("li", "我去", False, "12号 屋顶漏水了\n回「12 接」")
    await expect(pane(page, "李明").get_by_role("button", name="不引用")).to_be_hidden()


async def test_in_the_group_one_chooses_who_speaks_and_whether_the_bot_is_called(page: Page, desk: EchoDesk) -> None:
    group = pane(page, "G村互助群")
    await group.get_by_label("谁说").select_option("韦芳")
    await say(page, "在群里", "开会了")
    await expect(group.get_by_text("收到：@守望 开会了")).to_be_visible()
    await group.get_by_label("@守望").uncheck()
    await say(page, "在群里", "散会了")
    await expect(group.get_by_text("散会了", exact=True)).to_be_visible()
    assert desk.heard == [("wei", "@守望 开会了", True, ""), ("wei", "散会了", True, "")]


async def test_whoever_has_no_pane_gets_one_when_there_is_something_to_see(browser: Browser, desk: EchoDesk) -> None:
    desk.people = (*desk.people, *(Figure(f"lan{number}", f"蓝村医{number}", "村医", "G村") for number in (1, 2, 3)))
    async with opened(browser, desk, DESK_SCREEN) as page:
        await expect(pane(page, "蓝村医3")).to_be_hidden()
        await desk.console.send(Parcel(Address("console", "lan3"), "请去看看", "k"))
        await page.get_by_role("button", name="蓝村医3 村医 1 条新消息", pressed=True).click()
        await expect(pane(page, "蓝村医3").get_by_text("请去看看")).to_be_in_viewport()
        await page.get_by_role("button", name="蓝村医3 村医", exact=True, pressed=True).click()
        await expect(pane(page, "蓝村医3")).to_be_hidden()
        await page.get_by_role("button", name="蓝村医1").click()
        await expect(page.get_by_label("蓝村医1说")).to_be_in_viewport()


async def test_the_clock_moves_and_what_falls_due_arrives(page: Page) -> None:
    clock = page.get_by_label("村里的时间", exact=True)
    await expect(clock.get_by_text("3月2日 周一 09:00")).to_be_visible()
    await page.get_by_role("button", name="+10分钟").click()
    await expect(clock.get_by_text("3月2日 周一 09:10")).to_be_visible()
    await page.get_by_role("button", name="到明早7:30").click()
    await expect(clock.get_by_text("3月3日 周二 07:30")).to_be_visible()
    await expect(pane(page, "李明").get_by_text("早上好")).to_be_visible()


async def test_an_example_is_put_where_it_belongs_and_waits_to_be_sent(page: Page, desk: EchoDesk) -> None:
    await page.get_by_role("button", name="屋顶漏水了").click()
    await expect(page.get_by_label("王奶奶说")).to_be_focused()
    assert desk.heard == []
    await page.keyboard.press("Enter")
    await expect(pane(page, "王奶奶").get_by_text("收到：屋顶漏水了")).to_be_visible()


async def test_what_is_said_is_shown_as_it_is_said_markup_and_all(page: Page) -> None:
    nasty = "<img src=x onerror=alert(1)><b>好</b>"
    await say(page, "李明", nasty)
    await expect(pane(page, "李明").get_by_text(f"收到：{nasty}", exact=True)).to_be_visible()


async def test_a_reload_shows_the_same_conversation_once(page: Page) -> None:
    await say(page, "王奶奶", "屋顶漏水了")
    await expect(pane(page, "王奶奶").get_by_text("收到：屋顶漏水了")).to_be_visible()
    await page.reload()
    await expect(pane(page, "王奶奶").get_by_text("屋顶漏水了")).to_have_count(2)
    await expect(pane(page, "李明").get_by_text("12号 屋顶漏水了")).to_be_visible()
    await expect(page.get_by_text("条新")).to_have_count(0)


async def test_shift_enter_makes_a_line_and_enter_while_choosing_characters_sends_nothing(
    page: Page, desk: EchoDesk
) -> None:
    field = page.get_by_label("李明说")
    await field.fill("一")
    await field.dispatch_event("keydown", {"key": "Enter", "isComposing": True})
    await field.press("Shift+Enter")
    await field.press_sequentially("二")
    await field.press("Enter")
    await expect(pane(page, "李明").get_by_text("收到：一")).to_be_visible()
    assert [text for _, text, _, _ in desk.heard] == ["一\n二"]


async def test_every_field_and_button_has_a_name_and_new_lines_are_announced(page: Page) -> None:
    await say(page, "王奶奶", "屋顶漏水了")
    await expect(page.get_by_role("button", name="12 接")).to_be_visible()
    for control in await page.locator("button:visible, textarea:visible, select:visible, input:visible").all():
        await expect(control).to_have_accessible_name(re.compile(r"\S"))
    assert await page.locator("[role=log][aria-live=polite]").count() == 5


async def test_a_phone_shows_one_chat_at_a_time_and_counts_what_came_elsewhere(phone: Page) -> None:
    await expect(phone.get_by_role("tabpanel")).to_have_count(1)
    await phone.get_by_role("tab", name="王奶奶").click()
    await say(phone, "王奶奶", "屋顶漏水了")
    await expect(phone.get_by_text("收到：屋顶漏水了")).to_be_visible()
    worker = phone.get_by_role("tab", name="李明")
    await expect(worker).to_have_accessible_name("李明 1 条新消息")
    await worker.click()
    await expect(phone.get_by_text("12号 屋顶漏水了")).to_be_visible()
    await expect(worker).to_have_accessible_name("李明")


async def test_tabs_are_walked_with_the_arrow_keys(phone: Page) -> None:
    await phone.get_by_role("tab", name="群").focus()
    await phone.keyboard.press("ArrowRight")
    await expect(phone.get_by_role("tab", name="王奶奶")).to_be_focused()
    await expect(phone.get_by_role("tabpanel", name="王奶奶")).to_be_visible()
    await phone.keyboard.press("ArrowLeft")
    await phone.keyboard.press("ArrowLeft")
    await expect(phone.get_by_role("tabpanel", name="覃静")).to_be_visible()


async def test_on_a_phone_nothing_sticks_out_and_fingers_find_the_buttons(phone: Page, desk: EchoDesk) -> None:
    await desk.console.send(Parcel(Address("console", "li"), "12号 屋顶漏水\n回「12 接」", "k"))
    await phone.get_by_role("tab", name="李明").click()
    await phone.get_by_role("button", name="拨时间").click()
    await expect(phone.get_by_role("button", name="+10分钟")).to_be_visible()
    await expect(phone.get_by_role("button", name="引用", exact=True)).to_be_visible()
    assert await phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for control in await phone.locator("button:visible, textarea:visible").all():
        assert await control.evaluate(FOUND_BY_A_FINGER), await control.inner_text()


async def test_letters_are_large_and_larger_for_the_villager(page: Page) -> None:
    await say(page, "王奶奶", "屋顶漏水了")
    sizes = [
        await pane(page, name).locator(".words").last.evaluate("element => getComputedStyle(element).fontSize")
        for name in ("李明", "王奶奶")
    ]
    assert sizes == ["18px", "22px"]


async def test_after_a_restart_the_page_shows_the_new_village_by_itself(browser: Browser, desk: EchoDesk) -> None:
    page = await browser.new_page()
    async with serving(desk) as base:
        await page.goto(f"{base}/sandbox")
        await say(page, "王奶奶", "屋顶漏水了")
        await expect(pane(page, "王奶奶").get_by_text("收到：屋顶漏水了")).to_be_visible()
    await expect(page.get_by_role("alert")).to_have_text("连接断了，正在重连……")
    async with serving(EchoDesk(), port=int(base.rpartition(":")[2])):
        await expect(page.get_by_text("收到：屋顶漏水了")).to_have_count(0, timeout=20_000)
        await expect(page.get_by_role("alert")).to_be_hidden()
        await say(page, "李明", "还在")
        await expect(pane(page, "李明").get_by_text("收到：还在")).to_be_visible()
        await page.close()


async def test_somebody_reading_old_lines_is_not_pulled_down(page: Page, desk: EchoDesk) -> None:
    log = page.get_by_role("log", name="李明的消息")
    for number in range(40):
        await desk.console.send(Parcel(Address("console", "li"), f"第{number}句", f"k{number}"))
    await expect(log.get_by_text("第39句")).to_be_in_viewport()
    await log.evaluate("log => new Promise(done => { log.onscroll = done; log.scrollTop = 0; })")
    await desk.console.send(Parcel(Address("console", "li"), "刚来的", "last"))
    await expect(log.get_by_text("刚来的")).to_be_attached()
    await expect(log.get_by_text("刚来的")).not_to_be_in_viewport()
    await expect(log.get_by_text("第0句")).to_be_in_viewport()
