"""Learning: from what does the model of reasons learn, who judges it, and what should people label next?"""
