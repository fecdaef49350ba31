"""Topics: what customers say that no reason names, as found, said, told, listed, drawn, and made a reason."""
