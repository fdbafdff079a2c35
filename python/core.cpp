// The simulator for Python: what `lingnan/__init__.py` builds on. Long work lets other threads of Python run.
#include <pybind11/functional.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>
#include <sys/resource.h>

#include <chrono>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "lingnan/comparison.hpp"
#include "lingnan/results.hpp"
#include "lingnan/scenario.hpp"
#include "lingnan/simulation.hpp"
#include "lingnan/version.hpp"
#include "sim/base/assertions.hpp"
#include "sim/base/problem.hpp"
#include "sim/cli/machine.hpp"
#include "sim/cli/run_folder.hpp"
#include "sim/results/firm_panel.hpp"

namespace py = pybind11;
using namespace lingnan;

namespace {

using Settings = std::vector<std::string>;
/// Told months done, months in all and the month; None for nobody.
using Tell = std::function<void(int, int, const std::string&)>;

Scenario scenario_of(const std::string& file, const Settings& settings) {
  const py::gil_scoped_release others;
  Scenario scenario = read_scenario(file, settings);
  scenario.settings = settings;
  return scenario;
}

/// Ctrl-C has ended the work after the month; Python hears of it as ever.
[[noreturn]] void raise_interrupt() {
  const py::gil_scoped_acquire python;
  PyErr_SetNone(PyExc_KeyboardInterrupt);
  throw py::error_already_set();
}

void tell(const Tell& progress, int done, int total, const std::string& month) {
  if (!progress) return;
  const py::gil_scoped_acquire python;
  progress(done, total, month);
}

RunFacts facts_of(const RunOptions& options, double seconds) {
  struct rusage usage {};
  getrusage(RUSAGE_SELF, &usage);
  RunFacts facts;
  facts.wall_seconds = seconds;
  facts.peak_memory_bytes = static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
  facts.threads = options.threads > 0 ? options.threads : static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  facts.seed = options.seed;
  facts.replicate = options.replicate;
  return facts;
}

std::string run(const Scenario& scenario, const std::string& output, std::uint64_t seed, std::uint32_t replicate, int threads,
                bool force, const Tell& progress) {
  const py::gil_scoped_release others;
  const auto start = std::chrono::steady_clock::now();
  const RunOptions options = {.seed = seed, .replicate = replicate, .threads = threads};
  RunFolder folder(output, force, Earlier::nothing);
  Simulation simulation(scenario, options);
  const Interruptible guard;
  folder.open();
  while (!simulation.finished()) {
    simulation.run_month();
    write_firm_panel(folder.work(), scenario, simulation);
    if (interrupted()) raise_interrupt();
    tell(progress, simulation.months_done(), simulation.months_total(), last_month(simulation));
  }
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  write_results(folder.work(), scenario, simulation, facts_of(options, seconds));
  folder.publish();
  return hash_text(simulation.state_hash());
}

std::string compare_files(const std::vector<std::pair<std::string, Settings>>& scenarios, const std::string& output,
                          std::uint64_t seed, std::uint32_t replicates, int threads, bool force, const Tell& progress) {
  const py::gil_scoped_release others;
  if (scenarios.size() < 2) throw BadRequest("compare needs a base and at least one alternative");
  std::vector<Scenario> read;
  std::vector<Problem> problems;
  for (const auto& [file, settings] : scenarios) {
    try {
      read.push_back(read_scenario(file, settings));
      read.back().settings = settings;
    } catch (const BadRequest& error) {
      problems.insert(problems.end(), error.problems().begin(), error.problems().end());
    }
  }
  if (!problems.empty()) throw BadRequest(std::move(problems));
  RunFolder folder(output, force, Earlier::finished_runs);
  folder.open();
  // What the caller's function raises must not cross the threads that run: it waits until those have stopped.
  const Interruptible guard;
  std::exception_ptr raised;
  ComparisonOptions options;
  options.seed = seed;
  options.replicates = replicates;
  options.threads = threads;
  options.stop = [&raised] { return raised != nullptr || interrupted(); };
  options.progress = [&](int done, int total, const std::string& month) {
    if (raised) return;
    try {
      tell(progress, done, total, month);
    } catch (...) {
      raised = std::current_exception();
    }
  };
  const std::string summary = compare(folder.work(), std::move(read), options);
  if (raised) std::rethrow_exception(raised);
  if (summary.empty()) raise_interrupt();
  folder.publish();
  return summary;
}

}  // namespace

PYBIND11_MODULE(_core, module) {
  module.attr("version") = version();
  module.attr("commit") = commit();

  // Raised with the exceptions that the module's Python side defines, so that they can carry the list of problems.
  py::register_exception_translator([](std::exception_ptr error) {
    const auto raise = [](const char* name, const py::object& argument) {
      const py::object type = py::module_::import("lingnan").attr(name);
      PyErr_SetObject(type.ptr(), argument.ptr());
    };
    try {
      if (error) std::rethrow_exception(error);
    } catch (const BadRequest& bad) {
      py::list problems;
      for (const Problem& problem : bad.problems()) problems.append(problem.text());
      raise("BadRequest", problems);
    } catch (const ModelFailure& failure) {
      raise("ModelFailure", py::str(failure.what()));
    } catch (const MachineFailure& failure) {
      raise("MachineFailure", py::str(failure.what()));
    }
  });

  py::class_<Scenario>(module, "Scenario")
      .def_readonly("file", &Scenario::file)
      .def_readonly("name", &Scenario::name)
      .def_readonly("title_en", &Scenario::title_en)
      .def_readonly("title_zh", &Scenario::title_zh)
      .def_readonly("warnings", &Scenario::warnings)
      .def_readonly("settings", &Scenario::settings)
      .def_readonly("effective_json", &Scenario::effective_json);
  module.def("read", &scenario_of, py::arg("file"), py::arg("settings"));
  module.def("run", &run, py::arg("scenario"), py::arg("output"), py::arg("seed"), py::arg("replicate"), py::arg("threads"),
             py::arg("force"), py::arg("progress"));
  module.def("compare", &compare_files, py::arg("scenarios"), py::arg("output"), py::arg("seed"), py::arg("replicates"),
             py::arg("threads"), py::arg("force"), py::arg("progress"));
}
