"""What handlers ask for: something to take along, whatever it is, and in which form."""

from typing import Annotated

from fastapi import Depends, Request
from msgspec.structs import replace

from app.platform.errors import NotFound
from app.platform.i18n import N_
from app.reading.loading import AddressedPack, PackAddress
from app.takeout.flavours import is_offered
from app.takeout.subjects import SubjectAddress
from app.takeout.wanted import Flavour

GONE = N_("This file is not here any more.")


def subject_at(address: PackAddress, request: Request) -> SubjectAddress:
    """Return what an address names, unread: a pack, a path or a course."""
    _, _, kind, *_ = request.url.path.split("/")
    return SubjectAddress(kind, address)


# Coroutines, because they only look at the address.
async def read_subject(address: AddressedPack, request: Request) -> SubjectAddress:
    """Return what an address names in the languages of its reader."""
    return subject_at(address, request)


async def copied_pack(address: AddressedPack) -> PackAddress:
    """Return a pack as everybody gets it who takes it along in this language."""
    return replace(address, languages=(address.page.code,))


CopiedPack = Annotated[PackAddress, Depends(copied_pack)]


async def copied_subject(address: CopiedPack, request: Request) -> SubjectAddress:
    """Return what an address names in the same way, a pack or anything else."""
    return subject_at(address, request)


CopiedSubject = Annotated[SubjectAddress, Depends(copied_subject)]
ReadSubject = Annotated[SubjectAddress, Depends(read_subject)]


async def offered(flavour: Flavour, address: CopiedSubject) -> Flavour:
    """Return what can be made of it here; raise NotFound for anything else."""
    if not is_offered(flavour, address.kind):
        raise NotFound(GONE)
    return flavour


OfferedFlavour = Annotated[Flavour, Depends(offered)]
