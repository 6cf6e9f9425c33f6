"""An organisation's mark on reports: name, logo, colours, templates, from its settings."""

from hlmdiag.branding.brand import Brand, read
from hlmdiag.branding.colours import contrast, luminance
from hlmdiag.branding.document import OwnDocument, read_document
from hlmdiag.branding.folder import OVERRIDABLE, STYLE, OwnTemplate
from hlmdiag.branding.logo import Logo
from hlmdiag.branding.promise import keep_promise
from hlmdiag.branding.sandbox import environment, faults_said

__all__ = [
    "OVERRIDABLE",
    "STYLE",
    "Brand",
    "Logo",
    "OwnDocument",
    "OwnTemplate",
    "contrast",
    "environment",
    "faults_said",
    "keep_promise",
    "luminance",
    "read",
    "read_document",
]
