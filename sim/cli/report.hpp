// `lingnan report`: a result folder as one page.
#pragma once

#include <string>

namespace lingnan {

/// What the user asked for.
struct ReportRequest {
  std::string folder;  ///< results of a run or a comparison
  std::string output;  ///< file; empty means report.html in the folder
  std::string language = "en";
  std::string basemap;  ///< GeoJSON file, or guangdong for the one that was built; empty for none
};

/// Returns the exit code: 0.
int report(const ReportRequest& request);

}  // namespace lingnan
