"""The command that says whether address and credentials work."""

import pytest
from django.core.management import CommandError, call_command

from ttdash.sandbox import Fault


def test_a_connection_that_works_is_one_sentence(sandbox, capsys):
    call_command("check_timetrack")
    (line,) = capsys.readouterr().out.splitlines()
    assert "accepts the key and the secret" in line
    assert line.startswith("127.0.0.1:")
    assert " ms)" in line


FAILURES = [(Fault.UNAUTHORIZED, "refused access"), (Fault.HTML_502, "cannot be reached")]


@pytest.mark.parametrize(("fault", "words"), FAILURES)
def test_one_that_does_not_is_one_sentence_and_an_error(sandbox, fault, words):
    sandbox.fail(fault, times=None)
    with pytest.raises(CommandError, match=words) as caught:
        call_command("check_timetrack")
    assert "sandbox-secret" not in str(caught.value)
    assert str(caught.value).endswith(" ms)")
