"""Where the bytes of documents are, as the settings say."""

from store.documents import Documents, FolderDocuments, PostgresDocuments
from store.pool import Pool
from workers.settings import Settings


def documents_of(settings: Settings, pool: Pool) -> Documents:
    """Give the place of the bytes: beside the log in its database, or a folder that every process can reach."""
    most = settings.document_bytes
    if settings.documents == "database":
        return PostgresDocuments(pool, max_size=most)
    return FolderDocuments(settings.documents, max_size=most)
