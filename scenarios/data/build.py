#!/usr/bin/env python3
"""Writes the folder guangdong-2023/ from facts/. Plain Python 3, standard library only.

  build.py           write the tables
  build.py --check   compare byte for byte; exit 1 and name the files that differ

Numbers are exact fractions until they are printed, and totals are split by largest remainders, so that the
sums a reader checks hold to the last printed digit. README.md says for each table what is read and what is assumed.
"""
import csv
import datetime
import io
import math
import pathlib
import sys
from fractions import Fraction

HERE = pathlib.Path(__file__).resolve().parent
FACTS, FOLDER = HERE / "facts", HERE / "guangdong-2023"

LOCAL_SERVICES = {"TRAD", "REAL", "PUBL", "OSRV", "HOTL", "UTIL", "CONS"}  # used near where they are made
NOT_STORABLE_GROUPS = {"tertiary", "construction"}
NOT_STORABLE = {"UTIL"}
PUBLIC_SERVICES = {"PUBL"}
METAL_PRODUCTS, ELECTRONICS, ELECTRICAL = {"FABM"}, {"COMM", "DISP", "SEMI", "ECOM"}, {"APPL", "BATT", "ELEQ"}
FINISHED_STOCK_DAYS = 20
DECAY_LOCAL, DECAY_TRADED = "2.5", "1.2"
SIZE_TAIL_EXPONENT = "1.06"
ROAD_PER_GREAT_CIRCLE = 1.25
EARTH_RADIUS_KM = 6371.0
TECHNICAL_SERVICES = {"RDTS", "INFO", "LOGI"}  # important to makers of goods, never essential
IMPORTANT_FROM = Fraction(5, 1000)  # of output
SERVICE_IMPORTANT_FROM, SERVICE_ESSENTIAL_FROM = Fraction(2, 100), Fraction(5, 100)
SHARE_DIGITS = 6


