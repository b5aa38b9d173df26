"""The job of this room, by name: whoever asks for it need not do it."""

RETURN_GRADES = "lti.return_grades"
