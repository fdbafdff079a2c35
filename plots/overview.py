#!/usr/bin/env python3
"""One picture of a run: where the region's output is, how fast it grows, what cities sell to each other, and the path.

    python3 plots/overview.py out/guangdong -o plots/guangdong.png

Reads manifest.json and the CSV tables of a result directory. Needs matplotlib (Debian: python3-matplotlib).
"""
import argparse
import csv
import json
import math
import os
import sys
from collections import defaultdict

try:
    import matplotlib
except ImportError:
    sys.exit("overview.py needs matplotlib; on Debian: apt-get install python3-matplotlib")
matplotlib.use("Agg")
import matplotlib.pyplot as plt
from matplotlib.lines import Line2D

FLOWS = 15              # lines on the map
LEAST_SPAN = 1.0        # percentage points that the colours cover at least, so that noise does not look like a pattern
AREA = 850              # of the largest circle, in square points
INK, SOFT, LINE = "#1a1a1a", "#5a5a5a", "#2c5f8a"

# Where labels stand, in points from the centre of the circle; the dense cities of the Pearl River Delta are pulled out.
LABELS = {
    "440100": (12, 30), "440300": (52, -22), "440400": (20, -30), "440600": (-40, 30), "440700": (-50, -12),
    "441200": (-48, 10), "441300": (40, 16), "441900": (34, 26), "442000": (-56, -32), "445300": (-26, -8),
    "440500": (32, -14), "445100": (28, 14), "445200": (-34, 16), "441500": (22, -18),
}


