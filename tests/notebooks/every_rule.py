"""The full table of rules: a module enters its own when it is imported."""

from tests.notebooks import code_cells, exploring, house_style, numbers, stored_form, wording
from tests.notebooks.rules import RULES

MODULES = (stored_form, code_cells, house_style, exploring, numbers, wording)

__all__ = ["MODULES", "RULES"]
