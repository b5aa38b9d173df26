"""Knows every table, for migrations and tests."""

from sqlmodel import SQLModel

from app.accounts import models as accounts
from app.authoring import models as authoring
from app.authoring.freshness import models as freshness
from app.authoring.importing import models as importing
from app.authoring.live import models as live
from app.authoring.reshaping import models as reshaping
from app.authoring.suggesting import models as suggesting
from app.authoring.talking import models as talking
from app.exchange import models as peers
from app.hosts import models as hosts
from app.learning import models as learning
from app.lti import models as lti
from app.media import models as media
from app.notices import models as notices
from app.onboarding import models as onboarding
from app.packs import models as packs
from app.platform import jobs, once, outbox, own_languages, states
from app.projects import models as projects
from app.recognition import models as recognition
from app.search import models as search
from app.takeout import models as takeout
from app.texts import models as texts
from app.translation import models as translation
from app.translation.exchange import models as exchange
from app.translation.glossary import models as glossary
from app.translation.memory import models as memory
from app.wishes import models as wishes

MODELS = (
    *(jobs, once, outbox, own_languages, states),
    *(accounts, notices, texts, media, projects, packs, translation, learning, search),
    *(wishes, authoring, importing, live, reshaping, suggesting, talking, freshness),
    *(glossary, memory, exchange, hosts, onboarding, recognition, lti, takeout),
    peers,
)

metadata = SQLModel.metadata
