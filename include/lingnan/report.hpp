// A finished run, comparison or experiment as one page for people.
#pragma once

#include <string>

namespace lingnan {

struct ReportOptions {
  std::string language = "en";  ///< that the page opens in: en or zh; a switch in the page has the other
  std::string page;             ///< file of the page without data, see plots/report/
  std::string basemap;          ///< GeoJSON file with borders of cities, empty for none
};

/// The page of a result folder: one HTML file that holds all it needs, its data included. Throws BadRequest if the folder
/// holds no finished run, comparison or experiment, a table is damaged or the base map knows none of the cities; MachineFailure
/// if a file cannot be read.
std::string report(const std::string& folder, const ReportOptions& options);

}  // namespace lingnan
