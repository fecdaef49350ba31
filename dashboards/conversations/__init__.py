"""Conversations: which ones the reader looks for, which are found, and one of them as it was held."""
