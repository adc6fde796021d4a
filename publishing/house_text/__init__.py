"""Fixed site wording that the medical director approved: versioned, never medical prose.

A version that was in use is never edited: another wording is another version, in a module of its
own. tests/publishing/test_house_text.py holds the fingerprint of each.
"""

from publishing.house_text.version_1 import VERSION_1
from publishing.house_text.version_2 import VERSION_2
from publishing.house_text.version_3 import VERSION_3
from publishing.house_text.wording import HouseText, Section

__all__ = ["HOUSE_TEXT", "VERSIONS", "HouseText", "Section"]

VERSIONS = (VERSION_1, VERSION_2, VERSION_3)
HOUSE_TEXT = VERSIONS[-1]
"""The version in use."""
