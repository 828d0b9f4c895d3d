"""Bring in publications from BibTeX, RIS and CSL-JSON: read, compared with what is there, saved as drafts.

Each reader turns text into items of CSL-JSON (https://docs.citationstyles.org, “CSL-JSON”); nothing is fetched.
"""
