"""The still figures of the course. Each function returns a figure that displays itself and says what it shows."""

from .arc import arcs
from .bars import bars
from .blend import mixing
from .canvas import Still
from .cover import cover
from .curves import lines
from .heat import heatmap, strips
from .table import Table, table

__all__ = ["Still", "Table", "arcs", "bars", "cover", "heatmap", "lines", "mixing", "strips", "table"]