def facts(name):
    with open(FACTS / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def number(text):
    return Fraction(text if text else "0")


def show(value, digits):
    """Shortest form of a fraction rounded half up to so many digits."""
    scale = 10 ** digits
    units = math.floor(Fraction(value) * scale + Fraction(1, 2))
    whole, part = divmod(abs(units), scale)
    text = str(whole) + ("." + str(part).zfill(digits) if digits else "")
    if digits:
        text = text.rstrip("0").rstrip(".")
    return "-" + text if units < 0 else text


def apportion(total, weights):
    """Splits the integer `total` by weights; largest remainders get the units that are left, earlier ones first."""
    exact = [Fraction(total) * w / sum(weights) for w in weights]
    parts = [math.floor(x) for x in exact]
    order = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for i in order[:total - sum(parts)]:
        parts[i] += 1
    return parts


def shares(weights):
    """Shares with SHARE_DIGITS digits that sum to exactly 1."""
    scale = 10 ** SHARE_DIGITS
    return [show(Fraction(part, scale), SHARE_DIGITS) for part in apportion(scale, weights)]


def table(header, rows):
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()


class Facts:
    """Everything that more than one table needs."""

    def __init__(self):
        self.totals_rows = {r["key"]: r for r in facts("totals.csv")}
        self.total = {key: number(r["value"]) for key, r in self.totals_rows.items()}
        self.cities = sorted(facts("cities.csv"), key=lambda r: r["code"])
        self.industries = facts("industries.csv")
        self.codes = [r["code"] for r in self.industries]
        self.flow_rows = facts("flows.csv")
        flow = {(r["origin"], r["sector"]): {k: number(v) for k, v in r.items() if k not in ("origin", "sector")}
                for r in self.flow_rows}
        self.parts = {part: [flow["VA", part][code] for code in self.codes] for part in ("COMP", "TAX", "DEP", "SURP")}
        self.value_added = [sum(column) for column in zip(*self.parts.values())]
        bought = {(s, u): sum(flow[o, s][u] for o in ("LOCAL", "ROC", "ROW")) for s in self.codes for u in self.codes}
        self.output = [self.value_added[j] + sum(bought[s, u] for s in self.codes) for j, u in enumerate(self.codes)]
        self.coefficient = {(s, u): bought[s, u] / self.output[j] for s in self.codes for j, u in enumerate(self.codes)}
        self.jobs = apportion(int(self.total["employed"]), [number(r["jobs"]) for r in self.industries])
        estimate = {r["city"]: r for r in facts("city_value_added_estimate.csv")}
        columns = []
        for j, code in enumerate(self.codes):
            assert (self.value_added[j] * 1000).denominator == 1
            columns.append(apportion(int(self.value_added[j] * 1000),
                                     [number(estimate[c["code"]][code]) for c in self.cities]))
        self.city_value_added = [[Fraction(column[i], 1000) for column in columns] for i in range(len(self.cities))]
        self.city_jobs = [sum(v * n / va for v, n, va in zip(row, self.jobs, self.value_added))
                          for row in self.city_value_added]


def city_college_shares(f):
    """Census 2020 where read; elsewhere the rest of the province by population x square root of GDP per head.

    Taken to 2023 at the province's pace of 2010-2020 and related to residents of 15 and over; the employed are
    assumed to be educated like these.
    """
    people = [number(c["population_census_2020_10k"]) for c in f.cities]
    read = [number(c["college_educated_per_100k_2020"]) for c in f.cities]
    left = f.total["college_per_100k_2020"] * sum(people) - sum(p * r for p, r in zip(people, read))
    weight = [Fraction(math.sqrt(number(c["gdp_2023_100m_cny"]) / p)) for c, p in zip(f.cities, people)]
    unknown = sum(p * w for p, w, r in zip(people, weight, read) if r == 0)
    growth = Fraction((float(f.total["college_per_100k_2020"] / f.total["college_per_100k_2010"])) ** 0.3)
    per_100k = [r if r else left * w / unknown for r, w in zip(read, weight)]
    return [x / 100000 * growth / f.total["adult_share_2020"] for x in per_100k]


def city_expert_shares(f):
    """R&D spending of 2019; where missing, the rest of the Delta or of the other cities by secondary value added."""
    read = [number(c["rd_2019_100m_cny"]) for c in f.cities]
    delta = [c["district"] == "PRD" for c in f.cities]
    spending = list(read)
    in_delta = f.total["rd_2019_delta"]
    for inside, total in ((True, in_delta), (False, f.total["rd_2019_province"] - in_delta)):
        missing = [i for i, c in enumerate(f.cities) if delta[i] == inside and read[i] == 0]
        left = total - sum(r for r, d in zip(read, delta) if d == inside)
        weight = {i: number(f.cities[i]["secondary_va_2023_100m_cny"]) for i in missing}
        for i in missing:
            spending[i] = left * weight[i] / sum(weight.values())
    return shares(spending)


def net_migration(f):
    """Persons a year: growth from the census (1 November 2020) to the end of 2023 less natural increase."""
    years = (datetime.date(2023, 12, 31) - datetime.date(2020, 11, 1)).days / Fraction(36525, 100)
    rate = f.total["natural_increase_per_1000"] / 1000
    first = [number(c["population_census_2020_10k"]) * 10000 for c in f.cities]
    last = [number(c["population_end_2023_10k"]) * 10000 for c in f.cities]
    return [(b - a) / years - rate * (a + b) / 2 for a, b in zip(first, last)]


def housing_supply_elasticity(city):
    """Land is scarcest in Shenzhen, scarce in the Delta."""
    if city["name_en"] == "Shenzhen":
        return "0.2"
    return "0.5" if city["district"] == "PRD" else "1.5"


def region(f):
    def row(key):
        r = f.totals_rows[key]
        return [key, r["value"], r["unit"], r["basis"], r["source"]]
    return table(["key", "value", "unit", "basis", "source"], [
        ["name_en", "Guangdong", "text", "read", "GB/T 2260, code 440000"],
        ["name_zh", "广东", "text", "read", "GB/T 2260, code 440000"],
        ["base_year", "2023", "year", "derived", "year of flows.csv"],
        row("experts"), row("unemployment_rate"), row("employed")])


def cities(f):
    rows = []
    for c, college, experts, net in zip(f.cities, city_college_shares(f), city_expert_shares(f), net_migration(f)):
        how = "; college share: " + ("census 2020" if c["college_educated_per_100k_2020"] else
                                     "rest of the province by population x root of GDP per head")
        how += " taken to 2023 per adult; expert share: " + (
            "R&D spending 2019" if c["rd_2019_100m_cny"] else "rest of R&D spending 2019 by secondary value added")
        rows.append([c["code"], c["name_en"], c["name_zh"], c["district"], c["lat_deg"], c["lon_deg"],
                     show(number(c["population_end_2023_10k"]) * 10000, 0), show(net, 0), housing_supply_elasticity(c), c["wage_2023_cny"], show(college, 4),
                     experts, c["above_scale_industrial_enterprises"], "derived", c["source"] + how])
    return table(["code", "name_en", "name_zh", "district", "lat_deg", "lon_deg", "population",
                  "net_migration", "housing_supply_elasticity", "wage_cny",
                  "college_share", "expert_share", "above_scale_industrial_enterprises", "basis", "source"], rows)


def storable(industry):
    return industry["group"] not in NOT_STORABLE_GROUPS and industry["code"] not in NOT_STORABLE


def makes_goods(industry):
    return industry["group"] != "tertiary"


def self_employed_businesses(f):
    """Census total: a fixed share in industry, the rest in construction and services, by weighted jobs; farms apart."""
    total = int(f.total["self_employed"])
    weight = [n * number(r["self_employed_weight"]) for n, r in zip(f.jobs, f.industries)]
    industry = int(total * f.total["self_employed_industry_share"])
    result = [0] * len(weight)
    for groups, amount in ((("industry", "manufacturing"), industry), (("construction", "tertiary"), total - industry)):
        members = [i for i, r in enumerate(f.industries) if r["group"] in groups]
        for i, part in zip(members, apportion(amount, [weight[i] for i in members])):
            result[i] = part
    farms = f.codes.index("AGRI")
    result[farms] = int(f.jobs[farms] / f.total["persons_per_farm"])
    return result


def legal_units(f, self_employed):
    """Census shares inside industry, the rest by jobs; construction and services by jobs in legal units / size."""
    result = [0] * len(f.codes)
    industry, manufacturing = int(f.total["industrial_legal_units"]), int(f.total["manufacturing_legal_units"])

    def spread(amount, members, weight):
        members = [i for i, code in enumerate(f.codes) if code in members]
        for i, part in zip(members, apportion(amount, [weight(i) for i in members])):
            result[i] = part
        return amount

    def jobs(i):
        return f.jobs[i]

    makers = {r["code"] for r in f.industries if r["group"] == "manufacturing"}
    left = manufacturing
    for share, members in (("metal_products_share", METAL_PRODUCTS), ("electronics_share", ELECTRONICS),
                           ("electrical_share", ELECTRICAL)):
        left -= spread(int(industry * f.total[share]), members, jobs)
        makers -= members
    spread(left, makers, jobs)
    size = [number(r["persons_per_legal_unit"]) for r in f.industries]
    spread(industry - manufacturing, {"MINE", "UTIL"}, lambda i: f.jobs[i] / size[i])
    persons = f.total["self_employed_persons"] / f.total["self_employed"]
    services = {r["code"] for r in f.industries if r["group"] in ("construction", "tertiary")}
    spread(int(f.total["legal_units"]) - industry, services,
           lambda i: (f.jobs[i] - persons * self_employed[i]) / size[i])
    result[f.codes.index("AGRI")] = int(f.total["farm_legal_units"])
    return result


def industries(f):
    experts = shares([x * number(r["rd_to_sales_pct"]) for x, r in zip(f.output, f.industries)])
    self_employed = self_employed_businesses(f)
    enterprises = legal_units(f, self_employed)
    rows = []
    for i, r in enumerate(f.industries):
        rate, keeps = number(r["depreciation_rate"]), storable(r)
        capital = show(f.parts["DEP"][i] / rate, 3)
        rows.append([r["code"], r["name_en"], r["name_zh"], r["group"], int(keeps), int(r["code"] in PUBLIC_SERVICES),
                     FINISHED_STOCK_DAYS if keeps else 0, r["input_stock_days"],
                     DECAY_LOCAL if r["code"] in LOCAL_SERVICES else DECAY_TRADED, f.jobs[i], r["depreciation_rate"],
                     capital, r["college_share"], experts[i], enterprises[i], self_employed[i], SIZE_TAIL_EXPONENT,
                     r["country_share"], r["basis"],
                     r["source"] + "; capital: depreciation of flows.csv / rate; expert share: R&D / sales x output; "
                     "enterprises, self-employed: fifth economic census spread by jobs; share of the country: output in the "
                     "provincial tables of 2017"])
    return table(["code", "name_en", "name_zh", "group", "storable", "public_service", "finished_stock_days",
                  "input_stock_days", "distance_decay", "jobs", "depreciation_rate", "capital_mln", "college_share",
                  "expert_share", "enterprises", "self_employed", "size_tail_exponent", "country_share", "basis", "source"], rows)


def flows(f):
    header = list(f.flow_rows[0])
    return table(header, [[r[column] for column in header] for r in f.flow_rows])


def city_value_added(f):
    return table(["city"] + f.codes, [[c["code"]] + [show(v, 3) for v in row]
                                      for c, row in zip(f.cities, f.city_value_added)])


def distances(f):
    rows = []
    for a in f.cities:
        for b in f.cities:
            if a is b:
                continue
            # The same expression for both directions, so that the table is symmetric to the last digit.
            (lat1, lon1), (lat2, lon2) = sorted((math.radians(float(c["lat_deg"])), math.radians(float(c["lon_deg"])))
                                                for c in (a, b))
            h = (math.sin((lat2 - lat1) / 2) ** 2 +
                 math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2)
            km = ROAD_PER_GREAT_CIRCLE * 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(h))
            rows.append([a["code"], b["code"], "%.1f" % km])
    return table(["from", "to", "road_km"], rows)


