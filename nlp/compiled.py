"""编好的词库: the tables of `nlp.lexicon` kept in a private folder, so that a start reads them in 0.05 s, not 0.5.

The name of the file is a digest of every word file and of the code that reads them: what has changed is made anew.
"""

import marshal
import sys
from collections.abc import Collection, Sequence
from contextlib import suppress
from hashlib import sha256
from itertools import starmap
from pathlib import Path
from typing import Any

from care.category import Urgency
from nlp.lexicon import Frame, Lexicon, Suppressor, load
from nlp.wordfiles import WORDS
from nlp.wordpool import Marks

_CODE = (
    "lexicon.py",
    "wordfiles.py",
    "wordpool.py",
    "weightfile.py",
    "weights.py",
    "normal.py",
    "segment.py",
    "compiled.py",
)
_KEPT = 3  # older ones are dropped
_SUFFIX = ".words"


def compiled(
    folders: Sequence[Path] = (WORDS,), regions: Collection[str] | None = None, cache: Path | None = None
) -> Lexicon:
    """As `load`, from `cache` where it has been read before. A cache that cannot be used is only slower."""
    if cache is None:
        return load(folders, regions)
    try:
        file = cache / f"{_digest(folders, regions)}{_SUFFIX}"
    except OSError:  # 词库里有读不了的东西：让 load 说清楚是哪一个
        return load(folders, regions)
    with suppress(Exception):  # 缓存坏了怎么坏都行：重新编一份
        return _thawed(marshal.loads(file.read_bytes()))  # noqa: S302  # 自己写的、只有自己能读的文件
    lexicon = load(folders, regions)
    with suppress(OSError):
        _keep(file, marshal.dumps(_frozen(lexicon)))
    return lexicon


def _digest(folders: Sequence[Path], regions: Collection[str] | None) -> str:
    said = sha256(f"{sys.version_info} {'*' if regions is None else sorted(regions)}".encode())
    code = Path(__file__).parent
    read = [code.parent / "care" / "category.py", *(code / name for name in _CODE)]
    for folder in folders:
        read += sorted((*folder.glob("*.toml"), *folder.glob("*.tsv")))
    for path in read:
        said.update(path.name.encode())
        said.update(path.read_bytes())
    return said.hexdigest()[:32]


def _keep(file: Path, frozen: bytes) -> None:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    new = file.with_suffix(".new")
    new.write_bytes(frozen)
    new.chmod(0o600)
    new.replace(file)
    older = sorted(file.parent.glob(f"*{_SUFFIX}"), key=lambda path: path.stat().st_mtime)
    for path in older[:-_KEPT]:
        path.unlink(missing_ok=True)


def _frozen(lexicon: Lexicon) -> dict[str, object]:
    """Plain tuples, strings and numbers: what `marshal` takes."""
    return {
        "entries": dict(lexicon.entries),
        "cues": dict(lexicon.cues),
        "frames": [tuple(map(_plain, (getattr(frame, name) for name in Frame.__slots__))) for frame in lexicon.frames],
        "suppressors": [tuple(getattr(one, name) for name in Suppressor.__slots__) for one in lexicon.suppressors],
        "fold": dict(lexicon.fold),
        "dialect": dict(lexicon.dialect),
        "pictures": lexicon.pictures,
        "alarms": lexicon.alarms,
        "alone": lexicon.alone,
        "usual": {name: str(urgency) for name, urgency in lexicon.usual.items()},
        "marks": tuple(lexicon.marks),
        "prefixes": dict(lexicon.prefixes),
        "weights": dict(lexicon.weights),
    }


def _plain(value: object) -> object:
    return str(value) if isinstance(value, Urgency) else value


def _thawed(found: dict[str, Any]) -> Lexicon:
    found["frames"] = tuple(starmap(Frame, map(_framed, found["frames"])))
    found["suppressors"] = tuple(starmap(Suppressor, found["suppressors"]))
    found["usual"] = {name: Urgency(said) for name, said in found["usual"].items()}
    found["marks"] = Marks(*found["marks"])
    return Lexicon(**found)


def _framed(fields: tuple[Any, ...]) -> tuple[Any, ...]:
    at = Frame.__slots__.index("urgency")
    return (*fields[:at], Urgency(fields[at]), *fields[at + 1 :])
