"""What the admins of all rooms share."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.actions import delete_selected
from django.contrib.admin.options import ActionLocation
from django.contrib.admin.utils import NestedObjects, flatten_fieldsets, unquote
from django.core.exceptions import ValidationError
from django.db import Error, connection, models, router, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from workbench.combobox import Combobox
from workbench.paginator import CappedPaginator
from workbench.refusals import sentence_of
from workbench.sound_lists import SoundLists

SHOWN_USES = 20
REFUSALS = (models.ProtectedError, models.RestrictedError, Error)
STAYS = "can't be deleted. {} What others name stays; take it out of them first, or leave it."


class ComboboxMixin:
    """Fields that name a record are comboboxes, in forms and inline rows alike."""

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        """Give autocomplete fields the combobox."""
        if db_field.name in self.get_autocomplete_fields(request):  # type: ignore[attr-defined]
            options.setdefault("widget", Combobox(db_field, self.admin_site))  # type: ignore[attr-defined]
        return super().formfield_for_foreignkey(db_field, request, **options)  # type: ignore[misc]


class WorkbenchInline(ComboboxMixin, admin.TabularInline):  # type: ignore[type-arg]
    """Inline rows with comboboxes."""

    extra = 0


class WorkbenchAdmin(ComboboxMixin, SoundLists):
    """An admin whose lists don't count whole tables and whose refusals are sentences.

    ``about`` says in plain words what these are, ``uses`` names the relation to the records that
    use one: forms then list them. ``refusals`` are errors of the room whose text is for people.
    """

    about = ""
    uses = ""
    refusals: tuple[type[Exception], ...] = ()
    paginator = CappedPaginator
    show_full_result_count = False
    list_per_page = 50
    empty_value_display = "–"

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """List the records under their name."""
        title = capfirst(self.opts.verbose_name_plural)
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    # --- What uses a record

    def uses_of(self, record: models.Model) -> models.QuerySet[Any]:
        """Select the records that use one; long texts are left out."""
        found: models.QuerySet[Any] = getattr(record, self.uses).all()
        texts = [
            field.name
            for field in found.model._meta.concrete_fields
            if isinstance(field, models.TextField)
        ]
        return found.defer(*texts)

    @admin.display(description="Used in")
    def used_in(self, record: models.Model) -> SafeString | str:
        """List the records that use one, the first of them."""
        found = self.uses_of(record)
        opts = found.model._meta
        return links_to(
            found[: SHOWN_USES + 1], url_name=f"admin:{opts.app_label}_{opts.model_name}_change"
        )

    def _shows_uses(self, request: HttpRequest, record: models.Model | None) -> bool:
        if not self.uses or record is None:
            return False
        opts = self.opts.model._meta.get_field(self.uses).related_model._meta  # type: ignore[union-attr]
        return request.user.has_perm(f"{opts.app_label}.view_{opts.model_name}")

    def get_readonly_fields(self, request: HttpRequest, obj: models.Model | None = None) -> Any:
        """Add where the record is used, for those who may see that."""
        shown = ["used_in"] if self._shows_uses(request, obj) else []
        return [*super().get_readonly_fields(request, obj), *shown]

    def get_fieldsets(self, request: HttpRequest, obj: models.Model | None = None) -> Any:
        """Add where the record is used, for those who may see that."""
        sets = list(super().get_fieldsets(request, obj))
        if self._shows_uses(request, obj) and "used_in" not in flatten_fieldsets(sets):
            sets.append((None, {"fields": ["used_in"]}))
        return sets

    # --- Refusals

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Save a form; what the database refuses comes back beside what was typed."""
        try:
            # A transaction of its own, so that a refusal leaves the request's usable.
            with transaction.atomic(using=router.db_for_write(self.model)):
                return super().changeform_view(request, object_id, form_url, extra_context)
        except REFUSALS + self.refusals as error:
            sentence = str(error) if isinstance(error, self.refusals) else sentence_of(error)
            if request.method != "POST" or not sentence:
                raise
        request.refused_because = sentence  # type: ignore[attr-defined]
        return super().changeform_view(request, object_id, form_url, extra_context)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **options: Any
    ) -> type[forms.ModelForm[Any]]:
        """Make the form; after a refusal, one that says why nothing was saved."""
        form = super().get_form(request, obj, change=change, **options)
        sentence = getattr(request, "refused_because", "")
        return _refused(form, sentence) if sentence else form

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save the rows, and let deferred keys speak before a success is told."""
        super().save_related(request, form, formsets, change)
        connection.check_constraints()

    def delete_model(self, request: HttpRequest, obj: models.Model) -> None:
        """Delete a record, and let deferred keys speak before a success is told."""
        super().delete_model(request, obj)
        connection.check_constraints()

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> None:
        """Delete records, and let deferred keys speak before a success is told."""
        super().delete_queryset(request, queryset)
        connection.check_constraints()

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Delete a record; where the database keeps it, say so and go back to it."""
        try:
            with transaction.atomic(using=router.db_for_write(self.model)):
                return super().delete_view(request, object_id, extra_context)
        except REFUSALS as error:
            if not (sentence := sentence_of(error)):
                raise
            messages.error(request, f"This {self.opts.verbose_name} {STAYS.format(sentence)}")
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
        return HttpResponseRedirect(reverse(name, args=[unquote(object_id)]))

    def get_actions(
        self, request: HttpRequest, action_location: ActionLocation = ActionLocation.CHANGE_LIST
    ) -> dict[str, Any]:
        """Let the action that deletes say what is in the way."""
        actions = super().get_actions(request, action_location=action_location)
        if known := actions.get("delete_selected"):
            actions["delete_selected"] = dataclasses.replace(known, func=_delete_selected)  # type: ignore[arg-type]
        return actions

    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list[Any], dict[str, int], set[str], list[Any]]:
        """Say what deleting would take along, and in plain words what is in its way."""
        deleted, counts, lacking, protected = super().get_deleted_objects(objs, request)
        if protected:
            protected = self._in_the_way(list(objs), request)
        return deleted, counts, lacking, protected

    def _in_the_way(self, records: list[Any], request: HttpRequest) -> list[Any]:
        collector = NestedObjects(using=router.db_for_write(self.model), origin=records)
        collector.collect(records)
        kinds = Counter(type(found) for found in collector.protected)
        counted: list[Any] = [
            f"{count} {kind._meta.verbose_name if count == 1 else kind._meta.verbose_name_plural}"
            for kind, count in kinds.items()
        ]
        shown = records[:1] if len(records) == 1 and self._shows_uses(request, records[0]) else []
        return [*counted, *(format_html("Used in: {}", self.used_in(each)) for each in shown)]


