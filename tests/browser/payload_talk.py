"""What people said and began before payloads are looked for, in hostile words."""

from sqlalchemy import select
from sqlmodel import Session, col

from app.accounts.models import User
from app.authoring.arranging import withdraw_pack
from app.authoring.drafts import Edit, Seen, save
from app.authoring.importing.drafting import Credit, ModuleDraft, PackDraft
from app.authoring.importing.models import Incoming
from app.authoring.outline.creating import create_pack
from app.authoring.reshaping.models import Reshaping, ReshapingKind
from app.authoring.suggesting.service import Proposal, suggest
from app.authoring.talking.service import Saying, open_comment
from app.hosts.models import DeliveryState, HostDelivery
from app.hosts.restricting import restrict
from app.hosts.sites import add_site, change_secret
from app.hosts.webhooks import Message, tell
from app.packs.queries import get_pack, packs_of_organisation
from app.platform.storage import Storage
from app.projects.editors import add_editor
from app.projects.queries import get_organisation
from app.texts.anchors import Anchor
from app.texts.models import Document
from app.texts.passages import passages_of
from app.texts.queries import current_units, published_revision
from tests.browser.pages import ORGANISATION, TRANSLATED_PACK
from tests.security.asking import SITE

WORDS = "<img src=x onerror=__xss=1>"
# No other page here is about this one.
TAKEN_BACK = "make-a-project-last"


def talk(session: Session, document: Document, by: int) -> list[str]:
    """Suggest other words and say something; return the pages about it."""
    revision = published_revision(session, document)
    assert revision is not None
    passage = passages_of(revision.text)[0].number
    new = Proposal(document.published_number, passage, WORDS, WORDS, by)
    suggestion = suggest(session, document, new)
    anchor = Anchor(WORDS, WORDS, WORDS)
    thread = open_comment(session, document.number, anchor, Saying(WORDS, by, WORDS))
    withdraw_pack(session, get_pack(session, TAKEN_BACK), reason=WORDS)
    unit = current_units(session, document.number)[-1].id
    return [
        f"/en/suggestions/{suggestion.id}",
        f"/en/talk/{thread.number}",
        f"/en/edit/{TRANSLATED_PACK}/3/talk",
        f"/en/translate/{TRANSLATED_PACK}/en/ar/units/{unit}",
    ]


def shape(session: Session, by: int) -> list[str]:
    """Note a split module and draft what a pack says; return the pages about it."""
    pack = get_pack(session, TRANSLATED_PACK)
    kind, title = ReshapingKind.SPLIT, f"Boats {WORDS}"
    row = Reshaping(pack_id=pack.id or 0, kind=kind, before={}, after={}, title=title)
    session.add(row)
    document = session.get_one(Document, pack.document_id)
    revision = published_revision(session, document)
    assert revision is not None
    text = revision.text.replace('summary = "', f'summary = "{WORDS} ', 1)
    save(session, document, Edit(text, Seen(0, document.published_number), by, WORDS))
    return ["/en/review?show=packs", f"/en/edit/{TRANSLATED_PACK}/modules/m1/split"]


def begin_pack(session: Session, storage: Storage, by: int) -> list[str]:
    """Begin a pack with hostile words; return its pages."""
    module = ModuleDraft(f"Boats {WORDS}", "✎ Say who came.\n", lead=WORDS)
    draft = PackDraft(
        title=f"Boats {WORDS}",
        language="en",
        modules=[module],
        summary=WORDS,
        goals=(WORDS,),
        skills=("events-organisation",),
        credits=(Credit(WORDS),),
    )
    pack = create_pack(session, storage, draft, by)
    session.flush()
    row = session.scalar(select(col(Incoming.id)).where(col(Incoming.author_id) == by))
    return [
        f"/en/contribute/drafts/{pack.slug}",
        f"/en/contribute/incoming/{row}",
        f"/en/edit/{pack.slug}/1",
        f"/en/packs/{pack.slug}",
        f"/en/packs/{pack.slug}/1",
    ]


def register_site(session: Session, by: User) -> None:
    """Let an organisation have a site, with a message that did not arrive."""
    organisation = get_organisation(session, ORGANISATION)
    add_editor(session, organisation, by, by=None)
    site = add_site(session, organisation, "https://partner.example")
    site.key, site.webhook_url = SITE, "https://partner.example/hook"
    change_secret(session, site)
    tell(session, site, Message(WORDS, {}))
    message = session.scalars(select(HostDelivery)).one()
    message.state, message.problem = DeliveryState.FAILED, WORDS
    credited = packs_of_organisation(session, organisation.id or 0)
    for pack in credited[:1]:
        restrict(session, organisation, pack.id)
