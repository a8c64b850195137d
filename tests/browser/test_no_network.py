"""The tester tested: what a page asks of another machine is seen, and not given. Other tests assert that none asks."""

import pytest


@pytest.mark.parametrize(
    "content",
    [
        '<img src="https://example.org/x.png">',
        "<style>@import url(https://example.org/x.css)</style>",
        "<style>@font-face {font-family: x; src: url(https://example.org/x.woff)} p {font-family: x}</style><p>x</p>",
        "<script>fetch('https://example.org/x.json').catch(() => {})</script>",
    ],
)
def test_a_request_to_another_machine_is_seen_and_fails(page, content):
    page.set_content('<img src="data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=">')
    assert page.abroad == []
    with page.expect_event("requestfailed") as failed:
        page.set_content(content)
    assert failed.value.failure == "net::ERR_NAME_NOT_RESOLVED"
    assert page.abroad == [failed.value.url]
    page.abroad.clear()
