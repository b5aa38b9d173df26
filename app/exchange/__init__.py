"""The exchange: people who can help with a skill, and people who want help.

A *peer* is somebody who lets others find them, with *offers*: the skills they can help
with. A *need* is a skill somebody wants help with, said in their own words: to
everybody as an open request, or to one peer. Who helps and who asked write to each
other in a *conversation*, which only they read.

Skills are those of packs, with their Wikidata ids, so that the Capacity Exchange of
the movement and this one can be joined.
"""
