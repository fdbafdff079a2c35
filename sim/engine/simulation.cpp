// The time loop: opens the world, walks the rows of the step, audits every step.
#include "lingnan/simulation.hpp"

#include <chrono>

#include "sim/base/hash.hpp"
#include "sim/base/parallel.hpp"
#include "sim/base/problem.hpp"
#include "sim/engine/audit.hpp"
#include "sim/engine/checkpoint.hpp"
#include "sim/engine/model.hpp"
#include "sim/engine/step.hpp"
#include "sim/engine/watcher.hpp"
#include "sim/policy/instruments.hpp"

namespace lingnan {

struct Simulation::State {
  Threads threads;
  RunOptions options;
  std::shared_ptr<const Region> region;
  std::vector<Shock> shocks;
  Trends trends;
  Institutions institutions;
  LabourMarket labour_market;
  Demographics demographics;
  Fiscal fiscal;
  Month end;
  std::uint64_t identity = 0;
  World world;
  std::vector<std::shared_ptr<const Lever>> levers;
  Instruments instruments;
  std::vector<std::unique_ptr<Process>> processes;
  Audit audit;
  std::vector<RowCost> costs;
  Watcher* watcher = nullptr;

  explicit State(int count) : threads(count) {}
};

namespace {

/// Runs with the same identity can continue each other. How far a run goes is not part of it.
std::uint64_t identity_of(const Scenario& scenario, const RunOptions& options) {
  std::uint64_t hash = mix(options.seed, options.replicate);
  Model& model = *scenario.model;
  hash = hash_memory(&model.time.start, sizeof model.time.start, hash);
  hash = hash_memory(model.time.step.data(), model.time.step.size(), hash);
  // the effective values without the end of the run and the rhythm of its checkpoints
  std::string text = scenario.effective_json;
  for (const std::string& key : {std::string("\"end\""), std::string("\"checkpoint_every_months\"")}) {
    const std::size_t at = text.find(key);
    if (at != std::string::npos) text.erase(at, text.find_first_of(",}", at) - at);
  }
  hash = hash_memory(text.data(), text.size(), hash);
  for (const auto& [name, digest] : scenario.region->file_hashes) hash = hash_memory(digest.data(), digest.size(), hash);
  return hash;
}

}  // namespace

/// Everything but the world's own state.
void Simulation::take(const Scenario& scenario, const RunOptions& options) {
  State& s = *state_;
  const Model& model = *scenario.model;
  s.options = options;
  s.region = scenario.region;
  s.shocks = model.shocks;
  s.trends = model.trends;
  s.institutions = model.institutions;
  s.labour_market = model.labour_market;
  s.demographics = model.demographics;
  s.fiscal = model.fiscal;
  s.end = model.time.end;
  s.identity = identity_of(scenario, options);
  s.levers = model.policy;
  for (const auto& process : model.processes) {
    s.processes.push_back(process->clone());
    s.costs.push_back({std::string(process->name()), 0});
  }
  s.costs.push_back({"audit", 0});
}

Simulation::Simulation(const Scenario& scenario, const RunOptions& options)
    : state_(std::make_unique<State>(options.threads)) {
  State& s = *state_;
  const Model& model = *scenario.model;
  take(scenario, options);
  s.world.calendar.start = model.time.start;
  s.world.calendar.step_length = model.time.step_length();
  s.world.shocks = s.shocks;
  s.world.fiscal = &s.fiscal;
  open_world(s.world, {.region = *s.region,
                       .opening = model.opening,
                       .institutions = s.institutions,
                       .labour_market = s.labour_market,
                       .demographics = s.demographics,
                       .trends = s.trends,
                       .luck = Luck(options.seed, options.replicate),
                       .firms = model.economy.firms,
                       .random_processes = model.economy.random_processes,
                       .step_years = s.world.calendar.step_years()});
  open_levers(s.levers, s.world);
  s.audit.begin(s.world);
}

Simulation::Simulation(const Simulation& past, const Scenario& scenario)
    : state_(std::make_unique<State>(past.state_->options.threads)) {
  State& s = *state_;
  take(scenario, past.state_->options);
  s.world = past.state_->world;
  s.world.region = s.region.get();
  s.world.institutions = &s.institutions;
  s.world.trends = &s.trends;
  s.world.fiscal = &s.fiscal;
  s.world.labour_market = &s.labour_market;
  s.world.demographics = &s.demographics;
  s.world.shocks = s.shocks;
  carry_levers(past.state_->levers, s.levers, s.world);
  s.audit.begin(s.world);
}

Simulation::~Simulation() = default;

int Simulation::months_done() const { return state_->world.calendar.months_done(); }
int Simulation::months_total() const { return state_->end.index() - state_->world.calendar.start.index() + 1; }

void Simulation::run_month() {
  State& s = *state_;
  World& world = s.world;
  using Clock = std::chrono::steady_clock;
  const auto seconds = [](Clock::time_point since) { return std::chrono::duration<double>(Clock::now() - since).count(); };
  const Month month = world.calendar.month();
  Residuals worst;
  for (int k = 0; k < world.calendar.per_month(); ++k) {
    world.ledger.begin_step();
    s.instruments.clear();
    issue_instruments(s.levers, world, s.instruments);
    if (s.watcher) s.watcher->issued(world, s.instruments);
    for (std::size_t row = 0; row < s.processes.size(); ++row) {
      const auto start = Clock::now();
      try {
        s.processes[row]->run(world, s.instruments);
      } catch (const ModelFailure& failure) {
        throw ModelFailure("row '" + s.costs[row].name + "' of " + month.text() + ": " + failure.what());
      }
      s.costs[row].seconds += seconds(start);
    }
    if (s.watcher) s.watcher->stepped(world);
    const auto start = Clock::now();
    const Residuals residuals = s.audit.end_step(world);
    worst.worst(residuals);
    if (!s.audit.countable())
      throw ModelFailure("an enterprise has, owes or turns over more than " + std::to_string(kMostOfOne / 100 / 1'000'000'000'000) +
                         " trillion yuan in " + month.text() + ", beyond what the books count: the economy has exploded");
    const std::string_view broken = residuals.broken();
    if (!broken.empty()) {
      std::string values;
      for (std::size_t i = 0; i < residuals.money.size(); ++i)
        if (residuals.money[i] != 0) values += " " + std::string(kMoneyIdentities[i]) + " " + std::to_string(residuals.money[i]) + " fen;";
      for (std::size_t i = 0; i < residuals.real.size(); ++i)
        if (!(residuals.real[i] <= kRelative)) values += " " + std::string(kRealIdentities[i]) + " " + std::to_string(residuals.real[i]) + ";";
      throw ModelFailure("the books of " + month.text() + " (step " + std::to_string(world.calendar.step) +
                         ") do not balance: identity '" + std::string(broken) + "':" + values);
    }
    const double gdp = world.gdp_real_history.back();
    if (!(gdp > 0) || !(gdp < 1e300))
      throw ModelFailure("real GDP of " + month.text() + " is " + std::to_string(gdp) + " yuan: the economy has collapsed");
    ++world.calendar.step;
    s.costs.back().seconds += seconds(start);
  }
  const auto start = Clock::now();
  AuditMonth row;
  row.month = month;
  row.money.assign(worst.money.begin(), worst.money.end());
  row.real.assign(worst.real.begin(), worst.real.end());
  row.state_hash = hash_world(world);
  world.records.audit.push_back(std::move(row));
  s.costs.back().seconds += seconds(start);
}

std::uint64_t Simulation::state_hash() const { return hash_world(state_->world); }
const Records& Simulation::records() const { return state_->world.records; }
const std::vector<RowCost>& Simulation::row_costs() const { return state_->costs; }
World& Simulation::world() { return state_->world; }
void Simulation::watch(Watcher& watcher) { state_->watcher = &watcher; }

RunSize Simulation::size() const {
  const World& w = state_->world;
  RunSize size;
  size.enterprises = w.enterprises.size();
  size.slots = w.slots.inventory.size();
  size.links = w.links.supplier.size();
  size.experts = w.experts.count();
  for (const PoolId p : w.pools()) size.persons_employed += static_cast<std::uint64_t>(w.households.employed[p]);
  return size;
}

std::vector<std::string> Simulation::money_identities() { return {kMoneyIdentities.begin(), kMoneyIdentities.end()}; }
std::vector<std::string> Simulation::real_identities() { return {kRealIdentities.begin(), kRealIdentities.end()}; }

void Simulation::save(const std::string& file) const { save_world(file, state_->world, state_->identity); }

void Simulation::load(const std::string& file) {
  load_world(file, state_->world, state_->identity);
  state_->audit.begin(state_->world);
}

double enterprise_agents(const Scenario& scenario) {
  double enterprises = 0;
  for (const Industry& industry : scenario.region->industries)
    enterprises += std::min(industry.enterprises + industry.self_employed, industry.jobs / 2);
  const std::int64_t asked = scenario.model->economy.firms;
  return asked <= 0 ? enterprises : std::min(enterprises, static_cast<double>(asked));
}

std::uint64_t estimated_memory_bytes(const Scenario& scenario) {
  const Region& region = *scenario.region;
  const double agents = enterprise_agents(scenario);
  // slots and links of an agent: those of one that buys the mean, which is more than the mean of all
  double purchases = 0;  // million yuan a year
  for (std::size_t s = 0; s < region.industry_count(); ++s)
    purchases += region.flows.output(s) - region.flows.value_added(s);
  const Opening& opening = scenario.model->opening;
  const double links = std::max(static_cast<double>(opening.smallest_slots) + 1,
                                opening.suppliers * std::pow(purchases / agents / 100, opening.supplier_exponent));
  const double slots = std::clamp(links / opening.suppliers_per_input, static_cast<double>(opening.smallest_slots),
                                  static_cast<double>(opening.largest_slots));
  World empty;
  double per_enterprise = 0, per_slot = 0, per_link = 0, per_expert = 0;
  empty.enterprises.columns([&](std::string_view, auto& c) { per_enterprise += sizeof(*c.data()); });
  double per_bill = 0;
  empty.trade_credit.columns([&](std::string_view, auto& c) { per_bill += sizeof(*c.data()); });
  const Model& model = *scenario.model;
  const double step_years = 1.0 / (12 * steps_per_month(model.time.step_length()));
  per_enterprise += per_bill * static_cast<double>(model.institutions.payment_steps(step_years));
  empty.slots.columns([&](std::string_view, auto& c) { per_slot += sizeof(*c.data()); });
  empty.links.columns([&](std::string_view, auto& c) { per_link += sizeof(*c.data()); });
  empty.experts.columns([&](std::string_view, auto& c) { per_expert += sizeof(*c.data()); });
  per_expert *= 1 + kSpareExperts;
  empty.projects.columns([&](std::string_view, auto& c) { per_expert += kProjectsPerExpert * sizeof(*c.data()); });
  const double scratch = 195;  // per enterprise: what processes work with; measured, 191 to 200 from 10^6 agents to one to one
  return static_cast<std::uint64_t>(agents * (per_enterprise + scratch + slots * per_slot + links * per_link) +
                                    region.experts * (per_expert + 1)) +
         (std::uint64_t{50} << 20);  // the program and the region's tables
}

}  // namespace lingnan
