"""Writes the page of the scenarios and its pictures."""

from __future__ import annotations

from tests.scenarios.page import PICTURES, pages

if __name__ == "__main__":
    PICTURES.mkdir(exist_ok=True)
    for old in PICTURES.glob("*.svg"):
        old.unlink()
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")
