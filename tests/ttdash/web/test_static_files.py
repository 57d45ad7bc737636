"""Where static files are."""

import json

from ttdash.web.static_files import StaticFiles


def test_an_address_has_the_name_that_was_collected_and_is_put_together_once(settings, tmp_path, monkeypatch):
    settings.STATIC_ROOT, settings.DEBUG = tmp_path, False
    told = {"version": "1.1", "hash": "", "paths": {"a.css": "a.55e7cbb9ba48.css"}}
    (tmp_path / "staticfiles.json").write_text(json.dumps(told))
    files = StaticFiles()
    assert files.url("a.css") == "/static/a.55e7cbb9ba48.css"
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(files, "stored_name", None)
        assert files.url("a.css") == "/static/a.55e7cbb9ba48.css"
    settings.DEBUG = True
    assert files.url("a.css") == "/static/a.css"
