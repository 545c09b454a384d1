"""The explorer: pages that compute while one moves them, with the library inside as WebAssembly.

:func:`explore` shows one in a notebook; :func:`save` writes one as a single file that needs nothing
but a browser, as `quflux explore` does.
"""

from quflux.explorer._page import page, save
from quflux.explorer._widget import explore

__all__ = ["explore", "page", "save"]