def input_class(f, supplier, user, core):
    """E, I or N of one input of one user. README.md states the rule in words."""
    share = f.coefficient[supplier["code"], user["code"]]
    if supplier["code"] == "UTIL":
        return "E"
    if not storable(supplier):
        return "I" if makes_goods(user) and supplier["code"] in TECHNICAL_SERVICES and share >= IMPORTANT_FROM else "N"
    if makes_goods(user):
        if share >= number(supplier["essential_from_pct_of_output"]) / 100:
            return "E"
        return "I" if share >= IMPORTANT_FROM else "N"
    if share >= SERVICE_ESSENTIAL_FROM and supplier["code"] == core[user["code"]]:
        return "E"
    return "I" if share >= SERVICE_IMPORTANT_FROM else "N"


def input_classes(f):
    goods = [r["code"] for r in f.industries if storable(r)]
    core = {u: max(goods, key=lambda s: f.coefficient[s, u]) for u in f.codes}
    return table(["supplier"] + f.codes,
                 [[s["code"]] + [input_class(f, s, u, core) for u in f.industries] for s in f.industries])


def partners(_):
    return table(["code", "name_en", "name_zh", "goods"], [
        ["ROC", "Rest of China", "国内其他地区", 1], ["ROW", "Rest of the world", "国外", 1],
        ["810000", "Hong Kong", "香港", 0], ["820000", "Macao", "澳门", 0]])


