"""The documents name no file that is not there."""

import re
import subprocess

import pytest

from tests.project_copy import ROOT

DOCUMENTS = [
    "README.md",
    "CONTRIBUTING.md",
    *sorted(str(path.relative_to(ROOT)) for path in (ROOT / "docs").glob("*.md")),
]
NAMED = re.compile(r"`(?:\.venv/bin/python )?([\w./-]+\.(?:py|html|jinja|mjs))\b")


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_file_that_a_document_names_is_there(document):
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    named = NAMED.findall((ROOT / document).read_text())
    assert [name for name in named if not any(f"/{path}".endswith(f"/{name}") for path in tracked)] == []
