"""The blocks of a lesson as forms: a form reads a block's Markdown and writes it back.

What a form cannot hold it refuses to read, so that nothing an author wrote by hand is
lost: `read_block` returns a block only when writing it again means the same.
"""
