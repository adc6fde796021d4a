"""What we cite: bibliographic records."""

from django.db import models
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Lower


class Reference(models.Model):
    """A bibliographic record, held as one CSL-JSON item.

    The item (CSL 1.0.2 input data, without its ``id``) is the record; the columns beside it are
    computed from it by the database, so that they can't disagree with it.
    """

    csl = models.JSONField("CSL-JSON item")
    source_line = models.TextField(
        blank=True, help_text="The line this record was read from, exactly as it was."
    )
    title = models.GeneratedField(
        expression=KeyTextTransform("title", "csl"),
        output_field=models.TextField(),
        db_persist=True,
    )
    doi = models.GeneratedField(
        expression=Lower(KeyTextTransform("DOI", "csl")),
        output_field=models.TextField("DOI", null=True),
        db_persist=True,
    )
    pmid = models.GeneratedField(
        expression=KeyTextTransform("PMID", "csl"),
        output_field=models.TextField("PMID", null=True),
        db_persist=True,
    )
    year = models.GeneratedField(
        expression=Cast(
            KeyTextTransform(
                "0",
                KeyTextTransform(
                    "0", KeyTextTransform("date-parts", KeyTextTransform("issued", "csl"))
                ),
            ),
            models.IntegerField(),
        ),
        output_field=models.IntegerField(null=True),
        db_persist=True,
    )

    class Meta:
        ordering = ["title", "pk"]
        constraints = [
            models.CheckConstraint(
                name="a_reference_has_a_title",
                condition=models.Q(csl__title__regex=r"\S"),
            ),
            models.UniqueConstraint(fields=["doi"], name="a_doi_belongs_to_one_reference"),
            models.UniqueConstraint(fields=["pmid"], name="a_pmid_belongs_to_one_reference"),
        ]

    def __str__(self) -> str:
        return f"{self.csl.get('title', '')} ({self.year or 'no year'})"
