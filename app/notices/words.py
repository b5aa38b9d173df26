"""What each kind of notice says, in the words of the interface."""

from app.notices.models import NoticeKind
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
}


SENTENCES = {
    NoticeKind.MENTION: N_("You were mentioned in a discussion."),
    NoticeKind.REPLY: N_("There is an answer in a discussion you take part in."),
    NoticeKind.REVIEW: N_("There is news about a review you asked for."),
    NoticeKind.SUGGESTION: N_("There is news about a change you suggested."),
    NoticeKind.PROBLEM: N_("There is news about a problem you reported."),
    NoticeKind.THANKS: N_("You were thanked for a change."),
    NoticeKind.QUESTION: N_("A translator asks about a text of yours."),
    NoticeKind.REMINDER: N_("You asked to be reminded of this path."),
    NoticeKind.FILE: N_("A file of yours was changed or deleted on Commons."),
    NoticeKind.ROLE: N_("Your roles have changed. They are on this page:"),
}
