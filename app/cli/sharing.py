"""`passalong translations give` and `take`: memory and glossary as files."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from app.platform.db import Database
from app.platform.errors import Invalid
from app.platform.languages import UnknownLanguage, get_language
from app.platform.settings import get_settings
from app.translation.catalogs import CatalogError
from app.translation.exchange.shared import (
    glossary_file,
    glossary_format,
    memory_file,
    take_glossary,
    take_memory,
)

MEMORY_ENDING = ".tmx"


def give(
    file: Path,
    source: Annotated[str, typer.Option(help="Language of the memory.")] = "en",
    target: Annotated[str, typer.Option(help="The language to translate to.")] = "",
) -> None:
    """Write the memory (.tmx, with --target) or the glossary (.tbx, .csv) to a file."""
    try:
        with (
            Database(get_settings().database_url) as database,
            database.open_session() as session,
        ):
            if file.suffix == MEMORY_ENDING:
                codes = (get_language(source).code, get_language(target).code)
                pieces = memory_file(session, *codes)
            else:
                pieces = glossary_file(session, glossary_format(file.name))
            with file.open("wb") as out:
                out.writelines(pieces)
    except (CatalogError, UnknownLanguage) as error:
        print(error)
        sys.exit(1)
    print(f"wrote {file}")


def take(file: Path) -> None:
    """Take in a memory (.tmx) or a glossary (.tbx, .csv): what is new, or nothing."""
    with Database(get_settings().database_url) as database, file.open("rb") as data:
        try:
            with database.transaction() as session:
                if file.suffix == MEMORY_ENDING:
                    print(f"{take_memory(session, data)} texts are new in the memory.")
                else:
                    kind = glossary_format(file.name)
                    report = take_glossary(session, kind, data, None)
                    print(f"{report.added} concepts added, {report.changed} changed.")
        except CatalogError as error:
            print(f"{file}:{error.line}: {error}. Nothing was taken in.")
            sys.exit(1)
        except Invalid as error:
            print(f"{file}: {error.message % error.params} Nothing was taken in.")
            sys.exit(1)
