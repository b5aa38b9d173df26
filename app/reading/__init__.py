"""Pages for readers: packs, modules, skills, courses, projects, organisations.

Composed from packs, texts, translations and a learner's progress. Every unit is
shown in the best language there is for the reader.
"""
