#!/usr/bin/env python3
"""The standard figures of a run or a comparison, as PDF and PNG for papers and slides.

    python3 plots/figures.py out/guangdong                     # figures in out/guangdong/figures
    python3 plots/figures.py out/compare-guangdong --lang zh -o figures

A run gives map, paths, growth by place, heat map and, with levers, their spending. A comparison gives fans over time, effects
of each alternative, and map and bars of its effects on places. Needs matplotlib and pandas (Debian: python3-matplotlib,
python3-pandas); Chinese needs a font (fonts-noto-cjk or fonts-wqy-microhei).
"""
import argparse
import json
import math
import os
import sys
import textwrap

try:
    import matplotlib
    import pandas as pd
except ImportError as error:
    sys.exit(f"figures.py needs {error.name}; on Debian: apt-get install python3-matplotlib python3-pandas")
matplotlib.use("Agg")
import matplotlib.pyplot as plt
from matplotlib import font_manager
from matplotlib.colors import LinearSegmentedColormap

HERE = os.path.dirname(os.path.abspath(__file__))
INK, SOFT, GRID = "#1b1f24", "#59636e", "#e3e7ea"
# Okabe and Ito (2008): told apart by the colour-blind; dashes tell them apart in grey.
SERIES = ["#3d444b", "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#8a6d00", "#56b4e9"]
DASHES = ["-", "-", "--", ":", "-.", (0, (8, 2)), (0, (2, 1))]
RAMP = LinearSegmentedColormap.from_list("ramp", ["#f4f3e6", "#cfe3c0", "#8cc6b5", "#4a9bb8", "#2c64a0", "#1c2b66"])
DIVERGING = LinearSegmentedColormap.from_list(
    "diverging", ["#7a3200", "#c66a22", "#efc096", "#f5f3ef", "#a8c7e5", "#3c7db8", "#0a3868"])
