"""The rules on the stored file: recorded, compared by nbval in every cell, small, portable."""

from __future__ import annotations

import json
import re

import nbformat

from tests.notebooks.pictures import PNG, SEAL, seal
from tests.notebooks.recorder import WIDGET_VIEW, canonical_text, stable_ids
from tests.notebooks.rules import outputs, rule, without_math_and_code

MAX_BYTES = 2_500_000

# ---- the stored file ------------------------------------------------------------------------


@rule
def cells_ran_in_order(notebook):
    for position, (n, cell) in enumerate(notebook.code, 1):
        count = cell.get("execution_count")
        if count is None:
            yield f"cell {n} has never been run, so nothing in it is compared; make record"
        elif count != position:
            yield f"cell {n} has execution count {count}, expected {position}; make record"


@rule
def ids_are_present_and_unique(notebook):
    seen = set()
    for n, cell in enumerate(notebook.cells, 1):
        name = cell.get("id")
        if not name:
            yield f"cell {n} has no id; make record"
        elif name in seen:
            yield f"cell {n} repeats the id {name}; make record"
        seen.add(name)


@rule
def metadata_is_only_the_kernelspec(notebook):
    extra = sorted(set(notebook.raw["metadata"]) - {"kernelspec"})
    if extra:
        yield f"metadata holds {', '.join(extra)}; make record"
    if "kernelspec" not in notebook.raw["metadata"]:
        yield "metadata has no kernelspec; make record"


@rule
def file_is_as_recorded(notebook):
    nb = nbformat.from_dict(json.loads(notebook.text))
    for cell in nb.cells:  # the stored form splits texts into lines
        cell.source = "".join(cell.source)
        for out in cell.get("outputs", []):
            if isinstance(out.get("text"), list):
                out.text = "".join(out.text)
            for mime, value in out.get("data", {}).items():
                out.data[mime] = "".join(value) if isinstance(value, list) else value
    if canonical_text(nb, stable_ids(notebook.raw["cells"])) != notebook.text:
        yield "the file is not in the recorder's form (was it saved by an editor?); make record"
    if WIDGET_VIEW in notebook.text:
        yield "an output holds a widget view, whose id is random; make record"


@rule
def file_is_small(notebook):
    size = len(notebook.text.encode())
    if size > MAX_BYTES:
        yield f"the file has {size / 1e6:.2f} MB, at most {MAX_BYTES / 1e6:g}; smaller figures"


# ---- what nbval compares --------------------------------------------------------------------


@rule
def no_errors_or_warnings_are_stored(notebook):
    for n, cell in notebook.code:
        for out in outputs(cell):
            if out["output_type"] == "error":
                yield f"cell {n} stores the error {out['ename']}: {out['evalue']}"
            if out["output_type"] == "stream" and out["name"] == "stderr":
                yield f"cell {n} stores stderr: {out['text'].strip()[:80]}"


@rule
def every_output_is_compared(notebook):
    tag = re.compile(r"nbval|raises-exception", re.I)
    mark = re.compile(r"#\s*(NBVAL_\w+|PYTEST_VALIDATE_IGNORE_OUTPUT)")
    for n, cell in notebook.code:
        tags = " ".join(cell["metadata"].get("tags", []))
        if mark.search(cell["source"]) or tag.search(tags):
            yield f"cell {n} tells nbval to look away; make its output the same every time"


@rule
def only_measurements_are_left_out(notebook):
    for n, cell in notebook.code:
        for inside in re.findall(r"⟨([^⟩]*)⟩", cell["source"]):
            field = re.fullmatch(r"\{([^{}]+):[.\d]+[f%]\}( ?(µs|ms|s))?", inside)
            if not field or not re.search(r"seconds|waiting|lost|racing", field[1]):
                yield (f"cell {n} leaves ⟨{inside}⟩ out of the record; only one number may stand "
                       "there, from seconds, waiting, lost or racing")  # fmt: skip


@rule
def figures_have_numbers(notebook):
    for n, cell in notebook.code:
        for out in outputs(cell):
            text = out["data"].get("text/plain", "")
            if "image/png" in out["data"] and not re.search(r"\bn=\d|\bmin=", text):
                yield f"cell {n} shows a picture whose text form has no numbers: {text[:60]!r}"


@rule
def pictures_belong_to_their_texts(notebook):
    for n, cell in notebook.code:
        for out in outputs(cell):
            if PNG in out["data"] and out["metadata"].get(SEAL) != seal(out["data"]):
                yield f"cell {n}: this picture was not recorded with this text; make record"


@rule
def no_final_semicolon(notebook):
    for n, cell in notebook.code:
        if cell["source"].rstrip().endswith(";"):
            yield f"cell {n} ends in ';', which hides the value from nbval"


@rule
def no_use_of_the_history(notebook):
    for n, cell in notebook.code:
        if re.search(r"\b(In|Out)\s*\[", cell["source"]):
            yield f"cell {n} uses In[ ] or Out[ ], which depend on how cells were run"


# ---- paths ----------------------------------------------------------------------------------


@rule
def no_absolute_paths(notebook):
    absolute = re.compile(
        r"(?<![\w:/.)\]}*$-])/(?:home|Users|work|tmp|root|mnt|opt|usr|var|etc|srv)/\w|\b[A-Z]:\\\w"
    )
    for n, cell in enumerate(notebook.cells, 1):
        texts = [cell["source"]]
        for out in outputs(cell):
            texts += [
                out["text"],
                out["data"].get("text/plain", ""),
                out["data"].get("text/html", ""),
            ]
        found = [m for m in map(absolute.search, texts) if m]
        if found:
            yield f"cell {n} holds the absolute path {found[0].group()}…"


@rule
def links_lead_somewhere(notebook):
    link = re.compile(r"\[[^\]]*\]\(\s*<?([^)\s>]+)|\b(?:href|src)=[\"']([^\"']+)")
    for n, cell in notebook.markdown:
        for match in link.finditer(without_math_and_code(cell["source"])):
            target = (match[1] or match[2]).split("#")[0]
            if not target or re.match(r"(https?|mailto|data|attachment):", target):
                continue
            if not (notebook.path.parent / target).exists():
                yield f"cell {n} links to {target}, which does not exist"
