"""Handling: how well was each contact handled, how did it feel, and whom does that say to help with what?"""
