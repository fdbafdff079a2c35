#!/usr/bin/env python3
"""Runs the code of a notebook from top to bottom at the root of the checkout. Skipped (77) without pandas or matplotlib.

    PYTHONPATH=build/release/python notebook_test.py NOTEBOOK.ipynb
"""
import json
import os
import sys

try:
    import matplotlib
    import pandas  # noqa: F401
except ImportError as error:
    print(f"skipped: {error.name} is missing")
    sys.exit(77)
matplotlib.use("Agg")

with open(sys.argv[1], encoding="utf-8") as file:
    cells = json.load(file)["cells"]
os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
names = {}
for cell in cells:
    assert cell["cell_type"] == "markdown" or not cell["outputs"], "the notebook is kept without outputs"
    if cell["cell_type"] == "code":
        exec(compile("".join(cell["source"]), f"{sys.argv[1]} {cell['id']}", "exec"), names)  # the notebook is ours

shown = names["last"].loc["gdp_real"]
assert shown.effect < 0 and shown.ci_hi < 0, "the shock costs real GDP"
