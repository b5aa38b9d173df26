"""What each kind of notice says, in the words of the interface."""

from app.notices.models import Notice, NoticeKind, NoticeOutcome
from app.platform.i18n import N_

KIND_NAMES = {
    NoticeKind.MENTION: N_("Somebody mentions you"),
    NoticeKind.REPLY: N_("Somebody answers in a discussion you take part in"),
    NoticeKind.REVIEW: N_("What became of a review you asked for"),
    NoticeKind.SUGGESTION: N_("What became of a change you suggested"),
    NoticeKind.PROBLEM: N_("What became of a problem you reported"),
    NoticeKind.THANKS: N_("Somebody thanks you"),
    NoticeKind.QUESTION: N_("A translator asks about a text of yours"),
    NoticeKind.REMINDER: N_("Reminders of a path that you asked for"),
    NoticeKind.FILE: N_("A file of yours was changed or deleted on Commons"),
    NoticeKind.ROLE: N_("You are given a role, or it is taken back"),
    NoticeKind.ASKED: N_("Somebody asks you for help"),
    NoticeKind.HELP: N_("Somebody offers you help, or writes to you about it"),
    NoticeKind.HELPED: N_("Somebody says that you helped"),
    NoticeKind.MATCH: N_("Somebody wants help with what you offer"),
    NoticeKind.CONFIRM: N_("Whether what you offer or ask for is still so"),
}


SENTENCES = {
    NoticeKind.MENTION: N_("You were mentioned in a discussion."),
    NoticeKind.REPLY: N_("There is an answer in a discussion you take part in."),
    NoticeKind.REVIEW: N_("There is news about a review you asked for."),
    NoticeKind.SUGGESTION: N_("There is news about a change you suggested."),
    NoticeKind.PROBLEM: N_("The problem you reported is settled."),
    NoticeKind.THANKS: N_("You were thanked for a change."),
    NoticeKind.QUESTION: N_("A translator asks about a text of yours."),
    NoticeKind.REMINDER: N_("You asked to be reminded of this path."),
    NoticeKind.FILE: N_("A file of yours was changed or deleted on Commons."),
    NoticeKind.ROLE: N_("Your roles have changed. They are on this page:"),
    NoticeKind.ASKED: N_("You were asked for help."),
    NoticeKind.HELP: N_("There is a new message about help."),
    NoticeKind.HELPED: N_("What you did has helped somebody."),
    NoticeKind.MATCH: N_("Somebody wants help with what you offer."),
    NoticeKind.CONFIRM: N_("Is all of this still so?"),
}

# Instead of the sentence of the kind.
DECISIONS = {
    NoticeOutcome.PUBLISHED: N_("A draft of yours was published."),
    NoticeOutcome.APPROVED: N_("A draft of yours was approved."),
    NoticeOutcome.CHANGE_ASKED: N_("Something in a draft of yours has to change."),
    NoticeOutcome.ENDED: N_(
        "The review of a draft of yours has ended. It was not published."
    ),
    NoticeOutcome.TAKEN: N_("What you suggested was taken into the draft."),
    NoticeOutcome.AMENDED: N_(
        "What you suggested was taken into the draft with changes."
    ),
    NoticeOutcome.DECLINED: N_("What you suggested was not taken."),
}


def sentence_of(notice: Notice) -> str:
    """Return what a notice says, a message id."""
    if notice.outcome is not None:
        return DECISIONS[notice.outcome]
    return SENTENCES[notice.kind]
