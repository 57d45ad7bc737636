"""Fragments of pages, drawn by the second engine."""

import pytest
from django.template import Context, Template
from jinja2 import UndefinedError

from clients_ui.web.facets import Facet, FacetValue
from clients_ui.web.fragments import fragment


def test_what_is_put_into_a_fragment_is_escaped_once():
    facet = Facet("<b>", [FacetValue("name", '"', "Müller & Söhne", 3, selected=True)], "x & y", "/?a=1&b=2")
    drawn = Template("{% load clients %}{% fragment 'clients/filters.jinja' facets=facets active=nothing %}").render(
        Context({"facets": [facet], "nothing": []})
    )
    assert "<summary>&lt;b&gt;: <strong>x &amp; y</strong></summary>" in drawn
    assert '<input type="checkbox" name="name" value="&#34;" checked> Müller &amp; Söhne' in drawn
    assert '<a class="x" href="/?a=1&amp;b=2"' in drawn


def test_a_fragment_that_lacks_something_fails_instead_of_leaving_it_out():
    with pytest.raises(UndefinedError):
        fragment("clients/filters.jinja")
