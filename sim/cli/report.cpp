#include "sim/cli/report.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "lingnan/report.hpp"
#include "sim/base/assertions.hpp"
#include "sim/base/problem.hpp"
#include "sim/results/table_writer.hpp"

namespace lingnan {

namespace fs = std::filesystem;

namespace {

/// A file that the build makes of npm packages: beside the program as it is built, or where it is installed.
std::string built_file(const std::string& name) {
  std::error_code none;
  const fs::path folder = fs::read_symlink("/proc/self/exe", none).parent_path();
  const fs::path installed = folder.parent_path() / LINGNAN_DATA_FOLDER / name;
  return (fs::exists(installed) ? installed : folder / name).string();
}

std::string basemap_file(const std::string& asked) {
  if (asked != "guangdong") return asked;
  const std::string file = built_file("guangdong.geojson");
  if (!fs::exists(file)) throw MachineFailure(file + ": was not built; it needs npm like the page, see there");
  return file;
}

}  // namespace

int report(const ReportRequest& request) {
  if (request.folder.empty())
    throw BadRequest("report needs a folder of results, for example: lingnan report out/guangdong");
  if (request.language != "en" && request.language != "zh")
    throw BadRequest(fmt::format("--lang is '{}' but must be en or zh", request.language));
  const std::string output =
      request.output.empty() ? (fs::path(request.folder) / "report.html").string() : request.output;
  if (fs::is_directory(output)) throw BadRequest(output + ": is a folder; -o names a file");
  const std::string page = report(
      request.folder,
      {.language = request.language, .page = built_file("report.html"), .basemap = basemap_file(request.basemap)});
  write_whole_file(output, page);
  fmt::print("Report in {} ({:.1f} MB)\n", output, static_cast<double>(page.size()) / 1e6);
  return 0;
}

}  // namespace lingnan
