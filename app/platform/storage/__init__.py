"""Where files are kept: one small interface, a local folder or an S3 bucket behind it.

`interface` says what a storage can do, `folder` and `bucket` do it, `opening` chooses
by the settings, `moving` carries everything from one to the other.
"""

from app.platform.storage.folder import FolderStorage as FolderStorage
from app.platform.storage.interface import CHUNK_BYTES as CHUNK_BYTES
from app.platform.storage.interface import Download as Download
from app.platform.storage.interface import KeyTaken as KeyTaken
from app.platform.storage.interface import Part as Part
from app.platform.storage.interface import PartsWrong as PartsWrong
from app.platform.storage.interface import Storage as Storage
from app.platform.storage.interface import StorageUnavailable as StorageUnavailable
from app.platform.storage.interface import Stored as Stored
from app.platform.storage.interface import UploadForm as UploadForm
from app.platform.storage.interface import UploadRules as UploadRules
from app.platform.storage.interface import content_key as content_key
from app.platform.storage.interface import keep as keep
