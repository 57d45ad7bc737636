"""Reading a page as a person would: its inputs, its messages, its links."""

import html
import re
from html.parser import HTMLParser

from django.http import HttpResponse, StreamingHttpResponse


def break_off(answer: StreamingHttpResponse) -> None:
    """End a file as a server does whose reader is gone. (Its `close` would close the database of the test, too.)"""
    for close in answer._resource_closers:
        close()


class _Form(HTMLParser):
    """The values that a browser would send for the first form that posts on a page."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.values, self.disabled, self.buttons = {}, [], []
        self._inside = self._done = False
        self._select = self._area = None

    def handle_starttag(self, tag, attributes):
        attrs = dict(attributes)
        if tag == "form":
            self._inside = attrs.get("method") == "post" and attrs.get("id") != "logout-form" and not self._done
        name = attrs.get("name")
        if not self._inside or ("disabled" in attrs):
            return
        if tag == "input" and name:
            self._input(name, attrs)
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and ("selected" in attrs or self._select not in self.values):
            self.values[self._select] = attrs.get("value", "")  # the first one where none is selected
        elif tag == "textarea":
            self._area = name
            self.values[name] = ""

    def _input(self, name, attrs):
        if attrs.get("type") in {"submit", "button"}:
            self.buttons.append(name)
        elif attrs.get("type") in {"checkbox", "radio"}:
            if "checked" in attrs:
                self.values[name] = attrs.get("value", "on")
        else:
            self.values[name] = re.sub("[\r\n]", "", attrs.get("value") or "")

    def handle_data(self, data):
        if self._inside and self._area:
            self.values[self._area] += data

    def handle_endtag(self, tag):
        if tag == "textarea" and self._area:
            text = re.sub("\r\n?", "\n", self.values[self._area])
            self.values[self._area] = text.removeprefix("\n").replace("\n", "\r\n")
            self._area = None
        elif tag == "select":
            self._select = None
        elif tag == "form" and self._inside:
            self._done, self._inside = True, False


def form_of(response):
    """Field → value as a browser would send them, without any button."""
    return form_in(response.content.decode())


def form_in(page):
    """The same of a page's text. A browser reads a NUL as U+FFFD, and what is in a template belongs to no form."""
    parser = _Form()
    parser.feed(re.sub("<template.*?</template>", "", page, flags=re.DOTALL).replace("\0", "\ufffd"))
    parser.values.pop("csrfmiddlewaretoken", None)
    return parser.values


def confirmed(browser, url="/clients/1/delete/", **typed):
    """What a person sends who has seen the question before a deletion and says yes."""
    return browser.post(url, form_of(browser.get(url)) | typed)


def posts(sandbox):
    """The bodies of all creations that TimeTrack was sent."""
    return [call.body for call in sandbox.calls if call.method == "POST"]


def buttons_of(response):
    parser = _Form()
    parser.feed(response.content.decode())
    return parser.buttons


def whole(response):
    """A page that may be sent in pieces, as one that is sent at once."""
    return HttpResponse(b"".join(response.streaming_content)) if response.streaming else response


def text_of(response):
    """The words of a page, without its tags."""
    body = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(html.unescape(re.sub("<[^>]+>", " ", body)).split())


def language_of(response):
    """The language that a page says it is in."""
    return re.search('<html lang="([^"]+)"', response.content.decode())[1]


def said(response):
    """Django's messages on a page: [(level, sentence)]."""
    found = re.findall(r'<li class="(success|warning|error|info)">(.*?)</li>', response.content.decode(), re.DOTALL)
    return [(level, " ".join(html.unescape(re.sub("<[^>]+>", "", sentence)).split())) for level, sentence in found]


def levels(response):
    return [level for level, _ in said(response)]


def links_of(response):
    return [html.unescape(link) for link in re.findall(r'<a [^>]*?href="([^"]*)"', response.content.decode())]
