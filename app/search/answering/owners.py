"""What the projects and organisations are called that things are filtered by."""

from sqlalchemy import select
from sqlmodel import Session, col

from app.projects.models import Organisation, Project
from app.search.answering.catalogue import Catalogue


def owner_names(session: Session, catalogue: Catalogue) -> dict[str, str]:
    """Return names by entity with slug, read once for each catalogue."""
    if not catalogue.names:
        projects = select(col(Project.slug), col(Project.title)).where(
            ~col(Project.is_withdrawn)
        )
        organisations = select(col(Organisation.slug), col(Organisation.name)).where(
            ~col(Organisation.is_withdrawn)
        )
        catalogue.names |= {
            **{f"project:{slug}": name for slug, name in session.execute(projects)},
            **{
                f"organisation:{slug}": name
                for slug, name in session.execute(organisations)
            },
        }
    return catalogue.names
