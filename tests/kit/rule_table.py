"""The visit rules in docs/care-rules.md, made from the shipped file; `python -m tests.kit.rule_table` redraws them."""

from collections.abc import Iterator
from pathlib import Path

from bot.check_rules import UNSURE, by_phone, kinds, marks, often
from bot.visit_rules import RULES, VisitRules, read
from care.visits.rule import Period, Source, VisitRule

PAGE = Path(__file__).resolve().parents[2] / "docs" / "care-rules.md"


def table(found: VisitRules) -> Iterator[str]:
    yield "| 规则 | 看谁 | 多久 | 最长隔 | 电话、视频 | 问 | 出处 |"
    yield "|---" * 7 + "|"
    for rule in found.rules:
        cells = (rule.id, "；".join(kinds(rule)), _often(rule), _gap(rule), by_phone(rule), "、".join(rule.groups))
        yield f"| {' | '.join((*cells, _source(rule)))} |"


def _often(rule: VisitRule) -> str:
    return f"事后第 {'、'.join(map(str, rule.days))} 天" if rule.period is Period.EVENT else often(rule)


def _gap(rule: VisitRule) -> str:
    return "–" if rule.period is Period.EVENT else f"{rule.gap} 天"


def _source(rule: VisitRule) -> str:
    return "；".join(marks(rule)).replace(UNSURE, Source.DEFAULT)


def groups(found: VisitRules) -> str:
    return f"问的组：{'，'.join(f'{group.id} {group.name}' for group in found.groups)}。"


def redrawn(page: str) -> str:
    """The page with the table and the list of groups made anew."""
    before, _, rest = page.partition("<!-- rules:begin -->\n")
    _, _, after = rest.partition("<!-- rules:end -->")
    found = read(RULES)
    return "\n".join([f"{before}<!-- rules:begin -->", *table(found), "", groups(found), f"<!-- rules:end -->{after}"])


if __name__ == "__main__":
    PAGE.write_text(redrawn(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
