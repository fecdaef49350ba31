"""The room of the page Administration: each tab in a module of its own."""
