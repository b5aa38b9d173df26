"""Passalong: learning packs made from finished projects."""
