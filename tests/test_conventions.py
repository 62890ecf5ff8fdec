"""The house's habits, checked: what is forgotten here is said here, before anybody reviews it."""

import ast
import importlib
import io
import re
import subprocess
import tokenize
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

from nlp.intent import Aim

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("bot", "web", "handlers", "nlp", "storage", "care")
FORBIDDEN = {"data", "info", "manager", "service", "helper", "helpers", "util", "utils"}
FORBIDDEN_ALONE = {"process"}
LONG: frozenset[str] = frozenset()  # 空着：文件和函数都没有谁可以例外
HAN = r"[\u3400-\u9fff]"


@cache
def tracked() -> tuple[Path, ...]:
    """Every file of the project: what git knows or would add; in an unpacked archive, what lies in the known places."""
    if (ROOT / ".git").exists():
        command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
        found = [ROOT / name for name in names if name]
    else:
        places = (*ROOMS, "tests", "docs", "benchmarks", "deploy", ".ci")
        found = [path for place in places for path in (ROOT / place).rglob("*") if "__pycache__" not in path.parts]
        found += list(ROOT.glob("*.*"))
    return tuple(sorted(path for path in found if path.is_file()))


def none_of(found: Iterable[str]) -> None:
    """All of them, one a line, when there are any."""
    listed = sorted(set(found))
    if listed:
        pytest.fail("\n".join(listed), pytrace=False)


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def python_files(*, rooms_only: bool) -> list[Path]:
    files = [path for path in tracked() if path.suffix == ".py" and "migrations/versions" not in named(path)]
    return [path for path in files if not rooms_only or named(path).split("/")[0] in ROOMS]


@cache
def source(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(source(path))


Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(path: Path) -> Iterator[Function]:
    return (node for node in ast.walk(tree(path)) if isinstance(node, Function))


def length(function: Function) -> int:
    """Lines from `def` to the end, without the docstring."""
    first = function.body[0]
    told = ast.get_docstring(function) is not None
    return (function.end_lineno or 0) - function.lineno + 1 - (told * ((first.end_lineno or 0) - first.lineno + 1))


def test_no_file_is_longer_than_300_lines_and_no_test_than_400() -> None:
    sizes = {named(path): len(source(path).splitlines()) for path in python_files(rooms_only=False)}
    long = {name for name, size in sizes.items() if size > (400 if name.startswith("tests/") else 300)}
    none_of(f"{name}: {sizes[name]}" for name in long - LONG)


def test_no_function_is_longer_than_25_lines() -> None:
    none_of(
        f"{named(path)}:{function.lineno} {function.name}: {length(function)}"
        for path in python_files(rooms_only=True)
        for function in functions(path)
        if length(function) > 25 and f"{named(path)}:{function.name}" not in LONG
    )


def defined_names(path: Path) -> Iterator[str]:
    """Every name this file brings into the world: modules, classes, functions, arguments, variables, attributes."""
    yield path.stem
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and ast.unparse(node.value) == "self":
            yield node.attr


def empty_word(name: str) -> bool:
    parts = {part.lower() for part in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)}
    return bool(parts & FORBIDDEN) or name in FORBIDDEN_ALONE or name.startswith("handle_")


def test_no_name_is_an_empty_word() -> None:
    """No data, info, manager, service, helper, util, process, handle_*: the glossary has a word for it."""
    found = {
        f"{named(path)}: {name}"
        for path in python_files(rooms_only=True)
        for name in defined_names(path)
        if empty_word(name)
    }
    none_of(found)


def is_sentence(text: str) -> bool:
    """Six Han characters, or Chinese punctuation with one: words used as keys and numbers stay below that."""
    return len(re.findall(HAN, text)) >= 6 or bool(
        re.search(HAN, text) and re.search("[，。！？；：、…「」（）]", text)
    )


def spoken(path: Path) -> Iterator[tuple[int, str]]:
    """String literals that are not docstrings; the pieces of an f-string count as one."""
    module = tree(path)
    told = {id(node.value) for node in ast.walk(module) if isinstance(node, ast.Expr)}
    pieces: set[int] = set()
    for node in ast.walk(module):
        if isinstance(node, ast.JoinedStr):
            words = [part for part in node.values if isinstance(part, ast.Constant)]
            pieces |= {id(part) for part in words}
            yield node.lineno, "".join(str(part.value) for part in words)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told | pieces:
            yield node.lineno, node.value


