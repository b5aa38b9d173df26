"""Talking about texts: comments on words of a draft, and problems readers report.

A *thread* is one matter with its *remarks*; it is resolved, not deleted. A comment is
anchored to words (`app.texts.anchors`); a problem is about a page.
"""
