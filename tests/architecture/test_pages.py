"""Every page route stands in the table that axe is run over."""

from tests.stories.pages import NO_PAGES, TABLE, page_routes, problems


def test_every_page_stands_in_the_table_of_pages():
    assert problems(page_routes(), {row.route for row in TABLE}, set(NO_PAGES)) == []


def test_new_page_and_gone_page_are_named():
    assert problems({"a:new", "a:old"}, {"a:old", "a:gone"}, set()) == [
        "a:new: no row in tests/stories/pages.py", "a:gone: no such page",
    ]  # fmt: skip
    assert problems({"a:old"}, {"a:old"}, {"a:old"}) == ["a:old: both a row and no page"]


def test_routes_that_only_take_posts_are_no_pages():
    routes = page_routes()
    assert "daily:sign" not in routes and "accounts:logout" not in routes
    assert {"web:today", "daily:show", "accounts:login"} <= routes
