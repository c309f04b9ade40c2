"""The error tree and its stable codes.

May import: nothing of jamlite. Touches: nothing.
"""

from .authz import *
from .base import *
from .crypto import *
from .encoding import *
from .jose import *
from .jwt import *
from .keychain import *
from .oauth2 import *
from .otp import *
from .paseto import *
from .plugins import *
from .sessions import *
