import pytest

pytest.register_assert_rewrite("tests.explorers.drawn")
