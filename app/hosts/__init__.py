"""Sites that show packs in frames of theirs, and what they are told.

host site: a site an organisation has registered · learner key: what such a site signs
to say, without a name, who is learning · framed learner: whom it stands for here ·
webhook: a message to a site · restricted pack: one that only some sites may frame.
"""
