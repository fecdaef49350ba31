"""Vendors' files: each module writes the contacts of one week as one vendor exports them."""
