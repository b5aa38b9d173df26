"""What people looked for in vain, and what they wish there were.

A *wanted* thing is a search without a good answer, or a pack that is not in a
language: counted, never with who asked. A *wish* is somebody's own line "tell me
when there is one", kept in their account until they were told.
"""
