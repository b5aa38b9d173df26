"""Writing packs together: drafts everybody may edit, reviews, and publishing.

A *draft* is the row of saves of one module since its last published version; nothing
that was saved is ever changed or deleted. A *review* asks somebody else to look at a
save before readers get it.
"""
