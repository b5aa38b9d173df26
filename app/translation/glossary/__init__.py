"""The glossary: what a word of our field is called in each language.

**Concept**: one thing that is meant, with a definition. **Term**: what a language calls
it: preferred, admitted, forbidden, or kept as it is in every language. A concept is
written down whole, revision by revision; its terms are derived from the newest one.
"""
