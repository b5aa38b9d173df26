"""Shared libraries of the system that some features need and a bare machine lacks."""

import ctypes
from collections.abc import Mapping

# What WeasyPrint loads, and the Debian package that brings it.
FOR_PDF = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}


def missing_packages(libraries: Mapping[str, str]) -> list[str]:
    """Return the packages that bring what cannot be loaded here."""
    return [package for file, package in libraries.items() if not _loads(file)]


def pdf_hint() -> str:
    """Return what to install so that statements can be PDFs; empty if nothing."""
    packages = missing_packages(FOR_PDF)
    if not packages:
        return ""
    return f"statements as PDF need: apt-get install {' '.join(packages)}"


def _loads(file: str) -> bool:
    try:
        ctypes.CDLL(file)
    except OSError:
        return False
    return True
