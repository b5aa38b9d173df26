"""What the levels of packs are called."""

from app.packs.models import Level
from app.platform.i18n import N_

LEVEL_NAMES = {
    Level.BEGINNER: N_("Beginner"),
    Level.SOME_PRACTICE: N_("Some practice"),
    Level.EXPERIENCED: N_("Experienced"),
}
