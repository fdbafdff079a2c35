// The toy region with tables beside its own: of new products, of the growth that is known before the first day, or after it.
#pragma once

#include <filesystem>

#include "tests/cli/program.hpp"
#include "tests/worlds/worlds.hpp"

namespace lingnan::tests {

class WiderToy {
 public:
  explicit WiderToy(const char* more_tables) {
    namespace fs = std::filesystem;
    const fs::path worlds = LINGNAN_SOURCE_DIR "/tests/worlds", region = folder_.path() / "toy";
    fs::create_directory(region);
    fs::copy_file(worlds / "toy.yaml", folder_.path() / "toy.yaml");
    for (const char* tables : {"toy", more_tables})
      for (const auto& entry : fs::directory_iterator(worlds / tables))
        fs::copy_file(entry.path(), region / entry.path().filename(), fs::copy_options::overwrite_existing);
  }

  Scenario scenario(const Settings& settings) const {
    return read_scenario((folder_.path() / "toy.yaml").string(), settings);
  }

 private:
  TemporaryFolder folder_;
};

struct FutureToy : WiderToy {
  FutureToy() : WiderToy("toy_future") {}
};
/// Harbour grew faster than Millbrook in each of three years; nothing is known of Hilltop.
struct GrowthToy : WiderToy {
  GrowthToy() : WiderToy("toy_growth") {}
};
/// Two years after the first are known, and outside demand differs between industries.
struct HistoryToy : WiderToy {
  HistoryToy() : WiderToy("toy_history") {}
};

}  // namespace lingnan::tests
