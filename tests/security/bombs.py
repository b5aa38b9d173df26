"""Markdown written to keep a parser busy: each generator gives about n bytes."""

from collections.abc import Callable

BOMBS: dict[str, Callable[[int], str]] = {
    "quotes": lambda n: ">" * n + "a",
    "quotes in lines": lambda n: ("> " * 100 + "a\n") * (n // 202),
    "lazy quotes": lambda n: ">" * 20 + "a\n" + "a\n" * (n // 2),
    "bullets": lambda n: "- " * (n // 2) + "a",
    "lists": lambda n: "".join("  " * (i % 200) + "- a\n" for i in range(n // 204)),
    "numbers": lambda n: "1. " * (n // 3) + "a",
    "emphasis opened": lambda n: "*a **a " * (n // 7),
    "emphasis closed": lambda n: "a* " * (n // 3),
    "emphasis nested": lambda n: "**x" * (n // 6) + "x**" * (n // 6),
    "links opened": lambda n: "[a](b" * (n // 5),
    "links nested": lambda n: "[" * (n // 2) + "a" + "](b)" * (n // 8),
    "link titles": lambda n: '[a](b "' * (n // 7),
    "brackets": lambda n: "[" * (n // 2) + "]" * (n // 2),
    "images": lambda n: "![[]()" * (n // 6),
    "references": lambda n: "[a]: b\n\n" + "[a]" * (n // 3),
    "definitions": lambda n: "".join(f"[a{i}]: b\n" for i in range(n // 11)),
    "table columns": lambda n: (
        "|a" * (n // 8) + "|\n" + "|-" * (n // 8) + "|\n" + "|\n" * (n // 4)
    ),
    "table rows": lambda n: "|a|b|\n|-|-|\n" + "|a|b|\n" * (n // 6),
    "entities": lambda n: "&amp;" * (n // 5),
    "broken entities": lambda n: "&#" * (n // 2),
    "backticks": lambda n: "".join(
        "e" + "`" * i for i in range(1, int((2 * n) ** 0.5))
    ),
    "footnote marks": lambda n: "[^1]" * (n // 4) + "\n\n[^1]: a",
    "footnotes": lambda n: "".join(f"[^{i}]\n\n[^{i}]: a\n\n" for i in range(n // 20)),
    "footnote in itself": lambda n: "[^1]\n\n[^1]: " + "[^1]" * (n // 4),
    "definition lists": lambda n: "a\n: b\n\n" * (n // 7),
    "comments": lambda n: "<!--" * (n // 4),
    "autolinks": lambda n: "<http://a.b>" * (n // 12),
    "backslashes": lambda n: "\\" * n,
    "paragraphs": lambda n: "a\n\n" * (n // 3),
    "headings": lambda n: "## a\n" * (n // 5),
    "blocks": lambda n: "::: callout\na\n:::\n\n" * (n // 19),
    "blocks opened": lambda n: "::: callout\n" * (n // 12),
    "ticks": lambda n: "::: checklist\n" + "- a\n" * (n // 4) + ":::\n",
    "line breaks": lambda n: "a  \n" * (n // 4),
    "fences": lambda n: "```\n" * (n // 4),
}
