"""Documents to bring: slides by WeasyPrint, sheets by pandoc or by hand."""

import io
import subprocess
import zipfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pikepdf

from tests.services.process import need_program

SLIDES = (
    "Photograph the back too",
    "Write the date\nin pencil",
    "Keep pictures out of the light",
)
SHEET = """# Loan form

Whose photographs are these?

| item | date |
|--|--|
| bench | 1957 |
"""
_XML = '<?xml version="1.0" encoding="UTF-8"?>'


@cache
def slides(texts: Sequence[str] = SLIDES, size: str = "254mm 143mm") -> bytes:
    """Return a PDF with a page for each text."""
    from weasyprint import HTML  # noqa: PLC0415 - slow to read in

    pages = "".join(
        f"<section><p>{text.replace(chr(10), '<br>')}</p></section>" for text in texts
    )
    style = f"<style>@page{{size:{size};margin:1cm}} p{{font:24px sans-serif}}"
    style += "section+section{break-before:page}</style>"
    pdf = HTML(string=style + pages).write_pdf()
    assert pdf is not None
    return bytes(pdf)


def empty_pages(count: int) -> bytes:
    """Return a PDF with so many pages and nothing on them."""
    held = io.BytesIO()
    with pikepdf.new() as document:
        for _ in range(count):
            document.add_blank_page()
        document.save(held)
    return held.getvalue()


@cache
def office(suffix: str) -> bytes:
    """Return the sheet as an office program would save it, by its suffix."""
    if suffix == "ods":
        return _ods()
    if suffix == "xlsx":
        return _xlsx()
    program = need_program("pandoc", package="pandoc")
    with TemporaryDirectory() as folder:
        target = Path(folder) / f"sheet.{suffix}"
        command = [program, "-f", "markdown", "-o", str(target)]
        subprocess.run(command, check=True, input=SHEET.encode())
        return target.read_bytes()


def archive(parts: Mapping[str, str]) -> bytes:
    """Return an archive with these parts."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in parts.items():
            packed.writestr(name, text)
    return held.getvalue()


def _ods() -> bytes:
    office_ns = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
    table = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
    words = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
    rows = "".join(
        "<t:table-row>"
        + "".join(f"<t:table-cell><x:p>{cell}</x:p></t:table-cell>" for cell in row)
        + "</t:table-row>"
        for row in (("item", "date"), ("bench", "1957"))
    )
    content = (
        f'{_XML}<o:document-content xmlns:o="{office_ns}" xmlns:t="{table}" '
        f'xmlns:x="{words}"><o:body><o:spreadsheet><t:table t:name="Loan">{rows}'
        "</t:table></o:spreadsheet></o:body></o:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    return archive({"mimetype": kind, "content.xml": content})


def _xlsx() -> bytes:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    shared = "".join(f"<si><t>{word}</t></si>" for word in ("item", "date", "bench"))
    rows = (
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'
        '<row r="2"><c r="A2" t="s"><v>2</v></c><c r="B2"><v>1957</v></c></row>'
    )
    return archive(
        {
            "[Content_Types].xml": f'{_XML}<Types><Override ContentType="{kind}"/>'
            "</Types>",
            "xl/sharedStrings.xml": f'{_XML}<sst xmlns="{main}">{shared}</sst>',
            "xl/worksheets/sheet1.xml": f'{_XML}<worksheet xmlns="{main}"><sheetData>'
            f"{rows}</sheetData></worksheet>",
        }
    )
