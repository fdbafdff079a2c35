// The processes of the step, one file each. Include this only where the step is put together.
#pragma once

#include <memory>

#include "sim/processes/process.hpp"

namespace lingnan {

std::unique_ptr<Process> make_recognise();
std::unique_ptr<Process> make_policy();
std::unique_ptr<Process> make_permits();
std::unique_ptr<Process> make_rents();
std::unique_ptr<Process> make_settle();
std::unique_ptr<Process> make_trend();
std::unique_ptr<Process> make_relocate();
std::unique_ptr<Process> make_plan();
std::unique_ptr<Process> make_finance();
std::unique_ptr<Process> make_labour();
std::unique_ptr<Process> make_produce();
std::unique_ptr<Process> make_trade();
std::unique_ptr<Process> make_demography();
std::unique_ptr<Process> make_rewire();
std::unique_ptr<Process> make_account();
std::unique_ptr<Process> make_housing();
std::unique_ptr<Process> make_careers();
std::unique_ptr<Process> make_migrate();
std::unique_ptr<Process> make_innovate();
std::unique_ptr<Process> make_funds();
std::unique_ptr<Process> make_projects();
std::unique_ptr<Process> make_products();
std::unique_ptr<Process> make_observe();

}  // namespace lingnan
