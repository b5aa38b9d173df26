"""What a PDF must say of itself so that a screen reader can read it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf


def missing_for_universal_access(file: Path, lang: str) -> list[str]:
    """Say which of the marks PDF/UA-1 (ISO 14289-1) asks for are not there."""
    with pikepdf.open(file) as document:
        root = document.Root
        metadata = document.open_metadata()
        tags = list(_tags(root.StructTreeRoot))
        fonts = [f for p in document.pages for f in p.Resources.Font.values()]
        asked = {
            "it says that it is tagged (7.1)": bool(root.MarkInfo.Marked),
            "its language (7.2)": str(root.get("/Lang", "")) == lang,
            "its title is shown (7.1)": bool(root.ViewerPreferences.DisplayDocTitle),
            "it has a title (7.1)": bool(metadata.get("dc:title")),
            "it says PDF/UA (5)": str(metadata.get("pdfuaid:part")) == "1",
            "one heading first (7.4)": tags[:1] == ["Document"]
            and [t for t in tags if t[0] == "H" and t != "Html"][:1] == ["H1"],
            "figures are described (7.3)": tags.count("Figure") == tags.count("alt"),
            "fonts are in it (7.21)": all(map(_is_embedded, fonts)),
        }
    return [what for what, is_there in asked.items() if not is_there]


def _tags(element: pikepdf.Object) -> Iterator[str]:
    children: Any = element.get("/K", [])
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield str(child.S).lstrip("/")
            if "/Alt" in child:
                yield "alt"
            yield from _tags(child)


def _is_embedded(font: pikepdf.Object) -> bool:
    inner = font.DescendantFonts[0] if "/DescendantFonts" in font else font
    files = ("/FontFile", "/FontFile2", "/FontFile3")
    return any(name in inner.FontDescriptor for name in files)
