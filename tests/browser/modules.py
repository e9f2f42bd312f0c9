"""The modules of the figures as they stand in the repository, run in an empty page."""

from project import ROOT

PLACE = "http://figures.test/"


def empty_page(browser):
    """A page without content that can import every file of the repository below PLACE."""
    page = browser.new_page()

    def answer(route):
        path = ROOT / route.request.url.removeprefix(PLACE)
        headers = {"Access-Control-Allow-Origin": "*"}
        route.fulfill(body=path.read_text(encoding="utf-8"), content_type="text/javascript", headers=headers)

    page.route(f"{PLACE}**", answer)
    return page
