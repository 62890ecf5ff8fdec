"""`keys reseal`：换了钥匙以后，库里的号码全到新的一把下面；打不开的不动，照实说."""

import re
from io import StringIO

from bot.config import Config
from bot.filing import seal_of
from bot.office import in_store
from bot.reseal import reseal_all
from storage.keys import add_key, read_keys
from storage.resealing import PLACES, Resealing
from storage.unit import Unit
from tests.bot.sheets.made import id_number
from tests.bot.test_import_people import config, imported, sheet

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
    path = config.dossier.keys
    path.write_text(re.sub(rf'^"?{old}"? = .*\n', "", path.read_text("utf-8"), flags=re.MULTILINE), "utf-8")
    assert old not in read_keys(path).keys
    assert numbers(config) == (ROW[2], ROW[3])
    assert imported(config, sheet(config, HEAD, ROW))[0] == 0


def test_without_keys_it_says_what_to_do(config: Config) -> None:
    config.dossier.keys.unlink()
    code, said = resealed(config)
    assert code == 2
    assert "keys new" in said
