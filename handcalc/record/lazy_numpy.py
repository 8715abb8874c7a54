"""numpy, imported at its first use.

`--help` imports all topics and must not wait for numpy (65 ms). So modules write
`from handcalc.record.lazy_numpy import np` instead of `import numpy as np`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
else:

    class _LazyNumpy:
        """A stand-in for the module numpy that stores every attribute after its first use."""

        def __getattr__(self, name: str) -> Any:
            import numpy

            value = getattr(numpy, name)
            setattr(self, name, value)
            return value

    np = _LazyNumpy()

__all__ = ["np"]
