"""Topics of the nightly run: what customers speak of that no taxonomy names."""