HEADLINES = ["gdp_real", "employment", "wage_real", "consumption_real", "rd_real", "future_output_real"]
CHINESE = ["Noto Sans CJK SC", "Noto Sans CJK JP", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei"]

with open(os.path.join(HERE, "names.json"), encoding="utf-8") as names_file:
    NAMES = json.load(names_file)


class Results:
    """A folder of results: manifest, tables and names in one language."""

    def __init__(self, folder, language):
        self.folder, self.language, self.zh = folder, language, language == "zh"
        try:
            with open(os.path.join(folder, "manifest.json"), encoding="utf-8") as file:
                self.manifest = json.load(file)
        except OSError as error:
            sys.exit(f"{folder}: not a result directory ({error.strerror}: manifest.json)")
        if self.manifest.get("kind") == "experiment":
            sys.exit(f"{folder}: figures are of a run or a comparison; the page of an experiment: lingnan report {folder}")
        self.comparison = self.manifest.get("kind") == "comparison"
        self.cities = self.table("cities.csv")
        self.cities = self.cities[self.cities.kind == "city"].set_index("code")
        self.industries = self.table("industries.csv").set_index("code")

    def table(self, name):
        path = os.path.join(self.folder, name)
        if not os.path.exists(path):
            sys.exit(f"{path}: no such file; make the results again with this version")
        codes = ["city", "code", "place", "origin", "destination", "industry"]
        return pd.read_csv(path, dtype={column: str for column in codes}, keep_default_na=True)

    def t(self, en, zh):
        return zh if self.zh else en

    def label(self, name):
        return NAMES[name][self.zh] if name in NAMES else name

    def name(self, things, code):
        return things.loc[code, "name_zh" if self.zh else "name_en"] if code in things.index else code

    def title(self, setting):
        titles = setting.get("title", {})
        return titles.get(self.language) or titles.get("en") or setting["name"]

    def unit(self, unit, largest, difference=False):
        """What numbers are multiplied with to be shown, and the unit then."""
        largest = abs(largest)
        per = self.t(" a year", "/年") if "/year" in unit else self.t(" a month", "/月") if "/month" in unit else ""
        if unit.startswith("mln_cny"):
            steps = ([(1e6, 1e-6, "万亿元"), (100, 1e-2, "亿元"), (0, 100, "万元")] if self.zh else
                     [(1e6, 1e-6, "trillion yuan"), (1e3, 1e-3, "billion yuan"), (0, 1, "million yuan")])
            return next((by, name + per) for least, by, name in steps if largest >= least)
        if unit.startswith("cny"):
            return 1, self.t("yuan", "元") + per
        if unit.startswith("persons"):
            if self.zh:
                return (1e-4, "万人") if largest >= 1e5 else (1, "人")
            return (1e-6, "million people") if largest >= 1e6 else (1e-3, "thousand people")
        if unit == "share":
            return 100, self.t("percentage points", "个百分点") if difference else "%"
        return 1, self.t("index", "指数") if unit.startswith("index") else self.t("number", "个")

    def source(self):
        about = (self.t(f"{self.manifest['replicates']} pairs of replicates", f"{self.manifest['replicates']} 对重复运行")
                 if self.comparison else self.t(f"one run, {self.manifest['firms']:,} agents", f"单次运行，{self.manifest['firms']:,} 个主体"))
        return self.t(f"Simulated, not observed: lingnan {self.manifest['version']}, {about}, seed {self.manifest['seed']}.",
                      f"模拟结果，非观测数据：lingnan {self.manifest['version']}，{about}，种子 {self.manifest['seed']}。")


class Figures:
    """Writes figures one by one, each with its source line."""

    def __init__(self, results, folder, formats):
        self.results, self.folder, self.formats, self.made = results, folder, formats, []
        os.makedirs(folder, exist_ok=True)

    def save(self, figure, name):
        figure.text(0.01, 0.005, self.results.source(), fontsize=7, color=SOFT, va="bottom")
        for ending in self.formats:
            path = os.path.join(self.folder, f"{name}.{ending}")
            figure.savefig(path, dpi=200)
            self.made.append(path)
        plt.close(figure)


def clean(axes, grid="y"):
    for name, side in axes.spines.items():
        side.set_visible(name in ("left", "bottom"))
        side.set_color("#9aa4ae")
    axes.tick_params(labelsize=8, colors=SOFT)
    axes.grid(axis=grid, color=GRID, linewidth=0.7)
    axes.set_axisbelow(True)


def legend_above(figure, axes, title):
    handles, labels = axes.get_legend_handles_labels()
    inches = 0.2 * (math.ceil(len(labels) / 2) + 1) + 0.12
    figure.get_layout_engine().set(rect=(0, 0.03, 1, 0.97 - inches / figure.get_figheight()))
    figure.legend(handles, labels, loc="upper left", bbox_to_anchor=(0.005, 1), ncols=2, fontsize=8, frameon=False, title=title,
                  title_fontsize=9, alignment="left", borderaxespad=0.2)


def yearly(table, columns, keys=()):
    """Sums of the complete years."""
    table = table.assign(year=table.month.str[:4].astype(int))
    complete = table.groupby("year").month.nunique().loc[lambda months: months == 12].index
    return table[table.year.isin(complete)].groupby(["year", *keys])[list(columns)].sum()


# ---- what runs and comparisons share

def draw_map(r, figures, file, title, size, value, cmap, limits, unit, faint=()):
    """Cities as circles at their coordinates: area by `size`, colour by `value`; dashed edges for `faint`."""
    lat, lon = r.cities.lat_deg, r.cities.lon_deg
    figure, axes = plt.subplots(figsize=(8, 5.2), layout="constrained")
    figure.get_layout_engine().set(rect=(0, 0.03, 1, 0.97))
    axes.set_aspect(1 / math.cos(math.radians(lat.mean())))
    codes = size.sort_values(ascending=False).index
    area = 900 * size / size.max()
    for edge, chosen in (("solid", [c for c in codes if c not in faint]), ("dashed", [c for c in codes if c in faint])):
        if chosen:
            points = axes.scatter(lon[chosen], lat[chosen], s=area[chosen], c=value[chosen], cmap=cmap, vmin=limits[0],
                                  vmax=limits[1], edgecolor=INK, linewidth=0.8, linestyle=edge, zorder=2)
    place_names(r, figure, axes, codes, area)
    bar = figure.colorbar(points, ax=axes, shrink=0.55, aspect=24, pad=0.02)
    bar.set_label(unit, fontsize=8, color=SOFT)
    bar.ax.tick_params(labelsize=8, colors=SOFT)
    bar.outline.set_linewidth(0.5)
    axes.set_xlabel(r.t("longitude, °E", "东经（°）"), fontsize=8, color=SOFT)
    axes.set_ylabel(r.t("latitude, °N", "北纬（°）"), fontsize=8, color=SOFT)
    axes.tick_params(labelsize=8, colors=SOFT)
    axes.set_title(textwrap.fill(title, 48 if r.zh else 92), fontsize=10, loc="left", color=INK)
    figures.save(figure, file)


def place_names(r, figure, axes, codes, area):
    """Names where they cover least: tried around each circle, near before far, with a line from afar."""
    lat, lon = r.cities.lat_deg, r.cities.lon_deg
    axes.set_xlim(lon.min() - 0.6, lon.max() + 0.7)
    axes.set_ylim(lat.min() - 0.4, lat.max() + 0.4)
    figure.canvas.draw()
    point = figure.dpi / 72
    at = {c: axes.transData.transform((lon[c], lat[c])) / point for c in codes}
    radius = {c: math.sqrt(area[c] / math.pi) for c in codes}
    taken = [(at[c][0] - radius[c], at[c][1] - radius[c], at[c][0] + radius[c], at[c][1] + radius[c]) for c in codes]

    def covered(box):
        return sum(max(0, min(box[2], o[2]) - max(box[0], o[0])) * max(0, min(box[3], o[3]) - max(box[1], o[1])) for o in taken)

    for c in sorted(codes, key=lambda code: radius[code]):
        name = r.name(r.cities, c)
        wide, high = (8.5 if r.zh else 4.6) * len(name) + 2, 10
        best = None
        for far in (2, 10, 22, 36):
            for step in range(12):
                angle = step * math.pi / 6
                x = at[c][0] + math.cos(angle) * (radius[c] + far + wide / 2)
                y = at[c][1] + math.sin(angle) * (radius[c] + far + high / 2)
                box = (x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)
                cost = 4 * covered(box) + 0.8 * far
                if best is None or cost < best[0] - 0.5:
                    best = (cost, x, y, box, far)
        _, x, y, box, far = best
        taken.append(box)
        axes.annotate(name, (lon[c], lat[c]), xytext=(x - at[c][0], y - at[c][1]), textcoords="offset points", ha="center", va="center",
                      fontsize=7.5, color=INK, zorder=4, arrowprops=None if far < 10 else {"arrowstyle": "-", "color": SOFT, "linewidth": 0.5,
                                                                                          "shrinkA": 0, "shrinkB": radius[c]})


def draw_bars(r, axes, table, things, by, unit, title):
    """Horizontal bars with intervals: columns effect, low, high, faint; the index holds codes."""
    table = table.sort_values("effect")
    y = range(len(table))
    colours = ["#c66a22" if v < 0 else "#3c7db8" for v in table.effect]
    bars = axes.barh(y, by * table.effect, height=0.62, color=colours, zorder=2)
    for bar, faint in zip(bars, table.faint):
        if faint:
            bar.set_alpha(0.4)
    if "low" in table:
        axes.hlines(y, by * table.low, by * table.high, color=INK, linewidth=0.9, zorder=3)
    axes.axvline(0, color="#6b7580", linewidth=0.8)
    axes.set_yticks(list(y), [r.name(things, code) for code in table.index], fontsize=7)
    axes.set_ylim(-0.7, len(table) - 0.3)
    axes.set_xlabel(unit, fontsize=8, color=SOFT)
    axes.set_title(title, fontsize=9.5, loc="left", color=INK)
    clean(axes, "x")
    axes.tick_params(axis="y", colors=INK, labelsize=7)


# ---- a run

def run_figures(r, figures):
    province, city = r.table("province.csv"), r.table("city.csv")
    whole = yearly(province, ["gdp_real", "consumption", "investment", "exports", "rd_spending", "wage", "unemployment_rate"])
    years = whole.index
    if len(years) < 2:
        sys.exit(f"{r.folder}: the figures need two complete years")
    first, last = years[0], years[-1]
    span = last - first
    title = r.manifest["scenario_title"].get(r.language) or r.manifest["scenario_title"]["en"]
    yearly_rate = r.t("% a year", "%/年")

    gdp = yearly(city, ["gdp_real"], ["city"]).gdp_real.unstack()
    growth = 100 * ((gdp.loc[last] / gdp.loc[first]) ** (1 / span) - 1)
    draw_map(r, figures, "map", r.t(f"{title}: real GDP of {last} (area) and its growth since {first} (colour)",
                                    f"{title}：{last} 年实际地区生产总值（面积）与 {first} 年以来增速（颜色）"),
             gdp.loc[last], growth, RAMP if growth.min() >= 0 else DIVERGING,
             (growth.min(), growth.max()) if growth.min() >= 0 else (-growth.abs().max(), growth.abs().max()), yearly_rate)

    figure, grid = plt.subplots(2, 3, figsize=(10, 5.4), layout="constrained")
    figure.get_layout_engine().set(rect=(0, 0.03, 1, 0.97))
    units = {"wage": "cny/month", "unemployment_rate": "share"}
    for axes, name in zip(grid.flat, ["gdp_real", "consumption", "investment", "exports", "wage", "unemployment_rate"]):
        values = whole[name] / (12 if name in units else 1)
        by, unit = r.unit(units.get(name, "mln_cny/year"), values.abs().max())
        axes.plot(years, by * values, color=SERIES[1], linewidth=1.8, marker="o", markersize=3)
        axes.set_title(r.label(name), fontsize=9.5, loc="left", color=INK)
        axes.set_ylabel(unit, fontsize=8, color=SOFT)
        clean(axes)
    figure.suptitle(r.t(f"{title}: one run, so no interval", f"{title}：单次运行，无区间"), fontsize=10.5, x=0.01, ha="left", color=INK)
    figures.save(figure, "paths")

    cells = r.table("city_industry.csv")
    cells["year"] = cells.quarter.str[:4].astype(int)
    output = cells[cells.year.isin([first, last])].groupby(["year", "city", "industry"]).output_real.sum()
    then, now = output.loc[first].unstack(), output.loc[last].unstack()
    change = (100 * ((now / then.where(then > 0)) ** (1 / span) - 1)).reindex(index=r.cities.index, columns=r.industries.index)
    reach = change.abs().quantile(0.98).max()
    figure, axes = plt.subplots(figsize=(10.5, 6.4), layout="constrained")
    figure.get_layout_engine().set(rect=(0, 0.03, 1, 0.97))
    image = axes.imshow(change, cmap=DIVERGING, vmin=-reach, vmax=reach, aspect="auto")
    axes.set_xticks(range(change.shape[1]), [r.name(r.industries, c) if r.zh else c for c in change.columns], rotation=90, fontsize=7)
    axes.set_yticks(range(change.shape[0]), [r.name(r.cities, c) for c in change.index], fontsize=7.5)
    for y, x in zip(*(change < -0.1 * reach).to_numpy().nonzero()):
        axes.text(x, y, "−", ha="center", va="center", fontsize=7, color=INK)
    bar = figure.colorbar(image, ax=axes, shrink=0.6, aspect=30, pad=0.01)
    bar.set_label(yearly_rate, fontsize=8, color=SOFT)
    bar.ax.tick_params(labelsize=8)
    axes.set_title(r.t(f"{title}: growth of real output {first}–{last} by city and industry; − marks a loss",
                       f"{title}：{first}–{last} 年分城市分行业实际产出增速；− 表示下降"), fontsize=10, loc="left", color=INK)
    figures.save(figure, "heat")

    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 6.6), layout="constrained")
    figure.get_layout_engine().set(rect=(0, 0.03, 1, 0.97))
    totals = 100 * ((now.sum() / then.sum()) ** (1 / span) - 1)
    for axes, values, things, name in ((left, growth, r.cities, "gdp_real"), (right, totals, r.industries, "output_real")):
        draw_bars(r, axes, pd.DataFrame({"effect": values, "faint": False}), things, 1, yearly_rate,
                  r.t(f"{r.label(name)}, growth {first}–{last}", f"{r.label(name)}，{first}–{last} 年增速"))
    figures.save(figure, "growth")

    levers = r.table("levers.csv")
    if levers.empty:
        return
    figure, grid = plt.subplots(2, 2, figsize=(9, 5.4), layout="constrained")
    figure.get_layout_engine().set(rect=(0, 0.03, 1, 0.97))
    for axes, (name, unit) in zip(grid.flat, [("spent", "mln_cny/month"), ("take_up", "count/month"), ("queue", "count"), ("budget_left", "mln_cny")]):
        by, shown = r.unit(unit, levers[name].abs().max())
        for at, (lever, rows) in enumerate(levers.groupby("lever", sort=False)):
            months = rows.month.str[:4].astype(int) + (rows.month.str[5:].astype(int) - 0.5) / 12
            axes.plot(months, by * rows[name], color=SERIES[1 + at % 6], linestyle=DASHES[1 + at % 6], linewidth=1.4, label=lever)
        axes.set_title(r.label(name), fontsize=9.5, loc="left", color=INK)
        axes.set_ylabel(shown, fontsize=8, color=SOFT)
        axes.set_ylim(bottom=0, top=None if levers[name].max() > 0 else 1)
        clean(axes)
    grid.flat[0].legend(fontsize=7.5, frameon=False)
    figures.save(figure, "levers")


