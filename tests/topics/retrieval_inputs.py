"""Texts and an encoder for vectordb and rag."""

from __future__ import annotations

W = [[1, 0, 1, -1], [0, 2, -1, 0], [1, 1, 0, 0]]
W_P = [[1, 0], [0, 1], [1, -1], [2, 0]]
TEXTS = {"documents": ["a b", "b c c", "c a"], "query": "a c"}
