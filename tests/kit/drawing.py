"""The drawing of a ticket's life in docs/ticket.md, made from the table; `python -m tests.kit.drawing` redraws it."""

from collections.abc import Iterator
from pathlib import Path

from care.ticket import STEPS, UNDOABLE, Status, Step

PAGE = Path(__file__).resolve().parents[2] / "docs" / "ticket.md"


def drawing() -> str:
    """Mermaid: one box a status, one arrow from a status to the next, with all the steps that lead there."""
    boxes = [f"    {status.name}: {status.value}" for status in STEPS]
    lines = ["```mermaid", "stateDiagram-v2", *boxes, f"    [*] --> {Status.OPEN.name}: {Step.REPORT}"]
    lines += [f"    {was.name} --> {became.name}: {'、'.join(steps)}" for was, became, steps in _arrows()]
    lines += [f"    {status.name} --> [*]" for status in STEPS if _ends(status)]
    return "\n".join([*lines, "```"])


def _arrows() -> Iterator[tuple[Status, Status, list[str]]]:
    for was, steps in STEPS.items():
        for became in dict.fromkeys(steps.values()):
            yield was, became, [step.value for step, status in steps.items() if status is became]


def _ends(status: Status) -> bool:
    """From here only a reopening leads on."""
    return all(became is status or step is Step.REOPEN for step, became in STEPS[status].items())


def table() -> str:
    """The same table for reading: a row a step, a column a status, in the cell where it leads."""
    head = f"| 动作 | {' | '.join(STEPS)} |"
    drawn = [step for step in Step if any(step in steps for steps in STEPS.values())]
    rows = [f"| {step} | {' | '.join(STEPS[status].get(step, '') for status in STEPS)} |" for step in drawn]
    return "\n".join([head, "|---" * (len(STEPS) + 1) + "|", *rows])


def undoable() -> str:
    return "、".join(step for step in Step if step in UNDOABLE) + "。"


PARTS = {"drawing": drawing, "table": table, "undoable": undoable}


def redrawn(page: str) -> str:
    """The page with each generated part replaced. Raises ValueError for a part the page has no place for."""
    for name, make in PARTS.items():
        begin, end = f"<!-- {name}:begin -->", f"<!-- {name}:end -->"
        if begin not in page or end not in page:
            raise ValueError(f"no place for {name}")
        before, after = page.split(begin)[0], page.split(end)[1]
        page = f"{before}{begin}\n{make()}\n{end}{after}"
    return page


if __name__ == "__main__":
    PAGE.write_text(redrawn(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
