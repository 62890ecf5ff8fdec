"""平安确认的快慢是配置：写得对的用上，写得不对的一句话说清楚."""

from datetime import time, timedelta
from pathlib import Path

import pytest

from bot.config import ConfigError, check, load
from bot.filing import visiting_of
from care.visits.roll_call import Pace


def written(folder: Path, text: str) -> Path:
    file = folder / "config.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_the_pace_is_read_and_handed_to_those_who_go_by_it(tmp_path: Path) -> None:
    file = written(tmp_path, '[visits.roll_call]\nevery = "90分钟"\nknock = "15:30"\nmost = 12\n')
    config = load(file, {"SHOUWANG_VISITS_ROLL_CALL_AGAIN": "30分钟"})
    pace = visiting_of(config).pace
    assert pace == Pace(timedelta(minutes=90), time(15, 30), again=timedelta(minutes=30), most=12)
    assert visiting_of(load(None, {})).pace == Pace()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('every = "5分钟"\nagain = "5分钟"', "visits.roll_call.every 至少"),
        ('again = "3小时"', "visits.roll_call.again 比 every 还长"),
        ('after = "1小时"', "visits.roll_call.after 比 every 还短"),
        ('knock = "22:00"', "visits.roll_call.knock 是 22:00，在安静时段"),
        ("most = 0", "visits.roll_call.most 要在 1 到 50 之间，现在是 0"),
        ("most = 51", "现在是 51"),
    ],
)
def test_what_does_not_go_together_is_one_clear_sentence(tmp_path: Path, line: str, said: str) -> None:
    (fault,) = check(load(written(tmp_path, f"[visits.roll_call]\n{line}\n"), {}))
    assert said in fault


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("every = 2", "visits.roll_call.every 要写成一段时间"),
        ('knock = "下午"', "visits.roll_call.knock 要写成一个钟点"),
        ('most = "多"', "visits.roll_call.most 要写成一个整数"),
        ('each = "2小时"', "不认识的配置 visits.roll_call.each"),
    ],
)
def test_what_cannot_be_read_is_said(tmp_path: Path, line: str, said: str) -> None:
    with pytest.raises(ConfigError) as refused:
        load(written(tmp_path, f"[visits.roll_call]\n{line}\n"), {})
    assert said in str(refused.value)