def _refused(form: type[forms.ModelForm[Any]], sentence: str) -> type[forms.ModelForm[Any]]:
    class Refused(form):  # type: ignore[valid-type,misc]
        def clean(self) -> Any:
            super().clean()
            raise ValidationError(f"Nothing was saved. {sentence}")

    return Refused


@admin.action(permissions=["delete"])
def _delete_selected(
    modeladmin: WorkbenchAdmin, request: HttpRequest, queryset: models.QuerySet[Any]
) -> HttpResponse | None:
    try:
        with transaction.atomic(using=router.db_for_write(modeladmin.model)):
            return delete_selected(modeladmin, request, queryset)
    except REFUSALS as error:
        if not (sentence := sentence_of(error)):
            raise
        noun = modeladmin.opts.verbose_name_plural
        messages.error(request, f"Nothing was deleted: one of the {noun} {STAYS.format(sentence)}")
    return None


def links_to(records: Iterable[models.Model], *, url_name: str) -> SafeString | str:
    """List links to the forms of records, at most SHOWN_USES of them."""
    found = list(records)
    links = format_html_join(
        "",
        '<li><a href="{}">{}</a></li>',
        ((reverse(url_name, args=[record.pk]), record) for record in found[:SHOWN_USES]),
    )
    more = format_html("<li>and more</li>") if len(found) > SHOWN_USES else ""
    return format_html('<ul class="used-in">{}{}</ul>', links, more) if found else "nowhere yet"
