"""With script: answers without leaving the page, and everything else it adds."""

import re

import pytest
from playwright.sync_api import Page, expect

from app.texts.blocks import Quiz
from app.web.preferences import Preferences
from tests.browser.taking import RIGHT, WRONG, Taker
from tests.browser.watching import WIDE, View, Visitor
from tests.reading.answer_key import (
    KeyedModule,
    keyed_modules,
    right_answer,
    wrong_answer,
)

PACK = "welcome-newcomers"
VIDEO_PACK = "record-on-video-with-consent"


def module_with(kind: str) -> tuple[KeyedModule, Quiz]:
    """Return a module of the pack with a question of this kind."""
    return next(
        (module, quiz)
        for module in keyed_modules(PACK)
        for quiz in module.quizzes
        if quiz.kind == kind
    )


def taking(visitor: Visitor, module: KeyedModule, language: str = "en") -> Taker:
    page = visitor.open(f"/{language}{module.path}")
    return Taker(page, language, script=True)


@pytest.mark.parametrize("kind", ["one", "many", "text", "order"])
def test_feedback_comes_into_the_page_and_gets_the_focus(
    visitor: Visitor, kind: str
) -> None:
    module, quiz = module_with(kind)
    taker = taking(visitor, module, "ar")
    page = taker.page
    page.evaluate("window.stayed = true")

    taker.answer(quiz, wrong_answer(quiz))
    expect(taker.question(quiz).locator(WRONG)).to_be_focused()
    taker.answer(quiz, right_answer(quiz))
    expect(taker.question(quiz).locator(RIGHT)).to_be_focused()

    assert page.evaluate("window.stayed"), "the page was not loaded again"
    # Opened again it begins at its beginning, wherever the question stands.
    page.goto(page.url.partition("#")[0])
    expect(taker.question(quiz).locator(RIGHT)).to_be_visible()
    page.wait_for_function("!document.querySelector('[data-noscript]:not([hidden])')")
    expect(page.locator(":focus")).to_have_count(0)
    assert page.evaluate("scrollY") == 0


def test_a_question_without_an_answer_says_so_in_place(visitor: Visitor) -> None:
    module, quiz = module_with("one")
    taker = taking(visitor, module)
    with taker.page.expect_response(lambda answer: "/_answer" in answer.url) as found:
        taker.question(quiz).locator("button[name=check]").click()

    assert found.value.status == 422
    expect(taker.question(quiz).locator(WRONG)).to_be_focused()
    visitor.watch.problems.clear()  # a refusal is what this test asks for


def test_steps_move_by_keyboard_without_a_request(visitor: Visitor) -> None:
    module, quiz = module_with("order")
    taker = taking(visitor, module)
    page = taker.page
    before = taker.order(quiz)
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    down = taker.question(quiz).locator(f"[name=down][value='{before[0]}']")

    down.focus()
    page.keyboard.press("Enter")
    expect(down).to_be_focused()
    expect(page.locator("#say")).to_have_text(re.compile(r"2/\d"))
    page.keyboard.press("Space")
    expect(page.locator("#say")).to_have_text(re.compile(r"3/\d"))

    assert taker.order(quiz) == [*before[1:3], before[0], *before[3:]]
    assert requests == []


def test_what_stood_right_is_said_in_words_until_it_moves(visitor: Visitor) -> None:
    module, quiz = module_with("order")
    taker = taking(visitor, module)
    taker.answer(quiz, right_answer(quiz))
    steps = taker.question(quiz).locator("[data-order] li")
    expect(steps.get_by_text("Right", exact=True)).to_have_count(steps.count())

    steps.first.locator("[name=down]").click()

    expect(steps.get_by_text("Right", exact=True)).to_have_count(0)
    expect(taker.page.locator("#say")).not_to_contain_text("Right")


def test_a_step_at_the_end_keeps_the_focus_in_its_row(visitor: Visitor) -> None:
    module, quiz = module_with("order")
    taker = taking(visitor, module)
    step = taker.order(quiz)[1]
    taker.question(quiz).locator(f"[name=up][value='{step}']").click()

    expect(taker.question(quiz).locator(f"[name=down][value='{step}']")).to_be_focused()


def test_a_checklist_is_saved_as_it_is_ticked(visitor: Visitor) -> None:
    module = next(one for one in keyed_modules(PACK) if one.checklists)
    taker = taking(visitor, module)
    expect(taker.page.locator("[data-noscript]").first).to_be_hidden()

    taker.tick_all(module)
    taker.page.reload()
    assert all(taker.boxes())
    with taker.page.expect_response(lambda answer: "/_saved" in answer.url) as found:
        taker.page.locator("[name=tick]").first.uncheck()
    assert found.value.status == 204
    taker.page.reload()
    assert taker.boxes()[0] is False
    assert all(taker.boxes()[1:])


