"""Deliveries: do sources deliver on time, whole and as usual, and is what they deliver understood?

The page Administration and the data-quality report ask the same questions (`found.py`) and say the same sentences (`said.py`).
"""
