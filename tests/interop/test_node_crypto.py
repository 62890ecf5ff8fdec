"""Callback crypto against `@wecom/crypto`, the Node package of the platform's own authors.

`make setup` installs it, pinned by version and integrity, into the ignored folder `.node/`.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

import pytest

from bot.channels.crypto import Crypto, sign
from tests.kit.platform.seal import Seal

HERE = Path(__file__).parent
MODULES = HERE.parents[1] / ".node" / "node_modules"
TOKEN, KEY = "cunkouDaZhangshu", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
RECEIVERS = ("wx0000000000000a01", "ww0000000000000b02", "")
TEXTS = ("", "a", "屋顶漏水了，能找人看看吗", "👵🏻 ]]> <b> & \u2028", "x" * 76, "长" * 6000)
CASES = [(receiver, text) for receiver in RECEIVERS for text in TEXTS]


def ask(questions: Sequence[dict[str, str]]) -> list[Any]:
    """All questions in one run of node."""
    node = shutil.which("node")
    if node is None or not (MODULES / "@wecom" / "crypto").is_dir():
        absent(node)
    ran = subprocess.run(
        [str(node), str(HERE / "node_peer.js")],
        input="".join(json.dumps(question) + "\n" for question in questions),
        env={"NODE_PATH": str(MODULES), "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=True,
    )
    return [json.loads(line) for line in ran.stdout.split("\n")[:-1]]


def absent(node: str | None) -> NoReturn:
    """Not everybody has node; wechatpy and the published vectors check the same thing on every machine."""
    what = "node" if node is None else "@wecom/crypto"
    pytest.skip(f"{what} IS MISSING: callback crypto was NOT checked against the official package; see make setup")


def test_node_opens_what_we_seal() -> None:
    sealed = [Crypto(TOKEN, KEY, who).seal(text.encode(), timestamp="1", nonce="n") for who, text in CASES]
    opened = ask([{"op": "open", "key": KEY, "encrypted": one.encrypt} for one in sealed])
    assert opened == [{"message": text, "receiver": who} for who, text in CASES]


def test_we_open_what_node_seals() -> None:
    sealed = ask([{"op": "seal", "key": KEY, "text": text, "receiver": who} for who, text in CASES])
    for (who, text), encrypted in zip(CASES, sealed, strict=True):
        crypto = Crypto(TOKEN, KEY, who)
        assert crypto.open(sign(TOKEN, "1", "n", encrypted), "1", "n", encrypted) == text.encode()


def test_the_simulator_and_node_seal_alike() -> None:
    ours = [Seal(TOKEN, KEY, who).encrypt(text) for who, text in CASES]
    opened = ask([{"op": "open", "key": KEY, "encrypted": one} for one in ours])
    assert opened == [{"message": text, "receiver": who} for who, text in CASES]
    theirs = ask([{"op": "seal", "key": KEY, "text": text, "receiver": who} for who, text in CASES])
    assert [Seal(TOKEN, KEY, who).decrypt(one) for (who, _), one in zip(CASES, theirs, strict=True)] == [
        text for _, text in CASES
    ]


def test_node_signs_as_we_do() -> None:
    parts = [("1409659813", "1372623149", "abc+/="), ("9", "10", "A"), ("0", "", "zz"), ("1", "乡", "é")]
    questions = [
        {"op": "sign", "token": TOKEN, "timestamp": timestamp, "nonce": nonce, "encrypted": encrypted}
        for timestamp, nonce, encrypted in parts
    ]
    assert ask(questions) == [sign(TOKEN, *three) for three in parts]
