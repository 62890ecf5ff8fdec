"""`keys reseal`：换了钥匙以后，库里的号码全到新的一把下面；打不开的不动，照实说."""

import asyncio
import re
from dataclasses import replace
from io import StringIO
from unittest.mock import ANY

import pytest
from structlog.testing import capture_logs

from bot import doctor
from bot.app import open_app
from bot.config import Config
from bot.filing import seal_of
from bot.office import in_store
from bot.reseal import check_all, reseal_all
from bot.settings import Storage
from storage.keys import add_key, read_keys
from storage.resealing import PLACES, Resealing
from storage.unit import Unit
from tests.bot.sheets.made import id_number
from tests.bot.test_import_people import config, imported, sheet
from tests.kit.stage import StageClock

__all__ = ["config"]  # 那边的配置，这边也用

HEAD = ("姓名", "片区", "身份证号", "电话", "监护人", "监护人电话")
ROW = ("卢小妹", "S片区", id_number("20150504"), "19900000005", "卢老伯", "19900000006")


def resealed(config: Config) -> tuple[int, str]:
    out = StringIO()
    return reseal_all(config, out), out.getvalue()


def under_another_key(config: Config) -> int:
    mark = seal_of(config).mark
    return in_store(config, lambda unit: sum(len(Resealing(unit.session).old(place, mark, 0)) for place in PLACES))


def numbers(config: Config) -> tuple[str, str]:
    def read(unit: Unit) -> tuple[str, str]:
        (person,) = unit.dossiers.after(0)
        identity, phone = unit.dossiers.sealed(person)
        assert identity is not None
        assert phone is not None
        seal = seal_of(config)
        return seal.open(identity, f"dossiers.id.{person}"), seal.open(phone, f"dossiers.phone.{person}")

    return in_store(config, read)


def test_after_a_new_key_every_number_is_closed_with_it_and_still_the_same(config: Config) -> None:
    imported(config, sheet(config, HEAD, ROW))
    before = numbers(config)
    add_key(config.dossier.keys)
    assert under_another_key(config) == 3
    assert resealed(config) == (0, "✓ 换封了 3 个号码，都在现在这一把下面了。旧的钥匙只有从前的备份还要用。\n")
    assert under_another_key(config) == 0
    assert numbers(config) == before == (ROW[2], ROW[3])
    assert resealed(config)[1].startswith("✓ 换封了 0 个")


def test_afterwards_the_old_key_is_not_needed_any_more(config: Config) -> None:
    imported(config, sheet(config, HEAD, ROW))
    old = read_keys(config.dossier.keys).current
    add_key(config.dossier.keys)
    resealed(config)
    forgotten(config, old)
    assert old not in read_keys(config.dossier.keys).keys
    assert numbers(config) == (ROW[2], ROW[3])
    assert imported(config, sheet(config, HEAD, ROW))[0] == 0


def test_without_keys_it_says_what_to_do(config: Config) -> None:
    config.dossier.keys.unlink()
    code, said = resealed(config)
    assert code == 2
    assert "keys new" in said


def forgotten(config: Config, key: str) -> None:
    """The key is taken out of the file, as by somebody who was told that it is not needed any more."""
    path = config.dossier.keys
    path.write_text(re.sub(rf'^"?{key}"? = .*\n', "", path.read_text("utf-8"), flags=re.MULTILINE), "utf-8")


def checked(config: Config) -> tuple[int, str]:
    out = StringIO()
    return check_all(config, out), out.getvalue()


@pytest.mark.parametrize("at", ["file", "server"])
async def test_what_still_runs_with_the_old_key_has_to_be_restarted_first(
    config: Config, at: str, request: pytest.FixtureRequest
) -> None:
    url = config.storage.url if at == "file" else request.getfixturevalue("pg_url")
    config = replace(config, storage=Storage(url))
    app = await open_app(config, StageClock())
    old = read_keys(config.dossier.keys).current
    assert await asyncio.to_thread(checked, config) == (0, ANY)
    add_key(config.dossier.keys)
    said = f"✗ 正跑着的守望还在用旧的 {old} 封号码。先重启它（几个进程的，一个一个都重启），再跑一次 keys reseal。\n"
    assert await asyncio.to_thread(resealed, config) == (2, said)
    assert (await asyncio.to_thread(checked, config))[1].endswith(said)
    await app.close()
    again = await open_app(config, StageClock())
    code, said = await asyncio.to_thread(resealed, config)
    assert (code, said[0]) == (0, "✓")
    assert (await asyncio.to_thread(checked, config))[1].endswith("✓ 库里的号码都在现在这一把下面。\n")
    await again.close()


def test_a_number_sealed_late_under_the_old_key_is_noticed_wherever_one_looks(config: Config) -> None:
    imported(config, sheet(config, HEAD, ROW))
    late = seal_of(config)  # 没有重启、也没有说的那个
    add_key(config.dossier.keys)
    assert resealed(config)[0] == 0

    def seal(unit: Unit) -> int:
        (person,) = unit.dossiers.after(0)
        unit.dossiers.seal_phone(person, late.close(ROW[3], f"dossiers.phone.{person}"), late.index(ROW[3], "phone"))
        return person

    in_store(config, seal)
    code, said = checked(config)
    assert (code, "还有 1 个号码在旧的钥匙下面，旧的不要删" in said) == (0, True)
    forgotten(config, late.key)
    sentence = f"库里有号码封在 {late.key}（1 个号码） 下面，钥匙文件里没有这一把，打不开。"
    code, said = checked(config)
    assert (code, f"✗ {sentence}" in said) == (1, True)
    ((_, good, advice),) = doctor._keys(config)
    assert (good, advice.startswith(sentence)) == (False, True)


async def test_the_bot_starts_all_the_same_and_says_so_in_its_log(config: Config) -> None:
    await asyncio.to_thread(test_a_number_sealed_late_under_the_old_key_is_noticed_wherever_one_looks, config)
    with capture_logs() as logs:
        await (await open_app(config, StageClock())).close()
    (said,) = [one for one in logs if one["log_level"] == "error"]
    assert "钥匙文件里没有这一把" in said["why"]
