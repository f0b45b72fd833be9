"""Day files on their way: written and read, sent from the outbox, collected from a folder."""
