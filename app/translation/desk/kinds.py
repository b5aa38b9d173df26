"""What a unit is on the page, in words."""

from app.platform.i18n import N_

_KINDS = {
    "title": N_("Title"),
    "summary": N_("Summary"),
    "lead": N_("Opening line"),
    "about": N_("What it is about"),
    "audience": N_("Who it is for"),
    "goal": N_("Goal"),
    "goals": N_("Goal"),
    "cover_alt": N_("What the cover shows"),
    "heading": N_("Heading"),
    "paragraph": N_("Paragraph"),
    "item": N_("Item of a list"),
    "cell": N_("Cell of a table"),
    "term": N_("Term"),
    "definition": N_("Definition"),
    "quote": N_("Quotation"),
    "evidence": N_("Evidence"),
    "footnote": N_("Footnote"),
    "callout": N_("Callout"),
    "try-it": N_("Task to try"),
    "worksheet": N_("Worksheet"),
    "check": N_("Item of a checklist"),
    "question": N_("Question"),
    "option": N_("Answer to choose"),
    "step": N_("Step to put in order"),
    "answer": N_("Accepted answer"),
    "feedback": N_("Feedback to an answer"),
    "figure": N_("Caption of a picture"),
    "video": N_("Caption of a video"),
    "audio": N_("Caption of a recording"),
    "slides": N_("Caption of slides"),
    "cue": N_("Subtitle"),
    "message": N_("Words of the interface"),
    "plural": N_("Words with a number: one line for each form of the language"),
}
_OTHER = N_("Text")


def kind_label(kind: str) -> str:
    """Return the words for a kind of unit, a message id."""
    return _KINDS.get(kind, _OTHER)
