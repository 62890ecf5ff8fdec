"""Logs say ids, aim and time; never a text, a name, a phone or a token."""

import io
import json
import logging
from collections.abc import Callable, Iterator

import pytest
import structlog

from bot.log import setup, turn
from bot.settings import Log, LogFormat, LogLevel

Lines = Callable[[], list[dict[str, object]]]


@pytest.fixture(autouse=True)
def _logging_as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


@pytest.fixture
def lines() -> Lines:
    out = io.StringIO()
    setup(Log(format=LogFormat.JSON), out)
    return lambda: [json.loads(line) for line in out.getvalue().splitlines()]


def test_a_turn_is_one_line_with_id_aim_and_milliseconds(lines: Lines) -> None:
    turn(id="24012345678901234", aim="report", ms=3.14159)
    (line,) = lines()
    assert {key: line[key] for key in ("event", "level", "id", "aim", "ms")} == {
        "event": "turn",
        "level": "info",
        "id": "24012345678901234",
        "aim": "report",
        "ms": 3.1,
    }
    assert str(line["timestamp"]).endswith("Z")


def test_words_and_names_never_reach_a_line(lines: Lines) -> None:
    structlog.get_logger().info(
        "x",
        text="屋顶漏水",
        name="王奶奶",
        content="c",
        file_name="f",
        phone="19900000000",
        deep={"text": "屋顶", "n": 1},
    )
    (line,) = lines()
    assert line["deep"] == {"n": 1}
    assert line.keys() == {"event", "level", "timestamp", "deep"}


@pytest.mark.parametrize(
    "key", ["token", "wechat_token", "app_secret", "encoding_aes_key", "Authorization", "msg_signature"]
)
def test_keys_of_the_platform_are_hidden_by_their_name(lines: Lines, key: str) -> None:
    structlog.get_logger().info("x", **{key: "hush"})
    assert lines()[0][key] == "***"


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("打19900000000找他", "打199****0000找他"),
        ("199 0000 0000", "199****0000"),
        ("199-0000-0000", "199****0000"),
        ("１９９００００００００", "199****0000"),
        ("+8619900000000", "+86199****0000"),
        ("0772-0000000", "0772-****000"),
        ("身份证110101190001010000", "身份证1101***"),
        ("11010119000101000X", "1101***"),
        ("110101000101000", "1101***"),
        ("MsgId 24012345678901234", "MsgId 24012345678901234"),
        ("第12号，3天", "第12号，3天"),
        ("GET /x?access_token=hush&a=1", "GET /x?access_token=***&a=1"),
        ('{"corpsecret": "hush"}', '{"corpsecret": ***}'),
        ("postgresql://u:hush@h/d", "postgresql://u:***@h/d"),
    ],
)
def test_numbers_of_people_and_tokens_are_masked_inside_any_text(lines: Lines, said: str, shown: str) -> None:
    structlog.get_logger().info(said, where=[said])
    logging.getLogger("some.library").info("%s", said)
    ours, theirs = lines()
    assert ours["event"] == shown
    assert ours["where"] == [shown]
    assert theirs["event"] == shown
    assert theirs["logger"] == "some.library"


def test_a_number_that_is_no_text_is_masked_too(lines: Lines) -> None:
    structlog.get_logger().info("x", n=19900000000, small=12, share=0.5, yes=True, none=None)
    (line,) = lines()
    assert (line["n"], line["small"], line["share"], line["yes"], line["none"]) == ("199****0000", 12, 0.5, True, None)


def test_an_exception_is_logged_without_the_rows_it_carries(lines: Lines) -> None:
    """SQLAlchemy puts parameters, PostgreSQL puts the failing row, into the message."""
    detail = "DETAIL:  Key (name)=(王奶奶) exists."
    caught = f"broken\n{detail}\n[SQL: INSERT INTO t]\n[parameters: ('王奶奶', '屋顶漏水')]\nend 19900000000"
    try:
        raise ValueError(caught)
    except ValueError:
        structlog.get_logger().exception("turn failed")
        logging.getLogger("sqlalchemy.pool").exception("oops")
    for line in lines():
        trace = str(line["exception"])
        assert "ValueError: broken" in trace
        assert "INSERT INTO t" in trace
        assert "end 199****0000" in trace
        assert "奶奶" not in trace
        assert "漏水" not in trace


def test_the_console_format_shows_no_local_variables() -> None:
    out = io.StringIO()
    setup(Log(), out)
    said = "屋顶" + "漏水"
    try:
        raise ValueError(len(said))
    except ValueError:
        structlog.get_logger().exception("turn failed")
    assert "ValueError: 4" in out.getvalue()
    assert "屋顶漏水" not in out.getvalue()


def test_loud_libraries_are_turned_down(lines: Lines) -> None:
    logging.getLogger("aiohttp.access").error("GET /channels/wechat?signature=1")
    logging.getLogger("apscheduler.executors.default").info("Running job")
    logging.getLogger("apscheduler.scheduler").warning("missed")
    assert [line["event"] for line in lines()] == ["missed"]


def test_the_level_is_kept_for_ours_and_theirs() -> None:
    out = io.StringIO()
    setup(Log(level=LogLevel.ERROR), out)
    structlog.get_logger().warning("ours")
    logging.getLogger("theirs").warning("theirs")
    assert out.getvalue() == ""


def test_setting_up_twice_writes_each_line_once(lines: Lines) -> None:
    out = io.StringIO()
    setup(Log(format=LogFormat.JSON), out)
    logging.getLogger("some").warning("once")
    turn(id="1", aim="help", ms=0.1)
    assert len(out.getvalue().splitlines()) == 2
    assert lines() == []
