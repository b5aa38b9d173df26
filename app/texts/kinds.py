"""The kinds of documents, without the tables: a parser of texts needs no database."""

from enum import StrEnum


class DocumentKind(StrEnum):
    """What a document is the text of; it decides how its units are found."""

    PACK = "pack"
    MODULE = "module"
    COURSE = "course"
    PROJECT = "project"
    ORGANISATION = "organisation"
    CAPTIONS = "captions"
    INTERFACE = "interface"
