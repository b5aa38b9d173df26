"""Taking a pack in a browser as a learner does: with or without script."""

from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from app.texts.blocks import Quiz
from tests.browser.watching import Visitor
from tests.reading.answer_key import KeyedModule, right_answer, wrong_answer

RIGHT, WRONG = ".fb:not(.not)", ".fb.not"


@dataclass
class Account:
    """Somebody with a name and a passphrase."""

    name: str
    passphrase: str = "nine quiet herons on a roof"

    def register(self, page: Page) -> None:
        """Make the account with the form, and be signed in."""
        page.goto("/en/register")
        self._send(page)

    def sign_in(self, page: Page) -> None:
        """Sign in with the form."""
        page.goto("/en/login")
        self._send(page)

    def _send(self, page: Page) -> None:
        form = page.locator("form:has(input[name=passphrase])")
        form.locator("input[name=name]").fill(self.name)
        form.locator("input[name=passphrase]").fill(self.passphrase)
        with page.expect_navigation() as arriving:
            form.locator("button").click()
        answer = arriving.value
        assert answer is not None
        assert answer.ok, page.locator("main").inner_text()
        # A passphrase is slow to try, by design.
        expect(form).to_have_count(0)


@dataclass
class Taker:
    """Takes a pack in one page, in one language."""

    page: Page
    language: str
    script: bool

    def open(self, module: KeyedModule) -> None:
        """Open a module by its address."""
        response = self.page.goto(f"/{self.language}{module.path}")
        assert response is not None
        assert response.ok

    def question(self, quiz: Quiz) -> Locator:
        """Return the form of a question."""
        return self.page.locator(f"#q-{quiz.id}")

    def answer_wrong_then_right(self, quiz: Quiz) -> None:
        """Answer a question twice; what is told each time is on the page."""
        self.answer(quiz, wrong_answer(quiz))
        expect(self.question(quiz).locator(WRONG)).to_be_visible()
        self.answer(quiz, right_answer(quiz))
        expect(self.question(quiz).locator(RIGHT)).to_be_visible()

    def answer(self, quiz: Quiz, wanted: list[str]) -> None:
        """Put an answer in and check it."""
        if quiz.kind == "text":
            self.question(quiz).locator("input[name=answer]").fill(wanted[0])
        elif quiz.kind == "order":
            self.put_in_order(quiz, wanted)
        else:
            self.choose(quiz, wanted)
        self.send(quiz)

    def choose(self, quiz: Quiz, wanted: list[str]) -> None:
        """Choose these options and no others."""
        for box in self.question(quiz).locator("input[name=answer]").all():
            is_wanted = box.get_attribute("value") in wanted
            if quiz.kind == "one":
                if is_wanted:
                    box.check()
            else:
                box.set_checked(is_wanted)

    def order(self, quiz: Quiz) -> list[str]:
        """Return the steps as they stand."""
        inputs = self.question(quiz).locator("input[name=answer]").all()
        return [each.get_attribute("value") or "" for each in inputs]

    def put_in_order(self, quiz: Quiz, wanted: list[str]) -> None:
        """Move steps up, one place at a time, with their buttons."""
        for place, step in enumerate(wanted):
            for _ in range(self.order(quiz).index(step) - place):
                self.press(self.question(quiz).locator(f"[name=up][value='{step}']"))
        assert self.order(quiz) == wanted

    def send(self, quiz: Quiz) -> None:
        """Press the button of a question and wait for the answer."""
        button = self.question(quiz).locator("button[name=check]")
        if not self.script:
            self.press(button)
            return
        with self.page.expect_response(lambda answer: "/_answer" in answer.url):
            button.click()

    def press(self, button: Locator) -> None:
        """Press a button; without script it is a page of its own."""
        if self.script:
            button.click()
            return
        with self.page.expect_navigation():
            button.click()

    def tick_all(self, module: KeyedModule) -> None:
        """Tick every line of every checklist, and save."""
        for place, checklist in enumerate(module.checklists, start=1):
            form = self.page.locator(f"#c-{place}")
            for item in checklist.items:
                box = form.locator(f"[value='{item.unit_id}']")
                if self.script:
                    with self.page.expect_response(lambda one: "/_saved" in one.url):
                        box.check()
                else:
                    box.check()
            if not self.script:
                self.press(form.locator("button"))

    def boxes(self) -> list[bool]:
        """Return which boxes of the checklists are ticked."""
        return [box.is_checked() for box in self.page.locator("[name=tick]").all()]

    def go_on(self) -> None:
        """Mark the module as done."""
        with self.page.expect_navigation():
            self.page.locator("form[action$='/done'] button:visible").click()

    def take(self, module: KeyedModule) -> None:
        """Go through a module that is open, and leave it done."""
        for quiz in module.quizzes:
            self.answer_wrong_then_right(quiz)
        self.tick_all(module)
        assert all(self.boxes())
        self.go_on()


def public_page(visitor: Visitor, address: str) -> Page:
    """Open an address as somebody who was never here."""
    stranger = Visitor(visitor.browser, visitor.url)
    stranger.watch = visitor.watch
    return stranger.open(address)
