#include "sim/world/records.hpp"

namespace lingnan {

const std::vector<RecordColumn<ProvinceMonth>>& ProvinceMonth::columns() {
  using R = ProvinceMonth;
  static const std::vector<RecordColumn<R>> list = {
      {"gdp", "mln_cny/month", "Gross domestic product at current prices.", &R::gdp},
      {"gdp_real", "mln_cny/month at base-year prices", "Gross domestic product at prices of the base year.",
       &R::gdp_real},
      {"consumption", "mln_cny/month", "Consumption of households.", &R::consumption},
      {"investment", "mln_cny/month", "Gross fixed investment.", &R::investment},
      {"government", "mln_cny/month", "Consumption of governments.", &R::government},
      {"inventories", "mln_cny/month", "Change of stocks.", &R::inventories},
      {"exports", "mln_cny/month", "Sales abroad.", &R::exports},
      {"imports", "mln_cny/month", "Purchases from abroad.", &R::imports},
      {"outflow", "mln_cny/month", "Sales to other provinces.", &R::outflow},
      {"inflow", "mln_cny/month", "Purchases from other provinces.", &R::inflow},
      {"employment", "persons", "Employed at the end of the month.", &R::employment},
      {"unemployment_rate", "share", "Unemployed in the labour force at the end of the month.", &R::unemployment_rate},
      {"wage", "cny/month", "Mean wage of the employed.", &R::wage},
      {"price_index", "index, base year = 1", "Mean price of what households buy.", &R::price_index},
      {"enterprises", "count", "Enterprises at the end of the month.", &R::enterprises},
      {"entries", "count/month", "Enterprises founded.", &R::entries},
      {"exits", "count/month", "Enterprises closed.", &R::exits},
      {"relocations", "count/month", "Enterprises that moved to another city.", &R::relocations},
      {"mergers", "count/month", "Enterprises that became part of another one; they are among those closed.", &R::mergers},
      {"acquisitions", "count/month", "Enterprises that another one bought from funds and other owners, mergers included.",
       &R::acquisitions},
      {"insolvencies", "count/month", "Enterprises that could not pay what they owed; they are among those closed.", &R::insolvencies},
      {"enterprises_falling", "share",
       "Of enterprises, in the last step of the month: those asked for less than nine tenths of what has been usual for them, the mean "
       "that investment looks at.",
       &R::enterprises_falling},
      {"write_offs", "mln_cny/month", "Loans to enterprises that banks lost.", &R::write_offs},
      {"trade_credit", "mln_cny", "Bills over links that are not paid yet, at the end of the month.", &R::trade_credit},
      {"credit_losses", "mln_cny/month", "Bills that enterprises lost because the customer failed.", &R::credit_losses},
      {"rd_spending", "mln_cny/month", "Pay of experts.", &R::rd_spending},
      {"bank_credit", "mln_cny", "Bank loans outstanding at the end of the month.", &R::bank_credit},
      {"bank_capital", "share", "Equity of banks over their loans at the end of the month.", &R::bank_capital},
      {"fund_investment", "mln_cny/month", "Money that funds put into enterprises.", &R::fund_investment},
      {"tax_revenue", "mln_cny/month", "Taxes paid in the region, the centre's share included.", &R::tax_revenue},
      {"fiscal_cost", "mln_cny/month", "Public money spent on the levers of the policy.", &R::fiscal_cost},
      {"outside_demand_growth", "1/year", "Growth of outside demand, a given path.", &R::outside_demand_growth},
      {"productivity_growth", "1/year", "Growth of productivity from outside, a given path.", &R::productivity_growth},
      {"loss_direct_real", "mln_cny/month at base-year prices",
       "Value added that shocks to capacity kept enterprises from making.", &R::loss_direct_real},
      {"loss_downstream_real", "mln_cny/month at base-year prices",
       "Value added that missing inputs kept enterprises from making.", &R::loss_downstream_real},
      {"loss_upstream_real", "mln_cny/month at base-year prices",
       "Value added not made because orders are below their average of about 20 months; read it against a run "
       "without the shock.", &R::loss_upstream_real},
  };
  return list;
}

const std::vector<RecordColumn<CityMonth>>& CityMonth::columns() {
  using R = CityMonth;
  static const std::vector<RecordColumn<R>> list = {
      {"gdp", "mln_cny/month", "Value added at current prices.", &R::gdp},
      {"gdp_real", "mln_cny/month at base-year prices", "Value added at prices of the base year.", &R::gdp_real},
      {"employment", "persons", "Employed at the end of the month.", &R::employment},
      {"unemployment_rate", "share", "Unemployed in the labour force at the end of the month.", &R::unemployment_rate},
      {"wage", "cny/month", "Mean wage of the employed.", &R::wage},
      {"population", "persons", "Residents at the end of the month.", &R::population},
      {"enterprises", "count", "Enterprises at the end of the month.", &R::enterprises},
      {"above_scale_enterprises", "count",
       "Industrial enterprises whose sales in the last step of the month come to 20 million yuan a year or more at current "
       "prices; of an agent that stands for many their mean counts.",
       &R::above_scale_enterprises},
      {"tax_revenue", "mln_cny/month", "Taxes paid in the city, all treasuries.", &R::tax_revenue},
      {"house_price", "index, base year = 1", "Price and rent of dwellings.", &R::house_price},
      {"land_revenue", "mln_cny/month", "What new dwellings pay the city for land, at the pace of the last step of the month.",
       &R::land_revenue},
      {"permit_load", "ratio",
       "What desks for permits are asked for in the last step of the month, over what they can handle; above 1 building waits.",
       &R::permit_load},
      {"rent_ratio", "ratio", "Rents of rooms for enterprises, to those without levers that help with them.", &R::rent_ratio},
  };
  return list;
}

const std::vector<RecordColumn<CellQuarter>>& CellQuarter::columns() {
  using R = CellQuarter;
  static const std::vector<RecordColumn<R>> list = {
      {"output_real", "mln_cny/quarter at base-year prices", "Output at prices of the base year.", &R::output_real},
      {"value_added", "mln_cny/quarter", "Value added at current prices.", &R::value_added},
      {"employment", "persons", "Employed at the end of the quarter.", &R::employment},
      {"enterprises", "count", "Enterprises at the end of the quarter.", &R::enterprises},
      {"capital", "mln_cny at base-year prices", "Fixed capital at the end of the quarter.", &R::capital},
      {"fill_rate", "share", "Orders of the quarter that were delivered.", &R::fill_rate},
      {"rd_spending", "mln_cny/quarter", "Pay of experts.", &R::rd_spending},
  };
  return list;
}

const std::vector<RecordColumn<GrowthYear>>& GrowthYear::columns() {
  using R = GrowthYear;
  static const std::vector<RecordColumn<R>> list = {
      {"gdp_real", "log points", "Growth of real GDP over the year before: the sum of what follows.", &R::gdp_real},
      {"labour", "log points", "More people at work.", &R::labour},
      {"frontier", "log points", "Growth of productivity at the world's frontier, a given path.", &R::frontier},
      {"catch_up", "log points", "Catching up with it: a given path, less where innovation has put a city's industry ahead.",
       &R::catch_up},
      {"research", "log points", "Enterprises' own knowledge from research.", &R::research},
      {"spillovers", "log points", "Knowledge of others around them.", &R::spillovers},
      {"innovation", "log points", "Steps of productivity, beyond what they bring on average at normal knowledge.",
       &R::innovation},
      {"projects", "log points", "Innovation projects, beyond what they bring on average at normal knowledge.", &R::projects},
      {"learning", "log points",
       "Makers of new products learn by doing, beyond what they would have with their first day's share of sales.", &R::learning},
      {"utilisation", "log points", "Output over what all staff make in normal hours.", &R::utilisation},
      {"reallocation", "log points",
       "The rest: staff and output move between enterprises, industries, cities and tiers.", &R::reallocation},
  };
  return list;
}

const std::vector<RecordColumn<ProjectYear>>& ProjectYear::columns() {
  using R = ProjectYear;
  static const std::vector<RecordColumn<R>> list = {
      {"started", "count/year", "Projects that began the stage.", &R::started},
      {"passed", "count/year", "Projects that passed it.", &R::passed},
      {"failed", "count/year", "Projects that ended in it.", &R::failed},
      {"running", "count", "Projects in it at the end of the year.", &R::running},
      {"waiting", "count", "Projects that wait for a place at the end of the year.", &R::waiting},
      {"cost", "mln_cny/year", "What they cost, within the pay of experts.", &R::cost},
  };
  return list;
}

const std::vector<RecordColumn<ClassQuarter>>& ClassQuarter::columns() {
  using R = ClassQuarter;
  static const std::vector<RecordColumn<R>> list = {
      {"output_real", "mln_cny/quarter at base-year prices", "Sales of the class to final users.", &R::output_real},
      {"value_added_real", "mln_cny/quarter at base-year prices", "Value added in them, by the industries that make them.",
       &R::value_added_real},
      {"enterprises", "count", "Enterprises that make the class at the end of the quarter.", &R::enterprises},
      {"cities", "count", "Cities that sold any.", &R::cities},
      {"adopters", "share", "Of those who may ever buy, who does at the end of the quarter.", &R::adopters},
      {"unit_cost", "index, first day = 1", "Unit cost by what has been made so far (Wright's law).", &R::unit_cost},
      {"cumulated_real", "mln_cny at base-year prices", "Output from the first unit to the end of the quarter.",
       &R::cumulated_real},
  };
  return list;
}

const std::vector<RecordColumn<ClassCityQuarter>>& ClassCityQuarter::columns() {
  using R = ClassCityQuarter;
  static const std::vector<RecordColumn<R>> list = {
      {"output_real", "mln_cny/quarter at base-year prices", "Sales of the class to final users.", &R::output_real},
      {"value_added_real", "mln_cny/quarter at base-year prices", "Value added in them, by the industries that make them.",
       &R::value_added_real},
      {"enterprises", "count", "Enterprises that make the class at the end of the quarter.", &R::enterprises},
  };
  return list;
}

const std::vector<RecordColumn<ClusterQuarter>>& ClusterQuarter::columns() {
  using R = ClusterQuarter;
  static const std::vector<RecordColumn<R>> list = {
      {"output_real", "mln_cny/quarter at base-year prices", "Output at prices of the base year.", &R::output_real},
      {"value_added", "mln_cny/quarter", "Value added at current prices.", &R::value_added},
      {"employment", "persons", "Employed at the end of the quarter.", &R::employment},
      {"enterprises", "count", "Enterprises at the end of the quarter.", &R::enterprises},
      {"rd_spending", "mln_cny/quarter", "Pay of experts.", &R::rd_spending},
      {"cities", "count", "Cities that make at least a hundredth of its value added.", &R::cities},
  };
  return list;
}

const std::vector<RecordColumn<TagYear>>& TagYear::columns() {
  using R = TagYear;
  static const std::vector<RecordColumn<R>> list = {
      {"enterprises", "count", "Enterprises with an agent of their own that carry the tag.", &R::enterprises},
  };
  return list;
}

const std::vector<RecordColumn<StructureYear>>& StructureYear::columns() {
  using R = StructureYear;
  static const std::vector<RecordColumn<R>> list = {
      {"capacity_utilisation", "share", "Output over what capital would allow to make.", &R::capacity_utilisation},
      {"capacity_real", "mln_cny/year", "What capital would allow to make, prices of the base year.", &R::capacity_real},
      {"concentration", "index", "Herfindahl index of sales: 1 if one enterprise sells all.", &R::concentration},
      {"sales", "mln_cny/year", "Sales of all.", &R::sales},
      {"young_productivity", "ratio",
       "Output a person of enterprises younger than five years with an agent of their own, over that of all with one; 0 without any.",
       &R::young_productivity},
      {"young_persons", "persons", "Who work for them.", &R::young_persons},
      {"zombies", "share",
       "Of enterprises with an agent of their own: at least ten years old, in debt, and with a loss after interest in this step "
       "(McGowan et al. 2018 ask for three years of it).",
       &R::zombies},
      {"agents", "count", "Enterprises with an agent of their own.", &R::agents},
  };
  return list;
}

const std::vector<RecordColumn<PortYear>>& PortYear::columns() {
  using R = PortYear;
  static const std::vector<RecordColumn<R>> list = {
      {"handled", "share of usual traffic", "What the port shipped, with what it took in; 1 in a year without a shock to ports.", &R::handled},
      {"diverted", "share of usual traffic", "Of its own, what other ports shipped.", &R::diverted},
      {"lost", "share of usual traffic", "Of its own, what nobody shipped.", &R::lost},
      {"taken_in", "share of usual traffic", "What it shipped for ports that were down.", &R::taken_in},
  };
  return list;
}

const std::vector<RecordColumn<ChoiceYear>>& ChoiceYear::columns() {
  using R = ChoiceYear;
  static const std::vector<RecordColumn<R>> list = {
      {"payoff", "ratio",
       "Taxes of its own that the city expected within its horizon for a yuan of support, as it saw it; 0 where it did not go by that, "
       "or found none good enough.",
       &R::payoff},
      {"spent", "mln_cny/year", "What the lever spent in the city in the year while the choice stood, coordination included.", &R::spent},
  };
  return list;
}

const std::vector<RecordColumn<LeverMonth>>& LeverMonth::columns() {
  using R = LeverMonth;
  static const std::vector<RecordColumn<R>> list = {
      {"spent", "mln_cny/month", "Public money spent.", &R::spent},
      {"take_up", "count/month", "Applicants served.", &R::take_up},
      {"rejected", "count/month", "Applicants turned away.", &R::rejected},
      {"queue", "count", "Applicants waiting at the end of the month.", &R::queue},
      {"budget_left", "mln_cny", "What is left of the year's budget.", &R::budget_left},
      {"tax_expenditure", "mln_cny/month", "Taxes not taken; not part of what is spent.", &R::tax_expenditure},
      {"relabelled", "mln_cny/month",
       "Spending called research that is none, because the lever pays for research or for being recognised.", &R::relabelled},
      {"profit_shifted", "mln_cny/month", "Profits of enterprises of other cities that are booked in zones without any activity there: displacement.",
       &R::profit_shifted},
      {"at_risk", "mln_cny", "Equity paid in and not come back, at the end of the month; part of what was spent.", &R::at_risk},
      {"recovered", "mln_cny/month", "What came back of equity.", &R::recovered},
  };
  return list;
}

}  // namespace lingnan
