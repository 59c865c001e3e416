"""What people decided on quotations: the append-only log, what holds by it, and where it belongs in a new text."""
