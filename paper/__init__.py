"""The figures and claims of Vovcenko et al. (2022), computed, drawn and checked by quflux.

Two coupled two-level atoms between a cold and a hot reservoir, in the local, global and partial
secular equation. ``python -m quflux.paper`` makes figN.nc, figN.png and figN.svg for each figure
and claims.json, from the model files in this folder or a copy of it.
"""

from quflux.paper.claims import Claim, ClaimResult, check_claims
from quflux.paper.figures import compute, draw
from quflux.paper.folder import Folder

__all__ = ["Claim", "ClaimResult", "Folder", "check_claims", "compute", "draw"]
