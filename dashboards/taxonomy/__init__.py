"""Taxonomy: what are contacts counted as, what should change, and what was changed?"""
