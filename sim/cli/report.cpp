#include "sim/cli/report.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "lingnan/report.hpp"
#include "sim/base/problem.hpp"
#include "sim/results/table_writer.hpp"

namespace lingnan {

namespace fs = std::filesystem;

namespace {

/// The page without data: beside the program as it is built, or where it is installed.
std::string page_file() {
  std::error_code none;
  const fs::path folder = fs::read_symlink("/proc/self/exe", none).parent_path();
  const fs::path installed = folder.parent_path() / LINGNAN_DATA_FOLDER / "report.html";
  return (fs::exists(installed) ? installed : folder / "report.html").string();
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
  const std::string page = report(request.folder, {.language = request.language, .page = page_file()});
  write_whole_file(output, page);
  fmt::print("Report in {} ({:.1f} MB)\n", output, static_cast<double>(page.size()) / 1e6);
  return 0;
}

}  // namespace lingnan
