"""「提醒」后面只有钟点才是改时间，别的意思不抢."""

from datetime import time

import pytest

from nlp.photo_talk import picture_of
from nlp.reminder_talk import Wish, reminder_asked

SAID: dict[str, time | Wish | None] = {
    "提醒 6点半": time(6, 30),
    "提醒6点半吧": time(6, 30),
    "提醒：六点": time(6),
    "提醒 5:30": time(5, 30),
    "提醒改成6点一刻": time(6, 15),
    "６点半提醒我": time(6, 30),
    "每天早上六点半提醒": time(6, 30),
    "提醒 下午3点": time(15),
    "几点提醒？": Wish.ASK,
    "提醒时间": Wish.ASK,
    "提醒 照旧": Wish.USUAL,
    "提醒 25点": Wish.UNCLEAR,
    "提醒 6.30": Wish.UNCLEAR,
    "提醒": None,
    "提醒我吃药": None,
    "提醒我6点吃药": None,
    "提醒 3号": None,
    "提醒 3": None,
    "6点半提醒我去开会": None,
    "提醒 6点到7点": None,
    "明天提醒我": None,
    "": None,
}


@pytest.mark.parametrize("text", SAID)
def test_only_a_time_or_as_before_is_read(text: str) -> None:
    assert reminder_asked(text) == SAID[text]


@pytest.mark.parametrize("text", ["1照片", "照片是1号的", "1号的照片", "图片 1", "第一户的照片", "这张照片是1家的"])
def test_the_line_a_picture_belongs_to(text: str) -> None:
    assert picture_of(text) == (1, False)


@pytest.mark.parametrize(("text", "line"), [("1", 1), ("3号", 3), ("是2号的", 2)])
def test_a_bare_number_is_marked_as_one(text: str, line: int) -> None:
    assert picture_of(text) == (line, True)


@pytest.mark.parametrize("text", ["", "照片", "1好", "12 接", "照片发给谁", "0"])
def test_other_words_name_no_line(text: str) -> None:
    assert picture_of(text) is None
