"""Typesetting with Typst: a calculation as calls of a template's functions, written as source or as data.

One template (worked.typ) lays everything out. The format typst writes the calls as Typst source, the format
pdf hands them over as JSON; both are made of the same calls, so both print the same.
"""
