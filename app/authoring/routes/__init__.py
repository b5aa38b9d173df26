"""Pages of this room; `app.main` includes `router`."""

from fastapi import APIRouter

from app.authoring.routes.about import router as about
from app.authoring.routes.begun import router as begun
from app.authoring.routes.contributing import router as contributing
from app.authoring.routes.drafts import router as drafts
from app.authoring.routes.freshness import router as freshness
from app.authoring.routes.incoming import router as incoming
from app.authoring.routes.inserting import router as inserting
from app.authoring.routes.live import router as live
from app.authoring.routes.pack_files import router as pack_files
from app.authoring.routes.packs import router as packs
from app.authoring.routes.problems import router as problems
from app.authoring.routes.queue import router as queue
from app.authoring.routes.reshaping import router as reshaping
from app.authoring.routes.reviews import router as reviews
from app.authoring.routes.suggesting import router as suggesting
from app.authoring.routes.suggestions import router as suggestions
from app.authoring.routes.talk import router as talk
from app.authoring.routes.threads import router as threads
from app.authoring.routes.versions import router as versions
from app.web.flat_routes import flat_routes

router = APIRouter(
    routes=flat_routes(
        (
            *(drafts, inserting, live, talk, versions, freshness, about, reshaping),
            *(
                packs,
                reviews,
                pack_files,
                queue,
                suggesting,
                suggestions,
                threads,
                problems,
            ),
            *(contributing, incoming, begun),
        )
    )
)
