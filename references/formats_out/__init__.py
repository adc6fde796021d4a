"""Writing CSL-JSON items as a bibliography that other programs read, record by record.

Our own code, for a reader's request runs no pandoc, and pandoc's BibTeX leaves out PMID and PMCID.
What is written is read back by references/formats to the same fields; tests hold that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from references.formats_out.bibtex import write_bibtex
from references.formats_out.csljson import write_csljson
from references.formats_out.ris import write_ris

Item = Mapping[str, Any]


@dataclass(frozen=True)
class Format:
    """A format of bibliographies: what people call it, its media type, and how it is written."""

    label: str
    media_type: str
    write: Callable[[Iterable[Item]], Iterator[str]]


FORMATS = {
    "bib": Format("BibTeX", "application/x-bibtex", write_bibtex),
    "ris": Format("RIS", "application/x-research-info-systems", write_ris),
    "json": Format("CSL-JSON", "application/vnd.citationstyles.csl+json", write_csljson),
}
"""By the end of a file's name."""
