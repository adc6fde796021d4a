"""Bibliographic records in the admin."""

from references.admin.reference import ReferenceAdmin

__all__ = ["ReferenceAdmin"]
