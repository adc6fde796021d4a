"""Setting a new password by e-mail."""

from __future__ import annotations

from typing import Any

from axes.utils import reset as unlock
from django.conf import settings
from django.contrib.auth import views
from django.http import HttpResponse
from django.urls import path, reverse_lazy

SITE = {"site_header": settings.SITE_NAME, "site_title": settings.SITE_NAME}


class AskForLink(views.PasswordResetView):
    """Send a link to an address; the answer is the same whether or not anybody has it."""

    template_name = "registration/password_reset_form.html"
    # The public address, not the one that the browser claims to have asked.
    extra_email_context = {"site_name": settings.SITE_NAME, "site_url": settings.SITE_URL}
    extra_context = {**SITE, "title": "Set a new password"}
    success_url = reverse_lazy("password_reset_done")


class SetPassword(views.PasswordResetConfirmView):
    """Set the password that a link allows, and unlock the account's name."""

    template_name = "registration/password_reset_confirm.html"
    success_url = reverse_lazy("password_reset_complete")

    def form_valid(self, form: Any) -> HttpResponse:
        """Save the password."""
        unlock(username=form.user.get_username())
        return super().form_valid(form)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Give the page its title."""
        found = super().get_context_data(**context)
        title = "Set a new password" if found.get("validlink") else "This link no longer works"
        return {**found, **SITE, "title": title}


urlpatterns = [
    path("", AskForLink.as_view(), name="admin_password_reset"),
    path(
        "sent/",
        views.PasswordResetDoneView.as_view(extra_context={**SITE, "title": "Look at your mail"}),
        name="password_reset_done",
    ),
    path("<uidb64>/<token>/", SetPassword.as_view(), name="password_reset_confirm"),
    path(
        "done/",
        views.PasswordResetCompleteView.as_view(
            extra_context={**SITE, "title": "Your new password is set"}
        ),
        name="password_reset_complete",
    ),
]
