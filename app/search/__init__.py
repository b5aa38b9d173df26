"""Finding packs. For now by the words of titles and summaries in every language."""
