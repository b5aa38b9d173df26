"""What a pack about each skill needs: what to explain, what to do, what to tick off."""

from msgspec import Struct

from app.packs.skills import SKILLS
from app.platform.i18n import N_


class SkillTemplate(Struct, frozen=True):
    """What belongs in a pack about a skill, as message ids."""

    explain: str
    task: str
    check: str


TEMPLATES = {
    "events-organisation": SkillTemplate(
        N_("Say who came, how they heard of it, and what you would book earlier."),
        N_("Plan an event of your own: a date, a place, a list of who does what."),
        N_("Somebody else could open the doors if you are ill."),
    ),
    "proposal-writing": SkillTemplate(
        N_("Say what you asked for, what the reviewers asked back, and what you got."),
        N_("Write the first half page of a proposal and let a stranger read it."),
        N_("Every line of the budget has a reason beside it."),
    ),
    "project-management": SkillTemplate(
        N_("Say what was decided when, by whom, and what happened to the plan."),
        N_("Draw a plan with three dates that somebody else can check."),
        N_("Everybody knows what they do next and whom to ask."),
    ),
    "document-digitisation": SkillTemplate(
        N_(
            "Say what was scanned, with what, how long a page took, under which rights."
        ),
        N_("Scan one page, name the file and describe it so that others find it."),
        N_("Rights are cleared before the first scan."),
    ),
    "report-writing": SkillTemplate(
        N_("Say what you counted, how, and what you did with what did not work."),
        N_("Write down one result with its number and where the number comes from."),
        N_("Every number has a source that others can open."),
    ),
    "community-management": SkillTemplate(
        N_("Say who stayed, who left, and what you changed because of it."),
        N_("Write a welcome to a newcomer that names one thing to do first."),
        N_("There is somebody to turn to when something goes wrong."),
    ),
    "problem-solving": SkillTemplate(
        N_(
            "Say what the problem was, what you tried, and how you knew that it worked."
        ),
        N_("Write your problem in one sentence and three causes below it."),
        N_("You know how you will see that it is solved."),
    ),
    "project-planning": SkillTemplate(
        N_("Say what you planned, what it cost in time and money, what you left out."),
        N_("Write the goal of a project of your own so that it can be measured."),
        N_("The plan says what you will not do."),
    ),
    "audiovisual-documentation": SkillTemplate(
        N_("Say what you recorded, with what, who agreed to it, and where it is kept."),
        N_("Record one minute and write down who speaks and what is shown."),
        N_("Everybody who is seen or heard has agreed."),
    ),
}


def template_of(skill: str) -> SkillTemplate:
    """Return the template of a skill, or that of the skill-set it is part of."""
    return TEMPLATES.get(skill) or template_of(SKILLS[skill].parent or "")
