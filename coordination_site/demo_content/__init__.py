"""The demo's content: what `manage.py load_demo` writes.

Every person, mailbox and small organisation here is made up; addresses stand at reserved domains (RFC 2606). Real are the
public bodies' names and the authors, titles and journals of the publications, as Newsletter 33 gives them.
"""
