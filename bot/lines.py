"""`classify`: lines in (plain text, or JSON with `text`), one JSON line out for each."""

import json
from typing import BinaryIO, TextIO

from nlp.classify import Classifier


def classify_lines(classifier: Classifier, lines: BinaryIO, out: TextIO) -> int:
    """Every line is answered, in order; a broken one is read as the text it is."""
    for raw in lines:
        line = raw.decode("utf-8", "replace").rstrip("\r\n")
        text = _text(line)
        reading = classifier.classify(text)
        answer = {
            "text": text,
            "category": reading.category,
            "urgency": reading.urgency,
            "tier": reading.tier,
            "not_request": reading.not_request,
            "evidence": [evidence._asdict() for evidence in reading.evidence],
        }
        out.write(json.dumps(answer, ensure_ascii=False) + "\n")
        out.flush()
    return 0


def _text(line: str) -> str:
    if line.lstrip().startswith("{"):
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            return line
        if isinstance(row, dict) and isinstance(row.get("text"), str):
            return str(row["text"])
    return line
