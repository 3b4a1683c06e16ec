"""Downloading a TFDS set, with one clear message where that cannot work."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from suite.errors import UserError

if TYPE_CHECKING:
    import tensorflow_datasets

TIMEOUT = 3.0  # seconds for a first answer from the server
_FALLBACK = "https://storage.googleapis.com"


def prepare(builder: tensorflow_datasets.core.DatasetBuilder) -> None:
    """Download and prepare a set, unless it is there already.

    TFDS itself retries an unreachable server for minutes, so the server is asked first.

    Raises:
        UserError: the set is not prepared and cannot be downloaded.
    """
    import requests
    from tensorflow_datasets.core.download.download_manager import NonMatchingChecksumError
    from tensorflow_datasets.core.download.util import DownloadError

    if builder.data_path.exists() and builder.is_prepared():
        return
    if not builder.MANUAL_DOWNLOAD_INSTRUCTIONS:
        url = next(iter(builder.url_infos or ()), _FALLBACK)
        reason = unreachable(url)
        if reason:
            raise UserError(_not_prepared(builder, f"{urlsplit(url).netloc} {reason}"))
    try:
        builder.download_and_prepare()
    except (DownloadError, NonMatchingChecksumError, requests.RequestException) as error:
        raise UserError(_not_prepared(builder, f"the download failed ({error})")) from error
    except (OSError, ImportError, AssertionError) as error:
        raise UserError(
            f"The TFDS set '{builder.info.full_name}' could not be prepared in "
            f"{builder.data_dir}: {error}"
        ) from error


def unreachable(url: str, timeout: float = TIMEOUT) -> str | None:
    """Why the server of a URL cannot be reached through the environment's proxies, or None.

    Any answer counts, an error page too. The question is asked in a thread of its own, because
    looking up a name may hang longer than any timeout.
    """
    import requests

    answer = [f"does not answer within {timeout:g} s"]

    def ask() -> None:
        try:
            requests.head(url, timeout=timeout).close()
            answer[0] = ""
        except requests.RequestException as error:
            answer[0] = f"cannot be reached ({type(error).__name__})"

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(timeout + 1)
    return answer[0] or None


def _not_prepared(builder: tensorflow_datasets.core.DatasetBuilder, why: str) -> str:
    name, root = builder.info.full_name, builder.data_dir_root
    loadable = name.removesuffix(f"/{builder.version}") + f":{builder.version}"
    code = (
        "import tensorflow_datasets as tfds; "
        f"tfds.builder('{loadable}', data_dir='tfds').download_and_prepare()"
    )
    return (
        f"The TFDS set '{name}' is not in {root}, and {why}.\n"
        "Connect this machine to the network, or on a machine that is, run\n"
        f'  python -c "{code}"\n'
        f"and copy the folder tfds/{builder.name} to {root / builder.name}. If the set is already "
        "elsewhere, point data.data_dir or the environment variable TFDS_DATA_DIR there."
    )
