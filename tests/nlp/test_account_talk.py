"""一个号几个人用：说的是哪个号、也是谁的；别的话不认."""

import pytest

from nlp.account_talk import AccountSaid, account_said
from nlp.dossier_talk import Verb, file_said


@pytest.mark.parametrize(
    "said",
    [
        *("这个号也是张桂英的", "这个微信也是张桂英的。", "我的号也是张桂英的", "这个手机也归张桂英用"),
        *("张桂英也用这个手机", "张桂英也用我的微信", "这个号张桂英也用", "张桂英跟我一起用这个手机"),
        *("这个号也替张桂英说话", "我这个微信也帮张桂英收消息"),
    ],
)
def test_who_also_uses_this_account(said: str) -> None:
    assert account_said(said) == AccountSaid("张桂英")


@pytest.mark.parametrize("said", ["张桂英不用这个号了", "张桂英现在不用我的手机了", "这个号不是张桂英的了"])
def test_and_no_longer(said: str) -> None:
    assert account_said(said) == AccountSaid("张桂英", ends=True)


@pytest.mark.parametrize(
    "said", ["这个手机坏了", "我也用这个手机", "手机也用不了", "张桂英的手机坏了", "他也用这个号", "这个号码不对", ""]
)
def test_other_words_are_other_words(said: str) -> None:
    assert account_said(said) is None


@pytest.mark.parametrize("said", ["张三的号也是李四的", "张三的手机李四也用", "李四也用张三的微信"])
def test_what_a_worker_says_of_two_others(said: str) -> None:
    found = file_said(said)
    assert found is not None
    assert (found.verb, found.who, found.other) == (Verb.SHARE, "张三", "李四")


@pytest.mark.parametrize(
    ("said", "verb", "words"),
    [
        ("张三 备注 耳朵背，要大声", Verb.NOTE, "耳朵背，要大声"),
        ("张三 领了 棉被一床", Verb.AID, "棉被一床"),
        ("张三 慰问 大米两袋", Verb.AID, "大米两袋"),
    ],
)
def test_notes_and_aid_are_kept_in_the_speakers_own_letters(said: str, verb: Verb, words: str) -> None:
    found = file_said(said)
    assert found is not None
    assert (found.verb, found.who, found.words) == (verb, "张三", words)
