"""What a bare machine lacks is named with the package that brings it."""

from app.cli.libraries import FOR_PDF, missing_packages, pdf_hint


def test_only_what_cannot_be_loaded_is_missing() -> None:
    wanted = {"libc.so.6": "libc6", "libnobody-has-this.so.1": "libnobody1"}

    assert missing_packages(wanted) == ["libnobody1"]


def test_a_machine_that_was_provisioned_can_make_pdfs() -> None:
    assert missing_packages(FOR_PDF) == []
    assert pdf_hint() == ""
