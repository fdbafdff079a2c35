#!/usr/bin/env python3
"""The panel of enterprise agents of the toy region, in both formats, as pandas and xarray open it. Skipped (77) without them.

    firm_panel_test.py PROGRAM
"""
import json
import os
import subprocess
import sys
import tempfile

try:
    import netCDF4  # noqa: F401  xarray opens NetCDF-4 with it
    import numpy
    import pandas
    import xarray
except ImportError as error:
    print(f"skipped: {error.name} is missing")
    sys.exit(77)

SOURCE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
TOY = os.path.abspath(os.path.join(SOURCE, "tests", "worlds", "toy.yaml"))
YEARS = (2023, 2024)


def run(folder, *settings):
    arguments = [argument for setting in settings for argument in ("--set", setting)]
    subprocess.run([sys.argv[1], "run", TOY, "-o", folder, "--until", "2024-12", "--quiet", *arguments], check=True)
    return {name for name in os.listdir(folder) if name.startswith("firms_")}


def decoded(dataset):
    """A frame with codes in place of their numbers, as CF says."""
    frame = dataset.to_dataframe()
    for name, variable in dataset.variables.items():
        if "flag_meanings" in variable.attrs:
            meanings = variable.attrs["flag_meanings"].split(" ")
            values = numpy.atleast_1d(variable.attrs["flag_values"])
            assert len(meanings) == len(values), name
            frame[name] = frame[name].map(dict(zip(values, meanings)))
    return frame


with tempfile.TemporaryDirectory() as folder:
    columnar, stata, without = (os.path.join(folder, name) for name in ("columnar", "stata", "without"))
    assert run(columnar, "output.firms=yearly") == {f"firms_{year}.nc" for year in YEARS}
    assert run(stata, "output.firms=yearly", "output.firms_format=stata") == {f"firms_{year}.dta" for year in YEARS}
    assert run(without) == set()
    cities = pandas.read_csv(os.path.join(columnar, "cities.csv"), dtype=str)
    province = pandas.read_csv(os.path.join(columnar, "province.csv"), index_col="month")
    audit = [pandas.read_csv(os.path.join(out, "audit.csv")).state_hash.iloc[-1] for out in (columnar, stata, without)]
    assert len(set(audit)) == 1  # to look changes nothing
    contract = json.loads(subprocess.run([sys.argv[1], "describe", "contract", "--json"], capture_output=True, text=True, check=True).stdout)
    promised = {column["name"]: column for column in contract["files"]["firms_YYYY.nc, firms_YYYY.dta"]["columns"]}
    assert all(column["unit"] and column["doc"] for column in promised.values())
    keys = []
    for year in YEARS:
        with xarray.open_dataset(os.path.join(columnar, f"firms_{year}.nc")) as dataset:
            assert all(variable.attrs["long_name"] and variable.attrs["units"] for variable in dataset.variables.values())
            frame = decoded(dataset)
        other = pandas.read_stata(os.path.join(stata, f"firms_{year}.dta"))
        assert set(frame.columns) == set(other.columns) and len(frame) == len(other) > 100
        assert [f"{key:016x}" for key in frame.key] == list(other.key)
        assert frame.key.is_unique
        assert set(frame.columns) == set(promised)
        for name in other.columns[1:]:
            if name in ("city", "industry", "product_class"):
                assert list(frame[name]) == list(other[name].astype(str)), name
            else:
                assert (frame[name].to_numpy() == other[name].to_numpy()).all(), name
        assert set(frame.city) == set(cities[cities.kind == "city"].code)
        december = province.loc[f"{year}-12"]
        staff = frame[["staff_general", "staff_college", "staff_expert"]].sum().sum()
        assert staff == december.employment, (staff, december.employment)
        # members of pools count as many as they are
        assert abs(frame.enterprises.sum() / december.enterprises - 1) < 1e-5, (frame.enterprises.sum(), december.enterprises)
        keys.append(set(frame.key))
    assert len(keys[0] & keys[1]) > 0.5 * len(keys[0])  # most agents are there a year later
    print(f"{len(frame)} agents, the same in NetCDF and Stata's format")
