"""Bibliographic records in the admin."""

from references.admin.notices import NoticeAdmin
from references.admin.reference import ReferenceAdmin

__all__ = ["NoticeAdmin", "ReferenceAdmin"]
