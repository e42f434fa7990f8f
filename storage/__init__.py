"""Tables, sessions, the raw archive and queries."""
