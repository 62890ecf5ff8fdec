"""Sealed columns: what the database alone does not tell, and what a changed or moved value is answered with."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.keys import BadKeys, KeyRing, KeysMissing, add_key, fresh_ring, new_keys, with_new_key
from storage.seal import CannotOpen, OtherKeys, Seal, normal, reseal, seal_at_start
from tests.storage.test_keys import told, traces

OLD = fresh_ring()
NEW = with_new_key(OLD)
OTHER = fresh_ring()
NUMBER, WHERE = "000000194910010011", "dossiers.id_number.17"

anything = st.text(st.characters())  # 也有半个代理对
places = st.text(min_size=1)


def but(ring: KeyRing, *, current: str | None = None, without: str = "", index: bytes | None = None) -> KeyRing:
    keys = {name: key for name, key in ring.keys.items() if name != without}
    return KeyRing(current or ring.current, keys, index or ring.index)


@given(anything, places)
def test_what_was_closed_opens_in_its_place(text: str, where: str) -> None:
    assert Seal(NEW).open(Seal(NEW).close(text, where), where) == text


@given(anything, places, places)
def test_a_value_does_not_open_in_another_place(text: str, where: str, elsewhere: str) -> None:
    sealed = Seal(NEW).close(text, where)
    if where == elsewhere:
        elsewhere += "1"
    with pytest.raises(CannotOpen, match="从别的行抄来"):
        Seal(NEW).open(sealed, elsewhere)


def test_every_bit_of_a_value_counts() -> None:
    seal = Seal(NEW)
    sealed = seal.close(NUMBER, WHERE)
    for place in range(len(sealed)):
        for bit in range(8):
            changed = bytearray(sealed)
            changed[place] ^= 1 << bit
            with pytest.raises(CannotOpen):
                seal.open(bytes(changed), WHERE)


def test_a_shorter_or_longer_value_is_refused() -> None:
    seal = Seal(NEW)
    sealed = seal.close(NUMBER, WHERE)
    for wrong in (*(sealed[:length] for length in range(len(sealed))), sealed + b"\0", b"\0" + sealed, NUMBER.encode()):
        with pytest.raises(CannotOpen):
            seal.open(wrong, WHERE)


def test_a_value_of_a_later_version_says_so() -> None:
    with pytest.raises(CannotOpen, match="更新的版本"):
        Seal(NEW).open(b"\x02" + Seal(NEW).close(NUMBER, WHERE)[1:], WHERE)


def test_a_value_of_one_key_does_not_pass_for_one_of_another() -> None:
    sealed = Seal(OLD).close(NUMBER, WHERE)
    with pytest.raises(CannotOpen, match="被改过"):
        Seal(NEW).open(Seal(NEW).mark + sealed[len(Seal(NEW).mark) :], WHERE)


def test_the_same_text_is_never_sealed_alike_and_never_shows() -> None:
    sealed = {Seal(NEW).close(NUMBER, WHERE) for _ in range(100)}
    assert len(sealed) == 100
    assert not any(NUMBER[:4].encode() in one for one in sealed)


def test_old_keys_still_open_and_the_new_one_closes() -> None:
    sealed = Seal(OLD).close(NUMBER, WHERE)
    assert Seal(NEW).open(sealed, WHERE) == NUMBER
    with pytest.raises(CannotOpen, match=f"没有 {NEW.current} 这一把"):
        Seal(OLD).open(Seal(NEW).close(NUMBER, WHERE), WHERE)


@given(anything, anything)
def test_no_error_and_no_repr_tells_a_key_or_the_text(before: str, after: str) -> None:
    text = f"{before}鱻{after}"
    said = [repr(Seal(NEW)), str(Seal(NEW))]
    sealed = Seal(NEW).close(text, WHERE)
    for ring, value, where in ((NEW, sealed, "other"), (OTHER, sealed, WHERE), (NEW, sealed[:-1], WHERE)):
        with pytest.raises(CannotOpen) as refusal:
            Seal(ring).open(value, where)
        said += told(refusal.value)
    shown = "\n".join(said)
    assert [trace for trace in [*traces(NEW), *traces(OTHER), "鱻", r"\xe9\xb1\xbb"] if trace in shown] == []


@pytest.mark.parametrize(
    "written",
    [
        "19900000000",
        "199 0000 0000",
        "１９９-００００-００００",
        "+86 19900000000",
        "0086 199—0000—0000",
        "199\u200b00000000\ufeff",
    ],
)
def test_one_phone_has_one_index_however_it_is_written(written: str) -> None:
    assert Seal(NEW).index(written, "people.phone") == Seal(NEW).index("19900000000", "people.phone")


def test_an_id_number_is_found_with_a_small_x_and_spaces() -> None:
    assert Seal(NEW).index("000000 19491001 001x", "id") == Seal(NEW).index("00000019491001001Ｘ", "id")


@pytest.mark.parametrize("number", ["86199000000001", "8619900000000012", "07720000000", "8607720000000"])
def test_only_a_mobile_phone_loses_its_86(number: str) -> None:
    assert normal(number) == number


@given(st.text("0123456789Xx", min_size=1), st.text("0123456789Xx", min_size=1))
def test_two_numbers_never_share_an_index(one: str, other: str) -> None:
    same = Seal(NEW).index(one, "id") == Seal(NEW).index(other, "id")
    assert same == (normal(one) == normal(other))


def test_the_index_is_sixteen_bytes_and_hangs_on_what_and_on_the_index_key_alone() -> None:
    index = Seal(NEW).index(NUMBER, "people.id_number")
    assert len(index) == 16
    assert index == Seal(OLD).index(NUMBER, "people.id_number")
    assert index != Seal(NEW).index(NUMBER, "people.phone")
    assert index != Seal(but(NEW, index=OTHER.index)).index(NUMBER, "people.id_number")


def test_the_index_of_a_number_is_the_same_in_years_to_come() -> None:
    """The first half of HMAC-SHA256("people.phone\\0" + number), worked out by another program."""
    ring = KeyRing(OLD.current, OLD.keys, bytes(32))
    assert Seal(ring).index("19900000000", "people.phone").hex() == "9a505f13cdaee1c49beb34d40d048b9c"


@pytest.mark.parametrize("text", ["", "  ", "-", "／", "\u200b", "·…"])
def test_what_has_no_letter_and_no_digit_cannot_be_looked_up(text: str) -> None:
    with pytest.raises(ValueError, match="neither letters nor digits"):
        Seal(NEW).index(text, "people.phone")


def test_a_proof_lets_in_the_keys_it_was_made_with_and_those_added_since() -> None:
    proof = Seal(OLD).proof()
    Seal(OLD).check(proof)
    Seal(NEW).check(proof)


WRONG_RINGS = {
    "another file": (OTHER, "没有 " + NEW.current),
    "from before the last key": (OLD, "没有 " + NEW.current),
    "another index key": (but(NEW, index=OTHER.index), "index"),
    "the current key gone": (but(NEW, current=OLD.current, without=NEW.current), "没有 " + NEW.current),
}


@pytest.mark.parametrize("wrong", WRONG_RINGS)
def test_a_wrong_key_file_is_refused_with_a_sentence(wrong: str) -> None:
    ring, expected = WRONG_RINGS[wrong]
    with pytest.raises(OtherKeys, match=expected) as refusal:
        Seal(ring).check(Seal(NEW).proof())
    said = "\n".join(told(refusal.value))
    assert "不要另做新的" in str(refusal.value)
    assert [trace for trace in [*traces(NEW), *traces(OTHER)] if trace in said] == []


def test_a_changed_proof_is_refused() -> None:
    proof = Seal(NEW).proof()
    with pytest.raises(OtherKeys):
        Seal(NEW).check(proof[:-1] + bytes([proof[-1] ^ 1]))


def test_a_renewed_proof_needs_the_old_keys_and_the_new_one() -> None:
    proof = Seal(OLD).proof()
    assert Seal(OLD).renewed(proof) == proof
    renewed = Seal(NEW).renewed(proof)
    assert Seal(NEW).renewed(renewed) == renewed
    for ring in (OLD, but(NEW, without=OLD.current)):
        with pytest.raises(OtherKeys):
            Seal(ring).check(renewed)
    with pytest.raises(OtherKeys):
        Seal(OTHER).renewed(proof)


def test_after_everything_is_resealed_the_old_key_is_not_asked_for() -> None:
    Seal(but(NEW, without=OLD.current)).check(Seal(NEW).proof())


@given(st.lists(st.tuples(anything, st.booleans())))
def test_resealing_brings_every_value_under_the_current_key_once(values: list[tuple[str, bool]]) -> None:
    rows = {f"t.c.{row}": Seal(OLD if old else NEW).close(text, f"t.c.{row}") for row, (text, old) in enumerate(values)}
    changed = dict(reseal(Seal(NEW), rows.items()))
    assert set(changed) == {f"t.c.{row}" for row, (_, old) in enumerate(values) if old}
    rows |= changed
    alone = Seal(but(NEW, without=OLD.current))
    assert [alone.open(sealed, where) for where, sealed in rows.items()] == [text for text, _ in values]
    assert list(reseal(Seal(NEW), rows.items())) == []


def test_one_damaged_value_does_not_stop_the_others() -> None:
    old = Seal(OLD)
    rows = [("a", old.close("1", "a")), ("b", old.close("2", "elsewhere")), ("c", old.close("3", "c"))]
    lost: list[CannotOpen] = []
    assert [where for where, _ in reseal(Seal(NEW), rows, lost=lost.append)] == ["a", "c"]
    assert [one.where for one in lost] == ["b"]
    with pytest.raises(CannotOpen, match=r"^b 打不开"):
        list(reseal(Seal(NEW), rows))


def test_without_keys_and_without_sealed_values_a_township_starts(tmp_path: Path) -> None:
    assert seal_at_start(tmp_path / "keys.toml", None) is None


def test_a_lost_key_file_stops_the_start_and_does_not_say_make_a_new_one(tmp_path: Path) -> None:
    with pytest.raises(BadKeys, match="找回来放好，不要另做新的") as refusal:
        seal_at_start(tmp_path / "keys.toml", Seal(NEW).proof())
    assert not isinstance(refusal.value, KeysMissing)
    assert "keys new" not in str(refusal.value)


def test_a_key_file_of_another_database_stops_the_start(tmp_path: Path) -> None:
    new_keys(tmp_path / "keys.toml")
    with pytest.raises(OtherKeys):
        seal_at_start(tmp_path / "keys.toml", Seal(NEW).proof())


def test_a_damaged_key_file_stops_the_start_even_before_anything_is_sealed(tmp_path: Path) -> None:
    new_keys(tmp_path / "keys.toml")
    (tmp_path / "keys.toml").chmod(0o644)
    with pytest.raises(BadKeys, match="chmod 600"):
        seal_at_start(tmp_path / "keys.toml", None)


def test_the_right_key_file_opens_what_the_last_start_closed(tmp_path: Path) -> None:
    path = tmp_path / "keys.toml"
    new_keys(path)
    first = seal_at_start(path, None)
    assert first is not None
    sealed, proof = first.close(NUMBER, WHERE), first.proof()
    add_key(path)
    second = seal_at_start(path, proof)
    assert second is not None
    assert second.open(sealed, WHERE) == NUMBER