def test_another_language_keeps_place_answers_and_progress(visitor: Visitor) -> None:
    first, second, *_ = keyed_modules(PACK)
    taker = taking(visitor, first)
    page = taker.page
    taker.go_on()
    quiz = second.quizzes[0]
    taker.answer(quiz, right_answer(quiz))
    assert page.url.endswith(f"/en{second.path}")

    page.locator("[data-dialog=language]").click()
    dialog = page.locator("dialog[open]")
    expect(dialog).to_be_visible()
    with page.expect_navigation():
        dialog.locator("a[hreflang=ar]").first.click()

    expect(page).to_have_url(f"{visitor.url}/ar{second.path}")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(taker.question(quiz).locator(RIGHT)).to_be_visible()
    expect(page.locator(".dots .d")).to_have_count(1)


def test_escape_closes_the_language_panel_and_gives_the_focus_back(
    visitor: Visitor,
) -> None:
    page = visitor.open(f"/en/packs/{PACK}")
    opener = page.locator("[data-dialog=language]")
    opener.click()
    expect(page.locator("dialog[open]")).to_be_visible()
    page.keyboard.press("Escape")

    expect(page.locator("dialog")).to_have_count(0)
    expect(opener).to_be_focused()


def _note_media(url: str, media: list[str]) -> None:
    if "/media/" in url:
        media.append(url)


def test_a_video_is_loaded_only_after_a_tap(visitor: Visitor) -> None:
    page = visitor.page()
    media: list[str] = []
    page.on("request", lambda one: _note_media(one.url, media))
    path = video_path(page)
    page.goto(path)
    page.wait_for_load_state("networkidle")

    assert page.locator("video, audio, img").count() == 0
    assert media == []
    with page.expect_request(re.compile("240p|[.]webm|[.]mp4")):
        page.locator("[data-play=video]").first.click()
    player = page.locator("video.player")
    expect(player).to_be_visible()
    expect(player).to_be_focused()
    expect(player).to_have_accessible_name(re.compile(r"\w"))
    expect(player.locator("track")).not_to_have_count(0)
    assert any("240p" in url or ".webm" in url or ".mp4" in url for url in media)


def video_path(page: Page) -> str:
    """Return the address of the module with the video."""
    for module in keyed_modules(VIDEO_PACK):
        answer = page.request.get(f"/en{module.path}")
        if "data-play" in answer.text():
            return f"/en{module.path}"
    pytest.fail("no module has a video")


def test_sound_and_transcript_are_a_choice_beside_the_video(visitor: Visitor) -> None:
    page = visitor.page()
    page.goto(video_path(page))
    cues = page.locator(".tscript li")

    expect(page.locator("[data-play=audio]").first).to_be_visible()
    expect(cues.first).to_be_visible()
    page.locator("[data-play=audio]").first.click()
    expect(page.locator("audio.player")).to_be_visible()
    expect(page.locator(".poster")).to_be_visible()
    cues.nth(2).locator("a").click()
    assert page.evaluate("document.querySelector('.player').currentTime") >= 0


def test_the_player_remembers_where_somebody_was_until_the_end(
    visitor: Visitor,
) -> None:
    page = visitor.page()
    page.goto(video_path(page))
    page.locator("[data-play=video]").first.click()
    player = page.locator("video.player")
    page.locator(".tscript li").nth(4).locator("a").click()
    expect(page.locator(".tscript li").nth(4)).to_have_class("now")
    before = player.evaluate("player => (player.pause(), player.currentTime)")
    assert before > 5

    page.reload()
    page.locator("[data-play=audio]").first.click()
    sound = page.locator("audio.player")
    assert sound.evaluate("player => player.currentTime") >= int(before)

    expect(sound).not_to_have_js_property("readyState", 0)
    kept = sound.evaluate(
        """player => new Promise((done) => {
          player.addEventListener("ended", () => done(localStorage.length));
          player.currentTime = player.duration;
        })"""
    )
    assert kept == 0


def test_an_address_with_a_time_opens_the_player_there_and_loads_nothing(
    visitor: Visitor,
) -> None:
    page = visitor.page()
    path = video_path(page)
    page.goto(path)
    line = page.locator(".tscript li[id]").nth(3)
    identity, start = line.get_attribute("id"), line.get_attribute("data-start")
    second = int(float(start or 0))
    media: list[str] = []
    page.on("request", lambda one: _note_media(one.url, media))

    # As from a letter: nobody has pressed anything on our pages.
    page.goto("about:blank")
    page.goto(f"{path}?t={second}#{identity}")

    player = page.locator("video.player")
    expect(player).to_be_focused()
    expect(player).to_have_js_property("currentTime", second)
    expect(player).to_have_js_property("paused", value=True)
    assert second > 0
    assert media == []


