"""The other commands, as an operator runs them: one clear sentence when something is wrong, and no secrets in it."""

import asyncio
import json
import socket
import sys
from datetime import date
from pathlib import Path

import pytest

from bot.settings import ROOT
from tests.kit.program import Program, environment, run
from tests.kit.town import Town

SECRET = "s3cretS3cretS3cret"


def sentences(program: Program) -> list[str]:
    """Standard error without the log."""
    return [line for line in program.err.splitlines() if not line.startswith("{")]


WRONG = {
    "unknown key": ({"CHANNELS_WECHAT_TOKE": SECRET}, "SHOUWANG_CHANNELS_WECHAT_TOKEN"),
    "no number": ({"SERVER_PORT": "http"}, "SHOUWANG_SERVER_PORT 要写成一个整数"),
    "no port": ({"SERVER_PORT": "70000"}, "server.port"),
    "half a channel": ({"CHANNELS_WECHAT_APP_SECRET": SECRET}, "channels.wechat.token"),
    "short key": (
        {
            "CHANNELS_WECHAT_TOKEN": SECRET,
            "CHANNELS_WECHAT_APP_ID": "wx1",
            "CHANNELS_WECHAT_APP_SECRET": SECRET,
            "CHANNELS_WECHAT_ENCODING_AES_KEY": SECRET,
        },
        "43",
    ),
    "another database": ({"STORAGE_URL": f"mysql://me:{SECRET}@host/db"}, "storage.url"),
    "public sandbox": ({"SERVER_PUBLIC": "true"}, "server.sandbox = false"),
    "no village": ({"VILLAGE_FILE": "nowhere.toml"}, "village.file"),
}


@pytest.mark.parametrize("name", WRONG)
async def test_a_wrong_setting_is_named_and_its_secret_is_not(url: str, tmp_path: Path, name: str) -> None:
    settings, named = WRONG[name]
    program = await run("check-config", env=environment(None, url, tmp_path, **settings))
    assert program.code == 2
    assert named in program.err
    assert SECRET not in program.err + program.out
    assert sentences(program)[0] == "配置用不了："
    assert len(sentences(program)) == 2


async def test_every_command_refuses_a_wrong_setting(url: str, tmp_path: Path) -> None:
    env = environment(None, url, tmp_path, SERVER_PORT="x")
    commands = [("serve",), ("chat",), ("migrate",), ("invite", "赵丽"), ("dead",)]
    for program in await asyncio.gather(*(run(*command, env=env) for command in commands)):
        assert program.code == 2
        assert "SHOUWANG_SERVER_PORT" in program.err
        assert "Traceback" not in program.err


async def test_a_village_file_that_does_not_fit_together_is_refused(url: str, tmp_path: Path) -> None:
    env = environment(None, url, tmp_path)
    village = tmp_path / "village.toml"
    village.write_text(village.read_text("utf-8").replace('parent = "青石镇"', 'parent = "红石镇"', 1), "utf-8")
    program = await run("serve", env=env)
    assert program.code == 2
    assert sentences(program) == ["起不来：地方「大樟村」的上级「红石镇」没有写在它前面。"]


