import pytest
from tests import factories
from articles.models import Edition


@pytest.mark.django_db
def test_way():
    e = factories.submitted()
    print(e.digest, e.title, e.number, e.reading["reading_text"])
    s = factories.signed(edition=e)
    print(s.stated)
