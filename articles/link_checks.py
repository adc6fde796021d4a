"""What was found at the addresses that articles lead to."""

from __future__ import annotations

import datetime
from typing import Self

from django.db import models
from django.db.models.functions import Now


class LinkCheckQuerySet(models.QuerySet["LinkCheck"]):
    def due(self, *, days: int, now: datetime.datetime) -> Self:
        """Keep those whose turn it is, the longest unchecked first.

        One that failed is looked at again after an hour, and then each day.
        """
        hour, day = datetime.timedelta(hours=1), datetime.timedelta(days=1)
        late = models.Q(checked_at=None) | models.Q(
            checked_at__lt=now - datetime.timedelta(days=days)
        )
        late |= models.Q(failures=1, checked_at__lt=now - hour)
        late |= models.Q(failures__gt=1, checked_at__lt=now - day)
        return self.filter(late).order_by(models.F("checked_at").asc(nulls_first=True), "pk")


class LinkCheck(models.Model):
    """An address that articles lead to, in normal form, and what was found there last.

    ``failures`` counts the checks in a row that did not find it well; ``articles`` are those whose
    draft or public edition led to it when they were last looked through.
    """

    class Finding(models.TextChoices):
        UNCHECKED = "", "not looked at yet"
        OK = "ok", "there"
        GONE = "gone", "gone"
        HOME = "home", "sent on to a home page"
        REFUSED = "refused", "refused to us"
        FAULT = "fault", "out of order"
        NO_ANSWER = "no_answer", "no answer"
        OFF_LIMITS = "off_limits", "not a public address"

    url = models.TextField("address", unique=True)
    finding = models.CharField(max_length=20, choices=Finding.choices, blank=True, default="")
    status = models.PositiveSmallIntegerField("HTTP status", null=True)
    final_url = models.TextField("where it led", blank=True)
    detail = models.TextField("in words", blank=True)
    failures = models.PositiveIntegerField("failed checks in a row", default=0)
    checked_at = models.DateTimeField("looked at", null=True)
    seen_at = models.DateTimeField("last found in a text", db_default=Now())
    articles = models.ManyToManyField("articles.Article", related_name="link_checks")

    objects = LinkCheckQuerySet.as_manager()

    class Meta:
        ordering = ["url"]
        default_permissions = ("view",)
        verbose_name = "link"
        indexes = [models.Index(fields=["checked_at"], name="links_in_turn")]
        constraints = [
            models.CheckConstraint(
                name="a_link_leads_to_the_web", condition=models.Q(url__regex=r"^https?://")
            ),
        ]

    def __str__(self) -> str:
        return self.url

    @property
    def is_broken(self) -> bool:
        """Whether its page is gone, as two checks in a row have found it."""
        gone = self.finding in (self.Finding.GONE, self.Finding.HOME)
        return gone and self.failures > 1

    @property
    def told(self) -> str:
        """What was found, for people."""
        return self.detail or str(self.get_finding_display())
