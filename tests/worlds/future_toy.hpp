// The toy region with the tables of new products beside its own.
#pragma once

#include <filesystem>

#include "tests/cli/program.hpp"
#include "tests/worlds/worlds.hpp"

namespace lingnan::tests {

class FutureToy {
 public:
  FutureToy() {
    namespace fs = std::filesystem;
    const fs::path worlds = LINGNAN_SOURCE_DIR "/tests/worlds", region = folder_.path() / "toy";
    fs::create_directory(region);
    fs::copy_file(worlds / "toy.yaml", folder_.path() / "toy.yaml");
    for (const char* tables : {"toy", "toy_future"})
      for (const auto& entry : fs::directory_iterator(worlds / tables))
        fs::copy_file(entry.path(), region / entry.path().filename(), fs::copy_options::overwrite_existing);
  }

  Scenario scenario(const Settings& settings) const {
    return read_scenario((folder_.path() / "toy.yaml").string(), settings);
  }

 private:
  TemporaryFolder folder_;
};

}  // namespace lingnan::tests
