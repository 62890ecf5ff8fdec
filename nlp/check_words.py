"""查词: words that contradict each other, and entries that can never do anything."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

from care.category import Urgency
from nlp.check_sheet import Block, Finding, Sheet, listed
from nlp.lexicon import SIZES, Frame
from nlp.weights import CUE
from nlp.wordfiles import Row

_ENDINGS = "了咗啊啦"  # 「着火了」 is kept as 「着火」


def contradictions(sheet: Sheet) -> Iterator[Finding]:
    yield from _two_strengths(sheet)
    yield from _two_names(sheet)
    yield from _twice(sheet)
    yield from _decoys(sheet)


def _two_strengths(sheet: Sheet) -> Iterator[Finding]:
    first: dict[tuple[str, str], Block] = {}
    clashes: dict[tuple[int, int], tuple[Block, Block, list[str]]] = {}
    for block in sheet.blocks:
        for word in sorted(block.words) if block.strength else ():
            before = first.setdefault((block.name, word), block)
            if before.strength != block.strength and (before.own or block.own):
                clashes.setdefault((id(before), id(block)), (before, block, []))[2].append(word)
    for before, block, words in clashes.values():
        said = f"{listed(words)}写成 {block.strength}，{before.row.where}里写成 {before.strength}。"
        yield Finding(True, f"{block.row.where}：{said}现在算分高的那处，留一处，删掉另一处。")


def _two_names(sheet: Sheet) -> Iterator[Finding]:
    first: dict[str, Block] = {}
    for block in sheet.blocks:
        for word in sorted(block.words) if block.strength == "name" else ():
            before = first.setdefault(word, block)
            if before.name != block.name and (before.own or block.own):
                said = f"「{word}」是 name，{before.row.where}里也是。一个名字只归一类，另一类改成 plain 或删掉。"
                yield Finding(True, f"{block.row.where}：{said}")


def _twice(sheet: Sheet) -> Iterator[Finding]:
    for block in sheet.blocks:
        again = [word for word, times in Counter(block.written).items() if times > 1]
        if again and block.own:
            yield Finding(True, f"{block.row.where}：{listed(again)}在同一条里写了两遍，删掉一遍。")


def _decoys(sheet: Sheet) -> Iterator[Finding]:
    alone = together = 0
    for frame in sheet.lexicon.frames:
        if frame.urgency is Urgency.EMERGENCY:
            together |= _union(frame.groups)
            alone |= frame.groups[0] if len(frame.groups) == 1 else 0
    classes: dict[str, set[str]] = defaultdict(set)
    for block in sheet.blocks:
        if not block.strength and not block.decoy:
            for word in block.words:
                classes[word].add(block.name)
    for block in (block for block in sheet.blocks if block.decoy and block.own):
        yield from _decoy(block, _named(block, classes, sheet.lexicon.cues, alone, together))


def _named(
    block: Block, classes: Mapping[str, set[str]], cues: Mapping[str, int], alone: int, together: int
) -> tuple[list[str], list[str]]:
    """Words of a decoy entry that are an emergency all by themselves, and those that are part of one."""
    loud, mixed = [], []
    for word in sorted(block.words):
        mask = _union(cues[name] for name in classes.get(word, ()))
        if mask & alone:
            loud.append(word)
        elif mask & together:
            mixed.append(word)
    return loud, mixed


def _decoy(block: Block, found: tuple[list[str], list[str]]) -> Iterator[Finding]:
    loud, mixed = found
    if loud:
        said = f"{listed(loud)}是吞词，又是单独就算紧急的词。是平常话就从那组词里删掉，是险情就不要吞。"
        yield Finding(True, f"{block.row.where}：{said}")
    if mixed:
        said = f"{listed(mixed)}是吞词，又在险情框架用的词组里。故意的就不用管；不是，删掉一处。"
        yield Finding(False, f"{block.row.where}：{said}")


def dead_entries(sheet: Sheet) -> Iterator[Finding]:
    yield from _idle_cues(sheet)
    yield from _homophones(sheet)
    for row in sheet.rows("dialect_", "word"):
        means = row.text("means").strip()
        if same := [said for said in row.text("said").split() if said == means]:
            yield Finding(True, f"{_place(row)}：{listed(same)}的普通话写的就是它自己，等于没写。改 means，或删掉。")
    yield from _dead_frames(sheet)


def _place(row: Row) -> str:
    return f"{row.file} 第 {row.line} 行"


def _idle_cues(sheet: Sheet) -> Iterator[Finding]:
    lexicon = sheet.lexicon
    used = _union(lexicon.marks)
    for frame in lexicon.frames:
        used |= _union(frame.groups) | frame.unless | frame.despite
    for one in lexicon.suppressors:
        used |= one.cue | one.lifted_by
    for block in sheet.blocks:
        learned = CUE + block.name in lexicon.weights
        if block.own and not block.strength and not learned and not lexicon.cues[block.name] & used:
            said = "没有一个框架、抑制、例句用到这组词。删掉它，或写进框架的 all、unless。"
            yield Finding(True, f"{block.row.where}：{said}")


def _homophones(sheet: Sheet) -> Iterator[Finding]:
    known, fold = sheet.lexicon.entries, sheet.classifier.normalise.word
    heard = {heard for file, _ in sheet.files if file.name == "homophones.toml" for heard in file.table}
    for file, own in sheet.files:
        for said, meant in file.table.items() if own and file.name == "homophones.toml" else ():
            word = fold(meant)
            if (word not in known and word.rstrip(_ENDINGS) not in known) or word in heard:
                line = next((n for n, text in enumerate(file.text.splitlines(), 1) if f'"{said}"' in text), 1)
                told = f"「{said}」读作「{meant}」，可是「{meant}」不是词库里的词。先把它写进词库，或改成词库里的说法。"
                yield Finding(True, f"{file.name} 第 {line} 行：{told}")


def _dead_frames(sheet: Sheet) -> Iterator[Finding]:
    frames = {frame.name: frame for frame in sheet.lexicon.frames}
    for row, own in sheet.frames:
        frame = frames[row.text("name")]
        if own and not frame.ask_if_denied and any(not group & ~frame.unless for group in frame.groups):
            yield Finding(True, f"{row.where}：all 里有一行的词组全写在 unless 里，永远凑不齐。删掉其中一处。")
        for other in frames.values() if own else ():
            if other is not frame and _covers(other, frame):
                said = f"凑齐它的话一定也凑齐「{other.name}」，而且说的一样。删掉它，或把它写得不一样。"
                yield Finding(True, f"{row.where}：{said}")


def _covers(wide: Frame, narrow: Frame) -> bool:
    """Whether `wide` fits whatever `narrow` fits, and says the same."""
    return (
        (wide.category, wide.urgency) == (narrow.category, narrow.urgency)
        and all(any(not group & ~wider for group in narrow.groups) for wider in wide.groups)
        and not wide.unless & ~narrow.unless
        and SIZES.index(wide.within) >= SIZES.index(narrow.within)
        and not narrow.despite & ~wide.despite
        and (not wide.when or (bool(narrow.when) and narrow.when <= wide.when))
        and (wide.ask_if_denied or not narrow.ask_if_denied)
    )


def unexplained(sheet: Sheet) -> Iterator[Finding]:
    """Entries without a note or an example: one hint a file."""
    for key, missing in (("note", "没有说明 note"), ("examples", "没有例句 examples")):
        lines: dict[str, list[str]] = defaultdict(list)
        for block in sheet.blocks:
            if block.own and not block.row.values.get(key):
                lines[block.row.file].append(f"第 {block.row.line} 行「{block.name}」")
        for file, places in lines.items():
            yield Finding(False, f"{file}：{len(places)} 条{missing}：{'、'.join(places[:3])}{'…' * (len(places) > 3)}")


def _union(masks: Iterable[int]) -> int:
    together = 0
    for mask in masks:
        together |= mask
    return together
