"""Taking packs in from elsewhere: our own folders, and texts made for other programs.

Whatever arrives becomes the files of pack folders first. They are checked as any
content is, a report says what would come in and what would be lost, and only then are
they loaded: all of them in one transaction, or nothing.
"""
