"""Grades, links that are chosen, names of a class, keys: with a real platform."""

from datetime import timedelta

from joserfc.jwk import KeySet
from joserfc.jws import extract_compact
from sqlalchemy import select, update
from sqlmodel import col

from app.lti.models import GradeState, Placement, SigningKey
from app.lti.own_keys import AFTER, AHEAD, LIFE, public_keys, replace_keys, sign
from app.lti.platforms import send_again
from app.lti.returning import WAITS
from app.lti.trying import try_out
from app.platform import clock
from app.platform.db import Database
from app.platform.jobs import request_job
from tests.lti.conftest import web_in
from tests.lti.course import CHOOSE, PACK_KEY, Course
from tests.lti.tokens import CLAIM, DEEP
from tests.reading.html_page import Element, read_page

SECRETS = ["first secret of the program, 32 letters", "second of them, 32 letters"]


def owed(course: Course) -> Placement:
    [placement] = course.placements()
    return placement


def test_a_grade_that_does_not_arrive_is_sent_again_and_the_newest_wins(
    course: Course,
) -> None:
    _, session = course.opened("ana", link="retried")
    course.control(moods={"scores": "down"})
    course.done(session, 1)
    course.work()
    assert course.scores("retried") == []
    first = owed(course)
    assert (first.state, first.attempts, first.status) == (GradeState.WAITING, 1, 503)

    course.done(session, 2, 3)
    course.control(moods={})
    course.work()
    course.make_due()
    course.work()

    assert [one["scoreGiven"] for one in course.scores("retried")] == [75]
    assert owed(course).state == GradeState.DELIVERED


def test_a_grade_that_never_arrives_is_shown_and_sent_by_hand(course: Course) -> None:
    _, session = course.opened("ana", link="lost")
    course.control(moods={"scores": "down"})
    course.done(session, 1)
    for _ in range(len(WAITS) + 2):
        course.work()
        course.make_due()
    assert owed(course).state == GradeState.FAILED

    course.control(moods={})
    with course.database.transaction() as opened:
        send_again(opened, course.row())
    course.work()

    assert [one["scoreGiven"] for one in course.scores("lost")] == [25]


def test_a_grade_older_than_the_platform_s_own_is_taken_as_told(
    course: Course,
) -> None:
    _, session = course.opened("ana", link="newer")
    course.done(session)
    course.work()
    with course.database.transaction() as opened:
        old = {
            "earned_at": clock.now() - timedelta(days=1),
            "state": GradeState.WAITING,
            "due_at": clock.now(),
        }
        mine = update(Placement).where(col(Placement.id) == owed(course).id)
        opened.connection().execute(mine.values(old))
        request_job(opened, "lti.return_grades", {}, key="lti.return_grades")
    course.work()

    assert len(course.scores("newer")) == 1
    assert owed(course).state == GradeState.DELIVERED


def test_what_was_done_before_a_link_was_opened_counts_there_too(
    course: Course,
) -> None:
    _, session = course.opened("ana", link="early")
    course.done(session)
    course.opened("ana", link="late")
    course.work()

    assert [one["scoreGiven"] for one in course.scores("late")] == [100]


def test_a_token_that_is_taken_back_is_asked_for_again(course: Course) -> None:
    _, session = course.opened("ana", link="token")
    course.done(session, 1)
    course.work()
    course.control(forget_tokens=True)
    course.done(session, 2)
    course.work()
    course.make_due()
    course.work()

    assert [one["scoreGiven"] for one in course.scores("token")] == [25, 50]


def test_a_column_on_another_site_gets_no_token_of_ours(course: Course) -> None:
    elsewhere = "http://127.0.0.1:9/grades"
    _, session = course.opened("ana", link="foreign", column=elsewhere)
    course.done(session)
    course.work()

    assert owed(course).state == GradeState.NONE


def fields(form: Element) -> dict[str, str]:
    inputs = form.all("input", type="hidden")
    return {one.attributes["name"]: one.attributes["value"] for one in inputs}


def test_a_module_and_a_language_are_chosen_for_a_course(course: Course) -> None:
    tool = course.tool
    shown = read_page(course.launch("teacher", kind=CHOOSE, locale="ar").text)
    assert shown.one("html").attributes["dir"] == "rtl"
    carried = {"choosing": shown.all("input", name="choosing")[0].attributes["value"]}
    found = tool.post("/lti/choose", data={**carried, "q": "EDIT-a-thon"})
    assert PACK_KEY in [
        one.attributes["value"]
        for one in read_page(found.text).all("button", name="pack")
    ]
    part = read_page(tool.post("/lti/choose", data={**carried, "pack": PACK_KEY}).text)
    form = next(one for one in part.all("form") if one.all("select"))
    chosen = {"module": "m2", "language": "sw", "graded": "1"}
    gone = tool.post("/lti/chosen", data={**fields(form), **chosen})
    policy = gone.headers["content-security-policy"]
    back = read_page(gone.text).one("form")
    said = course.there.post("/chosen", data=fields(back))

    assert said.status_code == 200, said.text
    assert f"form-action 'self' {course.platform};" in policy
    claims = course.control()["chosen"][-1]
    [item] = claims[f"{DEEP}content_items"]
    assert item["custom"] == {"pack": PACK_KEY, "module": "m2", "language": "sw"}
    assert (item["type"], item["url"]) == (
        "ltiResourceLink",
        f"{course.ours}/lti/launch",
    )
    assert item["lineItem"]["scoreMaximum"] == 100
    assert claims[f"{DEEP}data"] == "csrf-of-the-course"
    assert claims[f"{CLAIM}deployment_id"] == "deployment-1"
    # The link that was made opens what was chosen.
    path, _ = course.opened("ana", custom=item["custom"], locale="en")
    assert path.startswith("/embed/sw/packs/")
    assert path.endswith("/2")


