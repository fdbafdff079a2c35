#!/usr/bin/env python3
"""The standard figures of a run and a comparison of the toy region: each there, none empty. Skipped (77) without pandas.

    figures_test.py PROGRAM
"""
import os
import subprocess
import sys
import tempfile

try:
    import matplotlib.image
    import pandas  # noqa: F401
except ImportError as error:
    print(f"skipped: {error.name} is missing")
    sys.exit(77)

SOURCE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
FIGURES = os.path.join(SOURCE, "plots", "figures.py")
TOY = os.path.abspath(os.path.join(SOURCE, "tests", "worlds", "toy.yaml"))
LEVER = "policy:\n  - {lever: pilot_platform, platforms: 5, budget_mln_cny_per_year: 100}\n"


def made(folder, language):
    """Names of the figures; each must have ink on white paper."""
    out = os.path.join(folder, "figures", language)
    said = subprocess.run([sys.executable, FIGURES, folder, "-o", out, "--lang", language], capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stderr
    assert "missing from" not in said.stderr, said.stderr  # a letter that no font has
    names = set()
    for file in sorted(os.listdir(out)):
        path = os.path.join(out, file)
        name, ending = os.path.splitext(file)
        if ending == ".png":
            picture = matplotlib.image.imread(path)[:, :, :3]
            ink = (picture.min(axis=2) < 0.75).mean()
            assert 0.002 < ink < 0.8, f"{file}: {ink:.4f} of it is ink"
            names.add(name)
        else:
            with open(path, "rb") as pdf:
                assert pdf.read(5) == b"%PDF-", file
    assert {f"{name}.pdf" for name in names} <= set(os.listdir(out))
    return names


with tempfile.TemporaryDirectory() as folder:
    run, comparison, scenario = (os.path.join(folder, name) for name in ("run", "comparison", "pilots.yaml"))
    with open(scenario, "w", encoding="utf-8") as file:
        file.write(f"extends: {TOY}\nname: pilots\ntitle: {{en: Pilots, zh: 中试}}\n{LEVER}")
    subprocess.run([sys.argv[1], "run", scenario, "-o", run, "--quiet"], check=True)
    subprocess.run([sys.argv[1], "compare", TOY, scenario, "--replicates", "3", "-o", comparison, "--quiet"], check=True)
    assert made(run, "en") == {"map", "paths", "heat", "growth", "levers"}
    assert made(comparison, "zh") == {"fans", "effects_over_time", "effects", "places_pilots", "map_pilots", "places_placebo", "map_placebo"}
    refused = subprocess.run([sys.executable, FIGURES, folder], capture_output=True, text=True, check=False)
    assert refused.returncode == 1 and "not a result directory" in refused.stderr
