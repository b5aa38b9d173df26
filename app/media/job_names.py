"""The jobs of this room, by name: whoever asks for one need not do it."""

PROCESS = "media.process"
SWEEP = "media.sweep"
FORGET = "media.forget"
COPY = "media.commons_copy"
LOOK = "media.commons_look"
HIDE = "media.hide"
COMPLETE = "media.complete"
