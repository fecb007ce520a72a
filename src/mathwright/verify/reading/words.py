"""Words of closed sets: yes and no, true and false, weekdays, "no solution"."""

from __future__ import annotations

from mathwright.verify.reading.answer import Word
from mathwright.verify.reading.chinese import leading_chinese_number
from mathwright.verify.reading.number_words import ordinal

MAX_WORD_LENGTH = 40
"""Characters of a text that may be one of these words."""

_NONE = r"""none; no solution; no solutions; empty set; \emptyset;
\varnothing; ∅; \{\}; \{ \}; the empty set; null set; there are no solutions; there is no solution; no such number;
no such numbers; 无解; 空集; 没有; 无; 没有解; no solution exists; no solutions exist"""

_MANY = "; ".join(
    f"{has}{many}{measure}{thing}"
    for has in ("", "有")
    for many in ("无数", "无数多", "无穷多", "无限多")
    for measure in ("", "个", "组", "条", "种")
    for thing in ("", "解", "根", "实数解")
)

_SETS: dict[str, dict[str, str]] = {
    "yes_no": {"yes": "yes; yeah; yep; 是; 是的", "no": "no; nope; 否; 不是"},
    "true_false": {"true": "true; 对; 正确; 真", "false": "false; 错; 错误; 不正确; 假; 不对"},
    "right_wrong": {"right": "correct", "wrong": "incorrect; wrong"},
    "parity": {"even": "even; 偶数; 偶; even number; even function", "odd": "odd; 奇数; 奇; odd number; odd function",
        "neither": "neither; neither even nor odd; neither odd nor even; neither odd or even"},
    "no_solution": {"none": _NONE},
    "no_real_solution": {"no real solution": "no real solution; no real solutions; 无实数解; 没有实数解; 无实数根; "
        "没有实数根; 没有实根; 无实根; 无实解; 方程无实数根; 方程没有实数根; no real roots; no real root; "
        "no real solutions exist; "
        "no real solution exists; no real zeros; there are no real roots"},
    "undefined": {
        "undefined": "undefined; does not exist; doesn't exist; dne; not defined; 不存在; 无意义; doesnt exist",
    },
    "not_applicable": {"not applicable": "n/a; not applicable"},
    "how_many": {
        "infinitely many": "infinitely many; infinitely many solutions; infinite; infinite solutions; 无数; 无穷多; "
        "无数个; an infinite number; infinite number of solutions; infinitely many solution; 无穷多个; 无限; "
        f"{_MANY}; an infinite number of solutions; there are infinitely many; there are infinitely many solutions",
        "finitely many": "finitely many; finitely many solutions; a finite number; a finite number of solutions",
    },
    "not_determined": {
        "not determined": "cannot be determined; can't be determined; not enough information; undetermined; "
        "it cannot be determined; indeterminate; cannot determine; can not be determined; 无法确定; 不能确定",
    },
    "number_set": {
        "integers": r"all integers; the integers; the set of integers; the set of all integers; every integer; "
        r"any integer; \mathbb{Z}; \mathbb Z; 全体整数; 整数集",
        "positive integers": r"all positive integers; the positive integers; the set of positive integers; "
        r"the set of all positive integers; every positive integer; any positive integer; \mathbb{Z}^+; "
        r"\mathbb{Z}^{+}; \mathbb{Z}_+; \mathbb{Z}_{+}; \mathbb{Z}_{>0}; 全体正整数; 正整数集",
        "rational numbers": r"all rational numbers; the rational numbers; the set of rational numbers; \mathbb{Q}",
        "irrational numbers": "all irrational numbers; the irrational numbers; the set of irrational numbers",
    },
    "frequency": {"always": "always; 总是; always true", "sometimes": "sometimes; sometimes true", "never": "never"},
    "sign": {"positive": "positive; 正; 正数", "negative": "negative; 负; 负数"},
    "monotony": {
        "increasing": "increasing; 递增; 单调递增; monotonically increasing",
        "decreasing": "decreasing; 递减; 单调递减; monotonically decreasing",
    },
    "convergence": {"converges": "converges; convergent; 收敛", "diverges": "diverges; divergent; 发散"},
    "weekday": {
        "monday": "monday; mon; 星期一; 周一; 礼拜一",
        "tuesday": "tuesday; tue; tues; 星期二; 周二; 礼拜二",
        "wednesday": "wednesday; wed; 星期三; 周三; 礼拜三",
        "thursday": "thursday; thu; thur; thurs; 星期四; 周四; 礼拜四",
        "friday": "friday; fri; 星期五; 周五; 礼拜五",
        "saturday": "saturday; sat; 星期六; 周六; 礼拜六",
        "sunday": "sunday; sun; 星期日; 星期天; 周日; 周天; 礼拜天; 礼拜日",
    },
    "month": {
        "january": "january; jan", "february": "february; feb", "march": "march", "april": "april; apr", "may": "may",
        "june": "june; jun", "july": "july; jul", "august": "august; aug", "september": "september; sep; sept",
        "october": "october; oct", "november": "november; nov", "december": "december; dec",
    },
}  # fmt: skip
_WORDS: dict[str, Word] = {
    " ".join(form.split()): Word(word, closed_set)
    for closed_set, words in _SETS.items()
    for word, forms in words.items()
    for form in forms.split(";")
}


def read_word(text: str) -> Word | None:
    r"""The word of a closed set that the whole text is (``No.``, ``\emptyset``, ``3rd``), or None."""
    if len(text) > MAX_WORD_LENGTH:
        return None
    found = _WORDS.get(text) or _WORDS.get(text.rstrip(".! ").casefold())
    if found:
        return found
    place = ordinal(text) or _chinese_place(text)
    return None if place is None else Word(str(place), "ordinal")


def _chinese_place(text: str) -> int | None:
    """The place that ``第三`` or ``第3`` names."""
    if not text.startswith("第"):
        return None
    digits = text[1:].strip()
    if digits.isascii() and digits.isdigit():
        return int(digits)
    found = leading_chinese_number(digits)
    return int(found.value) if found and not found.rest and found.value.denominator == 1 else None
