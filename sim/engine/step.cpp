#include "sim/engine/step.hpp"

#include "sim/processes/processes.hpp"

namespace lingnan {

namespace {

using Names = std::string_view[];

constexpr Names kWritesTrend = {
    "enterprises.productivity", "enterprises.passing", "households.labour_force", "households.labour_force_exact",
    "households.population", "outside.swing", "outside.lead_growth", "outside.lead", "outside.available_country",
    "outside.available_world", "outside.asked_country", "outside.asked_world", "world.capacity_left", "world.links_left",
    "world.demand_left"};
constexpr Names kWritesRecognise = {"enterprises.tags", "levers.relabelled"};
constexpr Names kWritesRelocate = {
    "enterprises.multiplicity", "enterprises.birth_key", "enterprises.age", "enterprises.tags",
    "enterprises.expected_demand", "enterprises.slow_demand", "enterprises.trend", "enterprises.planned_output",
    "enterprises.planned_investment", "enterprises.price", "enterprises.mark_up", "enterprises.unit_cost",
    "enterprises.productivity", "enterprises.quality", "enterprises.knowledge", "enterprises.normal_knowledge",
    "enterprises.wage_factor", "enterprises.staff_general", "enterprises.staff_college", "enterprises.staff_expert",
    "enterprises.posts_general", "enterprises.posts_college", "enterprises.posts_expert", "enterprises.capital",
    "enterprises.under_construction", "enterprises.investment_due", "enterprises.output", "enterprises.finished",
    "enterprises.input_cost", "enterprises.market_share", "enterprises.orders", "enterprises.sold", "enterprises.fill",
    "enterprises.reliability", "enterprises.passing", "enterprises.market_part", "markets.usual_demand",
    "enterprises.deposits", "enterprises.loans", "enterprises.inputs_value", "enterprises.finished_value",
    "enterprises.capital_value", "enterprises.reserve", "enterprises.backed_until", "enterprises.revenue",
    "enterprises.costs", "enterprises.sale_begin", "register.by_age", "slots.inventory", "links.supplier",
    "links.sales", "trade_credit.receivable", "trade_credit.payable", "experts.employer", "experts.field",
    "experts.experience", "experts.knowledge", "experts.key", "projects.owner", "projects.key", "projects.stage",
    "projects.left", "projects.since", "projects.quality", "projects.signal", "projects.odds", "projects.server",
    "funds.enterprise", "enterprises.product_class", "enterprises.product_share", "enterprises.product_makers",
    "enterprises.product_since", "enterprises.product_rank", "enterprises.zone", "enterprises.developed",
    "enterprises.to_learn", "enterprises.funded_posts", "households.employed", "outside.exports_country",
    "outside.exports_world", "treasuries.deposits", "levers.given_late", "levers.take_up", "levers.rejected"};
constexpr Names kWritesPlan = {
    "enterprises.expected_demand", "enterprises.slow_demand", "enterprises.trend", "enterprises.planned_output",
    "enterprises.planned_investment", "enterprises.investment_due", "enterprises.price", "enterprises.unit_cost",
    "enterprises.finished_value", "enterprises.posts_general", "enterprises.posts_college", "enterprises.posts_expert",
    "enterprises.funded_posts", "markets.usual_demand"};
constexpr Names kWritesFinance = {
    "enterprises.deposits", "enterprises.loans", "enterprises.costs", "enterprises.planned_investment",
    "enterprises.investment_due", "households.deposits", "households.interest", "treasuries.deposits"};
constexpr Names kWritesLabour = {
    "enterprises.staff_general", "enterprises.staff_college", "enterprises.staff_expert", "enterprises.posts_expert",
    "experts.employer", "households.wage", "households.employed"};
constexpr Names kWritesProduce = {"enterprises.planned_output", "enterprises.output"};
constexpr Names kWritesTrade = {
    "enterprises.market_share", "enterprises.passing", "enterprises.orders", "enterprises.market_part",
    "enterprises.sold", "enterprises.fill", "enterprises.reliability", "enterprises.output", "enterprises.finished",
    "enterprises.revenue", "enterprises.costs", "enterprises.deposits", "enterprises.input_cost",
    "enterprises.inputs_value", "enterprises.capital_value", "slots.inventory", "links.order",
    "trade_credit.receivable", "trade_credit.payable", "households.consumption", "households.dwellings",
    "households.deposits", "treasuries.deposits", "treasuries.spending", "treasuries.extra_paid", "outside.lead",
    "outside.replaced", "outside.usual_country", "outside.usual_world", "outside.fill",
    "outside.price_effect_country", "outside.price_effect_world", "markets.price",
    "markets.capacity", "markets.reliability", "markets.local_bias", "markets.investment_price"};
constexpr Names kWritesDemography = {
    "enterprises.multiplicity", "enterprises.birth_key", "enterprises.age", "enterprises.tags",
    "enterprises.expected_demand", "enterprises.slow_demand", "enterprises.trend", "enterprises.planned_output",
    "enterprises.planned_investment", "enterprises.price", "enterprises.mark_up", "enterprises.unit_cost",
    "enterprises.productivity", "enterprises.wage_factor", "enterprises.staff_general", "enterprises.staff_college",
    "enterprises.staff_expert", "enterprises.posts_general", "enterprises.posts_college", "enterprises.posts_expert",
    "enterprises.capital", "enterprises.under_construction", "enterprises.investment_due", "enterprises.output",
    "enterprises.finished", "enterprises.input_cost", "enterprises.market_share", "enterprises.orders",
    "enterprises.sold", "enterprises.fill", "enterprises.reliability", "enterprises.market_part", "enterprises.passing",
    "enterprises.deposits", "enterprises.loans", "enterprises.inputs_value", "enterprises.finished_value",
    "enterprises.capital_value", "enterprises.revenue", "enterprises.costs", "enterprises.quality",
    "enterprises.knowledge", "enterprises.normal_knowledge", "register.by_age", "slots.inventory", "experts.employer",
    "projects.owner", "trade_credit.receivable", "trade_credit.payable", "enterprises.reserve",
    "enterprises.backed_until", "enterprises.product_class", "enterprises.product_share", "enterprises.product_makers",
    "enterprises.product_since", "enterprises.product_rank", "enterprises.zone", "enterprises.developed",
    "enterprises.to_learn", "enterprises.funded_posts", "treasuries.deposits", "levers.given_late", "levers.take_up",
    "levers.rejected"};
constexpr Names kWritesRewire = {"links.supplier", "links.sales", "enterprises.sale_begin"};
constexpr Names kWritesAccount = {
    "enterprises.deposits", "enterprises.finished_value", "enterprises.capital", "enterprises.under_construction",
    "enterprises.capital_value", "households.deposits", "households.wages", "households.taxes",
    "households.contributions", "households.benefits", "households.dividends", "households.permanent_income",
    "households.permanent_earnings", "households.recent_earnings", "treasuries.deposits", "treasuries.debt",
    "treasuries.revenue", "treasuries.spending", "treasuries.transfer", "treasuries.purchases", "treasuries.works",
    "banks.deposits", "banks.loans", "banks.interbank", "banks.equity", "banks.dividends", "levers.forgone",
    "levers.tax_forgone", "levers.shifted"};

constexpr Names kWritesHousing = {
    "housing.stock", "housing.normal_building", "housing.price", "housing.real_price", "housing.first_scarcity",
    "housing.first_cost", "housing.land_revenue", "housing.usual_land", "households.dwellings_demand"};
constexpr Names kWritesCareers = {"experts.field", "experts.experience", "experts.knowledge", "experts.key"};
constexpr Names kWritesMigrate = {
    "experts.employer", "experts.field", "experts.experience", "experts.knowledge", "experts.key", "experts.city_begin",
    "households.labour_force", "households.labour_force_exact", "households.population", "households.deposits",
    "treasuries.deposits", "levers.given_late", "levers.take_up", "levers.rejected", "migration.pull", "migration.hold",
    "migration.restless", "migration.outside_people", "migration.outside_wage", "banks.deposits", "banks.interbank"};
constexpr Names kWritesInnovate = {
    "enterprises.productivity", "enterprises.quality", "enterprises.knowledge", "enterprises.developed",
    "enterprises.to_learn", "enterprises.wage_factor", "world.lead", "world.public_knowledge"};

constexpr Names kWritesFunds = {
    "funds.deposits", "funds.callable", "funds.since", "funds.enterprise", "funds.share", "funds.paid",
    "funds.public_share", "enterprises.deposits", "enterprises.reserve", "enterprises.backed_until",
    "households.deposits", "treasuries.deposits", "levers.given_late", "levers.take_up", "levers.at_risk",
    "levers.recovered",
    // where one enterprise becomes part of another
    "enterprises.multiplicity", "enterprises.zone", "enterprises.developed", "enterprises.to_learn",
    "enterprises.funded_posts", "enterprises.age", "enterprises.tags", "enterprises.expected_demand",
    "enterprises.slow_demand", "enterprises.planned_output", "enterprises.planned_investment", "enterprises.mark_up",
    "enterprises.unit_cost", "enterprises.productivity", "enterprises.quality", "enterprises.knowledge",
    "enterprises.normal_knowledge", "enterprises.wage_factor", "enterprises.staff_general", "enterprises.staff_college",
    "enterprises.staff_expert", "enterprises.posts_general", "enterprises.posts_college", "enterprises.posts_expert",
    "enterprises.capital", "enterprises.under_construction", "enterprises.investment_due", "enterprises.output",
    "enterprises.finished", "enterprises.input_cost", "enterprises.market_share", "enterprises.orders",
    "enterprises.sold", "enterprises.reliability", "enterprises.loans", "enterprises.inputs_value",
    "enterprises.finished_value", "enterprises.capital_value", "enterprises.revenue", "enterprises.costs",
    "enterprises.product_class", "enterprises.product_share", "enterprises.product_makers", "enterprises.product_since",
    "enterprises.product_rank", "enterprises.sale_begin", "slots.inventory", "links.supplier", "links.sales",
    "trade_credit.receivable", "trade_credit.payable", "experts.employer", "projects.owner"};
constexpr Names kWritesProjects = {
    "projects.owner", "projects.key", "projects.stage", "projects.left", "projects.since", "projects.quality",
    "projects.signal", "projects.odds", "projects.server", "levers.due", "levers.take_up", "levers.rejected",
    "levers.queue", "enterprises.productivity", "enterprises.quality", "world.lead"};

constexpr Names kWritesProducts = {
    "products.adopters", "products.cumulated", "products.usual", "products.unit_cost", "products.begun",
    "products.pull", "enterprises.product_class", "enterprises.product_share", "enterprises.product_makers",
    "enterprises.product_since", "enterprises.product_rank", "enterprises.market_share", "enterprises.productivity",
    "enterprises.quality", "world.lead"};

constexpr Names kWritesPolicy = {
    "treasuries.extra_works", "treasuries.matched", "treasuries.deposits", "enterprises.deposits", "enterprises.tags",
    "enterprises.zone", "levers.budget_left", "levers.due", "levers.ordered", "levers.given", "levers.given_late",
    "levers.forgone", "levers.spent", "levers.tax_forgone", "levers.relabelled", "levers.shifted", "levers.recovered", "levers.take_up",
    "levers.rejected", "levers.queue", "levers.choice", "levers.chosen"};
constexpr Names kWritesSettle = {
    "treasuries.deposits", "treasuries.given", "enterprises.deposits", "levers.given", "levers.spent",
    "levers.budget_left"};

constexpr ProcessEntry kStep[] = {
    {"recognise", "Once a year enterprises are recognised by published rules.",          kWritesRecognise, make_recognise},
    {"policy",  "Levers due now issue this step's instruments; their costs are ordered.", kWritesPolicy, make_policy},
    {"permits", "Desks of cities give permits in turn, which sets the time to build.",   {},              make_permits},
    {"rents",   "Rents of rooms for enterprises, where levers help with them.",          {},              make_rents},
    {"trend",   "Outside prices and demand, productivity, labour force and shocks move.", kWritesTrend,   make_trend},
    {"relocate", "Enterprises move to other cities.",                                    kWritesRelocate, make_relocate},
    {"plan",    "Enterprises set expectations, output, staff, investment and price.",    kWritesPlan,    make_plan},
    {"finance", "Interest is paid; banks lend; investment keeps within what is funded.", kWritesFinance, make_finance},
    {"labour",  "Wages move; people leave; vacancies and seekers meet.",                 kWritesLabour,  make_labour},
    {"produce", "The scarcest of plan, capacity, labour and inputs sets output.",        kWritesProduce, make_produce},
    {"trade",   "Orders are placed, rationed, delivered and paid.",                      kWritesTrade,   make_trade},
    {"settle", "What levers bought is counted; other payers give back their part.",      kWritesSettle, make_settle},
    {"funds", "Private funds invest, hold and give back.",                               kWritesFunds,   make_funds},
    {"demography", "Enterprises enter and leave; who stays takes over.",                 kWritesDemography, make_demography},
    {"rewire", "Links end; buyers look for other suppliers.",                           kWritesRewire, make_rewire},
    {"account", "Wages, taxes, dividends and transfers are paid; books close.",          kWritesAccount, make_account},
    {"housing", "Dwellings are built and decay; their price clears the stock.",          kWritesHousing, make_housing},
    {"careers", "Experts learn and change field; who is past a career and idle makes room.", kWritesCareers, make_careers},
    {"migrate", "People move between cities and the rest of the country, with their deposits.", kWritesMigrate, make_migrate},
    {"innovate", "Research adds to knowledge; some enterprises find or copy something better.", kWritesInnovate, make_innovate},
    {"projects", "Innovation projects come up, wait, pass their stages or fail.", kWritesProjects, make_projects},
    {"products", "New products spread; who makes them learns, others begin to make them.", kWritesProducts, make_products},
    {"observe", "What happened is added up.",                                            {},             make_observe},
};

}  // namespace

std::span<const ProcessEntry> step_table() { return kStep; }

}  // namespace lingnan