def test_data_saver_loads_no_picture_and_no_media(visitor: Visitor) -> None:
    page = visitor.page()
    saver = Preferences(data_saver=True).encoded()
    page.context.add_cookies([{"name": "prefs", "value": saver, "url": visitor.url}])
    kinds: list[str] = []
    page.on("request", lambda request: kinds.append(request.resource_type))
    page.goto(video_path(page))
    page.wait_for_load_state("networkidle")

    assert page.locator("html[data-saver]").count() == 1
    assert page.locator("img, video, audio, link[rel=preload]").count() == 0
    assert not {"media", "font"} & set(kinds)


@pytest.mark.parametrize("path", ["/en/", f"/en/packs/{PACK}", "/ar/search"])
def test_the_slash_key_goes_to_the_search_box(visitor: Visitor, path: str) -> None:
    page = visitor.open(path, View(width=WIDE))
    page.keyboard.press("/")

    expect(page.locator("[data-find]:focus")).to_have_count(1)
    page.keyboard.type("a/b")
    expect(page.locator("[data-find]:focus")).to_have_value("a/b")


def test_the_slash_key_can_be_turned_off(visitor: Visitor) -> None:
    page = visitor.page(View(width=WIDE))
    off = Preferences(shortcuts=False).encoded()
    page.context.add_cookies([{"name": "prefs", "value": off, "url": visitor.url}])
    page.goto("/en/")
    page.keyboard.press("/")

    expect(page.locator("[data-find]:focus")).to_have_count(0)


def test_the_speed_is_chosen_by_key_and_kept_for_the_next(visitor: Visitor) -> None:
    page = visitor.page()
    page.goto(video_path(page))
    page.locator("[data-play=video]").first.click()
    speed = page.get_by_label("Speed")
    expect(speed).to_have_value("1")
    speed.focus()
    page.keyboard.press("ArrowDown")
    expect(speed).to_have_value("1.25")
    rate = "player => player.playbackRate"
    assert page.locator("video.player").evaluate(rate) == 1.25

    page.reload()
    page.locator("[data-play=audio]").first.click()
    sound = page.locator("audio.player")
    expect(speed).to_have_value("1.25")
    assert sound.evaluate(rate) == 1.25
    # Back to what everybody begins with, by the browser's own control.
    sound.evaluate("player => { player.playbackRate = 1; }")
    expect(speed).to_have_value("1")
    page.locator("[data-play=video]").first.click()
    expect(page.get_by_label("Speed")).to_have_count(1)
    assert page.evaluate("localStorage.getItem('speed')") is None


def test_what_comes_in_pieces_is_played_from_the_file_where_they_fail(
    visitor: Visitor,
) -> None:
    page = visitor.page()
    page.goto(video_path(page))
    link = page.locator("[data-play=video]").first
    # Captions are no playlist.
    link.evaluate(
        """link => {
          const track = link.closest("figure").querySelector("template[data-track]");
          link.dataset.pieces = track.dataset.src;
        }"""
    )
    link.click()
    player = page.locator("video.player")

    types = player.locator("source").evaluate_all("all => all.map((one) => one.type)")
    assert types == ["application/vnd.apple.mpegurl", link.get_attribute("data-type")]
    page.wait_for_function(
        "() => document.querySelector('.player').readyState > 0", polling=100
    )
    played = player.evaluate("player => new URL(player.currentSrc).pathname")
    assert played == link.get_attribute("href")


def test_the_frame_and_the_credit_line_are_copied(visitor: Visitor) -> None:
    page = visitor.page(View(width=WIDE))
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"/en/packs/{PACK}")
    for number, part in enumerate((f"/embed/en/packs/{PACK}", f"/p/{PACK}")):
        page.locator("[data-copy]").nth(number).click()
        expect(page.locator("#say")).to_have_text("Copied.")
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied == page.locator(".snip").nth(number).inner_text()
        assert part in copied


def test_a_browser_that_refuses_to_copy_has_the_text_marked(visitor: Visitor) -> None:
    page = visitor.page(View(width=WIDE))
    page.goto(f"/en/packs/{PACK}")
    page.evaluate(
        "() => { navigator.clipboard.writeText = () => Promise.reject(Error('no')) }"
    )
    page.locator("[data-copy]").first.click()

    page.wait_for_function("() => String(getSelection()).includes('<iframe')")
    marked = page.evaluate("String(getSelection())")
    assert marked == page.locator(".snip").first.inner_text()


def test_the_transcript_follows_the_video(visitor: Visitor) -> None:
    page = visitor.page()
    page.goto(video_path(page))
    page.locator("[data-play=video]").first.click()
    # A line is "now" for some seconds only: ten times as long when it plays slowly.
    player = page.locator("video.player")
    player.evaluate("player => { player.playbackRate = 0.1; }")
    late = page.locator(".tscript li").nth(18)
    late.locator("a").click()

    expect(late).to_have_class("now")
    expect(late).to_be_in_viewport()
    expect(page.locator(".tscript .now")).to_have_count(1)
