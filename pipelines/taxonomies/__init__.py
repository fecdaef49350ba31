"""Taxonomies: how do reasons change, what becomes of their history, and what is wrong or weak in their files?"""
