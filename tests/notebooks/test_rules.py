"""A rule that cannot fail is no rule: each accepts a good notebook and rejects its bad examples."""

import pytest

from tests.notebooks import house_style, stored_form  # noqa: F401 (they enter the rules)
from tests.notebooks.examples import BAD, changed, good_notebook
from tests.notebooks.house_style import prose_words
from tests.notebooks.rules import RULES

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
