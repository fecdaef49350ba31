"""Review: which codes look wrong, which contacts are worth a label, and what did people say of them?"""