def test_nothing_can_be_chosen_too(course: Course) -> None:
    shown = read_page(course.launch("teacher", kind=CHOOSE).text)
    carried = {"choosing": shown.all("input", name="choosing")[0].attributes["value"]}
    back = read_page(course.tool.post("/lti/chosen", data=carried).text).one("form")
    course.there.post("/chosen", data=fields(back))

    assert course.control()["chosen"][-1][f"{DEEP}content_items"] == []


def test_words_that_no_title_has_are_answered(course: Course) -> None:
    shown = read_page(course.launch("teacher", kind=CHOOSE).text)
    carried = {"choosing": shown.all("input", name="choosing")[0].attributes["value"]}
    for words in ("xylophonequartett", "%", "' OR 1=1"):
        answer = course.tool.post("/lti/choose", data={**carried, "q": words})
        assert "No pack has these words" in answer.text


def test_who_teaches_sees_the_class_by_name_and_nothing_is_kept_of_it(
    course: Course,
) -> None:
    _, session = course.opened("ana", link="class")
    course.done(session, 1)
    course.work()
    first = read_page(course.launch("teacher", link="class", role="Instructor").text)
    looking = fields(first.one("form"))
    answer = course.tool.post("/lti/class", data=looking)
    rows = read_page(answer.text).one("tbody").all("tr")

    assert [row.one("th").text for row in rows] == ["Ana <b>Silva</b>", "Musa"]
    assert "25%" in rows[0].text
    assert "Not opened yet" in rows[1].text
    assert "Silva" not in str(course.placements())


def test_a_class_that_cannot_be_read_says_so(course: Course) -> None:
    shown = read_page(course.launch("teacher", link="x", role="Instructor").text)
    looking = fields(shown.one("form"))
    course.control(clients={course.client_id: {"jwks_uri": f"{course.ours}/none"}})
    answer = course.tool.post("/lti/class", data=looking)

    assert answer.status_code == 200
    assert "did not give us the names" in answer.text


def test_our_keys_are_public_and_nothing_else_of_them_is(course: Course) -> None:
    answer = course.tool.get("/lti/keys")
    [key] = answer.json()["keys"]

    assert not {"d", "p", "q", "dp", "dq", "qi"} & set(key)
    assert (key["kty"], key["use"], key["alg"]) == ("RSA", "sig", "RS256")
    with course.database.open_session() as session:
        [row] = session.scalars(select(SigningKey)).all()
    assert '"d"' not in row.sealed
    assert set(row.public) == set(key)


def test_keys_change_in_time_and_old_ones_stay_known_for_a_while(
    database: Database,
) -> None:
    def kids() -> list[str]:
        with database.transaction() as session:
            return [one["kid"] for one in public_keys(session, SECRETS)["keys"]]

    def age(by: timedelta) -> None:
        with database.transaction() as session:
            for row in session.scalars(select(SigningKey)):
                row.created_at -= by

    def signing() -> str:
        with database.transaction() as session:
            token = sign(session, {"iss": "x"}, SECRETS)
        return str(extract_compact(token.encode()).headers()["kid"])

    [first] = kids()
    assert signing() == first
    age(LIFE)
    before, after = kids()
    assert (before, signing()) == (first, first), "known for a day before it signs"
    age(AHEAD)
    assert signing() == after
    assert kids() == [first, after]
    age(AFTER)
    assert kids() == [after]
    with database.transaction() as session:
        replace_keys(session, SECRETS)
    assert after not in kids()


def test_a_key_sealed_with_a_secret_that_is_gone_is_replaced(
    database: Database,
) -> None:
    with database.transaction() as session:
        [old] = public_keys(session, SECRETS)["keys"]
    with database.transaction() as session:
        [same] = public_keys(session, [*SECRETS[:1], "a third, which is the newest"])[
            "keys"
        ][:1]
    with database.transaction() as session:
        [new] = public_keys(session, ["entirely another secret of the program"])["keys"]

    assert old["kid"] != new["kid"]
    assert KeySet.import_key_set({"keys": [new]})
    assert same


def test_a_platform_is_tried_out_over_the_real_way(
    course: Course, platform_url: str
) -> None:
    settings = course.app.state.settings
    args = (web_in(platform_url), settings.signing_keys)
    try_out(course.database, course.row(), *args)
    assert (course.row().keys_problem, course.row().token_problem) == ("", "")
    course.control(moods={"keys": "down"}, clients={course.client_id: {"jwks_uri": ""}})
    try_out(course.database, course.row(), *args)

    assert course.row().keys_problem == "refused 503"
    assert course.row().token_problem.startswith("refused")
