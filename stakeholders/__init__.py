"""Who the unit works with: organisations, contacts, consent, and the audiences drawn from them."""
