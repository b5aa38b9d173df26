"""Chooses the storage that the settings name."""

from app.platform.settings import Settings
from app.platform.storage.folder import FolderStorage
from app.platform.storage.interface import Storage


def open_storage(settings: Settings) -> Storage:
    """Return the bucket where one is named, else the folder."""
    return open_bucket(settings) if settings.media_url else open_folder(settings)


def open_folder(settings: Settings) -> FolderStorage:
    """Return the folder of these settings."""
    return FolderStorage(settings.media_folder, settings.signing_keys)


def open_bucket(settings: Settings) -> Storage:
    """Return the bucket of these settings."""
    # boto3 takes longer to read in than all the rest of a server.
    from app.platform.storage.bucket import (  # noqa: PLC0415 - see above
        BucketAccess,
        BucketStorage,
    )

    endpoint, bucket = settings.media_place
    return BucketStorage(
        BucketAccess(
            endpoint,
            bucket,
            settings.media_key_id,
            settings.media_key_secret,
            settings.media_region,
        )
    )
