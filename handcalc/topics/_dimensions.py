"""Dimensions that several topics share."""

from __future__ import annotations

from handcalc.limits import STEPS_OR_VOCABULARY
from handcalc.record.dimensions import Dimension, count_of, symbol

token = Dimension("token")
memory = Dimension("memory", plural="memory")
position = Dimension("position")
word = Dimension("word", limit=STEPS_OR_VOCABULARY)
step = Dimension("step", limit=STEPS_OR_VOCABULARY)
state = Dimension("state")

d_model = symbol("d_model")
d_k = symbol("d_k")
d_v = symbol("d_v")
d_ff = symbol("d_ff")
d_hidden = symbol("d_hidden")
d_out = symbol("d_out")

heads = count_of("heads")
