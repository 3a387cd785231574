"""A rule that cannot fail is no rule: each accepts a good notebook and rejects its bad examples."""

import pytest

from tests.notebooks.bad_examples import BAD
from tests.notebooks.every_rule import RULES
from tests.notebooks.examples import (
    CHECK,
    SUMMARY,
    TOPIC,
    changed,
    good_notebook,
    output,
    replace,
    with_break,
)
from tests.notebooks.exploring import honest_minutes
from tests.notebooks.house_style import prose_words

EXAMPLES = [(name, change, says) for name, bad in BAD.items() for change, says in bad]


@pytest.mark.parametrize("name", RULES)
def test_a_good_notebook_keeps_the_rule(name, tmp_path):
    assert RULES[name](good_notebook(tmp_path)) == []


@pytest.mark.parametrize(
    ("name", "change", "says"), EXAMPLES, ids=[f"{n}: {s}" for n, _, s in EXAMPLES]
)
def test_a_bad_notebook_breaks_the_rule(name, change, says, tmp_path):
    complaints = RULES[name](changed(good_notebook(tmp_path), change))
    assert says in "\n".join(complaints)


def test_every_rule_has_a_bad_example():
    assert set(BAD) == set(RULES)


def test_formulas_code_and_tables_are_not_words():
    assert prose_words("So $a b c$ and `x y z`\n\n| a | b |\n\n[link text](some-file.md) it's") == 5


def test_minutes_are_reading_prompts_and_exercises(tmp_path):
    good = good_notebook(tmp_path)  # 2 prompts and 3 exercises: 28 minutes, and few words
    assert honest_minutes(good) == 30
    assert honest_minutes(changed(good, replace(SUMMARY, "Down", "word " * 1500))) == 40


def test_two_sittings_may_each_have_exercises(tmp_path):
    def exercises_twice(nb):
        nb["cells"].insert(3, {**nb["cells"][9], "source": "## Exercises · 练习", "id": "more"})

    good, order = good_notebook(tmp_path), RULES["sections_come_in_order"]
    assert order(changed(good, exercises_twice))
    assert order(changed(good, with_break(exercises_twice))) == []


def test_a_cell_that_quotes_the_lecture_may_use_its_symbols(tmp_path):
    quoted = replace(TOPIC, "$f'(x)$", r"$\eta$ (the lecture has $\alpha_k$)")
    keeps = RULES["symbols_are_those_of_the_notation"]
    assert keeps(changed(good_notebook(tmp_path), quoted)) == []


def test_numbers_in_prose_are_found_in_outputs_and_formulas(tmp_path):
    """To the digits that are told, and as a share of one."""
    printed = output(CHECK, output_type="stream", name="stdout", text="loss 0.45678, 1391.4 euro")
    told = "It is 0.457, that is 45.7 % or 46 %; 1,391 for $x = 3.1416$, or 3.142"
    good = changed(good_notebook(tmp_path), printed)
    keeps = RULES["numbers_in_prose_are_computed"]
    assert keeps(changed(good, replace(SUMMARY, "Down", told))) == []
    assert keeps(changed(good, replace(SUMMARY, "Down", told.replace("0.457", "0.458"))))