def table(folder, name):
    with open(os.path.join(folder, name), encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def yearly(rows, column, key=lambda row: None):
    """Sums of the years that are complete: {key: {year: sum}}."""
    sums, months = defaultdict(lambda: defaultdict(float)), defaultdict(set)
    for row in rows:
        year = int(row["month"][:4])
        sums[key(row)][year] += float(row[column])
        months[year].add(row["month"])
    return {k: {y: v for y, v in years.items() if len(months[y]) == 12} for k, years in sums.items()}


def rate(first, last, years):
    return 100 * ((last / first) ** (1 / years) - 1)


def draw_map(axes, cities, gdp, growth, flows, first, last):
    mean_lat = sum(lat for lat, _ in cities["place"].values()) / len(cities["place"])
    axes.set_aspect(1 / math.cos(math.radians(mean_lat)))
    codes = sorted(gdp, key=lambda c: -gdp[c][last])
    biggest = gdp[codes[0]][last]

    top = sorted(flows.items(), key=lambda item: -item[1])[:FLOWS]
    for (a, b), amount in reversed(top):
        (lat_a, lon_a), (lat_b, lon_b) = cities["place"][a], cities["place"][b]
        axes.plot([lon_a, lon_b], [lat_a, lat_b], color=LINE, alpha=0.6, zorder=3, solid_capstyle="butt",
                  linewidth=9 * amount / top[0][1])

    values = [growth[c] for c in codes]
    middle = (min(values) + max(values)) / 2
    half = max((max(values) - min(values)) / 2, LEAST_SPAN / 2)
    size = {c: AREA * gdp[c][last] / biggest for c in codes}
    circles = axes.scatter([cities["place"][c][1] for c in codes], [cities["place"][c][0] for c in codes],
                           s=[size[c] for c in codes], c=values, cmap="YlGnBu", vmin=middle - half, vmax=middle + half,
                           edgecolor=INK, linewidth=0.8, zorder=2)
    for c in codes:
        lat, lon = cities["place"][c]
        radius = math.sqrt(size[c] / math.pi)
        offset = LABELS.get(c, (0, radius + 7))
        near = c not in LABELS
        axes.annotate(cities["name"][c], (lon, lat), xytext=offset, textcoords="offset points", ha="center", va="center",
                      fontsize=8.5, color=INK, zorder=4,
                      arrowprops=None if near else {"arrowstyle": "-", "color": SOFT, "linewidth": 0.6,
                                                    "shrinkA": 1, "shrinkB": radius})
    lats, lons = zip(*cities["place"].values())
    axes.set_xlim(min(lons) - 0.55, max(lons) + 0.65)
    axes.set_ylim(min(lats) - 0.62, max(lats) + 0.42)
    axes.set_xlabel("longitude, °E", fontsize=8, color=SOFT)
    axes.set_ylabel("latitude, °N", fontsize=8, color=SOFT)
    axes.tick_params(labelsize=8, colors=SOFT)
    for side in axes.spines.values():
        side.set_color("#cccccc")
    axes.set_title(f"Cities: real GDP of {last}, its growth since {first}, and the {len(top)} largest flows of goods and services",
                   fontsize=10.5, loc="left", color=INK)

    scale = max(1, round(biggest / 1e6 / 4 / 0.25)) * 0.25  # trillion yuan, about a quarter of the largest
    marks = [m for m in (scale * 4, scale, scale / 5) if m > 0]
    handles = [Line2D([], [], linestyle="", marker="o", markerfacecolor="#eeeeee", markeredgecolor=INK,
                      markersize=math.sqrt(AREA * m * 1e6 / biggest), label=f"{m:g} tn yuan") for m in marks]
    heaviest = top[0][1] / 1e6
    handles += [Line2D([], [], color=LINE, alpha=0.55, linewidth=9 * share, label=f"{heaviest * share:.2g} tn yuan")
                for share in (1, 0.25)]
    circles_legend = axes.legend(handles=handles[:len(marks)], loc="lower right", bbox_to_anchor=(0.80, 0.0), fontsize=8,
                                 frameon=False, labelspacing=1.5, borderpad=1.2, handlelength=3.5, title="real GDP",
                                 title_fontsize=8, alignment="left")
    axes.add_artist(circles_legend)
    axes.legend(handles=handles[len(marks):], loc="lower right", fontsize=8, frameon=False, labelspacing=1.5, borderpad=1.2,
                handlelength=3, title="sales, both ways", title_fontsize=8, alignment="left")
    bar = axes.inset_axes([0.03, 0.905, 0.27, 0.028])
    colours = axes.figure.colorbar(circles, cax=bar, orientation="horizontal")
    colours.ax.tick_params(labelsize=8, colors=SOFT)
    colours.outline.set_linewidth(0.5)
    bar.set_title(f"growth, % a year: all cities {min(values):.2f} to {max(values):.2f}", fontsize=8, loc="left", color=INK, pad=4)


def draw_path(axes, x, y, title, unit, colour, digits=1):
    axes.plot(x, y, color=colour, linewidth=2)
    axes.set_title(title, fontsize=10.5, loc="left", color=INK)
    axes.set_ylabel(unit, fontsize=8, color=SOFT)
    axes.tick_params(labelsize=8, colors=SOFT)
    axes.grid(axis="y", color="#e4e4e4", linewidth=0.7)
    for name, side in axes.spines.items():
        side.set_visible(name in ("left", "bottom"))
        side.set_color("#cccccc")
    axes.set_xlim(min(x) - 0.6, max(x) + 0.6)
    spread = max(max(y) - min(y), 1e-9)
    axes.set_ylim(min(y) - 0.35 * spread, max(y) + 0.45 * spread)
    for at, shift in ((0, 6), (-1, 6)):
        axes.annotate(f"{y[at]:.{digits}f}", (x[at], y[at]), xytext=(0, shift), textcoords="offset points", ha="center",
                      fontsize=8.5, color=INK)
        axes.plot([x[at]], [y[at]], "o", color=colour, markersize=4)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", help="result directory of a run")
    parser.add_argument("-o", "--output", default="overview.png", help="picture to write (PNG, SVG or PDF by its ending)")
    parser.add_argument("--engines", default="Guangzhou,Shenzhen,Dongguan,Huizhou", help="cities whose joint share is shown")
    args = parser.parse_args()

    try:
        with open(os.path.join(args.folder, "manifest.json"), encoding="utf-8") as file:
            manifest = json.load(file)
    except OSError as error:
        sys.exit(f"{args.folder}: not a result directory ({error.strerror}: manifest.json)")
    places = [row for row in table(args.folder, "cities.csv") if row["kind"] == "city"]
    cities = {"name": {row["code"]: row["name_en"] for row in places},
              "place": {row["code"]: (float(row["lat_deg"]), float(row["lon_deg"])) for row in places}}
    region = table(args.folder, "province.csv")
    real = yearly(region, "gdp_real")[None]
    gdp = yearly(table(args.folder, "city.csv"), "gdp_real", lambda row: row["city"])
    years = sorted(real)
    if len(years) < 2:
        sys.exit(f"{args.folder}: the picture needs two complete years")
    first, last = years[0], years[-1]
    growth = {c: rate(gdp[c][first], gdp[c][last], last - first) for c in gdp}
    flows = defaultdict(float)
    for row in table(args.folder, "flows_goods.csv"):
        if int(row["year"]) == last and row["origin"] != row["destination"]:
            flows[tuple(sorted((row["origin"], row["destination"])))] += float(row["sales"])

    if not flows:
        sys.exit(f"{args.folder}: no sales between cities in {last}")

    plt.rcParams["font.family"] = "DejaVu Sans"
    figure = plt.figure(figsize=(14, 7), dpi=100, facecolor="white")
    grid = figure.add_gridspec(3, 2, width_ratios=[2.05, 1], left=0.045, right=0.985, top=0.88, bottom=0.095, hspace=0.55,
                               wspace=0.13)
    draw_map(figure.add_subplot(grid[:, 0]), cities, gdp, growth, flows, first, last)

    draw_path(figure.add_subplot(grid[0, 1]), years[1:], [100 * (real[y] / real[y - 1] - 1) for y in years[1:]],
              "Real GDP growth", "% a year", "#b3452c")
    unemployed = yearly(region, "unemployment_rate")[None]
    draw_path(figure.add_subplot(grid[1, 1]), years, [100 * unemployed[y] / 12 for y in years], "Unemployment, mean of the year",
              "% of labour force", "#6b4c9a")
    names = [name.strip() for name in args.engines.split(",")]
    engines = [code for code, name in cities["name"].items() if name in names]
    if engines:
        share = [100 * sum(gdp[c][y] for c in engines) / real[y] for y in years]
        axes = figure.add_subplot(grid[2, 1])
        draw_path(axes, years, share, "Engine cities in real GDP", "% of the region", "#2f7d5b")
        axes.text(0.02, 0.08, ", ".join(names), transform=axes.transAxes, fontsize=8, color=SOFT)
        middle = (max(share) + min(share)) / 2
        half = max(max(share) - min(share), 2.0)
        axes.set_ylim(middle - half, middle + half)

    title = manifest["scenario_title"]["en"]
    figure.text(0.045, 0.945, f"{title}, {region[0]['month']} to {region[-1]['month']}", fontsize=15, color=INK)
    figure.text(0.045, 0.018,
                f"Simulated, not observed: lingnan {manifest['version']}, scenario {manifest['scenario_name']}, "
                f"{manifest['firms']:,} enterprise agents, seed {manifest['seed']}. "
                f"Real GDP at prices of {first}; flows at current prices of {last}; circles by area.",
                fontsize=8, color=SOFT)
    figure.savefig(args.output)


if __name__ == "__main__":
    main()
