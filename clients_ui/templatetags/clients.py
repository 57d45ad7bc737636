"""What the templates of the clients ask for beside their content."""

from django import template
from django.http import QueryDict

from clients_ui.client.record import Field, Value
from clients_ui.reading.list_query import ListQuery
from clients_ui.request_number import NUMBER
from clients_ui.web.fragments import fragment
from clients_ui.wording import exports, failures, findings, labels, lists, outcomes, runs, texts

register = template.Library()
register.simple_tag(fragment)
register.filter("action", outcomes.action)
register.filter("age", lists.age)
register.filter("stood", lists.stood)
register.filter("client_called", texts.client_called)
register.filter("may_scroll", texts.may_scroll)
register.filter("number", texts.number)
register.filter("quoted", texts.quoted)
register.filter("label", labels.label)
register.filter("outcome", outcomes.ending)
register.filter("finding", findings.called)
register.filter("cause", failures.cause)
register.filter("remedy", failures.remedy)
register.filter("shortened", texts.shortened)
register.filter("selected", exports.selected)
register.filter("run_kind", runs.kind)
register.filter("run_counted", runs.counted)
register.filter("run_state", runs.state)


@register.filter
def described(query: str) -> list[str]:
    """Which clients a list has, whose query stands in a URL like this."""
    return lists.described(ListQuery.of(QueryDict(query)))


@register.simple_tag
def request_number() -> str:
    """The number of the request at hand, "" outside of one."""
    return NUMBER.get()


@register.simple_tag
def version(field: Field, value: Value, most: int | None = None) -> str:
    """An old or new value, as text; of so many letters at most."""
    return texts.shortened(texts.read(field, value), most or field.kind.longest) or "–"
