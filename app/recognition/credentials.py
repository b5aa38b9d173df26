"""Credentials as Open Badges 3.0 and Bitstring Status List 1.0 write them, unsigned."""

import hashlib
from datetime import date, datetime, timedelta
from typing import Any

from msgspec import Struct

from app.platform.languages import get_language
from app.recognition.keys import site_did
from app.recognition.models import BadgeKind

CONTEXTS = [
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",
]
SCHEMA = (
    "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/"
    "ob_v3p0_achievementcredential_schema.json"
)
# The smallest the standard allows, so that a place in it says little.
LIST_BITS = 131_072
# An old copy of a list hides what was revoked since: no copy is good for longer.
LIST_GOOD_FOR = timedelta(days=2)
LIST_LIVES_MILLISECONDS = 3_600_000


class Achievement(Struct, frozen=True):
    """What a badge is about; `path` is the page of the pack or course."""

    kind: BadgeKind
    key: str
    path: str
    skill: str
    title: str
    description: str
    criteria: str
    language: str
    version: str
    version_on: date


class Claim(Struct, frozen=True):
    """That somebody achieved something: `recipient` is a URN that names nobody."""

    achievement: Achievement
    token: str
    recipient: str
    holder: str
    salt: str
    evidence: tuple[str, ...]
    narrative: str
    completed_on: date
    status_index: int
    issued_at: datetime


def fingerprint(holder: str, salt: str) -> str:
    """Return what a credential holds of a name (Open Badges 3.0, IdentityHash)."""
    return "sha256$" + hashlib.sha256((holder + salt).encode()).hexdigest()


def credential_address(public_url: str, token: str) -> str:
    """Return the address of a badge's credential, which is also its id."""
    return f"{public_url}/badges/{token}/credential.json"


def list_address(public_url: str, number: int) -> str:
    """Return the address of a status list."""
    return f"{public_url}/badges/status/{number}"


def badge_document(public_url: str, claim: Claim) -> dict[str, Any]:
    """Return an OpenBadgeCredential without a proof."""
    about = claim.achievement
    document: dict[str, Any] = {
        "@context": CONTEXTS,
        "id": credential_address(public_url, claim.token),
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": about.title,
        "issuer": {
            "id": site_did(public_url),
            "type": ["Profile"],
            "name": "Passalong",
            "url": public_url,
        },
        "validFrom": _moment(claim.issued_at),
        "awardedDate": f"{claim.completed_on.isoformat()}T00:00:00Z",
        "credentialSubject": {
            "id": claim.recipient,
            "type": ["AchievementSubject"],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "hashed": True,
                    "identityHash": fingerprint(claim.holder, claim.salt),
                    "identityType": "name",
                    "salt": claim.salt,
                }
            ],
            "achievement": _achievement(public_url, about),
        },
        "credentialStatus": _status(public_url, claim.status_index),
        "credentialSchema": [{"id": SCHEMA, "type": "1EdTechJsonSchemaValidator2019"}],
    }
    if evidence := _evidence(claim):
        document["evidence"] = evidence
    return document


def _achievement(public_url: str, about: Achievement) -> dict[str, Any]:
    address = public_url + about.path
    return {
        "id": address,
        "type": ["Achievement"],
        "achievementType": "Badge" if about.kind == BadgeKind.PACK else "Course",
        "name": about.title,
        "description": about.description or about.title,
        "criteria": {"id": address, "narrative": about.criteria},
        "inLanguage": get_language(about.language).tag,
        "version": about.version,
        "image": {
            "id": f"{public_url}/badges/pictures/{about.kind}/{about.key}.svg",
            "type": "Image",
        },
        "tag": [about.skill] if about.skill else [],
    }


def _evidence(claim: Claim) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [
        {"id": address, "type": ["Evidence"]} for address in claim.evidence
    ]
    if claim.narrative:
        found.insert(0, {"type": ["Evidence"], "narrative": claim.narrative})
    return found


def _status(public_url: str, index: int) -> dict[str, str]:
    number, place = divmod(index, LIST_BITS)
    address = list_address(public_url, number)
    return {
        "id": f"{address}#{place}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": str(place),
        "statusListCredential": address,
    }


def list_document(public_url: str, number: int, now: datetime) -> dict[str, Any]:
    """Return a BitstringStatusListCredential without its list and a proof."""
    address = list_address(public_url, number)
    return {
        "@context": CONTEXTS[:1],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": site_did(public_url),
        "validFrom": _moment(now),
        "validUntil": _moment(now + LIST_GOOD_FOR),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "ttl": LIST_LIVES_MILLISECONDS,
        },
    }


def _moment(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
