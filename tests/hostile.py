"""Several hundred strings that have broken other programs, as the values of one text field."""

import random

# Markup and script: each would set a flag, open a dialog or leave the page if a page took it for more than text.
FLAG = "window.__broken=1"
CALLS = (f"{FLAG}", "alert(1)", "top.location='//evil.example'")
SCRIPTS = (
    "<script>{}</script>",
    "</script><script>{}</script>",
    "</title><script>{}</script>",
    "</textarea><script>{}</script>",
    "</option></select><script>{}</script>",
    "--><script>{}</script><!--",
    "]]><script>{}</script>",
    '"><script>{}</script>',
    "'><script>{}</script>",
    "<scr<script>ipt>{}</scr</script>ipt>",
    "<SCRIPT\x0b>{}</SCRIPT >",
    "<img src=x onerror={}>",
    "<img src=x onerror={}//",
    "<svg onload={}>",
    "<svg/onload={}>",
    "<svg><script>{}</script></svg>",
    "<svg><animate onbegin={} attributeName=x dur=1s>",
    "<math><mtext></p><img src onerror={}></mtext></math>",
    "<body onload={}>",
    "<iframe srcdoc='<script>{}</script>'>",
    "<iframe src=javascript:{}>",
    "<object data=javascript:{}>",
    "<embed src=javascript:{}>",
    "<details open ontoggle={}>",
    "<input autofocus onfocus={}>",
    "<video><source onerror={}>",
    "<marquee onstart={}>",
    "<form action=javascript:{}><button>x",
    "<a href=javascript:{}>x</a>",
    "<a href='java&#x09;script:{}'>x</a>",
    "<base href='javascript:{}//'>",
    "<meta http-equiv=refresh content='0;url=javascript:{}'>",
    "<link rel=stylesheet href='data:text/css,*{{x:expression({})}}'>",
    "<style>@import 'javascript:{}';</style>",
    "<template><script>{}</script></template>",
    "<noscript><p title='</noscript><img src=x onerror={}>'>",
    '" autofocus onfocus="{}',
    "' autofocus onfocus='{}",
    "x onmouseover={} ",
    "javascript:{}",
    "JaVaScRiPt:{}",
    " javascript:{}",
    "java\tscript:{}",
    "data:text/html,<script>{}</script>",
    "vbscript:{}",
    "`-{}-`",
    "'-{}-'",
    '"-{}-"',
    "\\'-{}//",
    "&lt;script&gt;{}&lt;/script&gt;",
    "&#60;script&#62;{}&#60;/script&#62;",
    "%3Cscript%3E{}%3C/script%3E",
    "\\u003cscript\\u003e{}\\u003c/script\\u003e",
    "＜script＞{}＜/script＞",
)
TEMPLATES = (
    "{{ 7*7 }}", "{{7*'7'}}", "{% debug %}", "{% include 'base.html' %}", "{% load log %}",
    "{{ request.user.password }}", "{{ settings.SECRET_KEY }}", "{# comment #}", "{% verbatim %}", "{% csrf_token %}",
    "${7*7}", "#{7*7}", "<%= 7*7 %>", "*{7*7}", "@(7*7)", "[[7*7]]", "{{constructor.constructor('alert(1)')()}}",
    "{{= 7*7}}", "{{{x}}}", "{0.__class__}", "{client}", "{id}", "%(name)s", "%s%s%n", "%d", "$NAME", "`id`", "$(id)",
    "|id", ";id", "&&id", "{}", "{", "}", "%",
)  # fmt: skip
HEADERS = (
    "x\r\nSet-Cookie: a=b", "x\nLocation: //evil.example", "x\r\n\r\n<script>alert(1)</script>", "x\u2028y",
    "x\u2029y", "x\x0by", "x\x0cy", "x\x85y", "%0d%0aSet-Cookie:a=b", "嘊嘍Set-Cookie:a=b", "bcc: all@evil.example",
    'a;b,c=d"e', "=?utf-8?q?x?=", "0 dialog", "\\r\\nX: y",
)  # fmt: skip
PATHS = (
    "../../etc/passwd", "..\\..\\windows\\win.ini", "/etc/passwd", "file:///etc/passwd", "//evil.example",
    "\\\\evil\\c$", "%2e%2e%2f", "..%c0%af", "....//", "C:\\", "CON", "NUL", "~root", ".", "..", "/", "\\", "?", "#",
    "?q=1&list=x", "a/b#c", "http://127.0.0.1/", "https://evil.example/?x=<y>", "mailto:a@b?bcc=c", "tel:+43",
    "&lang=de", "&amp;", "&nbsp;", "+", "%20",
)  # fmt: skip
QUERIES = (
    "' OR '1'='1", '" OR ""="', "'; DROP TABLE auth_user; --", "1; SELECT 1", "') UNION SELECT 1--", "admin'--",
    "\\'", "*", "*)(uid=*", "' or count(/*)=1", '{"$gt": ""}', "[]", "null", "None", "undefined", "true", "false",
    "NaN", "-1", "0", "1e309", "0x10", "1/0", "=1+1", "+1", "-1+1", "@SUM(1)", '=HYPERLINK("//evil")',
    "=cmd|'/c calc'!A0", "<?xml version='1.0'?>", "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>", "&e;",
    "<!--#exec cmd='id'-->", "<?php echo 1 ?>", '""', "''",
)  # fmt: skip
UNICODE = (
    "\u202eevil\u202c", "a\u202dbc", "\u2066iso\u2069late", "\u200f\u200fשלום", "مرحبا بالعالم", "x\u200by",
    "x\u200cy\u200dz", "\ufeffbom inside \ufeff", "soft\u00adhyphen",
    "Z\u0351\u036b\u0343a\u0334\u0358l\u034ag\u0322o\u0489", "e\u0301 é", "ﬁ ﬂ ﬀ", "раураl", "аdmin", "Αdmin",
    "ｆｕｌｌ",
    "①②③", "𝕬𝖉𝖒𝖎𝖓", "ıİſẞß", "ǅ", "👩‍👩‍👧‍👦", "🇦🇹🇩🇪", "👍🏽", "☃\ufe0f", "\U000e0041\U000e0042", "\U0001f4a9", "\ufffd",
    "\ufffe", "\ufdd0", "\ue000", "\u0600", "\u061c", "\u180e", "\u2060x", "\u3164x", "a\u0000b", "\u0000\u0000x",
    "a\u0001b", "a\u0007b", "a\u001bb[31m", "a\u007fb", "a\u0080b", "a\u009fb", "a\u00a0b", "a\u3000b", "ÃƒÂ¤", "Ã¤",
    "â‚¬", "\u1100\u1161\u11a8", "ก็็็็็็", "ᚠᛇᚻ", "𒀀𒁀", "ꙮ", "﷽", "日本語", "表ポ十", "\u0e33", "\u0130", "fi\u0307", "😀",
    "a\tb", "a  b", "·", "…", "–", "„“", "«»", "’", "´`",
)  # fmt: skip
LONG = (
    "x" * 5000,
    "<" * 3000,
    "&" * 3000,
    "ü" * 3000,
    "👍" * 2000,
    "a\u0301" * 2000,
    "word " * 900 + "end",
    "'\"" * 1500,
)


def strings():
    """All of them, in an order that is the same every time, so that a batch holds many kinds."""
    vectors = [form.format(call) for form in SCRIPTS for call in CALLS]
    found = list(dict.fromkeys([*vectors, *TEMPLATES, *HEADERS, *PATHS, *QUERIES, *UNICODE, *LONG]))
    random.Random(7).shuffle(found)
    return found
