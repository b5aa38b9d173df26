"""Where the pages of translators are: read in when somebody translates."""

from app.web.late_rooms import LateRoom

room = LateRoom(
    "app.translation.routes",
    below=(
        "/{lang}/glossary",
        "/{lang}/languages",
        "/{lang}/machine",
        "/{lang}/new-language",
        "/{lang}/translate",
        "/{lang}/translations",
    ),
    links={
        "translation.hub": "/{lang}/translate",
        "translation.language": "/{lang}/languages/{code}",
        "translation.pack_files": "/{lang}/translations/packs/{slug}/{target}",
        "translation.workbench": "/{lang}/translate/{slug}/{source}/{target}",
    },
)
