"""查例句: every example must be heard as its entry says, and no sentence may be taught two ways."""

from collections.abc import Iterator

from care.category import Urgency
from nlp.check_sheet import Block, Finding, Sheet
from nlp.classify import Classifier
from nlp.lessons import Example
from nlp.lexicon import Frame


def examples(sheet: Sheet) -> Iterator[Finding]:
    for block in sheet.blocks:
        for text in block.row.texts("examples") if block.own else ():
            if complaint := _block(sheet, block, text):
                yield Finding(True, f"{block.row.where}：例句「{text}」{complaint}")
    frames = {frame.name: frame for frame in sheet.lexicon.frames}
    for row, own in sheet.frames:
        if own:
            yield from (Finding(True, f"{row.where}：{said}") for said in _frame(sheet, frames[row.text("name")]))
            if not (row.texts("yes") and row.texts("no")):
                yield Finding(False, f"{row.where}：yes、no 两种例句都要有，一种是它，一种像它而不是它。")
    yield from _taught(sheet)


def _block(sheet: Sheet, block: Block, text: str) -> str:
    classifier = sheet.classifier
    hits = [hit for clause in classifier.clauses(text) for hit in clause.hits]
    if not block.strength:
        bit = sheet.lexicon.cues[block.name]
        heard = any(cues & bit for _, _, (cues, _, _) in hits)
        return "" if heard else "里听不到这组词。把例句里的说法写进 words，或换一句。"
    if not any(name == block.name for _, _, (_, scores, _) in hits for name, _ in scores):
        return "里听不到这一类的词。把例句里的说法写进 words，或换一句。"
    read = classifier.classify(text).category
    return "" if read == block.name else f"听成了「{read}」。换一句，或看看是哪个词抢了先（python -m bot explain）。"


def _frame(sheet: Sheet, frame: Frame) -> Iterator[str]:
    classifier = sheet.classifier
    for text in frame.yes:
        if frame.name not in classifier.frames_in(text):
            yield f"yes 的「{text}」凑不齐这个框架。补上词组里没有的说法，或换一句。"
        elif frame.urgency is Urgency.EMERGENCY and not _alarmed(classifier, text):
            yield f"yes 的「{text}」凑齐了，却没有听成紧急。用 python -m bot explain 看是什么压住了它。"
    for text in frame.no:
        if frame.name in classifier.frames_in(text) and not frame.ask_if_denied:
            yield f"no 的「{text}」也凑齐了这个框架。把不算的那组词写进 unless，或把范围 within 写小。"
        elif frame.urgency is Urgency.EMERGENCY and _alarmed(classifier, text) and classifier.classify(text).framed:
            yield f"no 的「{text}」听成了紧急。用 python -m bot explain 看是哪一条说的。"


def _alarmed(classifier: Classifier, text: str) -> bool:
    return classifier.classify(text).urgency == Urgency.EMERGENCY


def _taught(sheet: Sheet) -> Iterator[Finding]:
    """Sentences of `examples/*.tsv` that stand there twice."""
    first: dict[str, Example] = {}
    for one in sheet.sentences:
        before = first.setdefault(one.text, one)
        if before is one:
            continue
        if (before.category, before.urgency) != (one.category, one.urgency):
            here, there = f"{one.category}、{one.urgency}", f"{before.category}、{before.urgency}"
            said = f"「{one.text}」写成 {here}，{before.where}却写成 {there}。留对的那句。"
            yield Finding(True, f"{one.where}：{said}")
        else:
            yield Finding(False, f"{one.where}：「{one.text}」在{before.where}已经有了，删掉一句。")
