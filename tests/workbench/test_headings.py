"""Each cell of a list says under which heading it stands, and what part of the table it is."""

from __future__ import annotations

from django.utils.safestring import SafeString

from workbench.templatetags.lists import under_headings

TITLE, YEAR = {"text": "title"}, {"text": "year"}
TICK = {"text": SafeString('<input type="checkbox" id="action-toggle">')}


def test_cells_carry_their_headings_and_roles():
    cells = [SafeString("<th>Sleep</th>"), SafeString('<td class="field-year">2020 &gt; 2</td>')]
    assert under_headings(cells, [TITLE, YEAR]) == [
        '<th role="rowheader" data-heading="Title">Sleep</th>',
        '<td class="field-year" role="cell" data-heading="Year">2020 &gt; 2</td>',
    ]


def test_a_box_to_tick_has_no_heading():
    assert under_headings([SafeString("<td>☐</td>")], [TICK]) == [
        '<td role="cell" data-heading="">☐</td>'
    ]


def test_a_heading_cannot_leave_its_attribute():
    [cell] = under_headings([SafeString("<td>x</td>")], [{"text": '"><script>'}])
    assert cell == '<td role="cell" data-heading="&quot;&gt;">x</td>'


def test_a_cell_without_a_heading_is_kept():
    cells = [SafeString("<td>1</td>"), SafeString("<td>2</td>")]
    assert len(under_headings(cells, [YEAR])) == 2


def test_a_heading_without_a_cell_adds_none():
    assert len(under_headings([SafeString("<td>1</td>")], [YEAR, TITLE])) == 1
