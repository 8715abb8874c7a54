"""numpy, imported at its first use.

Topics are read for `--help` too, and help must not wait for numpy (65 ms). Modules of the record write

    if TYPE_CHECKING:
        import numpy as np
    else:
        from handcalc.record import lazy_numpy as np
"""

from typing import Any


def __getattr__(name: str) -> Any:
    import numpy

    value = getattr(numpy, name)
    globals()[name] = value
    return value
