"""A pytest plugin to name before nbval: nbformat is loaded without the grammar of IRIs.

jsonschema compiles that grammar at import, in over a second, for a format that no notebook has.
"""

import sys

sys.modules.setdefault("rfc3987_syntax", None)  # as if it were not installed
