"""What the matrix tests share: the faults, the operations, the oracle, the rounds."""

import pytest

pytest.register_assert_rewrite("tests.matrix.oracle", "tests.matrix.rounds")
