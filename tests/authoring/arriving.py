"""ZIPs as people send them, made by hand: one of each kind we take in."""

import io
import zipfile
from collections.abc import Mapping

BOOK = {
    "book/book.toml": '[book]\ntitle = "Mend a bicycle"\nlanguage = "en"\n'
    'authors = ["Ama"]\nsrc = "src"\n',
    "book/src/SUMMARY.md": "# Summary\n\n[Welcome](welcome.md)\n\n"
    "- [Find the hole](hole.md)\n  - [With water](hole/water.md)\n- [Draft]()\n",
    "book/src/welcome.md": "# Welcome\n\nYou mend a\ntyre. See [the hole](hole.md).\n",
    "book/src/hole.md": "# Find the hole\n\n<!-- a note -->\n\nPump it up.\n\n"
    "```rust\n# not a heading {{#include x.rs}}\n```\n\n::: shout\n\n"
    "![a tyre](tyre.png) Look.\n",
    "book/src/hole/water.md": "# With water\n\n## Bubbles\n\n- Hold it <b>under</b>\n",
    "book/po/fr.po": 'msgid ""\nmsgstr "Language: fr\\n"\n\n'
    '#: src/welcome.md\nmsgid "You mend a tyre. See [the hole](hole.md)."\n'
    'msgstr "Vous réparez un pneu. Voir [le trou](hole.md)."\n\n'
    'msgid "Find the hole"\nmsgstr "Trouver le trou"\n\n'
    '#, fuzzy\nmsgid "Pump it up."\nmsgstr "Gonflez-le."\n\n'
    'msgid "Nowhere."\nmsgstr "Nulle part."\n',
    "book/po/xx-none.po": 'msgid ""\nmsgstr "Language: xx\\n"\n',
}
TRAINING = {
    "training_content/libraries/basics.yml": "name: Basics\nid: 1\n"
    "introduction: What everybody needs.\ncategories:\n  - title: ''\n    modules:\n"
    "      - slug: first-steps\n      - slug: lost\n",
    "training_content/modules/first-steps.yml": "name: First steps\nid: 7\n"
    "description: How to begin.\nestimated_ttc: 12 minutes\nslides:\n"
    "  - slug: hello\n  - slug: a-quiz\n"
    "translations:\n  es:\n    name: Primeros pasos\n",
    "training_content/slides/7-first/701-hello.yml": "id: 701\ntitle: Hello\n"
    "content: |\n  <figure><img src='x.jpg'></figure>\n\n  Be kind.\n\n"
    "  - Ask\n  - Listen\n"
    "translations:\n  es:\n    title: Hola\n    content: |\n      Sea amable.\n\n"
    "      - Pregunte\n      - Escuche\n",
    "training_content/slides/7-first/702-a-quiz.yml": "id: 702\n"
    "title: Check\ncontent:\n"
    "assessment:\n  question: What is kind?\n  correct_answer_id: 2\n  answers:\n"
    "    - id: 1\n      text: Shouting\n      explanation: No.\n"
    "    - id: 2\n      text: Asking\n      explanation: Yes.\n",
}
PAGES = {
    "Grants.wiki": "<languages/>\n<translate>\n== Ask == <!--T:1-->\n"
    "<!--T:2--> Say '''what''' you need. See [[Grants/Money|money]] and [[Help]].\n"
    "</translate>\n{{Note|x}}\n",
    "Grants/es.wiki": "== Pida ==\nDiga '''qué''' necesita. Vea [[Grants/Money|dinero]]"
    " y [[Help]].\n",
    "Grants/Money.wiki": "== Money ==\n* fuel\n* food\n",
    "Grants/Money/es.wiki": "== Dinero ==\nOtra cosa.\n",
}
FOLDER = {
    "guide/01-begin.md": "---\ntitle: Begin here\nauthor: Kofi\nminutes: 8\n---\n\n"
    "## Why\n\nBecause. Then [go on](02-go-on.md).\n",
    "guide/02-go-on.md": '+++\ntitle = "Go on"\n+++\n\n# Go on\n\nMore.\n',
    "guide/README.txt": "not a text of ours",
}


def packed(files: Mapping[str, str | bytes]) -> bytes:
    """Return a ZIP of these files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()
