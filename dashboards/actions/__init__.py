"""Actions: what did departments change, where does it stand, and did it help?"""
