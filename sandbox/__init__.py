"""Practice portals on loopback addresses, with the truth of every report at hand."""