def future_overlaps(_):
    """Share of a future industry's potential sales that a future industry of another plan, a cluster or an industry has."""
    potential = {r["code"]: number(r["potential_mln"]) for r in facts("product_classes.csv")}
    futures = facts("future_industries.csv")
    in_future, in_industry, in_cluster = {}, {}, {}
    for r in facts("future_industry_classes.csv"):
        in_future.setdefault(r["future_industry"], {})[r["class"]] = number(r["weight"])
    for r in facts("product_class_industries.csv"):
        in_industry.setdefault(r["industry"], {})[r["class"]] = number(r["weight"])
    for r in facts("cluster_industries.csv"):
        for k, weight in in_industry.get(r["industry"], {}).items():
            cluster = in_cluster.setdefault(r["cluster"], {})
            cluster[k] = cluster.get(k, 0) + weight * number(r["share"])
    rows = []
    for a in futures:
        mine = in_future[a["code"]]
        whole = sum(weight * potential[k] for k, weight in mine.items())
        others = [("future industry", b["code"], in_future[b["code"]]) for b in futures if b["plan"] != a["plan"]]
        others += [("cluster", c["code"], in_cluster.get(c["code"], {})) for c in facts("clusters.csv")]
        others += [("industry", i["code"], in_industry.get(i["code"], {})) for i in facts("industries.csv")]
        for kind, code, theirs in others:
            common = sum(weight * theirs.get(k, 0) * potential[k] for k, weight in mine.items())
            if common:
                rows.append([a["code"], kind, code, show(common / whole, 4)])
    return table(["future_industry", "kind", "other", "share"], rows)


