"""Marking: answers read, judged with follow-through, misconceptions named."""
