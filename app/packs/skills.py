"""The skill tree: the nine skill-sets at the top, finer skills under them."""

from msgspec import Struct

from app.platform.i18n import N_


class Skill(Struct, frozen=True):
    """A node of the tree; `name` is a gettext message id.

    `wikidata` is an item about the same thing, by which other sites know the skill;
    empty until somebody has looked it up, because a wrong one joins wrong people.
    """

    slug: str
    name: str
    parent: str | None = None
    wikidata: str = ""


TOP_SKILLS = (
    Skill("events-organisation", N_("Events organisation")),
    Skill("proposal-writing", N_("Proposal writing")),
    Skill("project-management", N_("Project management")),
    Skill("document-digitisation", N_("Document digitisation")),
    Skill("report-writing", N_("Report writing")),
    Skill("community-management", N_("Community management")),
    Skill("problem-solving", N_("Problem-solving")),
    Skill("project-planning", N_("Project planning")),
    Skill("audiovisual-documentation", N_("Audiovisual documentation")),
)

FINER_SKILLS = (
    Skill("edit-a-thon", N_("Edit-a-thons"), "events-organisation"),
    Skill("photo-contest", N_("Photo contests"), "events-organisation"),
    Skill("workshop-facilitation", N_("Workshops"), "events-organisation"),
    Skill("budgeting", N_("Budgets"), "proposal-writing"),
    Skill("grant-application", N_("Grant applications"), "proposal-writing"),
    Skill(
        "volunteer-coordination",
        N_("Coordination of volunteers"),
        "project-management",
    ),
    Skill("risk-management", N_("Risks"), "project-management"),
    Skill("scanning", N_("Scanning"), "document-digitisation"),
    Skill(
        "optical-character-recognition",
        N_("Text recognition"),
        "document-digitisation",
        # TaDiRAH, a taxonomy of research activities, names this item for it.
        wikidata="Q167555",
    ),
    Skill("copyright-clearance", N_("Copyright"), "document-digitisation"),
    Skill("evaluation", N_("Evaluation"), "report-writing"),
    Skill("storytelling", N_("Storytelling"), "report-writing"),
    Skill("onboarding", N_("Welcoming newcomers"), "community-management"),
    Skill("partnerships", N_("Partnerships"), "community-management"),
    Skill("conflict-resolution", N_("Conflicts"), "community-management"),
    Skill("root-cause-analysis", N_("Finding causes"), "problem-solving"),
    Skill("data-analysis", N_("Data analysis"), "problem-solving"),
    Skill("scaling", N_("Scaling"), "project-planning"),
    Skill("sustainability", N_("Sustainability"), "project-planning"),
    Skill("goal-setting", N_("Goals"), "project-planning"),
    Skill("interviewing", N_("Interviews"), "audiovisual-documentation"),
    Skill("photography", N_("Photography"), "audiovisual-documentation"),
    Skill("video-editing", N_("Video editing"), "audiovisual-documentation"),
    Skill("captioning", N_("Captions"), "audiovisual-documentation"),
)

SKILLS = {skill.slug: skill for skill in (*TOP_SKILLS, *FINER_SKILLS)}


def top_skill(slug: str) -> Skill:
    """Return the skill-set a skill belongs to; raise KeyError for an unknown one."""
    skill = SKILLS[slug]
    return SKILLS[skill.parent] if skill.parent else skill


def finer_skills(slug: str) -> list[Skill]:
    """Return the skills right under one."""
    return [skill for skill in FINER_SKILLS if skill.parent == slug]


def taught_as(slug: str) -> list[str]:
    """Return the slugs of a skill and those under it: who teaches one teaches it."""
    return [slug, *(skill.slug for skill in finer_skills(slug))]
