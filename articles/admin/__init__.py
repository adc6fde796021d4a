"""The admin of what we write; importing it registers every part."""

from articles.admin import article, library, links

__all__ = ["article", "library", "links"]
