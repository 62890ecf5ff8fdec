"""封存的列: what is kept in the database so that the database alone does not tell it (docs/decisions/0011).

One sealed value, in bytes: version 1 · name of the key 4 · nonce 12 · AES-256-GCM ciphertext with its tag, as long as
the text in UTF-8 plus 16. Version, name of the key and the place of the value are authenticated with it.
"""

import hmac
import re
import secrets
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from storage.keys import BadKeys, KeyRing, KeysMissing, read_keys

VERSION = b"\x01"
MARK, NONCE, TAG = 5, 12, 16  # 字节；mark 是版本和钥匙的名字
INDEX = 16  # 字节
PROOF = "seal.proof"  # 凭据自己的 where
CHINA = re.compile(r"(?:00)?86(?=1\d{10}$)")

Placed = tuple[str, bytes]  # where，封好的内容


class CannotOpen(Exception):
    """The text is a whole sentence; it tells `where`, never what was sealed."""

    def __init__(self, where: str, why: str) -> None:
        super().__init__(f"{where} 打不开：{why}")
        self.where = where


class OtherKeys(BadKeys):
    """The key file is a good one, but it does not open this database."""


class Seal:
    """`where` is "table.column.row" of one value: text that was copied to another row does not open there.

    The row's key must be known before `close`, and must not be anything that tells who it is: it stands in errors.
    `mark` is what everything begins with that is closed from now on: by it a query finds what is to be resealed.
    """

    __slots__ = ("_ciphers", "_index", "mark")

    def __init__(self, ring: KeyRing) -> None:
        self._ciphers = {bytes.fromhex(name): AESGCM(key) for name, key in ring.keys.items()}
        self._index = ring.index
        self.mark = VERSION + bytes.fromhex(ring.current)

    def __repr__(self) -> str:
        return f"Seal(current={self.key!r})"

    @property
    def key(self) -> str:
        """The name of the key that closes."""
        return self.mark[1:].hex()

    def opens(self, mark: bytes) -> bool:
        """Whether its key is here: `mark` is what a sealed value begins with."""
        return mark.startswith(VERSION) and mark[1:] in self._ciphers

    def close(self, text: str, where: str) -> bytes:
        nonce = secrets.token_bytes(NONCE)
        cipher = self._ciphers[self.mark[1:]]
        return self.mark + nonce + cipher.encrypt(nonce, _bytes(text), self.mark + _bytes(where))

    def open(self, sealed: bytes, where: str) -> str:
        """Raises `CannotOpen`: the key is not in the file, or the bytes were changed or belong to another place."""
        mark, nonce, closed = sealed[:MARK], sealed[MARK : MARK + NONCE], sealed[MARK + NONCE :]
        if not mark.startswith(VERSION) or len(closed) < TAG:
            raise CannotOpen(where, "存的不是封好的内容，或是更新的版本封的。请从备份恢复，或换回新的版本。")
        cipher = self._ciphers.get(mark[1:])
        if cipher is None:
            name = mark[1:].hex()
            raise CannotOpen(where, f"钥匙文件里没有 {name} 这一把。刚加过钥匙就重启；不是就从备份里找回它。")
        try:
            plain = cipher.decrypt(nonce, closed, mark + _bytes(where))
        except InvalidTag:
            raise CannotOpen(where, "内容被改过，或是从别的行抄来的。请从备份恢复这一格。") from None
        return plain.decode("utf-8", "surrogatepass")

    def index(self, text: str, what: str) -> bytes:
        """16 bytes to look a value up by: the same however it is written (`normal`), another for each `what`.

        Who reads the database sees which rows share a number, and nothing else; with the index key it is all open
        to guessing, since there are few phone numbers. 128 bits: among 3,000,000 people two different numbers meet
        with a chance below 10⁻²⁵. Raises `ValueError` for a text of which `normal` leaves nothing.
        """
        value = normal(text)
        if not value:
            raise ValueError("nothing to look up by: the text has neither letters nor digits")
        return self._hash(f"{what}\0{value}")

    def proof(self) -> bytes:
        """凭据, for a database in which nothing is sealed yet, or everything under the current key."""
        return self._proof({self.key})

    def check(self, proof: bytes) -> None:
        """Raises `OtherKeys` unless every key is here that this database was ever told it needs."""
        self._needed(proof)

    def renewed(self, proof: bytes) -> bytes:
        """At each start, to be stored when it is another: from then on the current key is needed as well.

        Without this, putting back a key file from before the last `add` would go unnoticed. Raises as `check` does.
        """
        needed = self._needed(proof)
        return proof if self.key in needed else self._proof({*needed, self.key})

    def _proof(self, names: set[str]) -> bytes:
        return self.close(" ".join([self._hash(PROOF).hex(), *sorted(names)]), PROOF)

    def _needed(self, proof: bytes) -> set[str]:
        try:
            index, *names = self.open(proof, PROOF).split()
        except CannotOpen as refusal:
            raise OtherKeys(f"钥匙文件和数据库不是一起的。{refusal}{NOT_NEW}") from None
        missing = [name for name in names if bytes.fromhex(name) not in self._ciphers]
        if missing:
            raise OtherKeys(f"钥匙文件里少了 {'、'.join(missing)}，库里还有号码要用它打开。{NOT_NEW}")
        if not hmac.compare_digest(index, self._hash(PROOF).hex()):
            raise OtherKeys(f"钥匙文件里的 [index] 不是这个库的，按号码会查不到人。{NOT_NEW}")
        return set(names)

    def _hash(self, text: str) -> bytes:
        return hmac.digest(self._index, _bytes(text), "sha256")[:INDEX]


NOT_NEW = "把这个库的钥匙文件找回来放好，不要另做新的：新的打不开旧的号码。"


def normal(text: str) -> str:
    """One way to write a number: half-width capitals and digits only, mobile phones without +86.

    Old ID numbers of 15 digits stay what they are.
    """
    letters = "".join(letter for letter in unicodedata.normalize("NFKC", text) if letter.isalnum())
    return CHINA.sub("", letters.upper())


def reseal(seal: Seal, rows: Iterable[Placed], *, lost: Callable[[CannotOpen], None] | None = None) -> Iterator[Placed]:
    """换封: what of `rows` is not under the current key yet, closed anew; done twice, the second time yields nothing.

    One that cannot be opened goes to `lost` and is left alone, or raises `CannotOpen` where nobody asked for it.
    Store each only where the old bytes still stand, and `seal.proof()` when no row is left and none was lost.
    """
    for where, sealed in rows:
        if sealed.startswith(seal.mark):
            continue
        try:
            text = seal.open(sealed, where)
        except CannotOpen as refusal:
            if lost is None:
                raise
            lost(refusal)
        else:
            yield where, seal.close(text, where)


def seal_at_start(path: Path, proof: bytes | None) -> Seal | None:
    """The seal of a database whose stored 凭据 is `proof`; None where there is neither key file nor proof.

    None: the bot runs, and whoever wants to file a person is told `KeysMissing`. Raises `BadKeys` (`OtherKeys`) for
    a key file that cannot be used, and where something is sealed already but the file is gone.
    """
    try:
        seal = Seal(read_keys(path))
    except KeysMissing:
        if proof is None:
            return None
        raise BadKeys(f"没有钥匙文件 {path}，库里封着的号码打不开。{NOT_NEW}") from None
    if proof is not None:
        seal.check(proof)
    return seal


def _bytes(text: str) -> bytes:
    # 半个代理对也照收：编码错误会带着原文
    return text.encode("utf-8", "surrogatepass")
