"""Lists of the admin answer whatever address or form is sent to them."""

from __future__ import annotations

import pytest
from django.urls import reverse

from references.models import Reference
from tests import factories
from tests.articles.admin.typing import signed_in

pytestmark = pytest.mark.django_db
NOTICES = "admin:references_notice_changelist"
REFERENCES = "admin:references_reference_changelist"


@pytest.fixture
def browser():
    return signed_in(factories.account("editor"))


@pytest.mark.parametrize("query", ["nature__exact=%00", "source__exact=a%00b", "id__in=1,%00"])
def test_a_filter_by_what_no_column_holds_is_refused(browser, query):
    assert browser.get(f"{reverse(NOTICES)}?{query}").status_code == 400


@pytest.mark.parametrize("key", ["x", "", "1.5", "1\x00", "²", "9" * 30])
def test_what_is_no_key_is_not_selected(browser, key):
    record = Reference.objects.create(csl=factories.SLEEP)
    asked = {"action": "export_json", "_selected_action": [key]}
    answer = browser.post(reverse(REFERENCES), asked, follow=True)
    assert answer.status_code == 200
    asked["_selected_action"] = [key, str(record.pk)]
    answer = browser.post(reverse(REFERENCES), asked)
    assert answer["Content-Disposition"].startswith("attachment")
    assert b"".join(answer.streaming_content).count(b'"id"') == 1
