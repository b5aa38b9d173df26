"""The pages a visitor without an account can open: one of each kind."""

PACK = "write-a-grant-proposal"
TRANSLATED_PACK = "run-an-edit-a-thon"
VIDEO_PACK = "record-on-video-with-consent"
VIDEO = f"{VIDEO_PACK}/3"
SOUND = "keep-a-community-going/1"
PROJECT = "wiki-loves-monuments-latvia-2015"
ORGANISATION = "wikimedia-ghana-user-group"
COURSE = "new-affiliate"
SKILL = "proposal-writing"

READING = (
    "/",
    "/skills",
    f"/skills/{SKILL}",
    "/packs",
    f"/packs/{TRANSLATED_PACK}",
    f"/packs/{TRANSLATED_PACK}/1",
    f"/packs/{TRANSLATED_PACK}/languages",
    f"/packs/{TRANSLATED_PACK}/done",
    f"/packs/{TRANSLATED_PACK}/offline",
    f"/packs/{TRANSLATED_PACK}/offline/pdf/copy",
    f"/packs/{TRANSLATED_PACK}/offline/kept/text/1",
    "/offline",
    f"/packs/{TRANSLATED_PACK}/offline/done",
    f"/packs/{TRANSLATED_PACK}/history",
    f"/packs/{TRANSLATED_PACK}/people",
    f"/packs/{TRANSLATED_PACK}/1/history",
    f"/packs/{TRANSLATED_PACK}/1/history/1",
    f"/packs/{TRANSLATED_PACK}/1/changes",
    f"/packs/{TRANSLATED_PACK}/versions",
    "/courses",
    f"/courses/{COURSE}",
    "/me",
    "/me?registered=1&next=/en/packs",
    "/me/settings",
    "/login",
    "/search",
    "/search?q=budget",
    "/asked",
    "/asked/new?q=drones",
    "/languages?q=dag",
    "/languages/fr",
    "/glossary",
    "/search?q=video&lang=en&lang=sw&level=beginner&dur=60&page=1",
    "/search?q=xylophonequartett",
    "/search/filters?q=budget",
    f"/translations/packs/{TRANSLATED_PACK}/fr",
    "/translations/languages/sw",
    "/translations/glossary",
    "/language",
    "/about",
    "/styleguide",
    "/styleguide/search",
)
ENGLISH_ONLY = (
    f"/packs/{PACK}",
    f"/packs/{PACK}/1",
    f"/packs/{PACK}/2",
    f"/packs/{VIDEO}",
    f"/packs/{SOUND}",
    "/projects",
    "/projects?skill=partnerships",
    f"/projects/{PROJECT}",
    "/organisations",
    f"/organisations/{ORGANISATION}",
    "/me/data",
    "/me/paths",
    f"/packs/{PACK}/1/blame",
    f"/packs/{PACK}/paths",
    f"/report?page=/en/packs/{PACK}/1",
    "/menu",
    "/languages/fr/changes",
    "/languages/dag",
    "/api",
    "/dumps",
    "/privacy",
    "/terms",
    "/accessibility",
    "/help",
    "/code-of-conduct",
)
# Left to right, right to left, a short script, a tall one.
LANGUAGES = ("en", "ar", "sw", "bn")

# Pages of those who write and translate: they load a second style sheet, workshop.css.
# The states of the style guide have one of their own.
WORKSHOP: tuple[str, ...] = (
    "/en/styleguide/states",
    "/ar/styleguide/states",
    "/en/contribute",
    "/en/roles",
    "/ar/roles",
    "/en/translate",
    "/ar/translate?to=sw",
    f"/en/translate/{TRANSLATED_PACK}/en/fr?show=all",
    f"/ar/translate/{TRANSLATED_PACK}/en/ar?show=todo&part=m2",
    f"/en/translate/{TRANSLATED_PACK}/en/dag",
    f"/en/translate/{VIDEO_PACK}/en/ar?show=all&part=captions-five-checks",
    f"/ar/packs/{TRANSLATED_PACK}/embed",
)
# Pages of peers: a second, small style sheet of their own.
PEERS: tuple[str, ...] = (
    "/en/peers",
    "/ar/peers?skill=budgeting&in=ar",
    "/sw/peers/people",
    "/en/peers/skills",
    "/en/peers/requests",
    "/ar/peers/requests?skill=budgeting&in=ar",
)
# Pages in frames of other sites: a second, small style sheet sets their height.
FRAMES: tuple[str, ...] = (
    f"/embed/en/packs/{TRANSLATED_PACK}",
    f"/embed/ar/packs/{TRANSLATED_PACK}/2?color=plum",
    f"/embed/en/packs/{VIDEO_PACK}/clips/five-checks?color=rust",
    f"/embed/sw/courses/{COURSE}?color=green",
)
EVERY_LANGUAGE = [f"/{lang}{path}" for lang in LANGUAGES for path in READING]
PAGES = [*EVERY_LANGUAGE, *(f"/en{path}" for path in ENGLISH_ONLY), "/status"]
PAGES += WORKSHOP
PAGES += PEERS
PAGES += FRAMES
MISSING = ["/en/packs/there-is-no-such-pack", "/ar/there-is-no-such-page"]
# Long words and forced right to left find what does not wrap or does not mirror.
PSEUDO = [f"/en{path}?uselang=en-xa" for path in READING if "?" not in path]
PSEUDO += [f"/en{path}?uselang=ar-xb" for path in READING if "?" not in path]
