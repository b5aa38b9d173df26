"""Files of translations, in and out: what travels to other programs and back.

**Catalog**: the units of a pack, course or the interface in one language, as PO or
XLIFF. **Memory file**: pairs of texts, as TMX. **Glossary file**: terms, as TBX or CSV.
Nothing here overwrites: what a file brings is added, suggested or reported.
"""
