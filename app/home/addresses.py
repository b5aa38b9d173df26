"""Where the style guide is: read in when somebody opens it."""

from app.web.late_rooms import LateRoom

styleguide = LateRoom(
    "app.home.styleguide.routes",
    below=("/{lang}/styleguide", "/styleguide"),
    links={"home.styleguide_states_sheet": "/styleguide/states.css"},
)
