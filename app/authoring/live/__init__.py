"""Live drafts: several people type in one module at once, and see each other.

A *live draft* is a Yjs document that holds the body of a module's draft and the fields
above it. Its *log* in the database is the truth: updates in the order they were
committed, and a snapshot of the older ones. A *room* is what one process holds of it
while somebody is there. An *epoch* names one life of a live draft: a text that was
put in anew is another document, however much the two look alike.
`docs/decisions/0020-live-drafts.md` has the reasons.

Only this package is asynchronous; what it asks of the database runs in threads.
"""
