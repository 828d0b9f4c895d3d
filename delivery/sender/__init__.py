"""What the world's DNS says of the sending domain, and what to do about it: SPF, DKIM, DMARC, MX, PTR.

`checking.check` looks, `history` keeps what was found, `first_send` warns whoever is about to send. Nothing here runs
inside a request: the DNS may take its time.
"""
