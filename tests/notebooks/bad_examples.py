"""For each rule on notebooks the changes that break it, and what it then says."""

from __future__ import annotations

from collections.abc import Callable

from tests.notebooks.examples import (
    ANSWER,
    CHECK,
    DERIVE,
    EXPLORER,
    FIGURE_CELL,
    FIGURE_TEXT,
    PROMPTS,
    SETUP,
    SOLUTION,
    SOURCES,
    SUMMARY,
    TASK,
    TOPIC,
    TRY,
    WAY,
    cell,
    drop,
    more_explorers,
    nothing,
    other,
    output,
    picture,
    rename,
    replace,
    with_break,
)

# rule → (the change, what the complaint says)
BAD: dict[str, list[tuple[Callable[[dict], object], str]]] = {
    "cells_ran_in_order": [
        (cell(SETUP, execution_count=None), "cell 3 has never been run"),
        (cell(SETUP, execution_count=7), "cell 3 has execution count 7, expected 1"),
    ],
    "ids_are_present_and_unique": [
        (lambda nb: nb["cells"][1].pop("id"), "cell 2 has no id"),
        (cell(2, id="cell-0"), "cell 2 repeats the id cell-0"),
    ],
    "metadata_is_only_the_kernelspec": [
        (lambda nb: nb["metadata"].update(language_info={}), "metadata holds language_info"),
        (lambda nb: nb["metadata"].pop("kernelspec"), "metadata has no kernelspec"),
    ],
    "file_is_as_recorded": [
        (cell(SETUP, metadata={"scrolled": True}), "not in the recorder's form"),
        (
            output(CHECK, output_type="display_data",
                   data={"application/vnd.jupyter.widget-view+json": {}}),
            "holds a widget view",
        ),
    ],
    "file_is_small": [(cell(2, source="x" * 2_600_000), "the file has 2.6")],
    "no_errors_or_warnings_are_stored": [
        (output(SETUP, output_type="error", ename="E", evalue="no"), "stores the error E: no"),
        (output(SETUP, output_type="stream", name="stderr", text="beware"), "stderr: beware"),
    ],
    "every_output_is_compared": [
        (replace(SETUP, "from math", "# NBVAL_IGNORE_OUTPUT\nfrom math"), "to look away"),
        (cell(SETUP, metadata={"tags": ["nbval-skip"]}), "tells nbval to look away"),
        (cell(SETUP, metadata={"tags": ["raises-exception"]}), "tells nbval to look away"),
    ],
    "only_measurements_are_left_out": [
        (replace(SETUP, "from math", "print(f'⟨{2 + 2:.1f} s⟩')\nfrom math"), "⟨{2 + 2:.1f} s⟩"),
        (replace(SETUP, "from math", "print(f'⟨{lost} of 7⟩')\nfrom math"), "only one number"),
    ],
    "figures_have_numbers": [(output(CHECK, **picture("<Figure size 640x480>")), "no numbers")],
    "pictures_belong_to_their_texts": [
        (other("image/png", "iVBORw0KGg0="), "cell 6: this picture was not recorded with this"),
        (other("text/plain", "Figure\n line x n=3 min=0 max=1 mean=0.4"), "not recorded with"),
        (cell(EXPLORER, outputs=[{"metadata": {}, **picture("Figure n=1")}]), "not recorded with"),
    ],
    "no_final_semicolon": [(replace(EXPLORER, "\nstairs", "\nstairs;"), "cell 6 ends in ';'")],
    "no_use_of_the_history": [(replace(EXPLORER, "()", "()\nOut[1]"), "uses In[ ] or Out[ ]")],
    "code_cells_are_short": [
        (cell(EXPLORER, source="x = 1\n" * 16), "has 16 lines"),
        (cell(EXPLORER, source="x = " + "1" * 85), "is 89 columns wide"),
        (cell(EXPLORER, source="\n"), "cell 6 is empty"),
    ],
    "imports_are_by_name": [
        (replace(SETUP, "import sqrt", "import *"), "imports * from"),
        (replace(SETUP, "from math", "import ipywidgets\nfrom math"), "cell 3 imports ipywidgets"),
        (replace(SETUP, "math import sqrt", "ipywidgets import interact"), "imports ipywidgets"),
    ],
    "one_setup_cell_imports_everything": [
        (cell(SETUP, source="x = 1"), "must be the setup"),
        (replace(SETUP, "from math", "x = 1\n" * 11 + "from math"), "has 13 lines, at most 12"),
        (replace(SOLUTION, "grad", "import numpy as np\ngrad"), "cell 11 imports from numpy"),
    ],
    "explorers_and_checks_are_the_lessons": [
        (replace(SETUP, "lessons.good", "lessons.other"), "a notebook's lesson is course_lib.les"),
        (replace(SETUP, "lessons.good", "lessons.goodness"), "imports course_lib.lessons.goodness"),
        (replace(SETUP, ", explorers", ""), "explorers is not imported from"),
        (replace(SETUP, "exercises, ", ""), "exercises is not imported from"),
        (replace(EXPLORER, "explorers.staircase()", "Explorer(f, g, {})"), "cell 6 calls Explorer"),
    ],
    "no_absolute_paths": [
        (replace(EXPLORER, "()", "('/home/me/x')"), "the absolute path /home/m"),
        (output(CHECK, output_type="stream", name="stdout", text="in /tmp/abc"), "/tmp/a"),
        (replace(2, "Setup", "Setup in C:\\data"), "C:\\d"),
    ],
    "links_lead_somewhere": [
        (replace(TOPIC, "good.ipynb", "99_none.ipynb"), "links to 99_none.ipynb"),
        (replace(TOPIC, "see", '<img src="none.png"> see'), "links to none.png"),
    ],
    "opens_with_question_goals_prerequisites_minutes": [
        (replace(1, "?", "."), "asks no question"),
        (replace(1, "# Descent", "Descent"), "cell 1 must be the title"),
        (replace(1, "Goals", "Aims"), "nothing of goals"),
        (replace(1, "Prerequisites", "Before"), "nothing of prerequisites"),
        (replace(1, "minutes", "min"), "nothing of minutes"),
    ],
    "prerequisites_exist": [
        (replace(1, ": none", ": notebook 12"), "notebook 12 is a prerequisite and does not exist"),
    ],
    "sections_come_in_order": [
        (replace(SUMMARY, "Summary", "Result"), "one section '## Summary · …', found 0"),
        (replace(TOPIC, "One step", "Setup"), "one section '## Setup · …', found 2"),
        (replace(TOPIC, "One step", "Exercises"), "one section '## Exercises · …', found 2"),
        (replace(SUMMARY, "## Summary · 小结", "text"), "found 0"),
        (replace(SOURCES, "## Sources and", "**Sources** and"), "'## Sources · …', found 0"),
        (lambda nb: nb["cells"].insert(3, nb["cells"].pop(SUMMARY - 1)), "must come in this order"),
        (lambda nb: nb["cells"].insert(1, nb["cells"].pop(3)), "must come in this order"),
        (lambda nb: nb["cells"].append(nb["cells"][2]), "the last cell must be"),
    ],
    "headings_carry_the_chinese_term": [
        (replace(TOPIC, " · 一步", ""), "'One step' has no Chinese"),
    ],
    "text_cells_are_short": [
        (replace(SUMMARY, "Down", "word " * 200), "cell 18 has 206 words"),
        (cell(SUMMARY, source=" "), "cell 18 is empty"),
    ],
    "glossary_terms_are_used": [
        (rename("gradient", "slope"), "'gradient · 梯度' is not in the notebook"),
        (rename("stair", "step"), "'stair, staircase (of steps) · 阶梯' is not in"),
    ],
    "prompts_above_answers_below": [
        (drop(PROMPTS), "no 'Predict, then drag' text"),
        (replace(PROMPTS, "2. When", "When"), "1 numbered prompts"),
        (replace(PROMPTS, "2. When", "2. a\n3. b\n4. c\n5. When"), "5 numbered prompts"),
        (replace(PROMPTS, "The picture shows the steps as a staircase under the curve", ""), "no"),
        (lambda nb: nb["cells"].insert(5, nb["cells"].pop(PROMPTS - 1)), "stand below"),
        (lambda nb: nb["cells"].insert(6, nb["cells"].pop(FIGURE_CELL - 1)), "no folded answer"),
        (replace(PROMPTS, "diverge?", "diverge?\n\n<details>No.</details>"), "above the explorer"),
        (replace(ANSWER, "<details>", ""), "no folded answer"),
        (replace(ANSWER, "<summary>", ""), "no folded answer"),
    ],
    "an_explorer_has_its_cell_to_itself": [
        (replace(EXPLORER, "\nstairs", "\nstairs.text()"), "cell 6 must make one explorer"),
        (replace(EXPLORER, "stairs =", "explorers.more()\nstairs ="), "must make one explorer"),
    ],
    "no_cell_drags_or_tells": [
        (replace(FIGURE_CELL, "stairs.result", "stairs.set(lr=1)"), "cell 8: stairs.set: states"),
        (replace(FIGURE_CELL, "stairs.result", "stairs.reset()"), "cell 8: stairs.reset: states"),
        (replace(FIGURE_CELL, "stairs.result", "stairs.peek(lr=1).summary"), ").summary: states"),
    ],
    "there_is_not_too_much": [
        (replace(TOPIC, "With", "word " * 4500 + "With"), "words, at most 4500"),
        (with_break(replace(TOPIC, "With", "word " * 6000 + "With")), "words, at most 6000"),
        (more_explorers(6), "7 explorers, at most 6"),
        (more_explorers(6), "21 prompts, at most 20"),
        (with_break(more_explorers(9)), "10 explorers, at most 7"),
        (with_break(more_explorers(9)), "30 prompts, at most 28"),
    ],
    "long_notebooks_have_a_break": [
        (replace(TOPIC, "With", "word " * 15_000 + "With"), "130 honest minutes are two sittings"),
        (with_break(with_break(nothing)), "2 headings '## Second sitting"),
        (replace(2, "准备", "准备\n\n## Second sitting · 第二次课"), "the break comes after"),
    ],
    "minutes_are_honest": [
        (replace(1, "30 minutes", "40 minutes"), "says 40 minutes; "),
        (replace(1, "30 minutes", "20 minutes"), "exercises take 30"),
        (replace(1, "About 30 minutes", "30 minutes"), "'About … minutes' 0 times"),
    ],
    "numbers_in_prose_are_computed": [
        (replace(SUMMARY, "Down", "In 777 % of the runs down"), "cell 18 tells 777 %"),
        (replace(TOPIC, "With", "It is 1.234 with"), "cell 4 tells 1.234, which no cell prints"),
        (replace(ANSWER, "at 0", "at 1,234"), "cell 7 tells 1,234"),
    ],
    "no_word_of_slides": [
        (replace(TOPIC, "With", "One deck has, with"), "cell 4 says 'deck'"),
        (replace(TOPIC, "With", "On the slide, with"), "cell 4 says 'the slide'"),
        (replace(SUMMARY, "Down", "Slides say: down"), "cell 18 says 'Slides'"),
        (replace(EXPLORER, "\nstairs", "  # as on the slides\nstairs"), "cell 6 says 'the slides'"),
    ],
    "steps_are_not_frames": [
        (replace(TOPIC, "With", "Play the frames with"), "cell 4 says 'frames'"),
        (output(EXPLORER, **picture("n=1 frame = 39 of 39")), "the player counts in frames"),
    ],
    "symbols_are_those_of_the_notation": [
        (replace(TOPIC, "$f'(x)$", f"${symbol}$"), f"cell 4 has {symbol}; write ")
        for symbol in (r"\alpha_t", r"\alpha_0", r"\partial_s", "w[1]", r"\beta_0")
    ],
    "words_are_a_teachers": [
        (replace(TOPIC, "With", f"{words} with"), f"cell 4 says {words!r}")
        for words in (
            "dear", "thousand million", "mails", "whom", "shall", "who does not", "put right",
            "pocket calculator", "take off the", "is well", "told apart", "mind the",
            "does not mind", "one's own",
        )
    ],
    "figures_are_explained": [
        (cell(FIGURE_TEXT, source="## Next · 下一步"), "no sentence after it"),
        (lambda nb: nb["cells"].insert(FIGURE_TEXT - 1, nb["cells"][SETUP - 1]), "no sentence"),
    ],
    "solutions_are_paired_and_checked": [
        (replace(SOLUTION, "### END SOLUTION", ""), "unpaired solution marks"),
        (replace(SOLUTION, "### END", "## END"), "unpaired solution marks"),
        (drop(CHECK), "followed by its check cell"),
        (replace(CHECK, "exercises.check_gradient", "check_it"), "followed by its check cell"),
        (replace(TASK, "$", ""), "text with its formula"),
        (output(CHECK, **picture("✗ the gradient")), "does not accept the stored solution"),
    ],
    "exercises_say_their_number_and_kind": [
        (replace(TASK, "Write it: slope", "Slope"), "must read 'Exercise 1 · Write it"),
        (replace(TASK, "Exercise 1", "Exercise 4"), "exercise 4 is the one with number 1"),
        (replace(DERIVE, "Derive it", "Write it"), "2 kinds of exercise, at least 3"),
        (drop(WAY), "the way of a derivation is folded"),
    ],
    "exercises_can_be_done": [
        (replace(SOLUTION, "### BEGIN", "# begin"), "'Exercise 1 · Write it: slope ·"),
        (replace(TRY, "<details>", ""), "'Exercise 3 · Try it: smaller ·"),
        (lambda nb: nb["cells"].insert(4, nb["cells"].pop(SOLUTION - 1)), "before the first"),
    ],
    "the_summary_is_short": [
        (replace(SUMMARY, "- Down", "- a\n" * 5 + "- Down"), "6 bullets, 1 to 5"),
        (replace(SUMMARY, "- Down", "Down"), "0 bullets"),
    ],
    "sources_are_a_list": [(replace(SOURCES, "- Cauchy", "Cauchy"), "the sources are a list")],
}  # fmt: skip
