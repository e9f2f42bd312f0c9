"""The still figures of the course. Each function returns a figure that displays itself and says what it shows."""

from byhand.figures.arc import arcs
from byhand.figures.bars import bars
from byhand.figures.canvas import Still
from byhand.figures.curves import lines
from byhand.figures.heat import heatmap, strips
from byhand.figures.mixing import mixing
from byhand.figures.table import Table, table

__all__ = ["Still", "Table", "arcs", "bars", "heatmap", "lines", "mixing", "strips", "table"]
