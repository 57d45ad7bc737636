"""Fragments of pages, drawn by the second engine."""

import pytest
from django.template import Context, Template
from jinja2 import UndefinedError

from clients_ui.web.facets import Facet, FacetValue
from clients_ui.web.fragments import fragment


def test_what_is_put_into_a_fragment_is_escaped_once():
    facet = Facet("<b>", [FacetValue("Müller & Söhne", "/?a=1&b=2", 3, selected=False)])
    drawn = Template("{% load clients %}{% fragment 'clients/facets.jinja' facets=facets %}").render(
        Context({"facets": [facet]})
    )
    assert "<summary>&lt;b&gt;</summary>" in drawn
    assert '<a href="/?a=1&amp;b=2">Müller &amp; Söhne <span class="number">3</span></a>' in drawn


def test_a_fragment_that_lacks_something_fails_instead_of_leaving_it_out():
    with pytest.raises(UndefinedError):
        fragment("clients/facets.jinja")
