"""Somebody offers help on a phone without script, and is found by who looks."""

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.test_accessibility import barriers
from tests.browser.test_asking import Site, visit
from tests.browser.test_asking import site as site
from tests.browser.test_layout import SMALLEST, too_wide
from tests.conventions.sources import listed

OFFERS = "/en/me/peers/offers"


@pytest.mark.slow
def test_offering_help_without_script_and_being_found_and_asked(
    chromium: Browser, site: Site
) -> None:
    efua = visit(chromium, site, "Efua", script=False)
    efua.goto("/en/skills/photography")
    efua.get_by_role("link", name="I can help with this").click()
    efua.get_by_label("With what exactly?").fill("Portraits in daylight")
    efua.get_by_role("button", name="Add this skill").click()
    expect(efua.locator("main")).to_contain_text("Nobody finds you yet.")
    efua.get_by_label("Languages you can help in").fill("Kiswahili, English")
    efua.get_by_label("Evenings", exact=True).check()
    efua.get_by_label("Your time zone").select_option("180")
    efua.get_by_label("Let others find me").check()
    efua.locator("form", has=efua.locator("#languages")).get_by_role(
        "button", name="Save"
    ).click()
    expect(efua.locator("main")).to_contain_text("Others can find you.")

    ama = visit(chromium, site, "Ama", script=False)
    ama.goto("/en/peers")
    ama.get_by_label("I want help with").select_option("photography")
    ama.get_by_label("Language", exact=True).first.select_option("sw")
    ama.get_by_role("button", name="Find").click()
    expect(ama.locator(".fit").first).to_have_text("the same skill · in Kiswahili")
    ama.get_by_role("link", name="Efua", exact=True).click()
    expect(ama.locator("main")).to_contain_text("Portraits in daylight")
    ama.get_by_role("link", name="Ask Efua").click()
    expect(ama.locator("main")).to_contain_text("Only Efua reads this.")

    efua.goto(OFFERS)
    efua.get_by_role("button", name="Take away: Photography").click()
    efua.get_by_role("button", name="Undo").click()
    expect(efua.locator("#skills + ul textarea")).to_have_value("Portraits in daylight")
    efua.get_by_role("button", name="Take me off the list").click()
    ama.goto("/en/peers/people")
    expect(ama.get_by_role("link", name="Efua", exact=True)).to_have_count(0)
    for page in (ama, efua):
        page.context.close()


@pytest.mark.slow
def test_the_pages_of_peers_fit_and_have_no_barriers(
    chromium: Browser, site: Site
) -> None:
    found = []
    page = visit(chromium, site, "Editor")
    for path in (
        OFFERS,
        f"{OFFERS}?skill=budgeting&said=unlisted".replace("/en/", "/ar/"),
        "/ar/peers?skill=budgeting",
        "/en/peers/people/Nobody",
        "/ar/peers/skills?sort=packs",
        "/en/skills/photography",
    ):
        page.goto(path)
        found += [f"{path}: {one}" for one in barriers(page)]
        page.set_viewport_size({"width": SMALLEST, "height": 640})
        found += [f"{path} is too wide: {one}" for one in too_wide(page)]
    page.goto(OFFERS)
    page.get_by_label("Languages you can help in").fill("Klingonese")
    page.locator("form", has=page.locator("#languages")).get_by_role(
        "button", name="Save"
    ).click()
    expect(page.locator("#languages")).to_have_attribute("aria-invalid", "true")
    found += [f"refused: {one}" for one in barriers(page)]
    page.context.close()
    assert not found, listed(found)