def copy_of(name):
    def copy(_):
        rows = facts(name)
        return table(list(rows[0]), [list(r.values()) for r in rows])
    return copy


def history(_):
    """What is known after the base year: given paths, and growth of cities, which is what the back-test holds runs against."""
    rows = facts("history.csv")
    cities = [["city", r["place"], "", "", r["year"], r["growth"], r["basis"], r["source"]]
              for r in facts("backtest.csv") if r["place"] != "region"]
    return table(list(rows[0]), [list(r.values()) for r in rows] + cities)


TABLES = {"region.csv": region, "cities.csv": cities, "industries.csv": industries, "flows.csv": flows,
          "city_value_added.csv": city_value_added, "distances.csv": distances, "input_classes.csv": input_classes,
          "partners.csv": partners, "clusters.csv": copy_of("clusters.csv"),
          "cluster_industries.csv": copy_of("cluster_industries.csv"),
          "product_classes.csv": copy_of("product_classes.csv"),
          "product_class_industries.csv": copy_of("product_class_industries.csv"),
          "future_industries.csv": copy_of("future_industries.csv"),
          "future_industry_classes.csv": copy_of("future_industry_classes.csv"),
          "future_overlaps.csv": future_overlaps,
          "validation_targets.csv": copy_of("validation_targets.csv"),
          "city_growth.csv": copy_of("city_growth.csv"), "backtest.csv": copy_of("backtest.csv"),
          "ports.csv": copy_of("ports.csv"),
          "history.csv": history}


def main():
    f = Facts()
    built = {name: make(f).encode("utf-8") for name, make in TABLES.items()}
    if "--check" in sys.argv[1:]:
        differing = [name for name, data in built.items()
                     if not (FOLDER / name).is_file() or (FOLDER / name).read_bytes() != data]
        for name in differing:
            print(f"{FOLDER.name}/{name} differs from what build.py makes of facts/", file=sys.stderr)
        return 1 if differing else 0
    FOLDER.mkdir(exist_ok=True)
    for name, data in built.items():
        (FOLDER / name).write_bytes(data)
    return 0


if __name__ == "__main__":
    sys.exit(main())
