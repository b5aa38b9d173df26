"""Where packs are shown in other sites: read in when one shows some."""

from app.web.late_rooms import LateRoom

room = LateRoom(
    "app.embed.routes",
    below=(
        *("/embed", "/oembed"),
        *("/{lang}/packs/{slug}/embed", "/{lang}/paths/{path}/embed"),
    ),
    links={
        "embed.copy": "/{lang}/packs/{slug}/embed",
        "embed.copy_path": "/{lang}/paths/{path}/embed",
        "embed.oembed": "/oembed",
    },
)
