"""Where people read their notices: read in when somebody does."""

from app.web.late_rooms import LateRoom

room = LateRoom("app.notices.routes", below=("/{lang}/me/notices",))