async def test_a_port_in_use_is_said_in_one_sentence(url: str, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        program = await run("serve", env=environment(None, url, tmp_path, SERVER_PORT=port))
    assert program.code == 2
    (said,) = sentences(program)
    assert port in said
    assert "server.port" in said


async def test_a_database_that_does_not_answer_is_said_in_one_sentence(url: str, tmp_path: Path) -> None:
    env = environment(None, f"postgresql://me:{SECRET}@127.0.0.1:1/village", tmp_path)
    programs = await asyncio.gather(*(run(command, env=env) for command in ("serve", "dead")))
    for program in programs:
        assert program.code == 2
        assert "数据库" in "".join(sentences(program))
        assert "Traceback" not in program.err
        assert SECRET not in program.err + program.out


async def test_a_database_file_that_cannot_be_is_said_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    (tmp_path / "rubbish.db").write_bytes(b"this is no database" * 100)
    for name in ("file/village.db", "rubbish.db"):
        program = await run("serve", env=environment(None, f"sqlite:///{tmp_path / name}", tmp_path))
        assert program.code == 2, program.err
        assert "Traceback" not in program.err
        assert len(sentences(program)) == 1


async def test_check_config_migrate_and_doctor_say_that_all_is_well(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new.db'}"
    year = date.today().year
    env = environment(None, url, tmp_path, HOURS_HOLIDAYS=f"{year}-10-01,{year + 1}-01-01")
    checked = await run("check-config", env=env)
    assert (checked.code, checked.out) == (0, "配置没有问题。\n")
    assert "新建" in (await run("migrate", env=env)).out
    assert (await run("migrate", env=env)).out == "数据库已经是最新的。\n"
    doctor = await run("doctor", env=env)
    assert doctor.code == 0, doctor.out
    assert {line[:2] for line in doctor.out.splitlines()} == {"好 "}


async def test_the_doctor_names_what_is_missing(here: Town, url: str, tmp_path: Path) -> None:
    here.platform.wecom.members.clear()
    await here.villager("oWang", "屋顶漏水了")
    program = await run("doctor", env=environment(None, url, tmp_path, SERVER_SANDBOX="false"))
    assert program.code == 1
    wanted = ("要改  渠道", "要改  没送到的消息")
    assert all(any(line.startswith(start) for line in program.out.splitlines()) for start in wanted)


async def test_dead_lists_what_was_not_delivered_without_names_or_words(here: Town, url: str, tmp_path: Path) -> None:
    env = environment(None, url, tmp_path)
    assert (await run("dead", env=env)).out == "没有没送到的消息。\n"
    here.platform.wecom.members.discard("liming")
    await here.villager("oWang", "屋顶漏水了")
    program = await run("dead", env=env)
    (line,) = program.out.splitlines()
    assert line.split("\t")[1:] == ["wecom", "1号", "new", "81013", "试了1次"]


async def test_an_invitation_for_nobody_is_refused(url: str, tmp_path: Path) -> None:
    program = await run("invite", "查无此人", env=environment(None, url, tmp_path))
    assert program.code == 2
    assert sentences(program) == ["名册里没有「查无此人」。"]


LINES = (
    "村口路灯坏了\n".encode()
    + b'{"text": "\xe5\x81\x9c\xe6\xb0\xb4\xe4\xb8\xa4\xe5\xa4\xa9\xe4\xba\x86", "id": 7}\n\n'
    + b'\xff\xfe\x00\n{"text": 5}\n'
)
LINES += b"[1]\n" + b"{" * 3000 + b"\n" + "收到\r\n".encode() + "没有换行".encode()
TEXTS = ["村口路灯坏了", "停水两天了", "", "\ufffd\ufffd\x00", '{"text": 5}', "[1]", "{" * 3000, "收到", "没有换行"]


async def test_classify_answers_every_line_whatever_it_is(url: str, tmp_path: Path) -> None:
    program = await run("classify", env=environment(None, url, tmp_path), said=LINES)
    assert (program.code, program.err) == (0, "")
    answers = [json.loads(line) for line in program.out.splitlines()]
    assert [answer["text"] for answer in answers] == TEXTS
    keys = ["text", "category", "urgency", "tier", "not_request", "evidence"]
    assert all(list(answer) == keys for answer in answers)
    assert [answer["category"] for answer in answers[:2]] == ["基础设施", "基础设施"]
    assert answers[7]["not_request"] is True


async def test_classify_on_an_endless_pipe_ends_quietly_when_nobody_reads_on(url: str, tmp_path: Path) -> None:
    script = f'yes 屋顶漏水了 | {{ "{sys.executable}" -m bot classify; echo "code $?" >&2; }} | head -n 3'
    child = await asyncio.create_subprocess_shell(
        script,
        cwd=ROOT,
        env=environment(None, url, tmp_path),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(20):
        out, err = await child.communicate()
    assert len(out.splitlines()) == 3
    assert err == b"code 0\n"


async def test_a_conversation_from_a_pipe_is_a_transcript(url: str, tmp_path: Path) -> None:
    said = "王奶奶\n屋顶漏水了\n@李明\n帮助\n退出\n".encode()
    program = await run("chat", env=environment(None, url, tmp_path, VILLAGE_FILE=""), said=said)
    assert (program.code, program.err) == (0, "")
    assert "王奶奶：屋顶漏水了\n　守望：收到了，记下1号。" in program.out
    assert "\n　→" in program.out
    assert "李明：帮助\n　守望：12 接＝我去办" in program.out