def test_every_sentence_the_bot_says_lives_in_wording() -> None:
    found = [
        f"{named(path)}:{line} {text}"
        for path in python_files(rooms_only=True)
        if named(path).startswith("handlers/") and not named(path).startswith("handlers/wording/")
        for line, text in spoken(path)
        if is_sentence(text)
    ]
    none_of(found)


def test_every_aim_has_a_route() -> None:
    routes = importlib.import_module("handlers.routes").ROUTES
    assert set(routes) == set(Aim)


def test_decisions_are_numbered_without_gaps_and_say_what_they_must() -> None:
    records = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert records
    assert [path.name[:5] for path in records] == [f"{number:04}-" for number in range(1, len(records) + 1)]
    for path in records:
        headings = re.findall(r"^##\s*(\S+)", source(path), re.MULTILINE)
        assert {"状态", "背景", "决定", "代价"} <= set(headings), path.name


BINARY = {".png", ".jpg", ".gif", ".ico", ".woff2", ".db"}


def test_no_file_knows_a_path_of_somebodys_machine() -> None:
    machine = re.compile(rb"(?<![\w.-])/(?:home|root|work|Users)/")
    found = [
        f"{named(path)}: {line[:80]!r}"
        for path in tracked()
        if path.suffix not in BINARY and path != Path(__file__).resolve()
        for line in path.read_bytes().splitlines()
        if machine.search(line)
    ]
    none_of(found)


@pytest.mark.parametrize("lock", sorted(ROOT.glob("*.lock")), ids=lambda path: path.name)
def test_a_lock_file_has_hashes_and_names_no_host(lock: Path) -> None:
    text = source(lock)
    assert re.search(r"https?:|index-url|find-links|trusted-host|file:|@\s*git", text) is None
    pinned = re.split(r"\n(?=[a-zA-Z])", text)
    none_of(block[:60] for block in pinned if "==" in block and "--hash=sha256:" not in block)


def comments(path: Path) -> Iterator[tokenize.TokenInfo]:
    tokens = tokenize.generate_tokens(io.StringIO(source(path)).readline)
    return (token for token in tokens if token.type == tokenize.COMMENT)


def test_every_silenced_check_says_why() -> None:
    """`# noqa: CODE - why` or `# noqa: CODE  # why`, and `# type: ignore[code]  # why`."""
    marked = re.compile(r"#\s*(?:noqa|type:\s*ignore)")
    reasoned = re.compile(r"#\s*(?:noqa: [A-Z]+\d+(?:, ?[A-Z]+\d+)*|type: ignore\[[\w, -]+\])\s+[#-]\s*\S.{3,}")
    found = [
        f"{named(path)}:{token.start[0]} {token.string}"
        for path in python_files(rooms_only=False)
        for token in comments(path)
        if marked.match(token.string) and not reasoned.match(token.string)
    ]
    none_of(found)


def surfaces() -> Iterator[str]:
    """Classes under bot/channels that receive or send; the contract itself (base.py) is none."""
    for path in python_files(rooms_only=True):
        if named(path).startswith("bot/channels/") and path.name != "base.py":
            for node in ast.walk(tree(path)):
                if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                    methods = {item.name for item in node.body if isinstance(item, Function)}
                    if "receive" in methods or {"send", "close"} <= methods:
                        yield node.name


def test_every_channel_runs_the_contract_tests() -> None:
    """It stands in the table of `tests/channels/cases.py`."""
    classes = set(surfaces())
    assert classes
    table = source(ROOT / "tests" / "channels" / "cases.py")
    none_of(name for name in classes if re.search(rf"\b{name}\b", table) is None)


def test_nothing_is_left_for_later() -> None:
    later = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XXX)\b")
    found = [
        f"{named(path)}:{token.start[0]}"
        for path in python_files(rooms_only=False)
        for token in comments(path)
        if later.search(token.string)
    ]
    none_of(found)
