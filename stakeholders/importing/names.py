"""The folded forms of names, each made once: a list names the same few organisations in thousands of rows."""

from functools import lru_cache

from home import folding

fold = lru_cache(maxsize=8192)(folding.fold)
