"""Messages to the records of a host: xAPI 1.0.3 statements to its LRS.

A statement names the learner by the sign their site gave them, the pack by its address,
and says what was finished. Its id is that of the message: records count it once.
"""

import base64
import json
from collections.abc import Mapping, Sequence
from typing import Any

from app.hosts.models import HostDelivery, HostSite
from app.hosts.webhooks import MODULE_COMPLETED, TEST
from app.platform.languages import get_language
from app.platform.sealing import seal, unseal

PURPOSE = b"seals what opens records"
VERSION = "1.0.3"
ADL = "http://adlnet.gov/expapi/"
PROGRESS = "https://w3id.org/xapi/cmi5/result/extensions/progress"
# What a server says whose records have a statement with this id already.
IS_THERE = 409


def statement_of(
    delivery: HostDelivery, site: HostSite, public_url: str
) -> dict[str, Any]:
    """Return a message as a statement: the same at every try."""
    data: Mapping[str, Any] = delivery.payload["data"]
    result: dict[str, Any] = {}
    context: dict[str, Any] = {}
    if delivery.kind == TEST:
        verb, learner, about = "experienced", "test", _activity(public_url, "course")
    else:
        verb, learner = "completed", data["learner"]
        # A path of packs is told by its name instead.
        place = f"p/{data['slug']}" if "slug" in data else f"en/paths/{data['path']}"
        pack = _activity(f"{public_url}/{place}", "course")
        about, result = pack, {"completion": True}
        context = {"language": get_language(data["language"]).tag}
        if delivery.kind == MODULE_COMPLETED:
            about = _activity(f"{pack['id']}#{data['module']}", "module")
            result["extensions"] = {PROGRESS: data["percent"]}
            context["contextActivities"] = {"parent": [pack]}
    made = {
        "id": delivery.message_id,
        "timestamp": delivery.payload["timestamp"],
        "actor": {
            "objectType": "Agent",
            "account": {"homePage": site.origin, "name": learner},
        },
        "verb": {"id": f"{ADL}verbs/{verb}", "display": {"en-US": verb}},
        "object": about,
        "result": result,
        "context": {"platform": "Passalong", **context},
    }
    return {name: value for name, value in made.items() if value}


def _activity(address: str, kind: str) -> dict[str, Any]:
    definition = {"type": f"{ADL}activities/{kind}", "moreInfo": address}
    return {"objectType": "Activity", "id": address, "definition": definition}


def records_request(
    delivery: HostDelivery, site: HostSite, public_url: str, secrets: Sequence[str]
) -> tuple[str, bytes, dict[str, str]]:
    """Return where a statement goes, what is sent and with which headers.

    Raises NotOurs when what opens the records can be read no more.
    """
    opens = unseal(site.records_sealed, PURPOSE, secrets)
    body = json.dumps(statement_of(delivery, site, public_url), ensure_ascii=False)
    headers = {
        "Content-Type": "application/json",
        "X-Experience-API-Version": VERSION,
        "Authorization": f"Basic {base64.b64encode(opens.encode()).decode()}",
    }
    return f"{site.records_url.rstrip('/')}/statements", body.encode(), headers


def set_records(
    site: HostSite, url: str, name: str, word: str, secrets: Sequence[str]
) -> None:
    """Let a site's statements go to an address, or nowhere when it is empty."""
    site.records_url = url
    site.records_sealed = seal(f"{name}:{word}", PURPOSE, secrets) if url else ""
