"""Other ways to understand a message: ordinary first versions, with our own words and examples given to them."""

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

from care.category import NOT_A_REQUEST, UNSORTED, Urgency, tier_of
from nlp.intent import Reading
from nlp.lessons import Example
from nlp.lexicon import Lexicon

Listener = Callable[[str], Reading]
SURE = 8  # points: words of strength `sure` and `name`


def keywords_of(lexicon: Lexicon) -> dict[str, str]:
    """Word → category: what a keyword list would hold."""
    found = {}
    for word, (_, scores, _) in lexicon.entries.items():
        best = max(scores, key=lambda said: said[1], default=("", 0))
        if best[1] >= SURE and len(word) > 1:
            found[word] = best[0]
    return found


def substrings(lexicon: Lexicon) -> Listener:
    """Looks for every keyword in the text, one after the other."""
    keywords, alarms = list(keywords_of(lexicon).items()), list(lexicon.alarms)

    def listen(text: str) -> Reading:
        hits = [category for word, category in keywords if word in text]
        return _counted(hits, any(word in text for word in alarms))

    return listen


def jieba_keywords(lexicon: Lexicon) -> Listener:
    """jieba as it comes, with its whole dictionary and HMM, our words added; cut and look up."""
    import jieba

    jieba.finalseg = import_module("jieba.finalseg")  # nlp.segment leaves it out
    keywords, alarms = keywords_of(lexicon), frozenset(lexicon.alarms)
    tokenizer = jieba.Tokenizer()
    tokenizer.initialize()
    for word in (*keywords, *alarms):
        tokenizer.add_word(word)

    def listen(text: str) -> Reading:
        words = tokenizer.lcut(text)
        return _counted([keywords[word] for word in words if word in keywords], not alarms.isdisjoint(words))

    return listen


def _counted(hits: Sequence[str], alarm: bool) -> Reading:
    category = max(hits, key=hits.count) if hits else UNSORTED
    if alarm:
        return _reading(category, Urgency.EMERGENCY)
    return _reading(category if hits else NOT_A_REQUEST, Urgency.ROUTINE if hits else Urgency.NONE)


def _reading(category: str, urgency: Urgency) -> Reading:
    if category == NOT_A_REQUEST:
        urgency = Urgency.NONE
    return Reading(category, urgency, tier_of(category, urgency), category == NOT_A_REQUEST)


def tfidf(known: Sequence[Example]) -> Listener | None:
    """TF-IDF over pieces of one to three letters, logistic regression; None where scikit-learn is not installed."""
    try:
        texts = import_module("sklearn.feature_extraction.text")
        linear = import_module("sklearn.linear_model")
    except ImportError:
        return None
    if not known:
        return None
    vectors: Any = texts.TfidfVectorizer(analyzer="char", ngram_range=(1, 3), min_df=2, sublinear_tf=True)
    seen = vectors.fit_transform([one.text for one in known])
    category: Any = linear.LogisticRegression(C=10, max_iter=200).fit(seen, [one.category for one in known])
    urgency: Any = linear.LogisticRegression(C=10, max_iter=200).fit(seen, [str(one.urgency) for one in known])

    def listen(text: str) -> Reading:
        row = vectors.transform([text])
        found = str(category.predict(row)[0])
        haste = Urgency(str(urgency.predict(row)[0]))
        return _reading(found, Urgency.ROUTINE if haste is Urgency.NONE else haste)

    return listen
