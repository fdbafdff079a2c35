// Parameters of the opening state: what the data do not say about the first day.
#pragma once

#include "sim/base/parameters.hpp"

namespace lingnan {

class Opening final : public Block {
 public:
  double growth = 0.0445;
  double normal_utilisation = 0.85;
  double loans_to_assets = 0.30;

  std::string_view name() const override { return "opening"; }
  std::string_view doc() const override { return "The first day: balance sheets and links that the data leave open."; }
  void describe(Parameters& p) override;
};

}  // namespace lingnan