# ---- a comparison

def comparison_figures(r, figures):
    paths = r.table("paths.csv")
    settings = r.manifest["scenarios"]
    titles = [r.title(setting) for setting in settings]
    headlines = [name for name in HEADLINES if name in set(paths.outcome)]

    for file, middle, low, high, difference in (("fans", "p50", "p05", "p95", False), ("effects_over_time", "effect", "ci_lo", "ci_hi", True)):
        figure, grid = plt.subplots(2, 3, figsize=(10.5, 6.2), layout="constrained")
        figure.get_layout_engine().set(rect=(0, 0.03, 1, 0.97))
        for axes, name in zip(grid.flat, headlines):
            rows = paths[(paths.outcome == name) & paths[middle].notna()]
            by, unit = r.unit(rows.unit.iloc[0], rows[[low, high]].abs().max().max(), difference)
            for at, setting in enumerate(settings):
                one = rows[rows.scenario == setting["name"]]
                if one.empty:
                    continue
                colour = SERIES[at % len(SERIES)]
                axes.fill_between(one.year, by * one[low], by * one[high], color=colour, alpha=0.17, linewidth=0)
                axes.plot(one.year, by * one[middle], color=colour, linestyle=DASHES[at % len(DASHES)], linewidth=1.6, label=titles[at])
            if difference:
                axes.axhline(0, color="#6b7580", linewidth=0.8)
            axes.set_title(r.label(name), fontsize=9.5, loc="left", color=INK)
            axes.set_ylabel(unit, fontsize=8, color=SOFT)
            clean(axes)
        legend_above(figure, grid.flat[0], r.t("Difference to the base, 95 % interval", "与基准的差异，95% 区间") if difference
                     else r.t("Median and 5–95 % of replicates", "重复运行的中位数与 5–95% 区间"))
        figures.save(figure, file)

    comparison = r.table("comparison.csv")
    last = max(date for date in comparison.date.astype(str) if date.isdigit())
    comparison = comparison[comparison.date.astype(str) == last]
    order = [name for name in comparison.outcome.unique() if comparison[comparison.outcome == name].base_mean.abs().min() > 0]
    figure, axes = plt.subplots(figsize=(8, 0.32 * len(order) + 1.6), layout="constrained")
    figure.get_layout_engine().set(rect=(0, 0.03, 1, 0.97))
    apart = 0.66 / max(1, len(settings) - 1)
    shares = comparison[comparison.outcome.isin(order)]
    ends = (100 * shares[["ci_lo", "ci_hi"]].abs().max(axis=1) / shares.base_mean.abs())
    reach = 1.15 * ends.quantile(0.9) or 1
    for at, setting in enumerate(settings[1:]):
        rows = comparison[comparison.scenario == setting["name"]].set_index("outcome").loc[order]
        share = 100 / rows.base_mean.abs()
        y = [place - 0.33 + apart * (at + 0.5) for place in range(len(order))]
        colour = SERIES[(at + 1) % len(SERIES)]
        axes.hlines(y, share * rows.ci_lo, share * rows.ci_hi, color=colour, linewidth=1.6)
        for clear, face in ((True, colour), (False, "white")):
            which = [(v != "tie") == clear for v in rows.verdict]
            axes.scatter((share * rows.effect)[which], [v for v, w in zip(y, which) if w], s=20, color=face, edgecolor=colour, linewidth=1.2, zorder=3,
                         label=titles[at + 1] if clear else None)
        for value, marker, edge in ((rows.ci_lo, "<", -1), (rows.ci_hi, ">", 1)):  # what goes on beyond the frame
            beyond = [v for v, end in zip(y, edge * share * value) if end > reach]
            axes.scatter([edge * reach] * len(beyond), beyond, s=22, marker=marker, color=colour, clip_on=False, zorder=4)
    axes.set_xlim(-reach, reach)
    axes.axvline(0, color="#6b7580", linewidth=0.8)
    axes.set_yticks(range(len(order)), [r.label(name) for name in order], fontsize=8)
    axes.set_ylim(len(order) - 0.4, -0.6)
    axes.set_xlabel(r.t(f"effect in {last}, % of the base; filled: clear of luck; arrows: goes on", f"{last} 年效果，占基准 %；实心表示显著；箭头表示超出范围"), fontsize=8, color=SOFT)
    clean(axes, "x")
    axes.tick_params(axis="y", colors=INK)
    legend_above(figure, axes, r.t("95 % intervals", "95% 区间"))
    figures.save(figure, "effects")

    places = r.table("comparison_places.csv")
    places = places[places.date.astype(str) == last]
    for at, setting in enumerate(settings[1:]):
        mine = places[places.scenario == setting["name"]]
        figure, (left, right) = plt.subplots(1, 2, figsize=(10, 6.8), layout="constrained")
        figure.get_layout_engine().set(rect=(0, 0.03, 1, 0.97))
        for axes, kind, outcome, things in ((left, "city", "gdp_real", r.cities), (right, "industry", "output_real", r.industries)):
            rows = mine[(mine.kind == kind) & (mine.outcome == outcome)].set_index("place")
            by, unit = r.unit(rows.unit.iloc[0], rows[["ci_lo", "ci_hi"]].abs().max().max(), True)
            draw_bars(r, axes, pd.DataFrame({"effect": rows.effect, "low": rows.ci_lo, "high": rows.ci_hi, "faint": rows.verdict == "tie"}), things,
                      by, unit, r.label(outcome))
        figure.suptitle(r.t(f"{titles[at + 1]}: effect in {last} with 95 % interval; pale: not clear of luck",
                            f"{titles[at + 1]}：{last} 年效果与 95% 区间；浅色表示不显著"), fontsize=10.5, x=0.01, ha="left", color=INK)
        figures.save(figure, f"places_{setting['name']}")
        rows = mine[(mine.kind == "city") & (mine.outcome == "gdp_real")].set_index("place")
        share = 100 * rows.effect / rows.base_mean
        reach = share.abs().max() or 1
        draw_map(r, figures, f"map_{setting['name']}",
                 r.t(f"{titles[at + 1]}: effect on real GDP of {last}; area: base; dashed: not clear of luck",
                     f"{titles[at + 1]}：对 {last} 年实际地区生产总值的效果；面积为基准；虚线表示不显著"),
                 rows.base_mean, share, DIVERGING, (-reach, reach), r.t("% of the base", "占基准 %"), set(rows.index[rows.verdict == "tie"]))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", help="folder of a finished run or comparison")
    parser.add_argument("-o", "--output", help="folder of the figures; DIR/figures if not given")
    parser.add_argument("--lang", choices=["en", "zh"], default="en")
    parser.add_argument("--formats", default="pdf,png", help="endings of the files; pdf,png if not given")
    args = parser.parse_args()
    fonts = ["DejaVu Sans"]
    if args.lang == "zh":
        known = {font.name for font in font_manager.fontManager.ttflist}
        chinese = [name for name in CHINESE if name in known]
        if not chinese:
            sys.exit("figures.py: no Chinese font; on Debian: apt-get install fonts-wqy-microhei")
        fonts.append(chinese[0])
    # a list under font.family, not font.sans-serif: only then does matplotlib 3.6 look further for a missing letter
    plt.rcParams.update({"font.family": fonts, "axes.unicode_minus": True, "pdf.fonttype": 42})
    results = Results(args.folder, args.lang)
    figures = Figures(results, args.output or os.path.join(args.folder, "figures"), args.formats.split(","))
    (comparison_figures if results.comparison else run_figures)(results, figures)
    print("\n".join(figures.made))


if __name__ == "__main__":
    main()
