"""What a browser says of itself, in the words of those who look through their sessions."""

import pytest

from ttdash.signin.browsers import called

WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/131.0.0.0 Safari/537.36", "Chrome 131, Windows"),
        (
            f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0",
            "Edge 131, Windows",
        ),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0", "Firefox 133, Linux"),
        (
            f"Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) {WEBKIT} Version/18.1 Mobile/15E148 Safari/604.1",
            "Mobile Safari 18, iOS",
        ),
        (
            f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {WEBKIT} Version/18.1 Safari/605.1.15",
            "Safari 18, Mac OS X",
        ),
        ("curl/8.5.0", "curl 8"),
        ("Own/1 <b>", "Own/1 <b>"),
        ("", ""),
    ],
)
def test_a_browser_is_called_by_its_name_and_system_or_what_it_says(said, told):
    assert called(said) == told


@pytest.mark.parametrize("said", ["(" * 200, "Mozilla/5.0 (" + "Windows NT;" * 18, "\ud800\x00", "Chrome/" + "9" * 190])
def test_whatever_a_browser_says_there_is_an_answer(said):
    assert called(said)
