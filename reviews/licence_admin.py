"""Licences in the admin: entered by one person, verified by another, ended; never edited."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import ActionLocation
from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse

from articles.clock import utc_today
from gate.admin import EvidenceAdmin
from gate.refusals import Refusal
from reviews.licences import end_licence, enter_licence, verify_licence
from reviews.models import Licence, Physician

ENTERED = "physician authority country number valid_from expires_on".split()


def sees_all(request: HttpRequest) -> bool:
    """Say whether an account works with all physicians; others see themselves alone."""
    return any(map(request.user.has_perm, ("reviews.assign_review", "reviews.verify_licence")))


class LicenceForm(forms.ModelForm):  # type: ignore[type-arg]
    """What a licence says."""

    class Meta:
        model = Licence
        fields = ENTERED
        help_texts = {
            "authority": "The licensing board, for example Medical Board of California.",
            "country": "Two letters, for example US or DE.",
            "number": "As the board writes it. Shown in public only where the physician consents.",
            "expires_on": "The last day on which it is valid.",
        }

    def clean_country(self) -> str:
        """Write the country in capitals."""
        country = str(self.cleaned_data["country"]).strip().upper()
        if not (len(country) == 2 and country.isascii() and country.isalpha()):
            raise forms.ValidationError("Give the two letters of the country, for example US.")
        return country

    def clean(self) -> dict[str, Any]:
        """Require that the licence begins before it ends."""
        cleaned = super().clean() or self.cleaned_data
        begins, ends = cleaned.get("valid_from"), cleaned.get("expires_on")
        if begins and ends and ends < begins:
            self.add_error("expires_on", "This is before the licence begins. Correct the dates.")
        return cleaned

    def _get_validation_exclusions(self) -> set[str]:
        # The dates are compared above, in words.
        return super()._get_validation_exclusions() | {"valid_from", "expires_on"}  # type: ignore[misc]


class EndForm(forms.Form):
    """The day on which a licence ended."""

    ended_on = forms.DateField(
        label="Ended on",
        widget=forms.DateInput({"type": "date"}),
        help_text="The first day (UTC) on which nobody may sign with it any more.",
    )


@admin.register(Licence)
class LicenceAdmin(EvidenceAdmin):
    about = (
        "The right to practise. One person enters a licence and another verifies it at its "
        "authority's register; only then can the physician sign. A mistaken or renewed licence is "
        "ended and entered anew."
    )
    form = LicenceForm
    list_display = ["physician", "authority", "country", "valid_from", "expires_on", "standing"]
    list_select_related = ["physician"]
    list_filter = [("verified_at", admin.EmptyFieldListFilter), "country"]
    search_fields = ["physician__name", "authority", "number"]
    autocomplete_fields = ["physician"]
    date_hierarchy = "expires_on"
    ordering = ["-pk"]
    actions = ["verify", "end"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let administrators enter licences, and physicians their own."""
        if not request.user.has_perm("reviews.add_licence"):
            return False
        return sees_all(request) or _own(request).exists()

    def has_verify_permission(self, request: HttpRequest) -> bool:
        """Let administrators verify and end licences."""
        return request.user.has_perm("reviews.verify_licence")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Licence]:
        """Show physicians their own licences alone."""
        found: QuerySet[Licence] = super().get_queryset(request)
        return found if sees_all(request) else found.filter(physician__in=_own(request))

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Ask for what a licence says; show what became of it too."""
        if obj is None:
            return ENTERED if sees_all(request) else ENTERED[1:]
        return [*ENTERED, "entered", "verified", "ended_on"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Never edit a licence."""
        return [] if obj is None else ["entered", "verified", "ended_on"]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Enter a licence. Raises Refusal."""
        entered = {name: form.cleaned_data[name] for name in ENTERED[1:]}
        physician = form.cleaned_data.get("physician") or _own(request).get()
        made = enter_licence(physician=physician, by=request.user, **entered)  # type: ignore[arg-type]
        obj.__dict__.update(made.__dict__)

    # --- What became of it

    @admin.display(description="Standing")
    def standing(self, licence: Licence) -> str:
        """Say in a word whether the licence stands."""
        if licence.ended_on:
            return f"ended {licence.ended_on}"
        if not licence.verified_at:
            return "waits to be verified"
        return "expired" if licence.expires_on < utc_today() else "verified"

    @admin.display(description="Entered by")
    def entered(self, licence: Licence) -> str:
        """Name the account that entered it."""
        return _account(licence.entered_by)

    @admin.display(description="Verified by")
    def verified(self, licence: Licence) -> str:
        """Name the account that verified it, and when."""
        if licence.verified_by is None or licence.verified_at is None:
            return "nobody yet"
        return f"{_account(licence.verified_by)}, {licence.verified_at:%Y-%m-%d %H:%M} UTC"

    # --- Steps

    def get_actions(
        self, request: HttpRequest, action_location: ActionLocation = ActionLocation.CHANGE_LIST
    ) -> dict[str, Any]:
        """Offer a licence's form the steps that this account may take with it now."""
        actions = super().get_actions(request, action_location=action_location)
        number = getattr(request.resolver_match, "kwargs", {}).get("object_id", "")
        if action_location is not ActionLocation.CHANGE_FORM or not number.isdecimal():
            return actions
        licence = self.get_queryset(request).select_related("physician").filter(pk=number).first()
        return {name: step for name, step in actions.items() if _is_open(name, licence, request)}

    @admin.action(
        description="I checked it at its register: verify",
        permissions=["verify"],
        location=ActionLocation.CHANGE_FORM,
    )
    def verify(self, request: HttpRequest, licences: QuerySet[Licence]) -> None:
        """Vouch for a licence that somebody else entered."""
        try:
            licence = verify_licence(licence=licences.get(), by=request.user)  # type: ignore[arg-type]
        except Refusal as refusal:
            messages.error(request, f"The licence was not verified. {refusal}")
        else:
            messages.success(request, f"The licence of {licence.physician} is verified.")

    @admin.action(
        description="It was lost or renewed: end it",
        permissions=["verify"],
        location=ActionLocation.CHANGE_FORM,
    )
    def end(self, request: HttpRequest, licences: QuerySet[Licence]) -> HttpResponse:
        """Ask for the day on which a licence ended, and note it."""
        licence = licences.get()
        form = EndForm(
            request.POST if "ended_on" in request.POST else None, initial={"ended_on": utc_today()}
        )
        if form.is_valid() and self._ended(request, licence, form):
            return HttpResponseRedirect(request.path)
        context = {
            **self.admin_site.each_context(request),
            "title": "End a licence",
            "opts": self.opts,
            "licence": licence,
            "form": form,
            "marker": ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "admin/reviews/licence/end.html", context)

    def _ended(self, request: HttpRequest, licence: Licence, form: EndForm) -> bool:
        try:
            end_licence(licence=licence, by=request.user, on=form.cleaned_data["ended_on"])  # type: ignore[arg-type]
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            return False
        messages.success(
            request, f"The licence of {licence.physician} ended on {licence.ended_on}."
        )
        return True


def _own(request: HttpRequest) -> QuerySet[Physician]:
    return Physician.objects.filter(account=request.user.pk)


def _account(number: int) -> str:
    account = get_user_model()._default_manager.filter(pk=number).first()
    return str(account) if account else f"account {number}, which is deleted"


def _is_open(step: str, licence: Licence | None, request: HttpRequest) -> bool:
    if licence is None or licence.ended_on:
        return False
    if step == "end":
        return True
    own = {licence.entered_by, licence.physician.account_id}
    return licence.verified_at is None and request.user.pk not in own
