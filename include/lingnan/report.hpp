// A finished run or comparison as one page for people.
#pragma once

#include <string>

namespace lingnan {

struct ReportOptions {
  std::string language = "en";  ///< that the page opens in: en or zh; a switch in the page has the other
  std::string page;             ///< file of the page without data, see plots/report/
};

/// The page of a result folder: one HTML file that holds all it needs, its data included. Throws BadRequest if the
/// folder holds no finished run or comparison or a table is damaged, MachineFailure if a file cannot be read.
std::string report(const std::string& folder, const ReportOptions& options);

/// What the page is told, as JSON: manifest, tables with units, cards of the levers in use.
std::string report_data(const std::string& folder, const std::string& language);

}  // namespace lingnan
