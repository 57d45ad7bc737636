"""The frame of every page is ours, and Django's own pages fill it: both have to speak of the same blocks."""

import re
from pathlib import Path

from django.contrib import admin

from tests.project_copy import ROOT

OURS_ALONE = {"go"}
LEFT_OUT = {
    # parts of a page that ours has no use for, or that no page may change
    "blockbots",
    "branding",
    "content_subtitle",
    "dark-mode-vars",
    "extrabody",
    "footer",
    "header",
    "messages",
    "nav-global",
    "nav-sidebar",
    "pretitle",
    "responsive",
    "stylesheet",
    "stylesheet_rtl",
    "userlinks",
    "welcome-msg",
}


def blocks(template: Path):
    return set(re.findall(r"{% block ([\w-]+)", template.read_text()))


def test_the_frame_has_the_blocks_of_djangos_own_but_for_those_that_are_named_here():
    djangos = blocks(Path(admin.__file__).parent / "templates/admin/base.html")
    assert blocks(ROOT / "templates/base.html") - OURS_ALONE == djangos - LEFT_OUT
    assert djangos >= LEFT_OUT


def test_no_page_of_djangos_that_is_used_here_fills_a_block_that_the_frame_lacks():
    templates = Path(admin.__file__).parent / "templates/admin"
    used = ("change_form", "change_list", "object_history", "auth/user/change_password")
    filled = set().union(*(blocks(templates / f"{name}.html") for name in used))
    assert filled & LEFT_OUT == set()
