"""The glossary and the notation agree with each other and with the notebooks that are there."""

import pathlib
import re

import pytest

ROOT = pathlib.Path(__file__).parents[2]
DOCS = ROOT / "docs"
GLOSSARY = (DOCS / "glossary.md").read_text(encoding="utf-8")
NOTATION = (DOCS / "notation.md").read_text(encoding="utf-8")
SYMBOLS, TWO_USES = NOTATION.split("## Letters with two uses")
NOT_LATIN = re.compile(r"[\u0370-\u03ff\u1f00-\u1fff∂∇𝒸𝓑𝓛]")


def rows(text):
    """The cells of each row of the tables of a page, their heads left out."""
    lines = re.findall(r"^\| (?!---)(.*) \|$", text.replace(r"\|", "¦"), re.MULTILINE)
    cells = [[cell.strip() for cell in line.split("|")] for line in lines]
    return [row for row in cells if row[0] not in ("English", "symbol", "letter")]


def terms():
    """Every English term of the glossary; ``"mean, median"`` is one term and also two."""
    names = [row[0] for row in rows(GLOSSARY)]
    return {part for name in names for part in (name, *name.split(", "))}


def letters(cell):
    """What a first cell names, arguments and definitions left out: ``{"z"}`` of ``z = y f(x)``."""
    return {re.sub(r"\(.*?\)", "", part).strip() for part in cell.split(" = ")[0].split(", ")}


def test_the_tables_are_read():
    assert len(rows(GLOSSARY)) > 150
    assert len(rows(SYMBOLS)) > 60
    assert letters("φ(s), xₜ = 1, y") == {"φ", "xₜ"}


def test_the_key_terms_of_the_notation_are_in_the_glossary():
    bold = {term for row in rows(NOTATION) for term in re.findall(r"\*\*(.+?)\*\*", " ".join(row))}
    assert len(bold) > 30
    assert not bold - terms()


def test_the_symbols_of_the_glossary_are_in_the_notation():
    used = {sign for row in rows(GLOSSARY) for sign in NOT_LATIN.findall(" ".join(row))}
    explained = set(NOT_LATIN.findall(" ".join(" ".join(row[:3]) for row in rows(SYMBOLS))))
    assert {"η", "λ", "∂"} <= used
    assert not used - explained


def test_a_symbol_has_one_row_or_is_listed_among_those_with_two_uses():
    named = [letter for row in rows(SYMBOLS) for letter in letters(row[0])]
    twice = {letter for letter in named if named.count(letter) > 1}
    listed = {letter for row in rows(TWO_USES) for letter in letters(row[0])}
    assert not twice - listed


@pytest.mark.parametrize("row", rows(SYMBOLS), ids=lambda row: row[0])
def test_a_row_of_the_notation_says_since_which_notebook(row):
    assert len(row) == 5
    assert int(row[3]) in range(25)


def test_each_notebook_has_its_section_of_the_glossary():
    linked = re.findall(
        r"^## \[(\d\d) .*\]\(\.\./notebooks/(\d\d)(_\w+\.ipynb)\) · ", GLOSSARY, re.M
    )
    there = sorted(path.name for path in (ROOT / "notebooks").glob("*.ipynb"))
    assert [number + name for _, number, name in linked] == there
    assert all(said == number for said, number, _ in linked)


def test_a_term_is_explained_once():
    names = [row[0] for row in rows(GLOSSARY)]
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("page", sorted(path.name for path in DOCS.glob("*.md")))
def test_every_link_to_a_file_leads_somewhere(page):
    for target in re.findall(r"\]\(([^)#:]+)\)", (DOCS / page).read_text(encoding="utf-8")):
        assert (DOCS / target).exists(), target
