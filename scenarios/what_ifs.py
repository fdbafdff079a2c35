#!/usr/bin/env python3
"""Compares every what-if of this folder with its base and rewrites the table in README.md.

    ./scenarios/what_ifs.py [--replicates 16] [--firms 20000] [-o out/what_ifs] [--only BASE]

`--only yantian` makes the rows of what is compared with experiments/yantian and leaves the others as they are.
Finished runs are kept in the output folder: the same command goes on where it was interrupted.
"""
import argparse
import csv
import re
import subprocess
from pathlib import Path

HERE = Path(__file__).resolve().parent

# (base, alternatives): those with a shock of their own are compared with the shock alone
GROUPS = [
    ("baseline_2023", ["as_planned", "prototype_vs_cash", "patient_capital", "fund_glut", "talent_war", "misaligned_or_free",
                       "linked_coast", "scenarios_first", "zone_trio", "ten_ones"]),
    ("experiments/embargo", ["chain_leader_under_embargo"]),
    ("experiments/yantian", ["yantian_plus"]),
]


def rows(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def interval(mean, low, high, scale, digits):
    if low == "" or high == "":
        return f"{float(mean) / scale:.{digits}f}"
    return f"{float(mean) / scale:+.{digits}f} ({float(low) / scale:+.{digits}f} to {float(high) / scale:+.{digits}f})"


def title(name):
    return re.search(r"^  en: \"?(.*?)\"?$", (HERE / f"{name}.yaml").read_text(encoding="utf-8"), re.M).group(1)


def levers(name, base):
    def found(which):
        return re.findall(r"lever: (\w+)", (HERE / f"{which}.yaml").read_text(encoding="utf-8"))
    mine = found(name)
    for lever in found("baseline_2023"):
        if lever in mine:
            mine.remove(lever)
    return ", ".join(dict.fromkeys(mine))


def said(base):
    """The rows that stand in README.md for a base."""
    table = re.search(r"<!-- table -->\n(.*?)<!-- end -->", (HERE / "README.md").read_text(encoding="utf-8"), re.S).group(1)
    found = [line for line in table.splitlines() if line.startswith("|")][2:]
    return [line for line in found if (f"against `{base}.yaml`" in line if base != "baseline_2023" else "against `" not in line)]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--replicates", type=int, default=16)
    parser.add_argument("--firms", type=int, default=20000)
    parser.add_argument("-o", "--output", type=Path, default=HERE.parent / "out" / "what_ifs")
    parser.add_argument("--finished", action="store_true", help="take the comparisons in the output folder as they are")
    parser.add_argument("--only", choices=[Path(base).name for base, _ in GROUPS], help="leave the rows of other bases as they are")
    options = parser.parse_args()
    lines = ["| what-if | levers | evidence | gross cost, bn yuan | real GDP of the last year, bn yuan | employment, thousand | verdict |",
             "|---|---|---|---|---|---|---|"]
    for base, alternatives in GROUPS:
        if options.only and Path(base).name != options.only:
            lines += said(base)
            continue
        folder = options.output / Path(base).name
        command = [HERE.parent / "lingnan", "compare"] + [HERE / f"{name}.yaml" for name in [base] + alternatives]
        if not options.finished:
            subprocess.run(command + ["--replicates", str(options.replicates), "--firms", str(options.firms), "-o", folder, "--force"],
                           check=True)
        effects, costs = rows(folder / "comparison.csv"), rows(folder / "costs.csv")
        last = max(row["date"] for row in effects if row["date"].isdigit())
        for name in alternatives + ["placebo"] * any(row["scenario"] == "placebo" for row in costs):
            def of(outcome):
                return next(r for r in effects if (r["scenario"], r["outcome"], r["date"]) == (name, outcome, last))
            gdp, jobs = of("gdp_real"), of("employment")
            cost = next(r for r in costs if (r["scenario"], r["date"]) == (name, last))
            against = "" if base == "baseline_2023" else f", against `{base}.yaml`"
            what = f"[{title(name)}]({name}.yaml)" if name != "placebo" else "The dearest one's money, without an effect"
            which = levers(name, base) if name != "placebo" else name
            lines.append(f"| {what}{against}, {last} | {which} | {gdp['evidence']} | "
                         f"{interval(cost['gross'], cost['gross_lo'], cost['gross_hi'], 1e3, 1)} | "
                         f"{interval(gdp['effect'], gdp['ci_lo'], gdp['ci_hi'], 1e3, 1)} | "
                         f"{interval(jobs['effect'], jobs['ci_lo'], jobs['ci_hi'], 1e3, 1)} | {gdp['verdict']} |")
    page = HERE / "README.md"
    text = page.read_text(encoding="utf-8")
    table = "\n".join([f"{options.replicates} pairs of replicates, {options.firms:,} enterprise agents. Costs at prices of 2023, added up to the last year; intervals of 95 %.", ""] + lines)
    page.write_text(re.sub(r"(<!-- table -->\n).*?(<!-- end -->)", lambda m: m.group(1) + "\n" + table + "\n\n" + m.group(2), text, flags=re.S), encoding="utf-8")


if __name__ == "__main__":
    main()
